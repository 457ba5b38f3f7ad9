"""Raw files to rows of text, one column for each that is declared, whatever the files look like.

Columns that a file lacks are null; columns that are not declared are left out and named in `UNKNOWN`. Names in files
are taken without regard to upper and lower case.

- JSON: one document a line. Numbers keep their digits as written; an object or list becomes its JSON text.
- CSV: each file by its own header, in whatever order; without one, by position. Fields may be quoted and hold line
  breaks. A row with another number of values than its header is bad.
- Parquet: each file by its own schema. A file that is none is bad as a whole.

Files may be compressed with gzip where their names end in .gz.
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 -- as all of Spark's users write it
from pyspark.sql import types as T  # noqa: N812 -- the same

from loading.casting import PROBLEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame, SparkSession

    from loading.parameters import Parameters
    from loading.store import Store

SOURCE = "_source"
"""The file that a row comes from."""
RAW = "_raw"
"""The row as it was found, for whoever mends it."""
UNKNOWN = "_unknown"
"""Names that are not declared."""
ORDER = ("_time", SOURCE, "_block", "_position")
"""Columns by which rows are ordered: when the file was written, its name, and the place in it."""

_HEAD_BYTES = 65_536
_PARQUET = b"PAR1"
# Everything up to a number outside of strings, and the number. Possessive, so that Java's matcher does not recurse.
_NUMBER_IN_JSON = r'\G((?:[^"0-9-]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+)(-?[0-9][0-9.eE+-]*+)'
_TEXTS = "map<string,string>"


def read(spark: SparkSession, store: Store, parameters: Parameters, keys: Sequence[str]) -> DataFrame:
    """Read the raw objects with these keys; lazily, but for what their heads say."""
    if parameters.format == "json":
        return _json(spark, parameters, [_uri(store, parameters, key) for key in keys])
    rows = [_nothing_but(spark, parameters, ())]
    if parameters.format == "csv":
        rows += [_csv(spark, store, parameters, *group) for group in _by_header(store, parameters, keys)]
    else:
        rows += _parquet(spark, store, parameters, keys)
    return reduce(lambda first, second: first.unionByName(second), rows)


def _json(spark: SparkSession, parameters: Parameters, paths: list[str]) -> DataFrame:
    lines = spark.read.text(paths).where(F.trim("value") != "")
    quoted = F.regexp_replace("value", _NUMBER_IN_JSON, '$1"$2"')
    parsed = lines.select(
        *_where_from(),
        F.col("value").alias(RAW),
        _lowered(F.from_json(quoted, _TEXTS)).alias("_exact"),
        _lowered(F.from_json("value", _TEXTS)).alias("_plain"),
    )
    declared = F.array(*(F.lit(name) for name in parameters.names))
    return parsed.select(
        *ORDER,
        RAW,
        F.when(F.col("_plain").isNull(), F.lit("the line is no JSON object")).alias(PROBLEM),
        F.coalesce(F.array_except(F.map_keys("_plain"), declared), F.array().cast("array<string>")).alias(UNKNOWN),
        *(_json_value(name).alias(name) for name in parameters.names),
    )


def _json_value(name: str) -> SparkColumn:
    exact = F.element_at("_exact", name)
    # Numbers inside of objects and lists were quoted, too: these are taken as they were.
    return F.when(exact.rlike(r"^[\[{]"), F.element_at("_plain", name)).otherwise(exact)


def _lowered(texts: SparkColumn) -> SparkColumn:
    return F.transform_keys(texts, lambda name, _: F.lower(name))


def _csv(
    spark: SparkSession, store: Store, parameters: Parameters, names: tuple[str, ...], keys: list[str]
) -> DataFrame:
    found = [f"c{number}" for number in range(len(names))]
    schema = T.StructType([T.StructField(name, T.StringType()) for name in (*found, "broken")])
    rows = (
        spark.read.schema(schema)
        .options(header=parameters.header, sep=parameters.delimiter, multiLine=True, quote='"', escape='"')
        .options(mode="PERMISSIVE", columnNameOfCorruptRecord="broken", encoding="UTF-8")
        .csv([_uri(store, parameters, key) for key in keys])
    )
    given = dict(zip(reversed(names), reversed(found), strict=True))
    values = F.to_json(F.map_from_arrays(_array(map(F.lit, given)), _array(map(F.col, given.values()))))
    broken = F.lit(f"the row has not {len(names)} values, as the first line has")
    return rows.select(
        *_where_from(),
        F.coalesce("broken", values).alias(RAW),
        F.when(F.col("broken").isNotNull(), broken).alias(PROBLEM),
        _unknown(given, parameters),
        *((F.col(given[name]) if name in given else _missing()).alias(name) for name in parameters.names),
    )


def _by_header(store: Store, parameters: Parameters, keys: Iterable[str]) -> list[tuple[tuple[str, ...], list[str]]]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for key in keys:
        head = store.read(parameters.raw_bucket, key, _HEAD_BYTES) or b""
        names = header(head, parameters)
        if names:
            groups.setdefault(names, []).append(key)
    return list(groups.items())


def header(head: bytes, parameters: Parameters) -> tuple[str, ...]:
    """Return the names of a CSV file's columns by its first bytes; nothing for an empty file.

    Without a header they are the declared ones, in order, and numbers behind the last.
    """
    if head.startswith(b"\x1f\x8b"):
        head = zlib.decompressobj(wbits=31).decompress(head)
    text = head.decode("utf-8-sig", errors="replace")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=parameters.delimiter)
    first = next((line for line in lines if line), [])
    if parameters.header:
        return tuple(name.strip().lower() for name in first)
    return tuple(
        parameters.names[number] if number < len(parameters.names) else str(number + 1) for number in range(len(first))
    )


def _parquet(spark: SparkSession, store: Store, parameters: Parameters, keys: Iterable[str]) -> Iterator[DataFrame]:
    groups: dict[str, list[str]] = {}
    broken = []
    for key in keys:
        path = _uri(store, parameters, key)
        # An exception of Spark's would not tell a file that is no Parquet from one that S3 did not deliver.
        if store.read(parameters.raw_bucket, key, len(_PARQUET)) == _PARQUET:
            groups.setdefault(spark.read.parquet(path).schema.json(), []).append(path)
        else:
            broken.append(path)
    yield from (_of_one_schema(spark.read.parquet(*some), parameters) for some in groups.values())
    yield _nothing_but(spark, parameters, broken)


def _of_one_schema(rows: DataFrame, parameters: Parameters) -> DataFrame:
    given = {name.lower(): (name, kind) for name, kind in rows.dtypes}
    declared = {column.name: column.type for column in parameters.columns}
    values = (
        (_parquet_value(*given[name], declared[name]) if name in given else _missing()).alias(name)
        for name in parameters.names
    )
    return rows.select(
        *_where_from(),
        F.to_json(F.struct(*(_quoted(name) for name in rows.columns))).alias(RAW),
        _missing().alias(PROBLEM),
        _unknown(given, parameters),
        *values,
    )


def _parquet_value(name: str, kind: str, declared: str) -> SparkColumn:
    value = _quoted(name)
    if kind.startswith(("array", "map", "struct")):
        return F.to_json(value)
    return F.base64(value) if kind == declared == "binary" else value.cast("string")


def _nothing_but(spark: SparkSession, parameters: Parameters, broken: Iterable[str]) -> DataFrame:
    """Give one bad row for each file that cannot be read at all."""
    shape = f"_time timestamp, {SOURCE} string, _block bigint, _position bigint, {RAW} string, {PROBLEM} string"
    names = "".join(f", `{name}` string" for name in parameters.names)
    rows: list[tuple[object, ...]] = [
        (None, path, 0, 0, None, "the file is no Parquet file", [], *[None] * len(parameters.names)) for path in broken
    ]
    return spark.createDataFrame(rows, f"{shape}, {UNKNOWN} array<string>{names}")


def _where_from() -> list[SparkColumn]:
    return [
        F.col("_metadata.file_modification_time").alias("_time"),
        F.col("_metadata.file_path").alias(SOURCE),
        F.col("_metadata.file_block_start").alias("_block"),
        # Grows with the place in the file, within what one task reads of it.
        F.monotonically_increasing_id().alias("_position"),
    ]


def _unknown(given: Iterable[str], parameters: Parameters) -> SparkColumn:
    return _array(F.lit(name) for name in given if name not in parameters.names).alias(UNKNOWN)


def _array(items: Iterable[SparkColumn]) -> SparkColumn:
    return F.array(*items).cast("array<string>")


def _missing() -> SparkColumn:
    return F.lit(None).cast("string")


def _quoted(name: str) -> SparkColumn:
    return F.col("`" + name.replace("`", "``") + "`")


def _uri(store: Store, parameters: Parameters, key: str) -> str:
    """Name an object for Spark, which takes some characters for patterns."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", store.uri(parameters.raw_bucket, key))
