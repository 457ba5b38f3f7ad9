"""Schedules as EventBridge reads them: cron and rate expressions, and what it refuses in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class Fault(NamedTuple):
    """What EventBridge refuses: a sentence, what to do, and the offsets of the part of the expression."""

    message: str
    hint: str
    start: int
    end: int


class Field(NamedTuple):
    """One field of a cron expression: its name in sentences, its numbers, words for them, and its own wildcards."""

    name: str
    lowest: int
    highest: int
    words: tuple[str, ...] = ()
    wildcards: str = ""


FIELDS: Final = (
    Field("minutes", 0, 59),
    Field("hours", 0, 23),
    Field("day-of-month", 1, 31, wildcards="?LW"),
    Field("month", 1, 12, _MONTHS),
    Field("day-of-week", 1, 7, _WEEKDAYS, "?L#"),
    Field("year", 1970, 2199),
)
"""Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html"""

DAY, MONTH, WEEKDAY, YEAR = 2, 3, 4, 5
"""Where the fields that choose days stand."""


class Rate(Struct, frozen=True):
    """A schedule that starts something every so many minutes."""

    minutes: int


class Cron(Struct, frozen=True):
    """A schedule by calendar, its six fields as written."""

    fields: tuple[str, ...]


def parse(text: str) -> Rate | Cron | Fault:
    """Read `rate(…)` or `cron(…)`; a fault says what EventBridge would refuse.

    >>> parse("rate(2 hours)"), parse("cron(0 4 * * ? *)").fields
    (Rate(minutes=120), ('0', '4', '*', '*', '?', '*'))
    >>> parse("cron(0 25 * * ? *)").message
    "the hours field has '25'; it goes from 0 to 23"
    """
    return _rate(text) if text.startswith("rate(") else _cron(text)


def wide_step(schedule: Cron) -> tuple[Field, int] | None:
    """Return the field with a step that goes beyond it, and the step; None if there is none.

    >>> [found[1] for text in ("cron(0/90 * * * ? *)", "cron(0/30 * * * ? *)") if (found := wide_step(parse(text)))]
    [90]
    """
    for field, part in zip(FIELDS, schedule.fields, strict=True):
        for item, _ in _items(part):
            step = item.partition("/")[2]
            if step.isdecimal() and int(step) > field.highest - field.lowest:
                return field, int(step)
    return None


def _rate(text: str) -> Rate | Fault:
    value, _, unit = text.removeprefix("rate(").removesuffix(")").partition(" ")
    start = len("rate(")
    number = int(value)
    if number == 0:
        return Fault(
            "a rate of 0 starts nothing", f"write 1 or more, as in rate(1 {unit.removesuffix('s')})", start, start + 1
        )
    right = unit.removesuffix("s") + ("" if number == 1 else "s")
    if unit != right:
        message = f"EventBridge wants '{right}' with {number}; found '{unit}'"
        return Fault(message, f"write rate({number} {right})", start + len(value) + 1, len(text) - 1)
    return Rate(number * {"minutes": 1, "hours": 60, "days": 24 * 60}[right.removesuffix("s") + "s"])


def _cron(text: str) -> Cron | Fault:
    parts = [
        (match.group().upper(), match.start() + len("cron("))
        for match in re.finditer(r"\S+", text.removeprefix("cron(").removesuffix(")"))
    ]
    fields = tuple(part for part, _ in parts)
    if len(fields) != len(FIELDS):
        return _wrong_count(fields, text)
    for field, (part, start) in zip(FIELDS, parts, strict=True):
        for item, offset in _items(part):
            wrong = _wrong_item(field, item, alone=item == part)
            if wrong is not None:
                return Fault(*wrong, start + offset, start + offset + len(item))
    return _wrong_days(fields, parts) or Cron(fields)


def _wrong_count(fields: tuple[str, ...], text: str) -> Fault:
    names = ", ".join(field.name for field in FIELDS)
    message = f"a cron expression of EventBridge has six fields, and this one has {len(fields)}"
    hint = f"write {names}, as in cron(0 4 * * ? *)"
    if len(fields) == len(FIELDS) - 1:
        meant = from_unix(fields)
        hint = f"EventBridge adds the year, and one of the day fields is ?: {meant}" if meant else hint
    elif len(fields) == len(FIELDS) + 1:
        hint = f"EventBridge has no seconds: cron({' '.join(fields[1:])})"
    return Fault(message, hint, len("cron("), len(text) - 1)


def from_unix(fields: tuple[str, ...]) -> str | None:
    """Translate a Unix expression where that is safe: its days of the week count from 0."""
    minutes, hours, day, month, weekday = fields
    if weekday in {"*", "?"}:
        weekday = "?"
        day = "*" if day == "?" else day
    elif day in {"*", "?"}:
        day = "?"
        weekday = re.sub(r"(?<![/#\d])\d", lambda number: str(int(number.group()) % 7 + 1), weekday)
    else:
        return None
    meant = f"cron({minutes} {hours} {day} {month} {weekday} *)"
    return meant if isinstance(_cron(meant), Cron) else None


def _items(part: str) -> Iterator[tuple[str, int]]:
    offset = 0
    for item in part.split(","):
        yield item, offset
        offset += len(item) + 1


def _wrong_item(field: Field, item: str, *, alone: bool) -> tuple[str, str] | None:
    """Return message and hint for one item of a field's list; None if it is fine."""
    if item == "?":
        return _wrong_question_mark(field, alone=alone)
    special = _special(field, item)
    if special is not None:
        return _out_of_range(field, special)
    if "L" in field.wildcards and "L" in item:
        message = f"the {field.name} field has '{item}'; EventBridge counts nothing from an L"
        return message, f"write {'6L for the last Friday' if field.words else 'L for the last day'} of a month"
    body, slash, step = item.partition("/")
    if slash and not (step.isdecimal() and int(step) > 0):
        return f"the {field.name} field has a step of '{step}'", "write a number of 1 or more behind the /"
    if body == "*":
        return None
    return _out_of_range(field, body.split("-", 1))


def _special(field: Field, item: str) -> list[str] | None:
    """Return the values in an item with a wildcard of its field's own; None for an item without."""
    found: list[str] | None = None
    if "L" in field.wildcards and item in {"L", "LW"}:
        found = [] if item == "L" or "W" in field.wildcards else None
    elif "W" in field.wildcards and re.fullmatch(r"\d+W", item):
        found = [item[:-1]]
    elif "#" in field.wildcards and re.fullmatch(r"\w+#[1-5]", item):
        found = [item[:-2]]
    elif "#" in field.wildcards and re.fullmatch(r"\w+L", item):
        found = [item[:-1]]
    return found


def _wrong_question_mark(field: Field, *, alone: bool) -> tuple[str, str] | None:
    if "?" not in field.wildcards:
        message = f"the {field.name} field cannot be '?'; only day-of-month and day-of-week can"
        return message, "write * for all of them"
    return (
        None if alone else (f"'?' stands alone in the {field.name} field, or not at all", "remove the rest, or the ?")
    )


def _out_of_range(field: Field, values: list[str]) -> tuple[str, str] | None:
    for value in values:
        if value.isdecimal() and field.lowest <= int(value) <= field.highest:
            continue
        if value in field.words:
            continue
        limits = f"from {field.lowest} to {field.highest}"
        words = f" or {field.words[0]} to {field.words[-1]}" if field.words else ""
        message = f"the {field.name} field has '{value}'; it goes {limits}{words}"
        if value[:3] in field.words:
            return message, f"write {value[:3]}"
        if value == "0" and field.words is _WEEKDAYS:
            return message, "write 1 or SUN for Sunday"
        if value == "24" and field.name == "hours":
            return message, "write 0 for midnight"
        return message, f"write a number {limits}"
    return None


def _wrong_days(fields: tuple[str, ...], parts: list[tuple[str, int]]) -> Fault | None:
    """Exactly one of the day fields says which days; the other is ?."""
    day, weekday = fields[DAY], fields[WEEKDAY]
    if (day == "?") != (weekday == "?"):
        return None
    blamed = DAY if day == "*" and weekday != "*" else WEEKDAY
    mended = list(fields)
    if day == "?":
        message, mended[DAY], blamed = "day-of-month and day-of-week are both '?'", "*", DAY
    else:
        message, mended[blamed] = f"day-of-month '{day}' and day-of-week '{weekday}' exclude each other", "?"
    both = day not in {"?", "*"} and weekday not in {"?", "*"}
    hint = "write ? in one of them" if both else f"exactly one of them is ?: cron({' '.join(mended)})"
    text, start = parts[blamed]
    return Fault(message, hint, start, start + len(text))
