"""A value of the wrong type → what is wrong with it, and how to write it instead."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.number_hints import number_hint
from tfgen.check.patterns import compiled_pattern
from tfgen.check.repair_hints import separate
from tfgen.check.repairs import lost_zero, meant
from tfgen.check.schema_values import Finding
from tfgen.check.wording import TYPE_NAMES, alternatives, as_yaml, described, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tfgen.errors import SpecPath

_TRUTH_WORDS: Final = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
}

_NO_SCHEMA: Final[Mapping[str, Any]] = MappingProxyType({})
_INNER: Final = "x-inner"
_EVERY: Final = frozenset({"all", "any", "every", "*"})
_ITEM: Final = re.compile(r"[A-Za-z0-9+][^\s()<>{}\[\]*]*")
"""What may stand in a list by itself, as a name, an address or a number does."""
_TIGHT: Final = re.compile(r"-(?=[^\s-])|[A-Za-z][\w-]*:(?=[^ ])")
"""What would begin a list item or a value, were there a space behind it."""


def wrong_type(
    path: SpecPath,
    value: Any,
    wanted: Sequence[str],
    written: str,
    schema: Mapping[str, Any] = _NO_SCHEMA,
    *,
    inner: Mapping[str, Any] = _NO_SCHEMA,
) -> Finding:
    """Return the finding for a value of none of the wanted JSON types.

    `written` is its own source text, `schema` what else is known about the value that is wanted, `inner` has the
    smallest map that each of its keys can have, for those that have one.
    """
    found = described(value)
    as_read = json.dumps(value) if isinstance(value, bool | int | float) else written
    if written not in {"", as_read}:
        found += f", written {shown(written)[1:-1]}"
    expected = alternatives([TYPE_NAMES[kind] for kind in wanted])
    hint = (
        _type_hint(value, wanted, written, {**schema, _INNER: inner}, str(path[-1]))
        if path
        else "write `key: value` lines, the first one `version: 1`"
    )
    return Finding(codes.SCHEMA_TYPE, f"expected {expected}, found {found}", hint, path)


def _type_hint(value: Any, wanted: Sequence[str], written: str, schema: Mapping[str, Any], key: str) -> str:
    hint = f"write {alternatives([TYPE_NAMES[kind] for kind in wanted])}"
    if value is None:
        hint = "give it a value, or remove the key"
        if schema.get("maxLength") == 1:
            hint = 'put the character in quotes, as in ";"'
        if "object" in wanted and not schema.get("required") and not schema.get("minProperties"):
            hint = "give it a value ({} if it needs none), or remove the key"
    elif "string" in wanted and isinstance(value, bool | int | float):
        hint = _quotes_hint(written, schema)
    elif (layout := _layout_hint(value, wanted)) is not None:
        hint = layout
    elif "array" in wanted and not isinstance(value, list):
        hint = _array_hint(value, written, schema) or hint
    elif "object" in wanted or schema.get("examples"):
        hint = _map_hint(value, schema)
    elif isinstance(value, str) and "boolean" in wanted:
        hint = f"write {_TRUTH_WORDS.get(value.lower(), 'true or false')}"
    elif isinstance(value, str) and {"integer", "number"} & set(wanted):
        hint = number_hint(value, key, schema)
    return hint


def _array_hint(value: Any, written: str, schema: Mapping[str, Any]) -> str | None:
    """Say how to write a value as the list that is wanted, None if nothing of it would stay."""
    items = schema.get("items", {})
    if items.get("type") == "object":
        return _entries_hint(value, items)
    if not isinstance(value, dict):
        return _list_hint(value, written, schema)
    keys = [str(key) for key in value]
    return f"write its keys as a list: {as_yaml(keys)}" if items.get("type") == "string" else None


def _entries_hint(value: Any, entry: Mapping[str, Any]) -> str:
    """Say how to write a list of maps that somebody wrote as one map, or as the value of its first key."""
    needed = list(entry.get("required") or entry["properties"])
    if isinstance(value, dict) and value and set(value) <= set(entry["properties"]):
        return f"put it in a list: [{as_yaml(value)}]"
    if isinstance(value, dict) and value and len(needed) > 1:
        return "write it as a list: " + as_yaml([{needed[0]: str(key), needed[1]: value[key]} for key in value])
    if isinstance(value, str) and value:
        return (
            f"write it as a list: [{{ {needed[0]}: {as_yaml(value)}{''.join(f', {key}: …' for key in needed[1:])} }}]"
        )
    return f"write it as a list: [{{ {', '.join(f'{key}: …' for key in needed)} }}]"


def _list_hint(value: Any, written: str, schema: Mapping[str, Any]) -> str:
    if value in _EVERY and "x-empty-hint" in schema:
        return str(schema["x-empty-hint"])
    # Quotes keep what is written: a phone number's '+' would go with the number.
    item = value if isinstance(value, str) or written == json.dumps(value) else written
    if isinstance(item, str):
        bare = item.strip().strip("()<>").strip()
        items = separate(bare) or [part for part in bare.split() if part != "and"]
        if not items or not all(map(_ITEM.fullmatch, items)):
            return "write it as a list, as in [one, two]"
        return f"write it as a list: {as_yaml(items)}"
    return (
        "write it as a list, as in [one, two]" if isinstance(item, bool) else f"write it as a list: {as_yaml([item])}"
    )


def _map_hint(value: Any, schema: Mapping[str, Any]) -> str:
    examples: Sequence[Any] = schema.get("examples") or ()
    properties = schema.get("properties", {})
    # Where the example has names of somebody's choice, with nothing below them, any name may have nothing.
    is_free = bool(examples) and isinstance(examples[0], dict) and not any(examples[0].values()) and not properties
    is_names = isinstance(value, list) and value and all(isinstance(item, str) for item in value)
    if is_names and (is_free or set(value) <= set(properties)):
        return f"write it as a map: {as_yaml({item: {} for item in value})}"
    inside = _inside(value, properties, schema[_INNER]) if isinstance(value, str) else None
    if inside is not None and not (examples and value in examples[0]):
        return f"write {inside}"
    if examples:
        return f"write it like {as_yaml(examples[0])}"
    hint = "write `key: value` lines below it, indented by two more spaces"
    return hint if schema.get("required") or schema.get("minProperties") else f"{hint}, or {{}} for none"


def _layout_hint(value: Any, wanted: Sequence[str]) -> str | None:
    """Say what is wrong with the way a list or a map is laid out, None if nothing is."""
    tight = _TIGHT.match(value) if isinstance(value, str) and {"array", "object"} & set(wanted) else None
    if tight is not None:
        return f"put a space behind {shown(tight.group())}"
    if list(wanted) == ["string"] and isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return f"write it without brackets: {as_yaml(value[0])}"
    if "object" in wanted and isinstance(value, list) and value and all(map(_is_entry, value)):
        return f"remove the '-' in front of each: `{next(iter(value[0]))}:` is a key"
    return None


def _is_entry(item: Any) -> bool:
    return isinstance(item, dict) and len(item) == 1 and isinstance(next(iter(item.values())), dict)


def _inside(value: str, properties: Mapping[str, Any], inner: Mapping[str, Any]) -> str | None:
    """Return the map that somebody meant who wrote only a key of it, or only a value; None if it is neither."""
    if value in inner:
        return as_yaml({value: inner[value]})
    if value in properties and "enum" not in properties[value]:
        return f"`{value}:` on the next line, two spaces further in, and what it needs below that"
    holders = [key for key, schema in properties.items() if value in schema.get("enum", ())]
    return f"{{ {holders[0]}: {value} }}" if len(holders) == 1 else None


def _quotes_hint(written: str, schema: Mapping[str, Any]) -> str:
    """Say how to write a number or a truth value where text is wanted: quotes alone may not make it right."""
    pattern = schema.get("pattern")
    if pattern is None or compiled_pattern(pattern).search(written):
        return f'put it in quotes: "{written}"'
    filled = lost_zero(written, pattern)
    if filled is not None:
        return f'put it in quotes, with the zero that it lost: "{filled}"'
    likely = meant(written, pattern)
    examples = schema.get("examples")
    if likely is not None or not examples:
        return f'put it in quotes: "{likely or written}"'
    return f"write it like {as_yaml(examples[0])}"
