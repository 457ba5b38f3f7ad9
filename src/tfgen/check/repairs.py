"""What somebody meant who wrote a value in nearly the right form."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from tfgen.check.cron import from_unix
from tfgen.check.patterns import compiled_pattern
from tfgen.check.wording import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES: Final = {
    "blob": "binary",
    "bool": "boolean",
    "bytes": "binary",
    "clob": "string",
    "datetime": "timestamp",
    "float4": "float",
    "float8": "double",
    "int2": "smallint",
    "int4": "int",
    "int8": "bigint",
    "integer": "int",
    "long": "bigint",
    "number": "double",
    "real": "float",
    "short": "smallint",
    "str": "string",
    "text": "string",
    "timestamptz": "timestamp",
    "uuid": "string",
    "varbinary": "binary",
    "varbyte": "binary",
}
"""Types of other systems, as Hive calls them."""

_PLAIN: Final = frozenset(_TYPES.values()) | {"date", "tinyint"}
"""Types that have no size."""

_SIZED: Final = {"char": "char(10)", "decimal": "decimal(18,2)", "numeric": "decimal(18,2)", "varchar": "varchar(255)"}
"""Types that need a size, with one that people choose."""

_SPELT: Final = re.compile(r"[\w\s.\-/&,'()]+", re.ASCII)
"""Letters and what stands between words; to leave out more would be to guess."""

_EXTENSION: Final = re.compile(r"\d\s*(?:x|ext\.?)\s*\d+$", re.IGNORECASE)
_HYPHENS: Final = re.compile(r"[\u2010-\u2015\u2212]")
_MOST_DIGITS: Final = 38
_WORDS: Final = {
    "hourly": "rate(1 hour)",
    "daily": "rate(1 day)",
    "midnight": "cron(0 0 * * ? *)",
    "weekly": "rate(7 days)",
    "monthly": "cron(0 0 1 * ? *)",
    "yearly": "cron(0 0 1 1 ? *)",
    "annually": "cron(0 0 1 1 ? *)",
}
"""What schedules are called elsewhere, as EventBridge writes them."""

_ROLE_OF: Final = re.compile(r"(arn:aws[a-z-]*:)(?:sts|iam):{1,2}(\d{12}):(?:assumed-)?role/(.+)")
_UNITS: Final = {"m": "minute", "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "d": "day"}
_NORTH_AMERICAN_DIGITS: Final = 10
_ACCOUNT_DIGITS: Final = 12
_UNIX_FIELDS: Final = 5


def meant(value: str, pattern: str) -> str | None:
    """Return the first likely reading of a value that fits a JSON Schema pattern, None if none does.

    >>> meant("Lab Results", "^[a-z][a-z0-9_]{0,62}$"), meant("1111-2222-3333", "^[0-9]{12}$")
    ('lab_results', '111122223333')
    >>> meant("us_east_1", "^[a-z]{2}(-[a-z]+)+-[0-9]$"), meant("?", "^[a-z]+$")
    ('us-east-1', None)
    """
    fits = compiled_pattern(pattern).search
    return next((reading for reading in _readings(value) if reading not in {"", value} and fits(reading)), None)


def near_type(value: str, pattern: str) -> str | None:
    """Return the column type that a misspelt one is near to, None if the pattern is not one of column types.

    >>> near_type("smalint", "^(string|smallint|varchar[(][0-9]+[)])$")
    'smallint'
    """
    fits = compiled_pattern(pattern).search
    if not fits("string") or fits("strings"):
        return None
    kind, bracket, size = value.strip().lower().partition("(")
    near = closest(kind, (*_PLAIN, *_TYPES, *_SIZED))
    if near is None:
        return None
    likely = (near + bracket + size, _SIZED.get(near, ""), near, _TYPES.get(near, ""))
    return next((one for one in likely if fits(one)), None)


def needs_size(value: str, pattern: str) -> str | None:
    """Return a column type with a size for one that lacks it; None for all else."""
    sized = _SIZED.get(value.strip().lower())
    return sized if sized is not None and compiled_pattern(pattern).search(sized) else None


def plain_characters(value: str) -> str:
    """Return a text with the plain form of characters that look like others: full-width letters, several hyphens.

    >>> plain_characters("us\u2011east\u20111"), plain_characters("\uff13\uff16\uff15")
    ('us-east-1', '365')
    """
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", value))


def lost_zero(value: str, pattern: str) -> str | None:
    """Return an account id with the zero that it lost in front, None if it is not one digit short of fitting."""
    filled = value.zfill(_ACCOUNT_DIGITS)
    is_short = value.isdecimal() and len(value) == _ACCOUNT_DIGITS - 1
    return filled if is_short and compiled_pattern(pattern).search(filled) else None


def most_characters(value: str, pattern: str) -> int | None:
    """Return how many characters fit of a value that is too long, None if its length is not what is wrong.

    >>> most_characters("Development", "^[a-z][a-z0-9]{1,9}$"), most_characters("a?c", "^[a-z]+$")
    (10, None)
    """
    fits = compiled_pattern(pattern).search
    for reading in dict.fromkeys((value, *_readings(value))):
        most = next((length for length in range(len(reading) - 1, 1, -1) if fits(reading[:length])), None)
        # What is cut off must fit, too, in pieces behind a first character that does: else it is not too long.
        if most is not None and all(
            fits((reading[0] + reading[start : start + most - 1]).ljust(most, reading[0]))
            for start in range(most, len(reading), most - 1)
        ):
            return most
    return None


def _readings(value: str) -> Iterator[str]:
    text = value.strip()
    lower = text.lower()
    yield text
    yield "".join(character for character in text if unicodedata.category(character) != "Cf")  # nobody sees these
    yield plain_characters(text)
    yield lower
    yield text.upper()
    yield re.sub(r"^aws:", "", text, flags=re.IGNORECASE)
    yield from _roles(text)
    yield text.strip("{}[]()<>\"'`")
    yield from _column_types(lower)
    yield from _addresses(text)
    yield from _schedules(text, lower)
    yield re.sub(r"(\d)[a-z]$", r"\1", lower.replace("_", "-"))  # us_east_1, or a zone in place of its region
    yield re.sub(r"(?<=[a-z])(\d)$", r"-\1", lower)  # us-east1
    yield from _phones(text)
    if not _SPELT.fullmatch(lower):
        return
    words = re.findall(r"[a-z0-9]+", lower)
    for separator in ("_", "", "-"):
        yield separator.join(words)
    if len(words) > 1 and words[0][0].isdecimal():  # names begin with a letter
        yield "_".join((*words[1:], words[0]))


def _roles(text: str) -> Iterator[str]:
    """Give the role of an ARN with a colon too few, or of a session that has assumed it."""
    role = _ROLE_OF.fullmatch(text)
    if role:
        yield f"{role[1]}iam::{role[2]}:role/{role[3]}"
        yield f"{role[1]}iam::{role[2]}:role/{role[3].rpartition('/')[0]}"


def _column_types(lower: str) -> Iterator[str]:
    plain = re.sub(r"\s", "", lower)
    if plain in _TYPES:
        yield _TYPES[plain]
    match = re.fullmatch(r"(\w+)\((\d+)(?:,(\d+))?\)", plain)
    if match is None:
        return
    yield plain
    kind, size, scale = match.groups()
    if kind in {"decimal", "numeric", "number", "dec"}:
        yield f"decimal({min(int(size), _MOST_DIGITS)},{scale or 0})"
    if kind in {"varchar", "char", "nvarchar", "character", "varchar2", "string"}:
        yield f"varchar({size})"
        yield "string"
    if kind in _TYPES:
        yield _TYPES[kind]


def _addresses(text: str) -> Iterator[str]:
    inner = re.search(r"<([^<>]+@[^<>]+)>", text)
    if inner:
        yield inner.group(1)
    yield text.removeprefix("mailto:").rstrip(".,;")
    spelt = re.sub(r"\s*[(\[]?\bat\b[)\]]?\s*", "@", text)
    if spelt != text:
        yield re.sub(r"\s*[(\[]?\bdot\b[)\]]?\s*", ".", spelt)
    if "@" in text:
        yield re.sub(r"\s*@\s*", "@", text)


def _schedules(text: str, lower: str) -> Iterator[str]:
    if re.fullmatch(r"[-\d*?,/LW#A-Z]+(\s+[-\d*?,/LW#A-Z]+){4,6}", text):
        fields = tuple(text.split())
        yield (from_unix(fields) or "") if len(fields) == _UNIX_FIELDS else f"cron({text})"
    if "(" in text:  # with blanks where none belong
        yield re.sub(r"\s+(?=\))|(?<=\()\s+", "", re.sub(r"\s+", " ", text))
    interval = re.search(r"(?<![\d.,])([1-9]\d*)\s*([a-z]+)(?![a-z]*\d)", lower)
    if interval:
        number, unit = int(interval[1]), _UNITS.get(interval[2], interval[2]).removesuffix("s")
        if unit in {"s", "sec", "second"}:  # a minute is the shortest
            number, unit = -(-number // 60), "minute"
        if unit in {"week", "w"}:
            number, unit = 7 * number, "day"
        yield f"rate({number} {unit}{'' if number == 1 else 's'})"
    clock = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if clock:
        yield f"cron({int(clock[2])} {int(clock[1])} * * ? *)"
    yield _WORDS.get(lower.strip("@"), "")
    if text.startswith(("cron(", "rate(")):
        yield f"{text.rstrip(')')})"


def _phones(text: str) -> Iterator[str]:
    if _EXTENSION.search(text):  # it belongs to no mobile phone
        return
    digits = re.sub(r"\D", "", text.replace("(0)", "") if text.startswith(("+", "00")) else text)
    if text.startswith("+"):
        yield f"+{digits}"
    elif text.startswith("00"):
        yield f"+{digits[2:]}"
    elif re.fullmatch(r"\(?[2-9]\d\d\)?[-. ]?[2-9]\d\d[-. ]?\d{4}", text) and len(digits) == _NORTH_AMERICAN_DIGITS:
        yield f"+1{digits}"
    if len(digits) > _NORTH_AMERICAN_DIGITS:  # with its country code, and no sign in front
        yield f"+{digits}"
    yield digits
