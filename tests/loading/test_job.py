"""Whole runs of the job over folders: what the table has afterwards, and what is kept aside."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hcl2
import pytest
from folders import CrashError, Folders, Partitions, parameters
from loading import merging
from loading.casting import schema
from loading.run import Counts, Place, load
from pyspark.sql import types as T  # noqa: N812 -- as all of Spark's users write it

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from loading.parameters import Parameters
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.spark,
    pytest.mark.usefixtures("sockets_closed"),
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # py4j leaves sockets open
]

GENERATED = Path(__file__).parents[2] / "generated"
COLUMNS = {"id": "string", "county": "string", "value": "decimal(12,4)", "taken_on": "date"}
KEYED = parameters(COLUMNS, key=("id",), partition_by=("taken_on",), required=("county",))
EVERY_TYPE = {
    "a_string": "string", "a_boolean": "boolean", "a_tinyint": "tinyint", "a_smallint": "smallint", "an_int": "int",
    "a_bigint": "bigint", "a_float": "float", "a_double": "double", "a_date": "date", "a_timestamp": "timestamp",
    "a_binary": "binary", "a_decimal": "decimal(12,4)", "a_char": "char(3)", "a_varchar": "varchar(5)",
}  # fmt: skip


class Platform:
    """Buckets and catalog of one data set, and its table as a reader finds it."""

    def __init__(self, spark: SparkSession, root: Path, of: Parameters) -> None:
        self.spark = spark
        self.store = Folders(root)
        self.catalog = Partitions()
        self.of = of

    def drop(self, name: str, content: bytes) -> None:
        self.store.write("raw", f"data/results/{name}", content)

    def drop_json(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        self.drop(name, "".join(json.dumps(row) + "\n" for row in rows).encode())

    def run(self) -> Counts:
        return load(Place(self.spark, self.store, self.catalog, self.of))

    def table(self) -> list[tuple[Any, ...]]:
        files = list(self.store.list("processed", "data/"))
        return sorted(tuple(row) for row in merging.table(self.spark, self.store, self.of, files).collect())

    def quarantined(self) -> list[dict[str, Any]]:
        keys = self.store.keys("processed", "quarantine/")
        found = (gzip.decompress(self.store.read("processed", key) or b"") for key in keys)
        return [json.loads(line) for content in found for line in content.splitlines()]


@pytest.fixture
def platform(spark: SparkSession, tmp_path: Path) -> Callable[[Parameters], Platform]:
    return lambda of: Platform(spark, tmp_path, of)


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    lines = [",".join(rows[0]), *(",".join(str(value) for value in row.values()) for row in rows)]
    return "\n".join(lines).encode()


def as_json(rows: list[dict[str, Any]]) -> bytes:
    return "\n".join(map(json.dumps, rows)).encode()


GOOD = {"id": "1", "county": "King", "value": "1.00005", "taken_on": "2026-01-02", "extra": "x"}
ROWS = [
    {**GOOD, "value": "7"},
    {**GOOD, "id": "2", "value": "a lot"},
    {**GOOD, "id": "3", "county": ""},
    {**GOOD, "id": "4", "taken_on": "2026-02-30"},
    GOOD,
]


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_bad_rows_duplicates_missing_and_additional_columns_and_twice_over_the_same(
    kind: str, platform: Callable[[Parameters], Platform], spark: SparkSession, tmp_path: Path
) -> None:
    own = platform(parameters({**COLUMNS, "absent": "int"}, format=kind, key=("id",), required=("county",)))
    if kind == "parquet":
        spark.createDataFrame(ROWS).coalesce(1).write.parquet(str(tmp_path / "made"))
        (part,) = (tmp_path / "made").glob("*.parquet")
        own.drop("a.parquet", part.read_bytes())
    else:
        own.drop(f"a.{kind}", {"csv": as_csv, "json": as_json}[kind](ROWS))

    counts = own.run()

    assert counts == Counts(files=1, read=5, bad=3, duplicates=1, loaded=1, additional_columns=["extra"])
    ((number, county, value, taken_on, absent),) = own.table()
    assert (number, county, str(value), taken_on, absent) == ("1", "King", "1.0001", dt.date(2026, 1, 2), None)
    assert sorted(row["reasons"] for row in own.quarantined()) == [
        ["county: missing"],
        ["taken_on: '2026-02-30' is no date"],
        ["value: 'a lot' is no decimal(12,4)"],
    ]
    assert {row["file"].rpartition("/")[2] for row in own.quarantined()} == {f"a.{kind}"}
    assert all('"extra"' in row["row"] for row in own.quarantined())

    before = own.store.keys("processed")
    assert own.run() == Counts()
    assert own.store.keys("processed") == before

    # As if nobody knew that it had been read.
    (own.store.root / "processed" / "state/results/ledger.json.gz").unlink()
    rows = own.table()
    assert own.run().loaded == 1
    assert own.table() == rows


def test_later_row_takes_the_place_of_an_earlier_one_in_whichever_partition(
    platform: Callable[[Parameters], Platform],
) -> None:
    own = platform(KEYED)
    own.drop_json("a.json", [{**GOOD, "id": str(number)} for number in range(3)])
    own.run()
    own.drop_json("b.json", [{**GOOD, "id": "1", "taken_on": "2026-03-04"}])

    assert own.run() == Counts(files=1, read=1, loaded=1, additional_columns=["extra"])

    # The table's columns of partitions come last, as in the catalog.
    assert [(row[0], str(row[3])) for row in own.table()] == [
        ("0", "2026-01-02"),
        ("1", "2026-03-04"),
        ("2", "2026-01-02"),
    ]
    assert own.catalog.values == {("2026-01-02",), ("2026-03-04",)}
    folders = {key.rpartition("/")[0] for key in own.store.keys("processed", "data/")}
    assert folders == {"data/results/taken_on=2026-01-02", "data/results/taken_on=2026-03-04"}


def test_files_without_a_changed_row_stay_as_they_are(platform: Callable[[Parameters], Platform]) -> None:
    own = platform(KEYED)
    own.drop_json("a.json", [GOOD, {**GOOD, "id": "2", "taken_on": "2026-01-03"}])
    own.run()
    (stays,) = own.store.keys("processed", "data/results/taken_on=2026-01-03/")
    own.drop_json("b.json", [{**GOOD, "value": "2"}])
    own.run()
    assert stays in own.store.keys("processed", "data/")
    assert [str(row[2]) for row in own.table()] == ["2.0000", "1.0001"]


def test_of_two_files_of_one_run_the_one_written_later_counts(
    platform: Callable[[Parameters], Platform], tmp_path: Path
) -> None:
    own = platform(KEYED)
    for name, value, second in (("a.json", "2", 2_000_000_000), ("b.json", "1", 1_000_000_000)):
        own.drop_json(name, [{**GOOD, "value": value}])
        os.utime(tmp_path / "raw" / "data" / "results" / name, (second, second))
    assert own.run().duplicates == 1
    assert [str(row[2]) for row in own.table()] == ["2.0000"]


def test_without_a_key_every_row_counts_and_every_file_once(platform: Callable[[Parameters], Platform]) -> None:
    own = platform(parameters(COLUMNS))
    own.drop_json("a.json", [GOOD, GOOD])
    assert own.run().loaded == 2
    own.drop_json("b.json", [GOOD])
    assert own.run() == Counts(files=1, read=1, loaded=1, additional_columns=["extra"])
    assert len(own.table()) == 3


def test_crash_before_the_end_changes_nothing_in_the_end(platform: Callable[[Parameters], Platform]) -> None:
    own = platform(KEYED)
    own.drop_json("a.json", [GOOD])
    own.run()
    own.drop_json("b.json", [{**GOOD, "value": "2"}, {"id": "bad"}])
    # 0: the run had staged everything, and decided nothing; 2: it had decided, and published a part.
    for left in (0, 2):
        own.store.left = left
        with pytest.raises(CrashError):
            own.run()
        own.store.left = None
    own.run()
    assert [str(row[2]) for row in own.table()] == ["2.0000"]
    assert len(own.quarantined()) == 1


def test_many_small_files_become_one(
    platform: Callable[[Parameters], Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_SMALL_FILES", 2)
    own = platform(parameters(COLUMNS))
    for name in ("a", "b", "c"):
        own.drop_json(f"{name}.json", [{**GOOD, "id": name}])
        own.run()
    assert len(own.store.keys("processed", "data/")) == 1
    assert [row[0] for row in own.table()] == ["a", "b", "c"]


def test_column_that_is_new_is_null_in_older_files(platform: Callable[[Parameters], Platform]) -> None:
    own = platform(parameters({"id": "string"}))
    own.drop_json("a.json", [{"id": "1"}])
    own.run()
    own.of = parameters({"id": "string", "note": "string"})
    own.drop_json("b.json", [{"id": "2", "note": "x"}])
    own.run()
    assert own.table() == [("1", None), ("2", "x")]


def test_every_type_is_written_as_the_catalog_has_it(
    platform: Callable[[Parameters], Platform], spark: SparkSession
) -> None:
    own = platform(parameters(EVERY_TYPE))
    texts = [
        "x",
        "true",
        "1",
        "1",
        "1",
        "1",
        "1.5",
        "1.5",
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "aGk=",
        "1.5",
        "a",
        "b",
    ]
    own.drop_json("a.json", [dict(zip(EVERY_TYPE, texts, strict=True))])
    assert own.run().bad == 0
    assert written(spark, own) == [(name, of_hive(kind)) for name, kind in EVERY_TYPE.items()]
    # As text: Python has no moment so early in most zones.
    paths = [str(own.store.root / "processed" / key) for key in own.store.keys("processed", "data/")]
    (row,) = spark.read.parquet(*paths).selectExpr("cast(a_date as string)", "cast(a_timestamp as string)").collect()
    assert tuple(row) == ("0001-01-01", "0001-01-01 00:00:00")


def written(spark: SparkSession, own: Platform) -> list[tuple[str, T.DataType]]:
    """Names and types in the files themselves, in order."""
    paths = [str(own.store.root / "processed" / key) for key in own.store.keys("processed", "data/")]
    return [(one.name, one.dataType) for one in spark.read.parquet(*paths).schema]


def of_hive(kind: str) -> T.DataType:
    """Give Spark's own reading of a Hive type; Parquet has one type for texts."""
    return T.StringType() if "char" in kind else T._parse_datatype_string(kind)


def pipelines() -> dict[str, dict[str, Any]]:
    """Calls of the module in all agencies' stacks of dev, by stack and label."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(GENERATED.glob("stacks/dev/*/glue.tf")):
        for block in hcl2.loads(file.read_text(encoding="utf-8"))["module"]:
            found |= {f"{file.parent.name} {label}": body for label, body in block.items() if "_pipeline" in label}
    return found


@pytest.mark.parametrize("call", pipelines())
def test_rows_are_cast_to_what_the_catalog_declares(call: str) -> None:
    body = pipelines()[call]
    declared = {
        one["name"].strip('"'): one["type"].strip('"') for one in [*body["columns"], *body.get("partition_keys", [])]
    }
    assert [(one.name, one.dataType) for one in schema(parameters(declared).columns)] == [
        (name, of_hive(kind)) for name, kind in declared.items()
    ]
