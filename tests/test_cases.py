"""A folder a case: specs with mistakes and what is said about them, specs without and what comes of them."""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from command import invoke
from series import AND_SO_ON, expanded
from specs import outputs

from tfgen import pipeline
from tfgen.check.codes import CODES

CASES = Path(__file__).parent / "cases"
INVALID = sorted(case.name for case in (CASES / "invalid").iterdir())
VALID = sorted(case.name for case in (CASES / "valid").iterdir())
REGENERATE = "UPDATE_EXPECTED=1 pytest tests/test_cases.py"

TEN_MISTAKES = [
    ("TFG205", 5, 10, 23, "an owner that is no address"),
    ("TFG203", 13, 17, 29, "an account id without quotes"),
    ("TFG301", 19, 22, 32, "a misspelt environment"),
    ("TFG201", 22, 5, 14, "a misspelt key"),
    ("TFG204", 25, 36, 39, "an unknown format"),
    ("TFG303", 27, 24, 31, "a misspelt column"),
    ("TFG302", 31, 17, 23, "a misspelt data set"),
    ("TFG202", 32, 7, 15, "a reader of nothing"),
    ("TFG103", 34, 5, 9, "a second name"),
    ("TFG401", 35, 3, 21, "an agency whose bucket's name is too long"),
]
"""Code, line, first column, and the column behind the last, of each mistake of `ten_mistakes`."""


def assert_expected(file: Path, actual: str) -> None:
    if os.environ.get("UPDATE_EXPECTED"):
        file.write_text(actual, encoding="utf-8", newline="\n")
        return
    expected = file.read_text(encoding="utf-8") if file.exists() else ""
    if actual != expected:
        name = file.relative_to(CASES)
        diff = difflib.unified_diff(expected.splitlines(), actual.splitlines(), str(name), "actual", lineterm="")
        pytest.fail("\n".join([*diff, "", f"If the change is meant: {REGENERATE}"]), pytrace=False)


def enter(case: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go where the case's files are; where a file is long and written short, into a folder that has it in full."""
    place = CASES / "invalid" / case
    text = (place / "agencies.yaml").read_bytes()
    if AND_SO_ON in text:
        (folder / "agencies.yaml").write_text(expanded(text.decode()), encoding="utf-8", newline="\n")
        place = folder
    monkeypatch.chdir(place)


@pytest.mark.parametrize("case", INVALID)
def test_mistakes_are_told_as_expected(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = CASES / "invalid" / case
    enter(case, tmp_path, monkeypatch)
    has_errors = pipeline.check(Path("agencies.yaml")).deployment is None
    for name, form in (("expected.txt", "text"), ("expected.json", "json")):
        result = invoke("validate", "-f", "agencies.yaml", "--format", form)
        assert result.exit_code == (1 if has_errors else 0), result.output
        assert result.stderr == ""
        assert_expected(folder / name, result.stdout)


@pytest.mark.parametrize("case", INVALID)
def test_each_mistake_is_told_once_and_points_at_a_place(case: str) -> None:
    diagnostics = json.loads((CASES / "invalid" / case / "expected.json").read_text("utf-8"))["diagnostics"]
    places = [(found["line"], found["column"], found["message"]) for found in diagnostics]
    assert len(set(places)) == len(places)
    for found in diagnostics:
        assert found["line"] >= 1, found
        assert (found["end_line"], found["end_column"]) >= (found["line"], found["column"]), found
        assert found["hint"], found


def test_every_code_has_a_case() -> None:
    found: set[str] = set()
    for case in INVALID:
        report: dict[str, Any] = json.loads((CASES / "invalid" / case / "expected.json").read_text("utf-8"))
        found |= {diagnostic["code"] for diagnostic in report["diagnostics"]}
    assert found == set(CODES)


def test_ten_mistakes_are_ten_diagnostics_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "invalid" / "ten_mistakes")
    found = json.loads(invoke("validate", "--format", "json").stdout)["diagnostics"]
    assert [(one["code"], one["line"], one["column"], one["end_column"]) for one in found] == [
        mistake[:4] for mistake in TEN_MISTAKES
    ]


def test_render_refuses_a_spec_with_mistakes_and_writes_nothing(tmp_path: Path) -> None:
    spec, out = CASES / "invalid" / "ten_mistakes" / "agencies.yaml", tmp_path / "generated"
    result = invoke("render", "-f", str(spec), "-o", str(out))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.endswith("\n10 errors\n")
    assert not out.exists()


@pytest.mark.parametrize("case", VALID)
def test_valid_spec_renders_to_the_expected_tree(case: str) -> None:
    folder = CASES / "valid" / case
    checked = pipeline.check(folder / "agencies.yaml")
    assert not checked.diagnostics
    paths = sorted(path for path in outputs(checked) if not path.startswith("modules/"))
    assert_expected(folder / "expected_tree.txt", "".join(f"{path}\n" for path in paths))


def test_valid_cases_use_every_key_of_the_schema() -> None:
    used: set[str] = set()
    for case in VALID:
        _collect_keys(pipeline.check(CASES / "valid" / case / "agencies.yaml").source.data, used)
    named: set[str] = set()
    _collect_properties(pipeline.schema(), named)
    assert named <= used, f"keys that no valid case uses: {sorted(named - used)}"


def _collect_keys(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        found.update(value)
        for item in value.values():
            _collect_keys(item, found)
    elif isinstance(value, list):
        for item in value:
            _collect_keys(item, found)


def _collect_properties(schema: Any, found: set[str]) -> None:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                found.update(value)
            if key not in {"examples", "default", "enum", "const"}:
                _collect_properties(value, found)
    elif isinstance(schema, list):
        for item in schema:
            _collect_properties(item, found)
