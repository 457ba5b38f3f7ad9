"""What to do about a text that does not fit its pattern, where a guess is likely to be right."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from tfgen.check.patterns import compiled_pattern
from tfgen.check.repairs import lost_zero, meant, most_characters, near_type, needs_size, plain_characters
from tfgen.check.wording import as_yaml, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_ACCOUNT_ID: Final = "0" * 12
_LONG: Final = 30
"""A name longer than this is cut by people, not by a hint."""
_NESTED: Final = re.compile(r"\s*(array|map|struct)\s*<", re.IGNORECASE)
_NO_ROLE: Final = re.compile(
    r"(arn:aws[a-z-]*:iam::\d{12}:)(user|group|instance-profile)/(\S+)|arn:aws[a-z-]*:iam::\d{12}:root"
)
_ROLE: Final = re.compile(r"(arn:[a-z-]+:[a-z]+:[a-z0-9-]*:)(\d+)(:.*)")


def repair_hint(value: str, pattern: str, taken: Collection[str] = ()) -> str | None:
    """Return what to do about a value that a JSON Schema pattern refuses, None where that is anybody's guess.

    `taken` are the keys that stand beside the value, if it is a key: none of them is suggested.
    """
    filled, sized, likely = lost_zero(value, pattern), needs_size(value, pattern), meant(value, pattern)
    hint: str | None = None
    plain, too_long = plain_characters(value), _longest(value, compiled_pattern(pattern).search)
    if plain != value and likely == plain:
        odd = next(character for character in value if plain_characters(character) != character)
        name = unicodedata.name(odd, "another character")
        hint = f"write {as_yaml(plain)} with plain characters: {shown(odd)} is U+{ord(odd):04X} ({name.lower()})"
    elif too_long is not None:
        hint = f"shorten it: at most {too_long} of these characters fit"
    elif filled is not None:
        hint = f"it has one digit too few; if it lost its leading zero, write {as_yaml(filled)}"
    elif sized is not None:
        hint = f"give it a size, as in {sized}"
    elif likely is not None and likely in taken:
        hint = f"{shown(likely)} is here already, so choose another one"
    elif likely is not None:
        hint = f"did you mean {shown(likely)}?"
    else:
        hint = _reason(value, compiled_pattern(pattern).search) or _what_is_amiss(value, pattern)
        near = near_type(value, pattern) if hint is None else None
        hint = f"did you mean {shown(near)}?" if near is not None else hint
    return hint


def _reason(value: str, fits: Callable[[str], object]) -> str | None:
    """Say what to do about a value of a form that people choose on purpose."""
    several, account = separate(value) or value.split(), _ROLE.match(value)
    if _NESTED.match(value) and fits("string"):
        return "nested types are not supported; make it a string that holds JSON, or a column of each part"
    if account and fits(f"{account[1]}{_ACCOUNT_ID}{account[3]}"):
        return f"its account id has {len(account[2])} digits, and AWS's have {len(_ACCOUNT_ID)}"
    other = _NO_ROLE.fullmatch(value)
    if other and fits(f"arn:aws:iam::{_ACCOUNT_ID}:role/one"):
        what = f"an IAM {other[2].replace('-', ' ')}" if other[2] else "a whole account"
        return (
            f"this is {what}; name a role, as in {other[1] or value.removesuffix('root')}role/{other[3] or 'readers'}"
        )
    if len(several) > 1 and all(map(fits, several)):
        return f"write each as an item of its own: {', '.join(map(as_yaml, several))}"
    return None


def _what_is_amiss(value: str, pattern: str) -> str | None:
    """Say what of its form a value does not meet."""
    most = most_characters(value, pattern)
    if value.isdecimal() and _is_of_account_ids(pattern):
        return f"it has {len(value)} digits; compare it with the one that the AWS console shows"
    if re.fullmatch(r"\+1\d+", value):
        return f"ten digits follow +1 in North America, of which the first is no 0 or 1; here are {len(value) - 2}"
    if most is not None:
        return f"shorten it: at most {most} of these characters fit"
    if value[:1].isdecimal() and compiled_pattern(pattern).search(f"a{value}"):
        return "begin it with a letter"
    return None


def _longest(value: str, fits: Callable[[str], object]) -> int | None:
    """Return how many characters fit of a value with nothing wrong but its length, None for any other."""
    most = next((length for length in range(len(value) - 1, 1, -1) if fits(value[:length])), None)
    return most if most is not None and most > _LONG and fits(value[0] + value[most:][: most - 1]) else None


def separate(value: str) -> list[str]:
    """Return the parts of a text that somebody wrote in place of a list; empty if there is one only.

    >>> separate("dev, prod"), separate("a@example.gov;b@example.gov"), separate("dev")
    (['dev', 'prod'], ['a@example.gov', 'b@example.gov'], [])
    """
    parts = [part.strip() for part in re.split(r"[,;]", value)]
    return parts if len(parts) > 1 and all(part and " " not in part for part in parts) else []


def _is_of_account_ids(pattern: str) -> bool:
    fits = compiled_pattern(pattern).search
    return bool(fits(_ACCOUNT_ID) and not fits(_ACCOUNT_ID[1:]))
