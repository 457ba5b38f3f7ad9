"""Text to typed values, and what is wrong with a row."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from folders import parameters
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import casting
from loading.run import SETTINGS
from pyspark.sql import functions as F  # noqa: N812 -- as all of Spark's users write it

if TYPE_CHECKING:
    from loading.parameters import Parameters
    from pyspark.sql import Row, SparkSession

pytestmark = [
    pytest.mark.spark,
    pytest.mark.usefixtures("sockets_closed"),
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # py4j leaves sockets open
]

BAD = "bad"
NOON = dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.UTC).replace(tzinfo=None)
CASES: dict[str, dict[str, Any]] = {
    "string": {"": "", " a ": " a ", "1.10": "1.10"},
    "char(3)": {"abc": "abc", "ä€😀": "ä€😀", "abcd": BAD},
    "varchar(2)": {"ab": "ab", "abc": BAD, " ": " "},
    "boolean": {"true": True, " T ": True, "yes": True, "1": True, "no": False, "0": False, "2": BAD, "ja": BAD},
    "tinyint": {"127": 127, "-128": -128, "128": BAD, "1.0": 1, "1.5": BAD, "1e2": 100, "x": BAD},
    "smallint": {"32767": 32767, "32768": BAD},
    "int": {" 7 ": 7, "2147483648": BAD, "0x10": BAD, "": None, "  ": None, "1_000": BAD, "NaN": BAD},
    "bigint": {"9223372036854775807": 2**63 - 1, "9223372036854775808": BAD, "-9223372036854775808": -(2**63)},
    "decimal(6,2)": {"1.005": Decimal("1.01"), "-1.005": Decimal("-1.01"), "9999.99": Decimal("9999.99"), "1e4": BAD},
    "decimal(38,10)": {"1234567890123456789012345678.0123456789": Decimal("1234567890123456789012345678.0123456789")},
    "float": {"1.5": 1.5, "1e39": BAD, "Infinity": float("inf"), "1f": BAD},
    "double": {"1e308": 1e308, "1e309": BAD, "-inf": float("-inf"), "1d": BAD, ".5": 0.5, "1,5": BAD},
    "date": {
        "2026-01-31": dt.date(2026, 1, 31),
        "2026-1-3": dt.date(2026, 1, 3),
        "2026-01-31T12:30:00Z": dt.date(2026, 1, 31),
        "2026-02-30": BAD,
        "2026": BAD,
        "31.01.2026": BAD,
    },
    "timestamp": {
        "2026-01-31 12:30:00": NOON,
        "2026-01-31T12:30:00Z": NOON,
        "2026-01-31T13:30:00+01:00": NOON,
        "2026-01-31T12:30:00.000001": NOON.replace(microsecond=1),
        "1769862600": BAD,
        "2026-01-31 25:00:00": BAD,
    },
    "binary": {"aGk=": b"hi", "!": BAD},
}


def judged(spark: SparkSession, rows: list[dict[str, str | None]], of: Parameters) -> list[Row]:
    """Judge rows of text; timestamps come back as text, since on this side they would take the machine's zone."""
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    shape = ", ".join(f"`{name}` string" for name in (*of.names, casting.PROBLEM))
    texts = spark.createDataFrame(
        [tuple(row.get(name) for name in (*of.names, casting.PROBLEM)) for row in rows], shape
    )
    found = casting.judged(texts, of)
    assert {one.name: one.dataType for one in found.schema if one.name in of.names} == {
        column.name: casting.spark_type(column.type) for column in of.columns
    }
    shown = [F.col(name).cast("string") if kind == "timestamp" else name for name, kind in found.dtypes]
    return found.select(*shown).collect()


def name_of(kind: str) -> str:
    return re.sub(r"\W", "_", kind)


ALL = parameters({name_of(kind): kind for kind in CASES})


@pytest.fixture(scope="module")
def verdicts(spark: SparkSession) -> list[Row]:
    """Judge all cases at once: each type is a column, and row n has the nth text of each."""
    longest = max(map(len, CASES.values()))
    texts = {name_of(kind): [*cases, *[None] * (longest - len(cases))] for kind, cases in CASES.items()}
    return judged(spark, [{name: column[number] for name, column in texts.items()} for number in range(longest)], ALL)


@pytest.mark.parametrize("kind", CASES)
def test_text_becomes_the_declared_type_or_the_row_is_bad(kind: str, verdicts: list[Row]) -> None:
    name = name_of(kind)
    for row, (text, expected) in zip(verdicts, CASES[kind].items(), strict=False):
        value: Any = bytes(row[name]) if isinstance(row[name], bytearray) else row[name]
        if kind == "timestamp" and value is not None:
            value = dt.datetime.fromisoformat(value)
        reasons = [reason for reason in row[casting.REASONS] if reason.startswith(f"{name}: ")]
        if expected == BAD:
            assert (value, reasons) == (None, [f"{name}: '{text}' is no {kind}"])
        else:
            assert (value, reasons) == (expected, []), text


def test_no_value_is_fine_unless_the_column_is_needed(spark: SparkSession) -> None:
    assert parameters({"a": "int", "b": "int", "c": "int"}, key=("a",), partition_by=("b",)).needed == {"a", "b"}
    nothing: dict[str, str | None] = {}
    blank: dict[str, str | None] = dict.fromkeys(ALL.names, " ")
    fine, *bad = judged(spark, [nothing, blank], ALL)[:1] + judged(
        spark, [nothing, blank], parameters({name_of(kind): kind for kind in CASES}, required=ALL.names)
    )
    assert fine[casting.REASONS] == []
    assert [row[casting.REASONS] for row in bad] == [[f"{name}: missing" for name in ALL.names]] * 2


def test_row_that_could_not_be_read_has_that_reason_alone(spark: SparkSession) -> None:
    problem = "the line is no JSON object"
    (found,) = judged(spark, [{casting.PROBLEM: problem}], parameters({"value": "int"}, required=("value",)))
    assert found[casting.REASONS] == [problem]


WHOLE = {"tinyint": 7, "smallint": 15, "int": 31, "bigint": 63}


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(-(2**65), 2**65), min_size=50, max_size=50),
    st.lists(st.decimals(-(10**9), 10**9, allow_nan=False, places=6), min_size=50, max_size=50),
)
def test_numbers_come_back_equal_or_rounded_half_up_or_are_bad(
    spark: SparkSession, numbers: list[int], decimals: list[Decimal]
) -> None:
    numbers[:8] = [2**bits + step for bits in WHOLE.values() for step in (-1, 0)]
    of = parameters({kind: kind for kind in WHOLE} | {"a_decimal": "decimal(12,4)"})
    texts: list[dict[str, str | None]] = [
        {**dict.fromkeys(WHOLE, str(number)), "a_decimal": str(decimal)}
        for number, decimal in zip(numbers, decimals, strict=True)
    ]
    for number, decimal, row in zip(numbers, decimals, judged(spark, texts, of), strict=True):
        for kind, bits in WHOLE.items():
            assert row[kind] == (number if -(2**bits) <= number < 2**bits else None)
        rounded = decimal.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        assert row["a_decimal"] == (rounded if abs(rounded) < 10**8 else None)
        assert len(row[casting.REASONS]) == sum(row[name] is None for name in of.names)
