"""Plain data → YAML text that reads back equal by YAML 1.1 and 1.2, whatever stands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Text that no reader takes for anything else, in blocks and in brackets; all other text is quoted.
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./@()+-]*(?: [A-Za-z0-9_./@()+-]+)*")
_NOT_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def yaml_block(value: Any) -> str:
    """Return maps and lists as indented lines, each value on one line; ends with a line end.

    Takes dict, list, str, int, float (finite), bool and None. A key may have at most 1,000 characters, since
    YAML lets a longer one not stand in front of a colon.

    >>> print(yaml_block({"name": "Parks", "tags": {"code": "0120"}, "email": ["a@b.gov"], "notify": {}}), end="")
    name: Parks
    tags:
      code: "0120"
    email:
      - a@b.gov
    notify: {}
    """
    return "".join(f"{line}\n" for line in _lines(value))


def yaml_inline(value: Any) -> str:
    """Return a value on one line.

    >>> yaml_inline({"days": 30, "read": ["a", "no"]})
    '{days: 30, read: [a, "no"]}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {yaml_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(yaml_inline(item) for item in value) + "]"
    return _scalar(value)


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            if _is_block(item):
                yield f"{_text(key)}:"
                yield from (f"  {line}" for line in _lines(item))
            else:
                yield f"{_text(key)}: {yaml_inline(item)}"
    elif isinstance(value, list) and value:
        for item in value:
            first, *others = _lines(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in others)
    else:
        yield yaml_inline(value)


def _is_block(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # YAML 1.1 knows a number with an exponent only if it has a point and the exponent a sign.
        digits, mark, exponent = repr(value).partition("e")
        return f"{digits}{'' if '.' in digits else '.0'}{mark}{exponent}"
    return str(value) if isinstance(value, int) else _text(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return '"' + "".join(_character(character) for character in text) + '"'


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    if number <= 0xFF:  # noqa: PLR2004  # two hex digits
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004  # four hex digits
