"""The report: diagnostics with their lines for people, and a stable shape for machines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.errors import Diagnostic, Location, Severity, TfgenError
from tfgen.report.data import render_json
from tfgen.report.text import render_failure, render_text
from tfgen.report.visible import visible

SPEC = "version: 1\nagencies:\n  dot:\n    datasets:\n      roads:\n        retnetion: { raw_days: 30 }\n"
UNKNOWN = Diagnostic(
    "TFG201",
    "unknown key 'retnetion'",
    "did you mean 'retention'?",
    ("agencies", "dot", "datasets", "roads"),
    Location("agencies.yaml", 6, 9, 6, 18),
)


def at(line: int, column: int, end_line: int, end_column: int, message: str = "wrong") -> Diagnostic:
    location = Location("spec.yaml", line, column, end_line, end_column)
    return Diagnostic("TFG203", message, "", (), location)


def excerpt(text: str, diagnostic: Diagnostic) -> list[str]:
    return render_text([diagnostic], {"spec.yaml": text}, color=False).splitlines()[1:3]


def test_diagnostic_shows_place_path_line_caret_and_help() -> None:
    assert render_text([UNKNOWN], {"agencies.yaml": SPEC}, color=False) == (
        "agencies.yaml:6:9: error[TFG201]: unknown key 'retnetion'\n"
        "    at agencies.dot.datasets.roads\n"
        "    6 |         retnetion: { raw_days: 30 }\n"
        "      |         ^^^^^^^^^\n"
        "    help: did you mean 'retention'?\n"
        "\n"
        "1 error\n"
    )


def test_diagnostic_without_place_path_or_hint_is_one_line() -> None:
    warning = Diagnostic("TFG301", "odd", "", severity=Severity.WARNING)
    assert render_text([warning], {}, color=False) == "warning[TFG301]: odd\n\n1 warning\n"


def test_no_diagnostics_are_no_text() -> None:
    assert render_text([], {}, color=True) == ""


def test_diagnostics_stand_in_the_order_of_the_file_and_are_counted() -> None:
    warning = Diagnostic("TFG301", "odd", "", (), Location("spec.yaml", 2, 1, 2, 2), Severity.WARNING)
    text = render_text([at(10, 1, 10, 2, "last"), warning, at(9, 1, 9, 2, "middle")], {}, color=False)
    heads = [line.split(": ")[-1] for line in text.splitlines() if line.startswith("spec.yaml")]
    assert heads == ["odd", "middle", "last"]
    assert text.endswith("\n\n2 errors, 1 warning\n")


def test_file_whose_text_is_unknown_goes_without_its_line() -> None:
    assert "|" not in render_text([UNKNOWN], {}, color=False)


def test_colour_changes_nothing_but_colour() -> None:
    plain = render_text([UNKNOWN], {"agencies.yaml": SPEC}, color=False)
    coloured = render_text([UNKNOWN], {"agencies.yaml": SPEC}, color=True)
    assert "\x1b[1;31merror[TFG201]\x1b[0m" in coloured
    for style in ("\x1b[1;31m", "\x1b[1m", "\x1b[36m", "\x1b[0m"):
        coloured = coloured.replace(style, "")
    assert coloured == plain


def test_longer_stretch_shows_its_first_line() -> None:
    line, carets = excerpt("a:\n  b: 1  \n  c: 2\n", at(2, 3, 3, 7))
    assert (line, carets) == ("    2 |   b: 1", "      |   ^^^^")


def test_empty_place_has_one_caret() -> None:
    assert excerpt("a:\n", at(1, 3, 1, 3))[1] == "      |   ^"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts(line_end: str) -> None:
    assert excerpt(f"a: 1{line_end}b: 2{line_end}", at(2, 4, 2, 5)) == ["    2 | b: 2", "      |    ^"]


def test_tab_is_as_wide_as_its_carets() -> None:
    assert excerpt("a:\n\tb: 1\n", at(2, 1, 2, 2)) == ["    2 |     b: 1", "      | ^^^^"]


def test_wide_and_combining_characters_keep_the_caret_in_its_place() -> None:
    assert excerpt("日本: x\n", at(1, 5, 1, 6)) == ["    1 | 日本: x", "      |       ^"]
    assert excerpt("e\u0301: x\n", at(1, 5, 1, 6)) == ["    1 | e\u0301: x", "      |    ^"]


def test_control_characters_of_the_spec_are_shown_escaped() -> None:
    line, carets = excerpt("a: \x1b[31m\u202ex\n", at(1, 9, 1, 10))
    assert (line, carets) == ("    1 | a: \\x1b[31m\\u202ex", "      |            ^^^^^^")
    text = render_text([at(1, 1, 1, 2, "found '\x1b]0;x\x07'")], {}, color=False)
    assert "found '\\x1b]0;x\\x07'" in text


@pytest.mark.parametrize("start", [0, 5, 500, 990, 1000])
def test_long_line_is_cut_around_the_caret(start: int) -> None:
    text = "x" * start + "HERE" + "y" * (1000 - start)
    line, carets = excerpt(text, at(1, start + 1, 1, start + 5))
    assert len(line) <= 108
    assert line[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_long_marked_text_is_cut_too() -> None:
    line, carets = excerpt("a: " + "x" * 500, at(1, 4, 1, 504))
    assert line.endswith("...")
    assert len(carets) == len(line)


def test_json_has_a_stable_shape() -> None:
    report = json.loads(render_json([UNKNOWN, Diagnostic("TFG301", "odd", "", severity=Severity.WARNING)]))
    assert report == {
        "version": 1,
        "diagnostics": [
            {
                "code": "TFG301",
                "severity": "warning",
                "message": "odd",
                "hint": "",
                "path": "(top level)",
                "steps": [],
                "file": None,
                "line": None,
                "column": None,
                "end_line": None,
                "end_column": None,
                "related": [],
            },
            {
                "code": "TFG201",
                "severity": "error",
                "message": "unknown key 'retnetion'",
                "hint": "did you mean 'retention'?",
                "path": "agencies.dot.datasets.roads",
                "steps": ["agencies", "dot", "datasets", "roads"],
                "file": "agencies.yaml",
                "line": 6,
                "column": 9,
                "end_line": 6,
                "end_column": 18,
                "related": [],
            },
        ],
        "summary": {"errors": 1, "warnings": 1, "omitted": 0},
    }


def test_json_of_no_diagnostics_is_a_report_too() -> None:
    assert json.loads(render_json([])) == {
        "version": 1,
        "diagnostics": [],
        "summary": {"errors": 0, "warnings": 0, "omitted": 0},
    }


def test_failure_shows_sentence_and_hint() -> None:
    error = TfgenError("there is no file x\x1b", "name one")
    assert render_failure(error, color=False) == "error: there is no file x\\x1b\n    help: name one\n"
    assert render_failure(TfgenError("no"), color=True) == "\x1b[1;31merror\x1b[0m: no\n"


@given(st.text())
def test_visible_text_is_printable(text: str) -> None:
    assert visible(text).isprintable()


@given(
    st.text(max_size=300),
    st.tuples(st.integers(1, 9), st.integers(1, 320), st.integers(1, 9), st.integers(1, 320)),
)
def test_any_text_and_place_make_a_printable_report(text: str, numbers: tuple[int, int, int, int]) -> None:
    report = render_text([at(*numbers, message=text)], {"spec.yaml": text}, color=False)
    assert all(line.isprintable() for line in report.split("\n"))
    assert report.isascii() or not text.isascii()
