"""YAML tags: the few that say what a value is anyway; nothing that would run code or build objects."""

from __future__ import annotations

from typing import Any, Final

from tfgen.loader.scalars import composed, plain

_CORE: Final = "tag:yaml.org,2002:"
_KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "bool": bool,
    "float": (int, float),
    "int": int,
    "map": dict,
    "null": type(None),
    "seq": list,
    "str": str,
}


def tagged_value(tag: str, value: Any, text: str | None) -> tuple[Any, bool]:
    """Return the value that a tag asks for and True, or the value as it is and False for a refused tag.

    `text` is a scalar's own text, None for a map or a list. `!!str 0123` is the text "0123", and
    `!!int "7"` the number 7.
    """
    kind = tag.removeprefix(_CORE) if tag.startswith(_CORE) else ""
    if kind not in _KINDS:
        return value, False
    if text is not None:
        value = composed(text) if kind == "str" else plain(text)
    fits = isinstance(value, _KINDS[kind]) and (kind == "bool" or not isinstance(value, bool))
    return value, fits


def tag_as_written(tag: str) -> str:
    """Return a tag as it stands in the file.

    >>> tag_as_written("tag:yaml.org,2002:python/object"), tag_as_written("!secret")
    ('!!python/object', '!secret')
    """
    return "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
