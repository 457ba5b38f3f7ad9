"""One mistake in a value that aliases repeat is told once, where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tfgen.check import codes
from tfgen.check.aliases import tell_once
from tfgen.errors import Diagnostic
from tfgen.loader import parse

if TYPE_CHECKING:
    from tfgen.errors import SpecPath
    from tfgen.loader import Source


def told(source: Source, *paths: SpecPath, key: bool = False) -> list[Diagnostic]:
    found = [Diagnostic(codes.SCHEMA_TYPE, "wrong", "mend it", path, source.locate(path, key=key)) for path in paths]
    return tell_once(source, found)


def places(source: Source, diagnostic: Diagnostic) -> tuple[str, list[tuple[str, str]]]:
    assert diagnostic.location is not None
    related = [(source.text_at(one.location), one.message) for one in diagnostic.related]
    return source.text_at(diagnostic.location), related


def test_value_of_several_uses_is_told_where_it_is_written() -> None:
    source, _ = parse("spec.yaml", "a: &x one\nb: *x\nc: [*x]\n")
    (one,) = told(source, ("a",), ("b",), ("c", 0))
    assert one.path == ("a",)
    assert places(source, one) == ("one", [("*x", "used here"), ("*x", "used here")])


def test_value_that_is_wrong_in_one_place_only_is_told_there() -> None:
    source, _ = parse("spec.yaml", "a: &x one\nb: *x\n")
    (one,) = told(source, ("b",))
    assert places(source, one) == ("*x", [("one", "the value is written here")])


def test_what_is_inside_an_aliased_map_is_told_once() -> None:
    source, _ = parse("spec.yaml", "a: &x { k: { l: 1 } }\nb: *x\nc: *x\n")
    (one,) = told(source, ("a", "k", "l"), ("b", "k", "l"), ("c", "k", "l"))
    assert places(source, one) == ("1", [("*x", "used here"), ("*x", "used here")])


def test_key_that_an_aliased_map_lacks_is_told_at_the_key_of_the_map() -> None:
    source, _ = parse("spec.yaml", "here: &x { k: 1 }\nb: *x\nc: *x\n")
    (one,) = told(source, ("b",), ("c",), key=True)
    assert places(source, one)[0] == "here"


def test_of_many_uses_some_are_shown_and_all_are_counted() -> None:
    source, _ = parse("spec.yaml", "a: &x one\n" + "".join(f"b{number}: *x\n" for number in range(6)))
    (one,) = told(source, ("a",), *((f"b{number}",) for number in range(6)))
    assert [message for _, message in places(source, one)[1]] == [
        "used here",
        "used here",
        "used here, and in 3 more places",
    ]


def test_aliases_within_aliases_lead_to_the_one_place_where_the_value_is_written() -> None:
    source, _ = parse("spec.yaml", "a: &x [one]\nb: &y { k: *x }\nc: *y\n")
    (one,) = told(source, ("a", 0), ("b", "k", 0), ("c", "k", 0))
    assert places(source, one) == ("one", [("*x", "used here"), ("*y", "used here")])


def test_different_mistakes_in_one_value_stay_apart() -> None:
    source, _ = parse("spec.yaml", "a: &x one\nb: *x\n")
    found = [
        Diagnostic(codes.SCHEMA_TYPE, message, "mend it", (key,), source.locate((key,)))
        for key, message in (("a", "wrong"), ("b", "wrong for another reason"))
    ]
    assert len(tell_once(source, found)) == 2


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6))
def test_nothing_is_lost_and_without_aliases_nothing_changes(keys: list[str]) -> None:
    plain, _ = parse("spec.yaml", "a: one\nb: one\nc: one\n")
    assert len(told(plain, *((key,) for key in keys))) == len(keys)
    shared, _ = parse("spec.yaml", "a: &x one\nb: *x\nc: *x\n")
    assert len(told(shared, *((key,) for key in dict.fromkeys(keys)))) == min(len(keys), 1)
