"""A text where a number is wanted → the number that was probably meant."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY: Final = 24 * 60 * 60
_SECONDS: Final = {
    "s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hr": 3600, "hour": 3600,
    "d": _DAY, "day": _DAY, "w": 7 * _DAY, "week": 7 * _DAY, "y": 365 * _DAY, "yr": 365 * _DAY, "year": 365 * _DAY,
}  # fmt: skip
"""Units of time as people write them behind a number; a month may be several lengths."""

_MEGABYTES: Final = {"mb": 1, "mib": 1, "m": 1, "gb": 1024, "gib": 1024, "g": 1024, "tb": 1024**2, "tib": 1024**2}
_SCALES: Final = (_SECONDS, _MEGABYTES)
_AMOUNT: Final = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[_,' ]\d{3})+")
_OTHER_BASE: Final = re.compile(r"0[xob][0-9a-f]{1,12}")


def number_hint(value: str, key: str, schema: Mapping[str, Any]) -> str:
    """Return what to write in the place of a text; the unit of the number is the last word of its key.

    >>> number_hint("3d", "retention_hours", {}), number_hint("1_000", "raw_days", {})
    ('write 72: the number counts hours', 'write 1000')
    >>> number_hint("many", "nodes", {"minimum": 1, "maximum": 128}), number_hint("many", "shards", {})
    ('write a number from 1 to 128', 'write a plain number, without quotes, unit or underscore')
    """
    text = value.strip().lower()
    if re.fullmatch(r"[-+]?[0-9.]+", text):
        return "remove the quotes"
    meant = as_number(text)
    if meant is not None:
        return f"write {meant}"
    unit = key.rpartition("_")[2]
    amount = in_unit(text, unit)
    if amount is not None:
        return f"write {amount}: the number counts {unit.upper() if unit in _MEGABYTES else unit}"
    if "minimum" in schema and "maximum" in schema:
        return f"write a number from {schema['minimum']} to {schema['maximum']}"
    return "write a plain number, without quotes, unit or underscore"


def as_number(text: str) -> int | None:
    """Return the number that a text is in the form of another language, None if it is none.

    >>> as_number("1_000"), as_number("2,555"), as_number("0x2da"), as_number("1,2")
    (1000, 2555, 730, None)
    """
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    return int(text, 0) if _OTHER_BASE.fullmatch(text) and _is_of_base(text) else None


def in_unit(text: str, unit: str) -> int | None:
    """Return an amount such as '2 hours' in another unit, None if that is no whole number, or no amount.

    >>> in_unit("2 hours", "minutes"), in_unit("1tb", "gb"), in_unit("30s", "minutes")
    (120, 1024, None)
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    for scale in _SCALES:
        here, there = scale.get(_singular(found[2], scale)), scale.get(_singular(unit, scale))
        if here is not None and there is not None:
            amount = Fraction(found[1]) * here / there
            return int(amount) if amount.denominator == 1 else None
    return None


def _singular(word: str, scale: Mapping[str, int]) -> str:
    return word if word in scale else word.removesuffix("s")


def _is_of_base(text: str) -> bool:
    digits = {"x": "0123456789abcdef", "o": "01234567", "b": "01"}[text[1]]
    return set(text[2:]) <= set(digits)
