"""Warnings that a spec turns off: which, where, and what is said of those that turn nothing off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from specs import small, write_spec

from tfgen import pipeline
from tfgen.check import codes, suppress
from tfgen.check.suppress import apply_suppressions
from tfgen.errors import Diagnostic, Severity, SpecPath
from tfgen.loader import parse

if TYPE_CHECKING:
    from pathlib import Path

WARNING = codes.RESERVED_WORD
PLACE: SpecPath = ("agencies", "dot", "datasets", "works", "columns", "end")


def warning(path: SpecPath = PLACE, code: str = WARNING) -> Diagnostic:
    return Diagnostic(code, "odd", "change it", path, severity=Severity.WARNING)


def entry(code: str = WARNING, **more: Any) -> dict[str, Any]:
    return {"code": code, "reason": "it is meant", **more}


def applied(entries: list[dict[str, Any]], *found: Diagnostic) -> list[tuple[str, SpecPath]]:
    source, _ = parse("agencies.yaml", "version: 1\n")
    return [(one.code, one.path) for one in apply_suppressions(source, {"suppress": entries}, found)]


@pytest.mark.parametrize(
    "path",
    [
        "agencies",
        "agencies.dot",
        "agencies.dot.datasets.works.columns",
        "agencies.dot.datasets.works.columns.end",
    ],
)
def test_warning_is_turned_off_at_its_path_and_below(path: str) -> None:
    assert applied([entry(path=path)], warning()) == []


def test_warning_is_turned_off_everywhere_without_a_path() -> None:
    assert applied([entry()], warning(), warning(()), warning(("suppress", 0))) == []


@pytest.mark.parametrize("path", ["agencies.dot.tags", "end", "platform"])
def test_warning_elsewhere_stays_and_the_suppression_is_reported(path: str) -> None:
    assert applied([entry(path=path)], warning()) == [
        (WARNING, PLACE),
        (codes.SUPPRESSION_UNUSED, ("suppress", 0, "path")),
    ]


@pytest.mark.parametrize(
    "path", ["agencies.do", "agencies.dot.datasets.works.columns.en", "agencies/dot", "agencies.*"]
)
def test_a_path_that_is_nearly_one_is_all_that_is_reported(path: str) -> None:
    other = warning(("platform", "name"))
    assert applied([entry(path=path)], warning(), other) == [
        (WARNING, ("platform", "name")),
        (codes.SUPPRESSION_UNUSED, ("suppress", 0, "path")),
    ]


def test_path_leads_to_list_items() -> None:
    assert applied([entry(path="agencies.dot.notify.email")], warning(("agencies", "dot", "notify", "email", 0))) == []


def test_odd_keys_are_quoted_in_a_path_as_in_reports() -> None:
    place: SpecPath = ("platform", "tags", "a.b")
    assert applied([entry(path='platform.tags."a.b"')], warning(place)) == []
    assert applied([entry(path="platform.tags.a.b")], warning(place)) == [
        (codes.SUPPRESSION_UNUSED, ("suppress", 0, "path"))
    ]


def test_other_warnings_stay() -> None:
    other = warning(code=codes.NEAR_DUPLICATE)
    assert applied([entry()], warning(), other) == [(codes.NEAR_DUPLICATE, PLACE)]


def test_two_suppressions_of_one_warning_are_both_used() -> None:
    assert applied([entry(), entry(path="agencies.dot")], warning()) == []


@pytest.mark.parametrize("code", sorted(set(codes.CODES) - codes.WARNINGS))
def test_errors_cannot_be_turned_off(code: str) -> None:
    error = Diagnostic(code, "wrong", "mend it", PLACE)
    assert applied([entry(code)], error) == [(code, PLACE), (codes.SUPPRESSION_OF_ERROR, ("suppress", 0, "code"))]


def test_error_of_a_code_that_may_be_a_warning_stays() -> None:
    error = Diagnostic(WARNING, "wrong", "mend it", PLACE)
    assert applied([entry()], error) == [(WARNING, PLACE)]


def test_report_of_unused_suppressions_cannot_be_turned_off() -> None:
    assert applied([entry(codes.SUPPRESSION_UNUSED), entry()]) == [
        (codes.SUPPRESSION_OF_ERROR, ("suppress", 0, "code")),
        (codes.SUPPRESSION_UNUSED, ("suppress", 1, "code")),
    ]


def test_unknown_code_is_an_error() -> None:
    assert applied([entry("TFG999")]) == [(codes.SUPPRESSION_UNKNOWN, ("suppress", 0, "code"))]


def test_errors_elsewhere_keep_unused_suppressions_quiet() -> None:
    error = Diagnostic(codes.SCHEMA_TYPE, "wrong", "mend it", PLACE)
    assert applied([entry()], error) == [(codes.SCHEMA_TYPE, PLACE)]


def test_hint_names_the_path_that_was_probably_meant() -> None:
    source, _ = parse("agencies.yaml", "version: 1\n")
    entries = {"suppress": [entry(path="agencies.dot.datasets.work.columns.end")]}
    *_, unused = apply_suppressions(source, entries, [warning()])
    assert unused.hint == "did you mean 'agencies.dot.datasets.works.columns.end'?"


def test_spec_with_its_warnings_turned_off_is_fine(tmp_path: Path) -> None:
    spec = small()
    spec["agencies"]["doh"]["datasets"]["records"]["columns"]["end"] = "date"
    assert [one.code for one in pipeline.check(write_spec(tmp_path, spec)).diagnostics] == [WARNING]
    spec["suppress"] = [entry(path="agencies.doh")]
    checked = pipeline.check(write_spec(tmp_path, spec))
    assert checked.diagnostics == ()
    assert checked.deployment is not None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "TFG20"}, codes.SCHEMA_PATTERN),
        ({"reason": ""}, codes.SCHEMA_PATTERN),
        ({"reason": "\t"}, codes.SCHEMA_PATTERN),
        ({"path": ""}, codes.SCHEMA_SIZE),
        ({"path": ["agencies"]}, codes.SCHEMA_TYPE),
        ({"until": "2030"}, codes.SCHEMA_UNKNOWN_KEY),
    ],
)
def test_suppression_of_the_wrong_form_is_reported_once(wrong: dict[str, Any], code: str, tmp_path: Path) -> None:
    spec = small()
    spec["suppress"] = [entry() | wrong]
    assert [one.code for one in pipeline.check(write_spec(tmp_path, spec)).diagnostics] == [code]


@pytest.mark.parametrize(
    "wrong", [{"code": "some words"}, {"code": None}, {"path": ""}, {"reason": 7}, {"until": "2030"}]
)
def test_what_a_suppression_of_the_wrong_form_means_is_turned_off(wrong: dict[str, Any], tmp_path: Path) -> None:
    spec = small()
    spec["agencies"]["dot"]["datasets"]["records"]["columns"]["date"] = "date"
    path = "agencies.dot.datasets.records.columns.date"
    reserved = codes.RESERVED_WORD
    spec["suppress"] = [entry(reserved, path=path)]
    assert not pipeline.check(write_spec(tmp_path, spec)).diagnostics
    spec["suppress"] = [entry(reserved, path=path) | wrong]
    (one,) = pipeline.check(write_spec(tmp_path, spec)).diagnostics
    assert one.path[0] == "suppress"


def test_warnings_are_kept_back_while_the_suppressions_stand_twice(tmp_path: Path) -> None:
    spec = small()
    spec["agencies"]["dot"]["datasets"]["records"]["columns"]["date"] = "date"
    place = write_spec(tmp_path, spec)
    text = place.read_text(encoding="utf-8").rstrip()
    twice = f'{text[:-1]}, "suppress": [], "suppress": []}}'
    place.write_text(twice, encoding="utf-8")
    assert [one.code for one in pipeline.check(place).diagnostics] == [codes.YAML_DUPLICATE_KEY]
    place.write_text(twice.replace(', "suppress": []', "", 1), encoding="utf-8")
    assert [one.code for one in pipeline.check(place).diagnostics] == [codes.RESERVED_WORD]


def test_reason_is_needed(tmp_path: Path) -> None:
    spec = small()
    spec["suppress"] = [{"code": WARNING}]
    assert [one.code for one in pipeline.check(write_spec(tmp_path, spec)).diagnostics] == [codes.SCHEMA_MISSING_KEY]


def test_key_is_that_of_the_schema() -> None:
    assert suppress.KEY in pipeline.schema()["properties"]
