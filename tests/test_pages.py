"""The pages on the codes: each code has one, and its examples are what they say."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import invoke
from series import expanded
from test_cases import CASES

from tfgen import pipeline
from tfgen.check import codes
from tfgen.check.pages import page

if TYPE_CHECKING:
    from types import ModuleType

    from tfgen.errors import Diagnostic

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "src" / "tfgen" / "check" / "pages"

BASE = {
    "version": "version: 1\n",
    "platform": """\
platform:
  name: civic
  application: agency-data-platform
  owner: data-platform@example.gov
  repository: example-gov/agency-data-platform
""",
    "environments": """\
environments:
  dev:
    account_id: "111122223333"
    region: us-east-1
    state: { bucket: example-gov-state }
    notify: { email: [data-platform@example.gov] }
""",
}
"""The convention: a page's example lacks these parts of a spec where they do not matter, and they are put above it.

A fence with a file's name behind `yaml` is that file; control pictures stand for control characters, and
`# and so on, up to …` for as many entries like the one above.
"""

CONTROL_PICTURES = {0x2400 + number: number for number in range(0x20)}

CODES = sorted(codes.CODES)


def examples(code: str, heading: str) -> dict[str, str]:
    """Give the files of one example of a page, complete, by name."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page(code).text, re.DOTALL | re.MULTILINE)
    assert section, f"{code} has no section '{heading}'"
    fences = re.findall(r"^```(?:yaml|jinja) ?(\S*)\n(.*?)^```$", section[1], re.DOTALL | re.MULTILINE)
    assert fences, f"{code} has no example under '{heading}'"
    found = {name: expanded(text).translate(CONTROL_PICTURES) for name, text in fences}
    main = found.pop("", "")
    head = "".join(text for key, text in BASE.items() if not re.search(rf"^{key}:", main, re.MULTILINE))
    return {"agencies.yaml": head + main, **found}


def diagnostics(folder: Path, files: dict[str, str]) -> tuple[Diagnostic, ...]:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return pipeline.check(folder / "agencies.yaml").diagnostics


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(file.stem for file in PAGES.iterdir()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_page_has_its_parts_in_order(code: str) -> None:
    text = page(code).text
    assert text.startswith(f"# {code}: {codes.CODES[code]}\n\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["Wrong", "Right", "What to do"]
    assert all(len(line) <= 120 for line in text.splitlines() if "[[[" not in line)


@pytest.mark.parametrize("code", CODES)
def test_wrong_example_is_wrong_in_this_way_only(code: str, tmp_path: Path) -> None:
    found = diagnostics(tmp_path, examples(code, "Wrong"))
    assert {diagnostic.code for diagnostic in found} == {code}


@pytest.mark.parametrize("code", CODES)
def test_right_example_is_right(code: str, tmp_path: Path) -> None:
    assert diagnostics(tmp_path, examples(code, "Right")) == ()


@pytest.mark.parametrize("written", ["TFG201", "tfg201"])
def test_explain_prints_the_page(written: str) -> None:
    result = invoke("explain", written)
    assert (result.exit_code, result.stdout) == (0, page("TFG201").text)


def test_explain_without_a_code_lists_all() -> None:
    lines = invoke("explain").stdout.splitlines()
    assert lines == [f"{code}  {codes.CODES[code]}" for code in CODES]


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("TFG200", "did you mean TFG201, unknown key? `tfgen explain` lists all codes"),
        ("tfg299", "did you mean TFG209, no form fits, or more than one? `tfgen explain` lists all codes"),
        ("TFG2010", "did you mean TFG201, unknown key? `tfgen explain` lists all codes"),
        ("TFG9", "`tfgen explain` lists all codes"),
    ],
)
def test_unknown_code_is_wrong_use(code: str, hint: str) -> None:
    result = invoke("explain", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error: there is no code {code.upper()}\n    help: {hint}\n"


def test_codes_are_completed() -> None:
    result = invoke("explain", _TFGEN_COMPLETE="bash_complete", COMP_WORDS="tfgen explain tfg30", COMP_CWORD="2")
    assert "TFG301" in result.stdout
    assert "TFG201" not in result.stdout


def test_page_of_all_codes_is_current() -> None:
    assert (ROOT / "docs" / "diagnostics.md").read_text("utf-8") == _generator().pages()["diagnostics.md"], (
        "run `make generate`"
    )


def test_codes_of_warnings_are_those_of_the_cases() -> None:
    found: set[str] = set()
    for file in (CASES / "invalid").glob("*/expected.json"):
        diagnostics = json.loads(file.read_text(encoding="utf-8"))["diagnostics"]
        found |= {one["code"] for one in diagnostics if one["severity"] == "warning"}
    assert found == codes.WARNINGS


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
