"""Plain scalars by the rules of YAML 1.2: what is a number, a truth value or nothing; all else is text."""

from __future__ import annotations

import math
import re
from typing import Final
from unicodedata import normalize

WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
"""The only words that are no text. `on`, `no`, `yes`, `True` and dates stay text: they surprise otherwise."""

NUMBER_START: Final = frozenset("0123456789+-.")

# Python refuses to convert more digits than this many thousands, and no number of a spec needs them.
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,1000}")
_EXACT: Final = 2**53
"""Up to here, a float is the number that is written."""

_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def number(text: str) -> int | float | str:
    """Return the number that a plain scalar stands for, or the text itself.

    A leading zero does not change a number: octal (`0o17`) and hexadecimal (`0x1f`) are text here, and
    `0123` is 123. `1e3` is the whole number 1000. Infinities and NaN are text, too: neither JSON nor HCL can say them.

    >>> number("012"), number("-1.5e3"), number("2024-01-31"), number("1_000"), number("1e999")
    (12, -1500, '2024-01-31', '1_000', '1e999')
    """
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if abs(value) <= _EXACT and value.is_integer():
            return int(value)
        return value if math.isfinite(value) else text
    return text


def plain(text: str) -> str | int | float | bool | None:
    """Return what an unquoted scalar stands for.

    >>> plain("true"), plain("on"), plain("~"), plain("7")
    (True, 'on', None, 7)
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] in NUMBER_START:
        return number(text)
    return composed(text)


def composed(text: str) -> str:
    """Return the text in Unicode's composed form (NFC).

    Terraform normalises every string to NFC; done here, comparisons and lengths are those of its plan.
    """
    return text if text.isascii() else normalize("NFC", text)
