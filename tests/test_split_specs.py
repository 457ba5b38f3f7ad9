"""Specs of several files: what they mean, and where their mistakes are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from jsonschema import Draft202012Validator
from specs import REPOSITORY, agency, outputs, rendered, small, write_spec

from tfgen import pipeline
from tfgen.check import codes
from tfgen.loader import index, load_spec, positions

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.errors import Diagnostic


def split(folder: Path, data: dict[str, Any], suffix: str = ".yaml") -> Path:
    """Write each agency into a file of its own, and the rest beside them."""
    (folder / "agencies").mkdir(parents=True, exist_ok=True)
    for key, value in data["agencies"].items():
        (folder / "agencies" / f"{key}{suffix}").write_text(json.dumps(value, indent=1), encoding="utf-8")
    return write_spec(folder, {key: value for key, value in data.items() if key != "agencies"})


def put(spec: Path, name: str, text: str | bytes) -> None:
    file = spec.parent / "agencies" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def found(spec: Path) -> list[Diagnostic]:
    return [one for one in pipeline.check(spec).diagnostics if one.severity == "error"]


def output(spec: Path) -> dict[str, Any]:
    return outputs(pipeline.check(spec))


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return split(tmp_path, small())


def test_split_spec_renders_to_the_same_bytes(tmp_path: Path) -> None:
    data, _ = load_spec(REPOSITORY / "agencies.yaml")
    assert len(data.data["agencies"]) > 2
    whole = output(REPOSITORY / "agencies.yaml")
    assert output(split(tmp_path / "yaml", data.data)) == whole
    assert output(split(tmp_path / "yml", data.data, ".yml")) == whole


def test_agencies_may_stand_in_both(tmp_path: Path) -> None:
    data = small()
    here = {**data, "agencies": {"dot": data["agencies"]["dot"]}}
    spec = write_spec(tmp_path, here)
    put(spec, "doh.yml", json.dumps(data["agencies"]["doh"]))
    (tmp_path / "whole").mkdir()
    assert output(spec) == output(write_spec(tmp_path / "whole", data))


def test_empty_key_of_agencies_is_none_beside_files(spec: Path) -> None:
    spec.write_text(f'{spec.read_text("utf-8")[:-1].rstrip()},\n"agencies": null }}', encoding="utf-8")
    assert found(spec) == []


def test_wrong_agencies_of_the_main_file_are_told(spec: Path) -> None:
    spec.write_text(f'{spec.read_text("utf-8")[:-1].rstrip()},\n"agencies": [] }}', encoding="utf-8")
    (problem,) = found(spec)
    assert problem.location is not None
    assert (problem.code, problem.path, problem.location.file) == (codes.SCHEMA_TYPE, ("agencies",), str(spec))


def test_other_files_are_left_alone(spec: Path) -> None:
    for name in (".hidden.yaml", "README.md", "dot.yaml.bak", "dot.txt"):
        put(spec, name, "[")
    (spec.parent / "agencies" / "more").mkdir()
    assert found(spec) == []


def test_file_that_is_called_agencies_is_told_to_be_no_folder(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    (tmp_path / "agencies").write_text("[", encoding="utf-8")
    assert [(one.code, one.hint) for one in found(spec)] == [
        (codes.AGENCY_FILE, "make it a folder, or give the file another name")
    ]


def test_mistake_points_into_its_file(spec: Path) -> None:
    put(spec, "dot.yaml", "# first\nname: Department of Transportation\ndeploy_to: [dev, prdo]\n")
    (problem,) = found(spec)
    file = spec.parent / "agencies" / "dot.yaml"
    assert problem.path == ("agencies", "dot", "deploy_to", 1)
    assert str(problem.location) == f"{file}:3:18"
    assert problem.location is not None
    source = pipeline.check(spec).source
    assert source.text_at(problem.location) == "prdo"
    assert source.texts.keys() == {str(spec), str(file), str(file.with_name("doh.yaml"))}


def test_yaml_mistakes_of_all_files_are_told_at_once(spec: Path) -> None:
    put(spec, "dot.yaml", "name: x\nname: y\n")
    put(spec, "doh.yaml", "name: [\n")
    assert [(one.code, one.path) for one in found(spec)] == [
        (codes.YAML_SYNTAX, ("agencies", "doh")),
        (codes.YAML_DUPLICATE_KEY, ("agencies", "dot")),
    ]


@pytest.mark.parametrize(("main", "names"), [(True, ["dot.yaml"]), (False, ["dot.yaml", "dot.yml"])])
def test_agency_in_two_places_is_told_with_both(tmp_path: Path, main: bool, names: list[str]) -> None:
    data = small()
    data["agencies"] = {"dot": data["agencies"]["dot"]} if main else {}
    spec = write_spec(tmp_path, data)
    for name in names:
        put(spec, name, "# \nname: Department of Transportation\n")
    (problem,) = found(spec)
    folder = spec.parent / "agencies"
    assert problem.code == codes.AGENCY_TWICE
    assert problem.path == ("agencies", "dot")
    assert str(problem.location) == f"{folder / names[-1]}:2:1"
    (related,) = problem.related
    if main:
        assert related.location.file == str(spec)
        assert pipeline.check(spec).source.text_at(related.location) == '"dot"'
    else:
        assert str(related.location) == f"{folder / 'dot.yaml'}:2:1"


def test_first_of_two_places_is_checked_all_the_same(tmp_path: Path) -> None:
    data = small()
    data["agencies"]["dot"]["deploy_to"] = ["prdo"]
    spec = write_spec(tmp_path, data)
    put(spec, "dot.yaml", "name: Department of Transportation\n")
    assert {one.code for one in found(spec)} == {codes.AGENCY_TWICE, codes.UNKNOWN_ENVIRONMENT}


@pytest.mark.parametrize("name", ["Dot.yaml", "d-o-t.yaml", "d.yaml", "dot.dev.yaml", "über.yml", "a b.yaml"])
def test_file_name_that_is_no_id_is_told_at_the_file(spec: Path, name: str) -> None:
    put(spec, name, "name: Department of Transportation\n")
    (problem,) = found(spec)
    assert problem.code == codes.SCHEMA_PATTERN
    assert str(problem.location) == f"{spec.parent / 'agencies' / name}:1:1"
    assert "rename the file" in problem.hint


def test_reserved_id_is_told_at_the_file(spec: Path) -> None:
    put(spec, "platform.yaml", "name: Platform\n")
    assert [(one.code, str(one.location)) for one in found(spec)] == [
        (codes.RESERVED_NAME, f"{spec.parent / 'agencies' / 'platform.yaml'}:1:1")
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "has no content"),
        (b"# nothing yet\n", "has no content"),
        (b"name: \xff\xfe\n", "is not UTF-8 text"),
        ("name: x".encode("utf-16"), "is UTF-16 text"),
        (b"\x7fELF\0\0", "is a binary file"),
    ],
)
def test_file_without_an_agency_is_told_and_the_agency_exists(spec: Path, text: bytes, message: str) -> None:
    put(spec, "parks.yaml", text)
    reader = {"access": {"others": {"agency": "parks", "read": {"records": {}}}}}
    put(spec, "dot.yaml", json.dumps(agency("Department of Transportation") | reader))
    (problem,) = found(spec)
    file = spec.parent / "agencies" / "parks.yaml"
    assert (problem.code, problem.path) == (codes.AGENCY_FILE, ("agencies", "parks"))
    assert problem.message.startswith(f"{file} {message}")
    assert str(problem.location) == f"{file}:1:1"


def test_what_is_no_file_is_told_and_not_opened(spec: Path) -> None:
    folder = spec.parent / "agencies"
    (folder / "folder.yaml").mkdir()
    (folder / "lost.yaml").symlink_to("nowhere")
    (folder / "much.yaml").symlink_to("x" * 300)  # a name that no system takes
    os.mkfifo(folder / "pipe.yaml")
    assert [(one.code, one.path[-1]) for one in found(spec)] == [
        (codes.AGENCY_FILE, "folder"),
        (codes.AGENCY_FILE, "lost"),
        (codes.AGENCY_FILE, "much"),
        (codes.AGENCY_FILE, "pipe"),
    ]


def test_too_large_a_file_is_told(spec: Path) -> None:
    with (spec.parent / "agencies" / "parks.yaml").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    (problem,) = found(spec)
    assert (problem.code, problem.path) == (codes.YAML_TOO_LARGE, ("agencies", "parks"))
    assert "split" not in problem.hint


def test_folder_that_cannot_be_listed_ends_the_run(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(spec), "iterdir", refuse)
    result = invoke("validate", "-f", spec)
    assert result.exit_code == 2
    assert f"{spec.parent / 'agencies'} cannot be read: Permission denied" in result.stderr


def test_removed_file_is_refused_until_retired(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "generated"
    assert invoke("render", "-f", spec, "-o", out).exit_code == 0
    (spec.parent / "agencies" / "doh.yaml").unlink()
    refused = invoke("render", "-f", spec, "-o", out)
    assert refused.exit_code == 1
    assert "stacks/dev/doh" in refused.stderr


def test_names_of_agencies_in_files_are_completed(spec: Path) -> None:
    put(spec, "library.yaml", "name: [")
    assert sorted(pipeline.known_names(spec, "agencies")) == ["doh", "dot", "library", "platform"]


def test_places_are_looked_up_only_in_the_files_concerned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = small()
    data["agencies"] = {f"agency{number}": agency("x") for number in range(50)}
    spec = split(tmp_path, data)
    put(spec, "agency7.yaml", "name: x\nnme: y\n")
    indexed: list[str] = []
    build = index.build_index

    def counted(text: str) -> Any:
        indexed.append(text)
        return build(text)

    monkeypatch.setattr(positions, "build_index", counted)
    source, _ = load_spec(spec)
    assert source.locate(("agencies", "agency7", "nme")).line == 2
    assert source.locate(("agencies", "agency7", "name")).line == 1
    assert indexed == ["name: x\nnme: y\n"]


def calls_to_load(spec: Path, agencies: int) -> int:
    """Count the calls of Python functions that loading takes: a measure of work that no busy machine changes."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        source, problems = load_spec(spec)
    finally:
        sys.setprofile(None)
    assert len(source.data["agencies"]) == agencies
    assert problems == ()
    return counted


def test_many_files_take_little_more_than_one_file(tmp_path: Path) -> None:
    work = {}
    for count in (250, 1000):
        data = small()
        data["agencies"] = {f"agency{number}": agency("Department") for number in range(count)}
        folder = tmp_path / str(count)
        for kind in ("one", "many"):
            (folder / kind).mkdir(parents=True)
        work["one", count] = calls_to_load(write_spec(folder / "one", data), count)
        work["many", count] = calls_to_load(split(folder / "many", data), count)
    assert work["many", 1000] < 4.1 * work["many", 250], "four times the files take four times the work"
    assert work["many", 1000] < 4 * work["one", 1000]


def test_committed_schema_of_agencies_is_the_one_that_is_printed() -> None:
    committed = (REPOSITORY / "schema" / "agency.schema.json").read_bytes()
    assert committed == invoke("schema", "--agency").stdout_bytes, "run: make generate"


def test_schema_of_agencies_stands_alone_and_judges_like_the_whole_one(spec: Path) -> None:
    schema = json.loads(pipeline.agency_schema_text())
    Draft202012Validator.check_schema(schema)
    alone = Draft202012Validator(schema)
    whole = pipeline.check(REPOSITORY / "agencies.yaml").source.data
    for value in whole["agencies"].values():
        assert list(alone.iter_errors(value)) == []
    mistakes: list[Any] = [
        {},
        [],
        {"name": 1},
        {"name": "x", "nme": 1},
        {"name": "x", "datasets": {"d": {"columns": {}}}},
    ]
    for wrong in mistakes:
        assert list(alone.iter_errors(wrong)) != []
        put(spec, "parks.yaml", json.dumps(wrong))
        assert found(spec) != []
    assert schema["$defs"].keys() < pipeline.schema()["$defs"].keys()


def test_small_spec_has_no_mistakes(spec: Path) -> None:
    assert rendered(spec)


def test_file_of_another_suffix_is_noticed_beside_an_edit(tmp_path: Path) -> None:
    data = small()
    spec = split(tmp_path, data)

    def validated() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tfgen", "validate", "-f", str(spec)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert [validated().returncode for _ in range(2)] == [0, 0]
    put(spec, "dot.yaml", json.dumps({**data["agencies"]["dot"], "description": "edited"}))
    put(spec, "parks.YAML", "name: Parks\n")
    told = validated()
    assert told.returncode == 1
    assert "rename it to parks.yaml" in told.stdout
    (spec.parent / "agencies" / "parks.YAML").unlink()
    assert validated().returncode == 0
