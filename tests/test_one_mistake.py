"""One mistake gives one message: each value of the reference spec refused, and each of its keys misspelt, in turn."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import takewhile
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


def shifted(by: int) -> Iterator[tuple[int, str]]:
    """Give the reference spec with one line, and what belongs to it, indented by some spaces more; and the line."""
    lines = (REPOSITORY / "agencies.yaml").read_text(encoding="utf-8").splitlines()
    for first, line in enumerate(lines):
        depth = len(line) - len(line.lstrip())
        if not line.strip() or line.lstrip().startswith("#") or depth + by < 0:
            continue
        deeper = (not one.strip() or len(one) - len(one.lstrip()) > depth for one in lines[first + 1 :])
        last = first + 1 + sum(1 for _ in takewhile(bool, deeper))
        block = [f"{' ' * by}{one}" if by > 0 else one[-by:] for one in lines[first:last]]
        yield first + 1, "\n".join([*lines[:first], *block, *lines[last:]]) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("by", [2, 4, -2, -4])
def test_block_that_is_a_step_or_two_too_deep_or_too_shallow_gives_one_message(by: int, tmp_path: Path) -> None:
    spec = tmp_path / "agencies.yaml"
    judged = 0
    for line, text in shifted(by):
        spec.write_text(text, encoding="utf-8")
        told = pipeline.check(spec).diagnostics
        found = [f"{one.code} {'.'.join(map(str, one.path))}: {one.message}" for one in told]
        assert len(found) <= 1, (line, found)
        judged += len(found)
    assert judged > 100
