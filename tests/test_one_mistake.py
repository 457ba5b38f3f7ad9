"""One mistake gives one message: each value of the reference spec refused, and each of its keys misspelt, in turn."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from specs import REPOSITORY, small, write_spec

from tfgen import pipeline
from tfgen.check import codes

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


def lines_changed() -> Iterator[tuple[str, str]]:
    """Give the reference spec with one line as it goes wrong under somebody's hands; and what was done to which."""
    lines = (REPOSITORY / "agencies.yaml").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        changed = {"deleted": [], "doubled": [line, line], "comma": [f"{line},"], "tab": [f"\t{line.lstrip()}"]}
        found = re.match(r'( *(?:- )?)(["\w]+):(?: (.*))?$', line)
        if found is not None:
            start, key, value = found.groups()
            changed |= {
                "no colon": [line.replace(f"{key}:", key, 1)],
                "no blank": [line.replace(f"{key}: ", f"{key}:", 1)],
                "capital": [line.replace(key, key.capitalize(), 1)],
            }
            wrong = ["7", "-3", "some words", "true", '""', "# nothing", "{ a: b }"] if value else []
            changed |= {new: [f"{start}{key}: {new}"] for new in wrong}
        for name, new in changed.items():
            yield f"line {number} {name}", "\n".join([*lines[: number - 1], *new, *lines[number:]]) + "\n"


@pytest.mark.slow
def test_line_that_went_wrong_gives_one_message(tmp_path: Path) -> None:
    spec = tmp_path / "agencies.yaml"
    judged = 0
    for change, text in lines_changed():
        spec.write_text(text, encoding="utf-8")
        told = pipeline.check(spec).diagnostics
        found = [f"{one.code} {one.location and one.location.line}: {one.message}" for one in told]
        assert len(found) <= 1, (change, found)
        judged += len(found)
    assert judged > 1000


@pytest.mark.slow
def test_owner_that_is_missing_is_named_where_it_was(tmp_path: Path) -> None:
    spec = tmp_path / "agencies.yaml"
    lines = (REPOSITORY / "agencies.yaml").read_text(encoding="utf-8").splitlines()
    judged = 0
    for number, line in enumerate(lines):
        if not re.fullmatch(r" *\w+:", line):
            continue
        spec.write_text("\n".join([*lines[:number], *lines[number + 1 :]]), encoding="utf-8")
        (one,) = pipeline.check(spec).diagnostics
        below = next(each for each in range(number + 1, len(lines)) if lines[each].strip()[:1] not in {"", "#"})
        assert one.location is not None
        assert one.location.line == below, (line, one)
        if one.code == codes.SCHEMA_MISSING_KEY:
            key = line.strip()
            told = f"the line `{key}` is missing above " in one.message or "a line with the id of a" in one.message
            assert told, (line, one.message)
            assert f"in column {len(line) - len(line.lstrip()) + 1}" in one.hint
            judged += 1
    assert judged > 40


@pytest.mark.parametrize(("name", "places"), [("staging", [1]), ("pord", [0, 0])])
def test_environment_that_is_missing_is_told_once_and_one_that_is_misspelt_where_it_is(
    name: str, places: list[int], tmp_path: Path
) -> None:
    spec = small()
    for agency in spec["agencies"].values():
        agency["deploy_to"] = [name]
    told = pipeline.check(write_spec(tmp_path, spec)).diagnostics
    assert [one.code for one in told] == [codes.UNKNOWN_ENVIRONMENT] * len(places)
    assert [len(one.related) for one in told] == places


def test_environments_of_a_spec_that_cannot_be_read_are_no_matter(tmp_path: Path) -> None:
    text = (REPOSITORY / "agencies.yaml").read_text(encoding="utf-8")
    dev = "    dev:\n      encryption"
    assert dev in text
    spec = tmp_path / "agencies.yaml"
    spec.write_text(text.replace(dev, '    account_id: "111122223333"\n      encryption'), encoding="utf-8")
    (one,) = pipeline.check(spec).diagnostics
    line = text[: text.index(dev)].count("\n") + 1
    assert one.location is not None
    assert one.location.line in {line, line + 1}
