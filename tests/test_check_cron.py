"""Cron and rate expressions: what EventBridge refuses, and how long it is from one start to the next."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfgen.check.cron import FIELDS, Cron, Fault, Rate, parse
from tfgen.check.recurrence import longest_gap

# Tests share the machine with terraform, and then a moment may take long.
NO_DEADLINE = settings(deadline=None)

SATURDAY = 5


@pytest.mark.parametrize(
    "text",
    [
        "cron(0 10 * * ? *)",
        "cron(15 12 * * ? *)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(0/10 * ? * MON-FRI *)",
        "cron(0/5 8-17 ? * MON-FRI *)",
        "cron(0,30 20-23,0-2 ? * MON-FRI *)",
        "cron(15 10 ? * 6L 2026-2030)",
        "cron(0 9 ? * 2#1 *)",
        "cron(0 9 3W * ? *)",
        "cron(0 9 LW JAN,jul ? *)",
        "cron(0 9  L   * ? *)",
        "cron(* 22-2 ? * FRI-MON *)",
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 hour)",
        "rate(12 hours)",
        "rate(1 day)",
    ],
)
def test_expressions_that_eventbridge_takes(text: str) -> None:
    assert isinstance(parse(text), Rate | Cron), parse(text)


@pytest.mark.parametrize(
    ("text", "blamed", "part_of_sentence", "hint"),
    [
        ("cron(0 4 * * *)", "0 4 * * *", "six fields, and this one has 5", "cron(0 4 * * ? *)"),
        ("cron(0 4 * * 0,6)", "0 4 * * 0,6", "has 5", "cron(0 4 ? * 1,7 *)"),
        ("cron(0 4 1 * MON)", "0 4 1 * MON", "has 5", "as in cron(0 4 * * ? *)"),
        ("cron(0 0 4 * * ? *)", "0 0 4 * * ? *", "has 7", "cron(0 4 * * ? *)"),
        ("cron(0)", "0", "has 1", "minutes, hours, day-of-month, month, day-of-week, year"),
        ("cron(60 4 * * ? *)", "60", "minutes field has '60'", "from 0 to 59"),
        ("cron(0 4 0 * ? *)", "0", "day-of-month field has '0'", "from 1 to 31"),
        ("cron(0 4 * JANUARY ? *)", "JANUARY", "or JAN to DEC", "write JAN"),
        ("cron(0 4 ? * 0 *)", "0", "day-of-week field has '0'", "SUN for Sunday"),
        ("cron(0 4 * * ? 1969)", "1969", "year field", "from 1970 to 2199"),
        ("cron(0 4 1,32,5 * ? *)", "32", "day-of-month field has '32'", "from 1 to 31"),
        ("cron(0 4 ? * ? *)", "?", "are both '?'", "cron(0 4 * * ? *)"),
        ("cron(0 4 * * MON *)", "*", "exclude each other", "cron(0 4 ? * MON *)"),
        ("cron(0 4 1 * MON *)", "MON", "exclude each other", "write ? in one of them"),
        ("cron(? 4 * * ? *)", "?", "cannot be '?'", "write *"),
        ("cron(0 4 1,? * ? *)", "?", "stands alone", "remove"),
        ("cron(0 4/ * * ? *)", "4/", "step of ''", "1 or more"),
        ("cron(0 4 W * ? *)", "W", "day-of-month field has 'W'", "from 1 to 31"),
        ("cron(0 4 ? * 2#6 *)", "2#6", "day-of-week field has '2#6'", "from 1 to 7"),
        ("cron(L 4 * * ? *)", "L", "minutes field has 'L'", "from 0 to 59"),
        ("rate(0 days)", "0", "a rate of 0", "rate(1 day)"),
        ("rate(1 days)", "days", "'day' with 1", "rate(1 day)"),
        ("rate(7 day)", "day", "'days' with 7", "rate(7 days)"),
    ],
)
def test_fault_is_blamed_on_the_part_that_is_wrong(text: str, blamed: str, part_of_sentence: str, hint: str) -> None:
    fault = parse(text)
    assert isinstance(fault, Fault)
    assert text[fault.start : fault.end] == blamed
    assert part_of_sentence in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("rate(1 minute)", 1),
        ("rate(36 hours)", 2),
        ("rate(7 days)", 7),
        ("cron(0 4 * * ? *)", 1),
        ("cron(0 4 ? * MON-FRI *)", 3),
        ("cron(0 4 ? * FRI-MON *)", 4),
        ("cron(0 4 ? * MON *)", 7),
        ("cron(0 4 ? * 2#1 *)", 35),
        ("cron(0 4 ? * 6L *)", 35),
        ("cron(0 4 ? * L *)", 7),
        ("cron(0 4 1 * ? *)", 31),
        ("cron(0 4 31 * ? *)", 61),
        ("cron(0 4 L * ? *)", 31),
        ("cron(0 4 1/10 * ? *)", 10),
        ("cron(0 4 1 JAN/3 ? *)", 92),
        ("cron(0 4 1 1 ? *)", 366),
        ("cron(0 4 29 2 ? *)", 1461),
        ("cron(0 4 30 2 ? *)", None),
        ("cron(0 4 29 2 ? 2027)", None),
    ],
)
def test_longest_gap(text: str, days: int | None) -> None:
    schedule = parse(text)
    assert isinstance(schedule, Rate | Cron)
    assert longest_gap(schedule) == days


def _gap(days: list[date]) -> int:
    return max((later - earlier).days for earlier, later in pairwise(sorted(days)))


@pytest.mark.parametrize("day", [1, 2, 15, 30])
def test_weekday_nearest_to_a_day_stays_in_its_month(day: int) -> None:
    starts = []
    for year, month in product(range(2024, 2032), range(1, 13)):
        last = calendar.monthrange(year, month)[1]
        weekdays = [found for found in range(1, last + 1) if date(year, month, found).weekday() < SATURDAY]
        wanted = min(day, last)
        starts.append(date(year, month, min(weekdays, key=lambda found: abs(found - wanted))))
    schedule = parse(f"cron(0 4 {day}W * ? *)")
    assert isinstance(schedule, Cron)
    assert longest_gap(schedule) == _gap(starts)


@pytest.mark.parametrize("nth", range(1, 6))
def test_nth_weekday_of_a_month(nth: int) -> None:
    days = (date(2024, 1, 1) + timedelta(days=offset) for offset in range((date(2032, 1, 1) - date(2024, 1, 1)).days))
    mondays = [day for day in days if day.weekday() == 0 and (day.day - 1) // 7 == nth - 1]
    schedule = parse(f"cron(0 4 ? * MON#{nth} *)")
    assert isinstance(schedule, Cron)
    assert longest_gap(schedule) == _gap(mondays)


FIELD_TEXT = st.text(st.sampled_from("0123456789*?,-/#LWMONJAFRIXü "), max_size=8)


@NO_DEADLINE
@given(st.lists(FIELD_TEXT, min_size=1, max_size=8))
def test_whatever_stands_between_the_parentheses_is_read_or_explained(parts: list[str]) -> None:
    text = f"cron({' '.join(parts)})"
    result = parse(text)
    if isinstance(result, Fault):
        assert len("cron(") <= result.start <= result.end <= len(text)
        assert result.message
        assert result.hint
    else:
        assert longest_gap(result) is None or timedelta(days=longest_gap(result) or 0) >= timedelta(days=1)


@NO_DEADLINE
@given(st.data())
def test_every_number_in_range_is_taken(data: st.DataObject) -> None:
    numbers = [str(data.draw(st.integers(field.lowest, field.highest))) for field in FIELDS]
    numbers[4] = "?"
    assert isinstance(parse(f"cron({' '.join(numbers)})"), Cron)
