"""The part of a spec that can be reasoned about although other parts of it are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check import codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tfgen.errors import Diagnostic, SpecPath
    from tfgen.loader import Source

Data = dict[str, Any]

_BESIDE = frozenset(
    {
        codes.AGENCY_TWICE,
        codes.SCHEMA_MISSING_KEY,
        codes.SCHEMA_SIZE,
        codes.YAML_ANCHOR_UNUSED,
        codes.YAML_DUPLICATE_KEY,
        codes.YAML_KEY_NOT_TEXT,
        codes.YAML_MERGE_KEY,
    }
)
"""Codes whose path leads to what lacks something or has too much; what it holds can be judged."""


def sound_part(source: Source, diagnostics: Iterable[Diagnostic]) -> Data:
    """Copy a spec's data without the values that the diagnostics refuse.

    One mistake then gives one message: what is already reported is not there to be reported again. A key that
    is refused goes with its value; everything beside it stays.
    """
    root: dict[Any, Any] = {}
    refused = [diagnostic.path for diagnostic in diagnostics if diagnostic.code not in _BESIDE]
    for path in (*source.unread, *refused, *_empty_beside(source.data, refused)):
        if path:
            node = root
            for step in path:
                node = node.setdefault(step, {})
            node[None] = True
    copied = _without(source.data, root)
    return copied if isinstance(copied, dict) else {}


def maps(value: Any) -> Iterator[tuple[str, Data]]:
    """Give the items of a mapping whose values are mappings; nothing for anything else."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict):
                yield key, item


def at(value: Any, *steps: str) -> Any:
    """Follow keys down; None where there is no such value."""
    for step in steps:
        if value.__class__ is not dict:
            return None
        value = value.get(step)
    return value


def value_at(data: Any, path: SpecPath) -> Any:
    """Follow a path that exists."""
    for step in path:
        data = data[step]
    return data


def names(value: Any) -> list[tuple[int, str]]:
    """Give the texts of a list with their indices; nothing for anything else."""
    items = enumerate(value) if isinstance(value, list) else ()
    return [(index, item) for index, item in items if isinstance(item, str)]


def _empty_beside(data: Any, refused: Iterable[SpecPath]) -> Iterator[SpecPath]:
    """Give the keys without a value beside what is refused: it may be told as what belongs below them, and they not."""
    for path in filter(None, refused):
        holder = data
        for step in path[:-1]:
            # A path may lead to what is missing, or to the text that stands where a map is expected.
            holder = holder.get(step) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            yield from ((*path[:-1], key) for key, value in holder.items() if value is None)
            keys = list(holder)
            before = keys.index(path[-1]) if path[-1] in holder else 0
            if before:
                yield from _empty_last(holder[keys[before - 1]], (*path[:-1], keys[before - 1]))


def _empty_last(value: Any, path: SpecPath) -> Iterator[SpecPath]:
    """Give the path of the last key in what stands at a path, if it has no value."""
    while isinstance(value, dict) and value:
        key = next(reversed(value))
        value, path = value[key], (*path, key)
    if value is None:
        yield path


def _without(value: Any, broken: dict[Any, Any]) -> Any:
    if not broken:
        return value
    if isinstance(value, dict):
        return {
            key: _without(item, broken.get(key, {})) for key, item in value.items() if None not in broken.get(key, {})
        }
    if isinstance(value, list):
        return [
            None if None in broken.get(index, {}) else _without(item, broken.get(index, {}))
            for index, item in enumerate(value)
        ]
    return value
