"""A spec through standard input, as editors and hooks have it: it is read as if it were a file of this folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command import invoke, piped
from specs import small, write_spec

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_spec(tmp_path, small())


@pytest.mark.parametrize("command", [["validate"], ["show", "dot"], ["explain", "agencies.dot.name"], ["quotas"]])
def test_what_is_said_of_a_spec_is_the_same_through_standard_input(command: list[str], spec: Path) -> None:
    told = invoke(*command)
    result = piped(spec.read_bytes(), *command, "-f", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == told.stdout.replace("agencies.yaml", "<stdin>")


def test_mistakes_are_told_with_their_lines_and_places(spec: Path) -> None:
    text = spec.read_bytes().replace(b'"region"', b'"regoin"', 1)
    result = piped(text, "validate", "-f", "-")
    assert result.exit_code == 1
    assert "<stdin>:12:4: error[TFG201]: unknown key 'regoin'\n" in result.stdout
    assert '   12 |    "regoin": "us-east-1",\n' in result.stdout


def test_agencies_of_the_current_folder_belong_to_it(spec: Path) -> None:
    (spec.parent / "agencies").mkdir()
    (spec.parent / "agencies" / "dep.yaml").write_text("nmae: Environmental Protection\n", encoding="utf-8")
    result = piped(spec.read_bytes(), "validate", "-f", "-", "--format", "json")
    assert {one["file"] for one in json.loads(result.stdout)["diagnostics"]} == {"agencies/dep.yaml"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "<stdin> has no content"),
        (b"a\0b", "<stdin> is a binary file: byte 1 (line 1) is a NUL"),
        (b"name: D\xe9partement", "<stdin> is not UTF-8 text: byte 7 (line 1) is 0xe9"),
        ("version: 1".encode("utf-16"), "<stdin> is UTF-16 text, not UTF-8"),
        ("version: 1".encode("utf-32"), "<stdin> is UTF-32 text, not UTF-8"),
    ],
)
def test_what_is_no_text_is_told_as_of_a_file(content: bytes, message: str) -> None:
    result = piped(content, "validate", "-f", "-")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {message}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["init"], "init writes a file: name it with -f"),
        (["render", "--watch"], "--watch needs a spec that is a file: standard input is read once"),
    ],
)
def test_commands_that_need_a_file_say_so(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = piped(b"", *arguments, "-f", "-")
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: {message}\n")
    assert not list(tmp_path.iterdir())


def test_completion_leaves_standard_input_alone(spec: Path) -> None:
    variables = {"_TFGEN_COMPLETE": "bash_complete", "COMP_WORDS": "tfgen show -f - ", "COMP_CWORD": "4"}
    result = piped(spec.read_bytes(), **variables)
    assert (result.exit_code, result.stdout.strip()) == (0, "")
