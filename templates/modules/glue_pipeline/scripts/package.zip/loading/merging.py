"""New rows among those that the table has.

Rows with one key are one row, of which the latest stays. Later is what a later run reads; within a run, what stands in
the file that was written later, then in the file whose name comes later, then further behind in the file. The files of
the table that hold a row of the same key are written again without it, whichever partition they are in.

Without a key every row counts, and each file counts once: a file that is dropped again with other content adds its
rows to those that are there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 -- as all of Spark's users write it

from loading.casting import schema
from loading.reading import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark.sql import DataFrame, SparkSession

    from loading.parameters import Parameters
    from loading.store import Store, Stored

SMALL_BYTES = 32 * 1024 * 1024
MOST_SMALL_FILES = 16
"""From this many small files in a folder on, they are written again as one."""

_FILE = "_metadata.file_name"


def latest(rows: DataFrame, key: Sequence[str]) -> DataFrame:
    """Keep of rows with one key the latest; without a key all."""
    if not key:
        return rows
    newest_first = Window.partitionBy(*key).orderBy(*(F.col(name).desc_nulls_last() for name in ORDER))
    return rows.withColumn("_rank", F.row_number().over(newest_first)).where("_rank = 1").drop("_rank")


def table(spark: SparkSession, store: Store, parameters: Parameters, files: Iterable[Stored]) -> DataFrame:
    """Read files of the table; columns that they lack are null."""
    base = store.uri(parameters.processed_bucket, parameters.prefix("data"))
    paths = [re.sub(r"([\[\]{}*?\\])", r"\\\1", store.uri(parameters.processed_bucket, one.key)) for one in files]
    return spark.read.schema(schema(parameters.columns)).option("basePath", base).parquet(*paths)


def rewritten(rows: DataFrame, current: DataFrame | None, files: list[Stored], parameters: Parameters) -> list[Stored]:
    """Choose the files that hold rows with keys of new ones, and those of folders with too many small ones."""
    chosen = {one.key for one in _crowded(files)}
    if parameters.key and current is not None:
        keys = rows.select(*parameters.key)
        hit = current.select(*parameters.key, F.col(_FILE).alias("_file")).join(keys, list(parameters.key), "left_semi")
        names = {row["_file"] for row in hit.select("_file").distinct().collect()}
        chosen |= {one.key for one in files if one.key.rpartition("/")[2] in names}
    return [one for one in files if one.key in chosen]


def merged(rows: DataFrame, former: DataFrame | None, parameters: Parameters) -> DataFrame:
    """Put new rows and those of rewritten files together; a new row takes the place of one with its key."""
    new = rows.select(*parameters.names)
    if former is None:
        return new
    if parameters.key:
        former = former.join(new.select(*parameters.key), list(parameters.key), "left_anti")
    return former.select(*parameters.names).unionByName(new)


def _crowded(files: Iterable[Stored]) -> list[Stored]:
    folders: dict[str, list[Stored]] = {}
    for one in files:
        if one.size < SMALL_BYTES:
            folders.setdefault(one.key.rpartition("/")[0], []).append(one)
    return [one for small in folders.values() if len(small) >= MOST_SMALL_FILES for one in small]
