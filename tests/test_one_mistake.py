"""One mistake gives one message: each value of the reference spec refused, and each of its keys misspelt, in turn."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from specs import REPOSITORY

from tfgen import pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMED = {"environments", "agencies", "datasets", "columns", "access", "read", "tags"}
"""Keys of maps whose own keys are names that somebody chose."""

WRONG: dict[str, Any] = {"text": "?! x", "number": -7, "nothing": None}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of each value below another one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*path, step)
        yield from places(inner, (*path, step))


def mistakes(kind: str) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Give a spec with one mistake for each place that can have one of this kind, and the place."""
    right = yaml.safe_load((REPOSITORY / "agencies.yaml").read_text(encoding="utf-8"))
    for path in places(right):
        data = deepcopy(right)
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        last = path[-1]
        if kind != "key":
            holder[last] = WRONG[kind]
        elif isinstance(last, str) and (len(path) < 2 or path[-2] not in NAMED):
            items = list(holder.items())
            holder.clear()
            holder.update((f"{key}x" if key == last else key, value) for key, value in items)
        else:
            continue
        yield path, data


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["text", "number", "nothing", "key"])
def test_one_mistake_gives_one_message(kind: str, tmp_path: Path) -> None:
    spec = tmp_path / "agencies.yaml"
    judged = 0
    for path, data in mistakes(kind):
        spec.write_text(json.dumps(data), encoding="utf-8")
        found = [
            f"{one.code} {'.'.join(map(str, one.path))}: {one.message}" for one in pipeline.check(spec).diagnostics
        ]
        assert len(found) <= 1, (path, found)
        judged += len(found)
    assert judged > 100
