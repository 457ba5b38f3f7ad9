"""A long spec read in halves is what it is when it is read as a whole, or is not read in halves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fuzzing import garbled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tfgen.check.acceptance import Acceptance
from tfgen.check.schema import check_schema
from tfgen.loader import halves, parse
from tfgen.loader.builder import build
from tfgen.loader.source import readable
from tfgen.spec_schema import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

REFERENCE = (Path(__file__).parents[1] / "agencies.yaml").read_text(encoding="utf-8")

FOUR = "version: 1\nagencies:\n  a:\n    x: 1\n  b:\n    x: 2{}\n{}  c:\n    x: 3{}\n  d:\n    x: 4{}\n{}"
"""Four agencies, so that the second half begins with `c`; room is left behind values, before `c` and at the end."""


class Alone:
    """Does in this process what would be done beside it."""

    def __init__(self, work: Callable[[], bytes]) -> None:
        self._work = work

    def __enter__(self) -> Callable[[], bytes]:
        return self._work

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _of_any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "SHORTEST", 0)
    monkeypatch.setattr(halves, "beside", Alone)


def whole(text: str) -> Any:
    """Read a text as a whole; None where there is anything to tell of it."""
    built = build(readable(text))
    return None if built.problems or built.duplicates or built.unread else built.data


def data(text: str) -> Any:
    """Read a text in halves; None where it has to be read as a whole."""
    found = halves.read_halves(text, lambda _: False)
    return None if found is None else found.data


def accepts(value: Any) -> bool:
    return Acceptance(schema()).accepts(schema(), value)


def test_reference_is_read_in_halves() -> None:
    # Texts are compared, since the order of keys counts.
    assert json.dumps(data(REFERENCE)) == json.dumps(whole(REFERENCE))
    source, found = parse("agencies.yaml", REFERENCE)
    assert found == ()
    assert source.locate(("agencies", "parks", "name")).line > source.locate(("agencies", "dot", "name")).line


@pytest.mark.parametrize(
    "text",
    [
        FOUR.format("", "", "", "", "tfvars: copy\n"),
        FOUR.format(" # c:", "  # between\n\n", "", "", ""),
        FOUR.format("\n    y: |+\n      text\n\n", "", "", "", ""),
        FOUR.format('\n    y: "{ open"', "", "", "", ""),
    ],
)
def test_what_is_whole_in_each_half_is_read_in_halves(text: str) -> None:
    assert data(text) is not None
    assert json.dumps(data(text)) == json.dumps(whole(text))


@pytest.mark.parametrize(
    "text",
    [
        FOUR.format('\n    y: "', "", '\n    z: "', "", ""),  # a text that goes over the border
        FOUR.format("\n    y: '", "", "", "", "z: '\n"),  # closed behind the agencies
        FOUR.format("\n    y: {", "", "\n    z: }", "", ""),
        FOUR.format("\n    y: [", "", "", "", "]\n"),
        FOUR.format("\n    x: 5", "", "", "", ""),  # a key that stands twice
        FOUR.format("", "", "", "", "version: 1\n"),
        FOUR.format("", "", "", "", "---\nagencies: {}\n"),
        FOUR.format("", "", "", "", "agencies: {}\n"),
        FOUR.format("\n    y: &a 1", "", "\n    z: *a", "", ""),
        FOUR.format("", "\t", "", "", ""),
        FOUR.format("", " ", "", "", ""),
        FOUR.format("", "  a:\n    x: 1\n", "", "", ""),
        "version: 1\nagencies: { a: { x: 1 }, b: { x: 2 } }\n",
        "agencies:\n  a:\n    x: 1\n",
        "",
    ],
)
def test_anything_else_is_read_as_a_whole(text: str) -> None:
    found = data(text)
    assert found is None or json.dumps(found) == json.dumps(whole(text))


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.randoms(use_true_random=False))
def test_bytes_that_change_are_never_read_or_judged_otherwise(random: Random) -> None:
    text = garbled(random, REFERENCE.encode()).decode(errors="replace")
    found = halves.read_halves(text, accepts)
    assert found is None or json.dumps(found.data) == json.dumps(whole(text))
    assert found is None or not found.accepted or accepts(found.data)


def test_halves_of_a_spec_are_specs() -> None:
    found = halves.read_halves(REFERENCE, accepts)
    assert found is not None
    assert found.accepted
    agencies = schema()["properties"]["agencies"]
    # Each of these asks for no more than what one agency after the other has.
    assert {*agencies} <= {"description", "type", "propertyNames", "additionalProperties"}


@pytest.mark.parametrize("id_", ["dot", "parks"])
def test_half_that_is_not_accepted_is_told(id_: str) -> None:
    wrong = REFERENCE.replace(f"  {id_}:\n    name: ", f"  {id_}:\n    nam: ", 1)
    assert wrong != REFERENCE
    found = halves.read_halves(wrong, accepts)
    assert found is not None
    assert not found.accepted
    source, problems = parse("agencies.yaml", wrong, accepts)
    assert problems == ()
    assert check_schema(source, schema())


def test_second_process_reads_one_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    agencies = "".join(f"  a{number}:\n    name: Agency {number} {'x' * 80}\n" for number in range(2000))
    text = f"version: 1\nagencies:\n{agencies}"
    assert len(text) > halves.SHORTEST
    assert json.dumps(data(text)) == json.dumps(whole(text))
