"""The part of a spec that can be reasoned about although other parts of it are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tfgen.errors import SpecPath

Data = dict[str, Any]


def sound_part(data: Any, broken: Iterable[SpecPath]) -> Data:
    """Copy the data without the values at the broken paths.

    One mistake then gives one message: what is already reported is not there to be reported again.
    """
    root: dict[Any, Any] = {}
    for path in broken:
        node = root
        for step in path:
            node = node.setdefault(step, {})
        node[None] = True
    copied = _without(data, root)
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
        value = value.get(step) if isinstance(value, dict) else None
    return value


def names(value: Any) -> list[tuple[int, str]]:
    """Give the texts of a list with their indices; nothing for anything else."""
    items = enumerate(value) if isinstance(value, list) else ()
    return [(index, item) for index, item in items if isinstance(item, str)]


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
