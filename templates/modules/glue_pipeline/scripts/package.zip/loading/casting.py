"""From text to the declared types, and the reasons why a row is bad.

All types are cast from text, so that a value means the same in JSON, CSV and Parquet:

- Blanks around a value that is no text do not count; nothing but blanks is no value.
- Whole numbers may be written 3.0 or 3e2, but not 3.5; what is too large for the type is bad, never wrapped.
- A decimal is rounded half up to its scale; too many digits before the point are bad.
- float and double take NaN and Infinity by name; a number that is too large for them is bad.
- boolean takes true, t, yes, y, 1 and false, f, no, n, 0.
- date and timestamp are written as in ISO 8601, from the day at least; a timestamp without a zone is UTC.
- binary is base64.
- A text that is longer than its char(n) or varchar(n) is bad, never cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 -- as all of Spark's users write it
from pyspark.sql import types as T  # noqa: N812 -- the same

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from loading.parameters import Column, Parameters

REASONS = "_reasons"
PROBLEM = "_problem"
"""Why a row could not even be read; None for all others."""

_WHOLE = {"tinyint": T.ByteType(), "smallint": T.ShortType(), "int": T.IntegerType(), "bigint": T.LongType()}
_OTHERS: dict[str, T.DataType] = {
    "string": T.StringType(),
    "boolean": T.BooleanType(),
    "float": T.FloatType(),
    "double": T.DoubleType(),
    "date": T.DateType(),
    "timestamp": T.TimestampType(),
    "binary": T.BinaryType(),
}
_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_NOT_FINITE = r"(?i)[+-]?(nan|inf(inity)?)"
_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ].*)?"
_LONGEST_SHOWN = 100


def spark_type(kind: str) -> T.DataType:
    """Return Spark's type for one of Hive's; the lengths of texts are kept by `cast`, not by the type."""
    name, sizes = _parted(kind)
    if name == "decimal":
        return T.DecimalType(*sizes)
    if name in {"char", "varchar"}:
        return T.StringType()
    return _WHOLE.get(name) or _OTHERS[name]


def schema(columns: Iterable[Column]) -> T.StructType:
    """Return the schema of the table's files."""
    return T.StructType([T.StructField(column.name, spark_type(column.type)) for column in columns])


def cast(column: str, kind: str) -> SparkColumn:
    """Cast a column of text to a type; null where it does not fit."""
    name, sizes = _parted(kind)
    text = F.col(column)
    bare = F.trim(text)
    if name in {"string", "char", "varchar"}:
        return F.when(F.length(text) <= sizes[0], text) if sizes else text
    # Spark 3.5 has try_cast in SQL only.
    tried = F.expr(f"try_cast(trim(`{column}`) as {kind})")
    if name in _WHOLE:
        number = F.expr(f"try_cast(trim(`{column}`) as decimal(38,18))")
        whole = F.expr(f"try_cast(try_cast(trim(`{column}`) as decimal(38,18)) as {name})")
        return F.when(_is(bare, _NUMBER) & (number % 1 == 0), whole)
    if name in {"float", "double"}:
        finite = F.when(_is(bare, _NUMBER) & (F.abs(tried) < float("inf")), tried)
        return F.when(_is(bare, _NOT_FINITE), tried).otherwise(finite)
    if name == "binary":
        return F.try_to_binary(bare, F.lit("base64"))
    forms = {"decimal": _NUMBER, "date": _DAY, "timestamp": _DAY}
    return F.when(_is(bare, forms[name]), tried) if name in forms else tried


def judged(rows: DataFrame, parameters: Parameters) -> DataFrame:
    """Replace texts by typed values, and say in `REASONS` what is wrong with each row: nothing for good ones."""
    kept = [name for name in rows.columns if name not in parameters.names]
    values, reasons = [], [F.col(PROBLEM)]
    for column in parameters.columns:
        given = F.col(column.name)
        value = cast(column.name, column.type)
        values.append(value.alias(column.name))
        reasons.append(F.when(F.col(PROBLEM).isNull(), _reason(column, given, value, parameters.needed)))
    found = F.filter(F.array(*reasons), lambda reason: reason.isNotNull())
    return rows.select(*kept, *values, found.alias(REASONS))


def _reason(column: Column, given: SparkColumn, value: SparkColumn, needed: frozenset[str]) -> SparkColumn:
    blank = F.coalesce(F.trim(given) == "", F.lit(True))
    shown = F.substring(given, 1, _LONGEST_SHOWN)
    misfit = F.concat(F.lit(f"{column.name}: '"), shown, F.lit(f"' is no {column.type}"))
    reason = F.when(~blank & value.isNull(), misfit)
    if column.name in needed:
        return F.when(blank, F.lit(f"{column.name}: missing")).otherwise(reason)
    return reason


def _is(value: SparkColumn, pattern: str) -> SparkColumn:
    return value.rlike(f"^({pattern})$")


def _parted(kind: str) -> tuple[str, tuple[int, ...]]:
    """Split a type into its name and its sizes.

    >>> _parted("decimal(12,4)"), _parted("date")
    (('decimal', (12, 4)), ('date', ()))
    """
    name, _, sizes = kind.rstrip(")").partition("(")
    return name, tuple(int(size) for size in sizes.split(",") if size)
