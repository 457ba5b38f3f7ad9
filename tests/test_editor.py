"""A spec that `tfgen init` writes works in editors: the YAML language server completes, explains and checks it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from language_server import FOLDER, SERVER, LanguageServer

from tfgen import pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("editor")]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workspace") / "agencies.yaml"
    assert invoke("init", "-f", path).exit_code == 0
    return path


@pytest.fixture(scope="module")
def server(spec: Path) -> Iterator[LanguageServer]:
    if shutil.which("node") is None or not SERVER.is_file():
        reason = f"node or the language server is missing; `make test` installs it into tests/{FOLDER.name}/"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI may not leave these tests out")
        pytest.skip(reason)
    with LanguageServer(spec.parent) as running:
        yield running


def place_of(text: str, words: str) -> tuple[int, int]:
    """Line and character of the first occurrence of some words, from 0."""
    before = text.partition(words)[0]
    return before.count("\n"), len(before.rpartition("\n")[2])


def changed(spec: Path, old: str, new: str) -> str:
    text = spec.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def start_and_end(diagnostic: dict[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    return (start["line"], start["character"]), (end["line"], end["character"])


def text_of(documentation: Any) -> str:
    return str(documentation["value"] if isinstance(documentation, dict) else documentation)


def test_first_spec_has_no_mistakes_in_an_editor(server: LanguageServer, spec: Path) -> None:
    assert server.open(spec.read_text(encoding="utf-8")) == []


def test_keys_are_completed_with_their_descriptions(server: LanguageServer, spec: Path) -> None:
    text = changed(spec, "    account_id:", "    \n    xaccount_id:").replace("    xaccount_id:", "    # account_id:")
    server.open(text)
    line, character = place_of(text, "    \n    # account_id:")
    found = server.ask("completion", line, character + 4)
    items = {item["label"]: text_of(item.get("documentation", "")) for item in found["items"]}
    described = pipeline.schema()["$defs"]["environment"]["properties"]["account_id"]
    description = described.get("description") or pipeline.schema()["$defs"]["account_id"]["description"]
    assert description in items["account_id"]
    assert {"account_id", "network", "warehouse"} <= set(items)
    assert "retention" not in items
    assert "agencies" not in items


def test_choices_are_completed(server: LanguageServer, spec: Path) -> None:
    text = changed(spec, "version: 1\n", "version: 1\ntfvars: \n")
    server.open(text)
    line, character = place_of(text, "tfvars: ")
    found = server.ask("completion", line, character + len("tfvars: "))
    assert {item["label"] for item in found["items"]} == {"link", "copy"}


def test_hover_describes_a_key(server: LanguageServer, spec: Path) -> None:
    text = spec.read_text(encoding="utf-8")
    server.open(text)
    line, character = place_of(text, "retention:")
    shown = text_of(server.ask("hover", line, character + 2)["contents"])
    assert pipeline.schema()["$defs"]["retention"]["description"].replace("`", "") in shown.replace("`", "")


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("retention:", "retnetion:", "retnetion"),
        ("region: us-east-1", "region: 7", "7"),
        ("log_days: 365", "log_days: many", "many"),
    ],
)
def test_mistake_is_marked_where_it_stands(server: LanguageServer, spec: Path, old: str, new: str, marked: str) -> None:
    text = changed(spec, old, new)
    (found,) = server.open(text)
    line, character = place_of(text, new)
    character += new.index(marked)
    assert start_and_end(found) == ((line, character), (line, character + len(marked)))


def test_editor_and_tfgen_mark_the_same_place(server: LanguageServer, spec: Path, tmp_path: Path) -> None:
    text = changed(spec, "description: Closures", "descripton: Closures")
    (marked,) = server.open(text)
    copy = tmp_path / "agencies.yaml"
    copy.write_text(text, encoding="utf-8")
    (found,) = pipeline.check(copy).diagnostics
    assert found.location is not None
    (line, character), (_, end) = start_and_end(marked)
    assert (found.location.line, found.location.column, found.location.end_column) == (line + 1, character + 1, end + 1)
