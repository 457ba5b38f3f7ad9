"""One run: what is new is read, judged, merged and published."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 -- as all of Spark's users write it

from loading import merging, publishing
from loading.casting import REASONS, judged
from loading.reading import RAW, SOURCE, UNKNOWN, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame, SparkSession

    from loading.parameters import Parameters
    from loading.store import Catalog, Store, Stored

ROUNDS = 5
"""A run looks this often whether more has arrived meanwhile, since its workflow is not started again while it runs."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # All of Hive's, Athena's and Redshift's readers know timestamps in this form.
    "spark.sql.parquet.outputTimestampType": "INT96",
    # Old dates, such as 0001-01-01 for "unknown", are written as they are; Spark refuses them otherwise.
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    # A row with too many values is found only where all of them are parsed.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    "spark.sql.sources.partitionOverwriteMode": "static",
}

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where a run takes place: Spark, buckets, catalog, and the data set."""

    spark: SparkSession
    store: Store
    catalog: Catalog
    parameters: Parameters


@dataclass
class Counts:
    """What a run has done: files and rows read, bad and duplicate ones, rows written, and names not declared."""

    files: int = 0
    read: int = 0
    bad: int = 0
    duplicates: int = 0
    loaded: int = 0
    additional_columns: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Add the counts of another round."""
        self.files += other.files
        self.read += other.read
        self.bad += other.bad
        self.duplicates += other.duplicates
        self.loaded += other.loaded
        self.additional_columns = sorted({*self.additional_columns, *other.additional_columns})


def load(place: Place) -> Counts:
    """Load what has arrived, until nothing is left or `ROUNDS` are over."""
    store, parameters = place.store, place.parameters
    for name, value in SETTINGS.items():
        place.spark.conf.set(name, value)
    publishing.recover(store, place.catalog, parameters)
    counts = Counts()
    for _ in range(ROUNDS):
        files = publishing.raw_files(store, parameters)
        new = publishing.unread(files, publishing.ledger(store, parameters))
        if not new:
            break
        _LOG.info("%d new files", len(new))
        counts.add(_round(place, files, new))
    return counts


def _round(place: Place, files: Iterable[Stored], new: list[Stored]) -> Counts:
    spark, store, parameters = place.spark, place.store, place.parameters
    rows = judged(read(spark, store, parameters, [one.key for one in new]), parameters).persist()
    good = merging.latest(rows.where(F.size(REASONS) == 0), parameters.key).persist()
    try:
        counts = _counts(rows, good, len(new))
        staging = f"{parameters.prefix('staging')}{batch_id(new)}/"
        former = _stage_rows(place, good, staging) if counts.loaded else []
        if counts.bad:
            _stage_bad_rows(place, rows, staging)
    finally:
        good.unpersist()
        rows.unpersist()
    publish = _targets(place, staging)
    written = {target for _, target in publish}
    journal = publishing.Journal(
        publish=publish,
        remove=[one.key for one in former if one.key not in written],
        # Files that have gone from the raw bucket need not be remembered.
        ledger={one.key: one.etag for one in files},
    )
    publishing.commit(store, place.catalog, parameters, journal)
    return counts


def _counts(rows: DataFrame, good: DataFrame, files: int) -> Counts:
    bad = F.sum((F.size(REASONS) > 0).cast("long"))
    names = F.array_distinct(F.flatten(F.collect_set(UNKNOWN)))
    (found,) = rows.agg(F.count("*").alias("read"), bad.alias("bad"), names.alias("names")).collect()
    loaded = good.count()
    return Counts(
        files=files,
        read=found["read"],
        bad=found["bad"] or 0,
        duplicates=found["read"] - (found["bad"] or 0) - loaded,
        loaded=loaded,
        additional_columns=sorted(found["names"]),
    )


def _stage_rows(place: Place, good: DataFrame, staging: str) -> list[Stored]:
    """Write new rows and those of files that they change; return these files, in whose place they come."""
    spark, store, parameters = place.spark, place.store, place.parameters
    bucket = parameters.processed_bucket
    present = [one for one in store.list(bucket, parameters.prefix("data")) if one.key.endswith(".parquet")]
    current = merging.table(spark, store, parameters, present) if present else None
    former = merging.rewritten(good, current, present, parameters)
    kept = merging.table(spark, store, parameters, former) if former else None
    result = _in_good_sizes(spark, merging.merged(good, kept, parameters), parameters)
    target = store.uri(bucket, f"{staging}data")
    result.write.partitionBy(*parameters.partition_by).parquet(target, mode="overwrite", compression="snappy")
    return former


def _stage_bad_rows(place: Place, rows: DataFrame, staging: str) -> None:
    bad = rows.where(F.size(REASONS) > 0)
    told = bad.select(F.col(REASONS).alias("reasons"), F.col(SOURCE).alias("file"), F.col(RAW).alias("row"))
    target = place.store.uri(place.parameters.processed_bucket, f"{staging}quarantine")
    told.coalesce(1).write.json(target, mode="overwrite", compression="gzip")


def _targets(place: Place, staging: str) -> list[tuple[str, str]]:
    """Say where each staged file goes; the batch and a number name it, so no two of the table have one name."""
    parameters = place.parameters
    batch = staging.split("/")[-2]
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    places = {
        f"{staging}data/": (parameters.prefix("data"), ".snappy.parquet"),
        f"{staging}quarantine/": (f"{parameters.prefix('quarantine')}dt={today}/", ".json.gz"),
    }
    return [
        (key, f"{target}{folder}{batch}-{number:05}{ending}")
        for start, (target, ending) in places.items()
        for number, (key, folder) in enumerate(_parts(place.store, parameters.processed_bucket, start, ending))
    ]


def _in_good_sizes(spark: SparkSession, rows: DataFrame, parameters: Parameters) -> DataFrame:
    """Shuffle rows so that a partition has few files and none is too large; Python's `hint` takes no columns."""
    columns = f"({', '.join(f'`{name}`' for name in parameters.partition_by)})" if parameters.partition_by else ""
    return spark.sql(f"select /*+ rebalance{columns} */ * from {{rows}}", rows=rows)  # noqa: S608 -- checked names


def _parts(store: Store, bucket: str, start: str, ending: str) -> list[tuple[str, str]]:
    """List the files that Spark wrote below a folder, by key, with the folders of their partitions."""
    keys = sorted(one.key for one in store.list(bucket, start) if one.key.endswith(ending))
    return [(key, key.removeprefix(start).rpartition("/")[0] + "/" * ("/" in key.removeprefix(start))) for key in keys]


def batch_id(files: Iterable[Stored]) -> str:
    """Name a batch after its files, so that the same files make the same batch."""
    told = "\n".join(f"{one.key}\t{one.etag}" for one in files)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
