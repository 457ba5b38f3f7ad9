"""What a CSV file's first bytes say, and raw files of every format as rows of text."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from folders import Folders, parameters
from loading import reading
from loading.casting import PROBLEM
from loading.run import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.spark,
    pytest.mark.usefixtures("sockets_closed"),
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # py4j leaves sockets open
]

COLUMNS = {"id": "string", "value": "decimal(38,10)", "note": "string"}


def rows(spark: SparkSession, folder: Path, files: dict[str, bytes], **changes: Any) -> list[dict[str, Any]]:
    """Read files; what is not null of each row, its source by the file's name."""
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    store = Folders(folder)
    for key, content in files.items():
        store.write("raw", key, content)
    read = reading.read(spark, store, parameters(COLUMNS, **changes), list(files))
    found = [row.asDict() for row in read.orderBy(*reading.ORDER).collect()]
    shown = ("id", "value", "note", PROBLEM, reading.UNKNOWN)
    return [{name: row[name] for name in shown if row[name]} for row in found]


def test_json_keeps_digits_and_takes_names_in_any_case(spark: SparkSession, tmp_path: Path) -> None:
    content = (
        b'{"ID": "a-1 2", "value": 1234567890123456789012345678.0123456789}\n'
        b"\n"
        b'{"id": 7, "note": {"n": 1.10, "t": "say \\"1\\""}, "Value": "1e3"}\n'
        b'{"id": "x", "note": null, "more": [1]}\n'
    )
    assert rows(spark, tmp_path, {"a.json": content}) == [
        {"id": "a-1 2", "value": "1234567890123456789012345678.0123456789"},
        {"id": "7", "note": '{"n":1.1,"t":"say \\"1\\""}', "value": "1e3"},
        {"id": "x", reading.UNKNOWN: ["more"]},
    ]


def test_json_that_is_no_object_is_bad(spark: SparkSession, tmp_path: Path) -> None:
    lines = ["broken", '{"id": 1', '["id"]', "1", "null", '"id"']
    found = rows(spark, tmp_path, {"a.json": "\n".join(lines).encode()})
    assert found == [{PROBLEM: "the line is no JSON object"}] * 6


def test_json_with_long_text_is_read(spark: SparkSession, tmp_path: Path) -> None:
    """A pattern that recursed would overflow Java's stack."""
    text = '\\"1 ' * 100_000
    (found,) = rows(spark, tmp_path, {"a.json": f'{{"note": "{text}", "id": 1}}'.encode()})
    assert (found["id"], len(found["note"])) == ("1", 300_000)


def test_odd_names_of_files_and_gzip_are_read(spark: SparkSession, tmp_path: Path) -> None:
    files = {
        "dt=2026-01-01/a b[1]{2}*?.json": b'{"id": 1}',
        "z%20+ä.json.gz": gzip.compress(b'{"id": 2}'),
    }
    assert sorted(row["id"] for row in rows(spark, tmp_path, files)) == ["1", "2"]


def test_csv_goes_by_the_header_of_each_file(spark: SparkSession, tmp_path: Path) -> None:
    files = {
        "a.csv": b"id,value,note\n1,2,x\n",
        "b.csv": b'\xef\xbb\xbfNote, ID ,extra\n"two\nlines, ""quoted""",3,4\n',
        "c.csv": b"id\n5\n",
    }
    assert rows(spark, tmp_path, files, format="csv") == [
        {"id": "1", "value": "2", "note": "x"},
        {"id": "3", "note": 'two\nlines, "quoted"', reading.UNKNOWN: ["extra"]},
        {"id": "5"},
    ]


def test_csv_row_of_another_length_is_bad(spark: SparkSession, tmp_path: Path) -> None:
    found = rows(spark, tmp_path, {"a.csv": b"id;note\n1;2\n3\n4;5;6\n"}, format="csv", delimiter=";")
    assert [row.get(PROBLEM) for row in found] == [None, *["the row has not 2 values, as the first line has"] * 2]


def test_csv_without_a_header_goes_by_position(spark: SparkSession, tmp_path: Path) -> None:
    files = {"a.csv": b"1|2|x|more\n", "b.csv": b"3\n", "c.csv": b"\n"}
    assert rows(spark, tmp_path, files, format="csv", header=False, delimiter="|") == [
        {"id": "1", "value": "2", "note": "x", reading.UNKNOWN: ["4"]},
        {"id": "3"},
    ]


def test_parquet_goes_by_the_schema_of_each_file(spark: SparkSession, tmp_path: Path) -> None:
    frames = {
        "a": spark.sql("select 1 as ID, cast(1.5 as decimal(10,1)) as value, named_struct('n', 1) as note"),
        "b": spark.sql("select 'x' as id, 0.1D as value, true as extra"),
    }
    files = {}
    for name, frame in frames.items():
        frame.coalesce(1).write.parquet(str(tmp_path / name))
        (part,) = (tmp_path / name).glob("*.parquet")
        files[f"{name}.parquet"] = part.read_bytes()
    files["c.parquet"] = b"no parquet"
    found = rows(spark, tmp_path, files, format="parquet")
    assert sorted(found, key=str) == sorted(
        [
            {"id": "1", "value": "1.5", "note": '{"n":1}'},
            {"id": "x", "value": "0.1", reading.UNKNOWN: ["extra"]},
            {PROBLEM: "the file is no Parquet file"},
        ],
        key=str,
    )


def test_nothing_is_read_of_empty_files(spark: SparkSession, tmp_path: Path) -> None:
    assert rows(spark, tmp_path, {"a.csv": b"\n\n"}, format="csv") == []


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b"\n\nID, Value\n1,2\n", ("id", "value")),
        ('\ufeff"a,b",c'.encode(), ("a,b", "c")),
        (gzip.compress(b"a,b\n", mtime=0), ("a", "b")),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 10_000, mtime=0)[:60], ("a", "b")),
        (b"", ()),
    ],
)
def test_header_is_the_first_line_that_is_not_blank(head: bytes, names: tuple[str, ...]) -> None:
    assert reading.header(head, parameters(COLUMNS, format="csv")) == names
