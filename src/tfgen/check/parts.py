"""A schema of one part of the spec that stands alone: the definitions that the part needs, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def part_schema(schema: Mapping[str, Any], name: str, title: str) -> dict[str, Any]:
    """Return the schema of the definition `name`, under a title of its own."""
    definitions = schema["$defs"]
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        found = waiting.pop()
        if found not in needed:
            needed.add(found)
            waiting += _references(definitions[found])
    return {
        "$schema": schema["$schema"],
        "title": title,
        "description": definitions[name]["description"],
        "$ref": f"#/$defs/{name}",
        "$defs": {key: value for key, value in definitions.items() if key in needed},
    }


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix("#/$defs/")
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
