"""On which days a schedule starts something, and how long it is from one start to the next."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tfgen.check.cron import DAY, FIELDS, MONTH, WEEKDAY, YEAR, Rate

if TYPE_CHECKING:
    from tfgen.check.cron import Cron, Field

_SATURDAY, _SUNDAY = 5, 6  # as datetime counts
_FIRST_YEAR: Final = 2026
"""What ends before this year has ended, whenever the spec is checked: no clock says so, which would change verdicts."""
_TYPICAL_YEARS: Final = range(2024, 2032)
"""Years that schedules are tried on; two of them are leap years."""


@lru_cache(maxsize=1024)
def longest_gap(schedule: Rate | Cron) -> int | None:
    """Return the most days from one start of a schedule to the next, rounded up; None if it never starts."""
    if isinstance(schedule, Rate):
        return -(-schedule.minutes // (24 * 60))
    years = sorted(_numbers(schedule.fields[YEAR], FIELDS[YEAR]))
    tried = years[: len(_TYPICAL_YEARS)] if schedule.fields[YEAR] != "*" else _TYPICAL_YEARS
    months = _numbers(schedule.fields[MONTH], FIELDS[MONTH])
    starts = [
        date(year, month, day)
        for year in tried
        for month in sorted(months)
        for day in sorted(_days(schedule, year, month))
    ]
    if not starts or is_over(schedule):
        return None
    return max(((later - earlier).days for earlier, later in pairwise(starts)), default=1)


def is_over(schedule: Rate | Cron) -> bool:
    """Tell whether the last year of a schedule was over before this program was made."""
    return not isinstance(schedule, Rate) and max(_numbers(schedule.fields[YEAR], FIELDS[YEAR])) < _FIRST_YEAR


def _number(value: str, field: Field) -> int:
    return int(value) if value.isdecimal() else field.words.index(value) + field.lowest


def _numbers(part: str, field: Field) -> set[int]:
    """Return the numbers that a field without wildcards of its own stands for; ranges may go round."""
    found: set[int] = set()
    for item in part.split(","):
        body, _, step = item.partition("/")
        first, _, last = ("*", "", "") if body == "*" else body.partition("-")
        low = field.lowest if first == "*" else _number(first, field)
        high = _number(last, field) if last else (field.highest if step or first == "*" else low)
        values = (
            range(low, high + 1) if low <= high else [*range(low, field.highest + 1), *range(field.lowest, high + 1)]
        )
        found.update(values[:: int(step or 1)])
    return found


def _days(schedule: Cron, year: int, month: int) -> set[int]:
    last = calendar.monthrange(year, month)[1]
    days = [date(year, month, 1) + timedelta(days=offset) for offset in range(last)]
    if schedule.fields[DAY] != "?":
        return {day for item in schedule.fields[DAY].split(",") for day in _days_of_month(item, days)}
    return {day.day for item in schedule.fields[WEEKDAY].split(",") for day in _weekdays(item, days)}


def _days_of_month(item: str, days: list[date]) -> set[int]:
    if item == "L":
        return {len(days)}
    if item.endswith("W"):
        target = days[-1] if item == "LW" else days[min(int(item[:-1]), len(days)) - 1]
        return {_nearest_weekday(target, len(days))}
    return {day for day in _numbers(item, FIELDS[DAY]) if day <= len(days)}


def _nearest_weekday(day: date, last: int) -> int:
    if day.weekday() == _SATURDAY:
        return day.day - 1 if day.day > 1 else day.day + 2
    if day.weekday() == _SUNDAY:
        return day.day + 1 if day.day < last else day.day - 2
    return day.day


def _weekdays(item: str, days: list[date]) -> list[date]:
    field = FIELDS[WEEKDAY]
    body, _, nth = item.partition("#")
    only_last = len(body) > 1 and body.endswith("L")
    wanted = {7} if body == "L" else _numbers(body.removesuffix("L") if only_last else body, field)
    found = [day for day in days if (day.weekday() + 1) % 7 + 1 in wanted]
    if nth:
        return found[int(nth) - 1 : int(nth)]
    return found[-1:] if only_last else found
