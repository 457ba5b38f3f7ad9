"""Incremental renders: what is taken over from the last one is what a full render would make."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from command import invoke
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from specs import agency, small, tree, write_spec

from tfgen import pipeline, plan
from tfgen.cache import inputs, store
from tfgen.cache.memory import Memory
from tfgen.selection import Selection
from tfgen.templating.engine import Engine


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the small spec, rendered."""
    write_spec(tmp_path, small())
    assert render(tmp_path).exit_code == 0
    return tmp_path


def render(folder: Path, *options: str | Path) -> Any:
    return invoke("render", "-f", folder / "agencies.yaml", "-o", folder / "generated", *options)


@pytest.fixture
def rendered_paths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the list of paths that templates are rendered for, from now on."""
    paths: list[str] = []
    real = Engine.render

    def listed(self: Engine, name: str, path: str, view: object) -> str:
        paths.append(path)
        return real(self, name, path, view)

    monkeypatch.setattr(Engine, "render", listed)
    return paths


def test_nothing_is_remembered_of_a_program_that_cannot_be_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    (folder / "generated" / "README.md").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(inputs, "os", SimpleNamespace(path=os.path, scandir=refuse, stat=refuse, listdir=os.listdir))
        assert inputs.program(None) is None
        assert render(folder).exit_code == 0
    assert (folder / "generated" / "README.md").exists()


def test_nothing_is_read_or_rendered_where_nothing_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(folder).stdout
    monkeypatch.setattr(pipeline, "check", lambda _: pytest.fail("the spec was read"))
    again = render(folder)
    assert again.exit_code == 0, again.output
    assert again.stdout == first
    assert render(folder, "--check").exit_code == 0
    assert render(folder, "--diff").stdout == ""
    assert json.loads(render(folder, "--format", "json").stdout)["changed"] == []


def test_warnings_are_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = small()
    data["agencies"]["doh"]["name"] = data["agencies"]["dot"]["name"]
    write_spec(tmp_path, data)
    first = render(tmp_path)
    assert "warning" in first.stderr
    monkeypatch.setattr(pipeline, "check", lambda _: pytest.fail("the spec was read"))
    again = render(tmp_path)
    assert again.stderr == first.stderr


def test_edit_of_one_agency_renders_one_agency(folder: Path, rendered_paths: list[str]) -> None:
    data = small()
    data["agencies"]["dot"]["name"] = "Department of Roads"
    write_spec(folder, data)
    assert render(folder).exit_code == 0
    assert rendered_paths
    assert {"/".join(path.split("/")[:3]) for path in rendered_paths} == {"stacks/dev/dot", "stacks/prod/dot"}


def test_new_agency_renders_its_stacks(folder: Path, rendered_paths: list[str]) -> None:
    data = small()
    data["agencies"]["aging"] = agency("Department of Aging")
    write_spec(folder, data)
    assert render(folder).exit_code == 0
    assert {"/".join(path.split("/")[:3]) for path in rendered_paths} == {"stacks/dev/aging", "stacks/prod/aging"}


def test_file_that_was_removed_or_edited_is_seen(folder: Path) -> None:
    file = folder / "generated/stacks/dev/dot/s3.tf"
    text = file.read_bytes()
    file.unlink()
    assert f"missing: {file}" in render(folder, "--check").stdout
    assert render(folder).exit_code == 0
    assert file.read_bytes() == text
    file.write_bytes(text.replace(b"raw", b"row"))
    assert render(folder).exit_code == 1
    file.write_bytes(text)
    assert render(folder).stdout.endswith(" unchanged\n")


def test_edit_that_keeps_size_and_time_is_seen(folder: Path) -> None:
    file = folder / "generated/stacks/dev/dot/s3.tf"
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"raw", b"row"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert f"edited by hand: {file}" in render(folder, "--check").stdout


def test_stack_that_comes_back_is_left_over(folder: Path) -> None:
    """As git brings back a folder, with its manifest, that the spec no longer has."""
    out = folder / "generated"
    shutil.copytree(out / "stacks/dev/dot", out / "stacks/dev/dop", symlinks=True)
    result = render(folder)
    assert result.exit_code == 1
    assert "the spec no longer has stacks/dev/dop" in result.stderr


@pytest.mark.parametrize("place", ["stacks/dev/dop", "stacks/test/dop"])
def test_stack_that_comes_back_into_a_folder_that_stood_there_is_left_over(folder: Path, place: str) -> None:
    """As git does where Terraform has left a folder of its own, `.terraform`, in the place of the stack."""
    out = folder / "generated"
    (out / place / ".terraform").mkdir(parents=True)
    assert render(folder).exit_code == 0
    shutil.copytree(out / "stacks/dev/dot", out / place, symlinks=True, dirs_exist_ok=True)
    for option in ((), ("--check",)):
        result = render(folder, *option)
        assert result.exit_code == 1
        assert f"the spec no longer has {place}" in result.stderr


def test_stack_that_became_a_link_is_refused(folder: Path) -> None:
    stack = folder / "generated/stacks/dev/dot"
    stack.rename(folder / "elsewhere")
    stack.symlink_to(folder / "elsewhere", target_is_directory=True)
    result = render(folder)
    assert result.exit_code == 1
    assert f"stacks/dev/dot in {folder}/generated is a link or a file where tfgen wants a folder" in result.stderr


@pytest.mark.parametrize("damage", [b"", b"x", b"tfgen cache 2 ", None])
def test_cache_that_is_damaged_is_no_matter(damage: bytes | None, folder: Path) -> None:
    file = Path(str(store.place(str(folder / "generated"))))
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"\0" if damage is None else damage)
    expected = tree(folder / "generated", manifests=True)
    assert render(folder).exit_code == 0
    assert tree(folder / "generated", manifests=True) == expected
    assert file.read_bytes()[:14] == content[:14]


def test_cache_is_kept_out_of_the_output_and_does_without_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    write_spec(tmp_path, small())
    assert store.place("generated") is None
    assert render(tmp_path).exit_code == 0
    assert render(tmp_path).stdout.endswith(" unchanged\n")


def test_change_of_spec_while_it_is_rendered_is_not_taken_for_what_was_rendered(folder: Path) -> None:
    spec = folder / "agencies.yaml"
    data = small()
    data["agencies"]["dot"]["name"] = "Department of Roads"
    write_spec(folder, data)
    memory = Memory(str(spec), str(folder / "generated"), None)
    write_spec(folder, small())
    memory.keep([], {}, ("", ""))
    assert (
        Memory(str(spec), str(folder / "generated"), None).unchanged() is not None
    )  # what was kept before is still true


def test_stack_whose_view_looks_at_others_is_rendered_when_they_change(tmp_path: Path) -> None:
    checked = pipeline.check(write_spec(tmp_path, small()))
    assert checked.deployment is not None
    (unit,) = (u for u in plan.plan(checked.deployment, [], Selection({"dot"}, {"dev"})) if u.folder)
    assert not unit.looked()
    watched = unit.tasks.args[0]  # type: ignore[attr-defined]  # a partial
    assert [one.id for one in watched.agencies_of("dev")] == ["doh", "dot"]
    assert unit.looked()


PLACES = ("stacks/dev/zz", "stacks/test/zz", "modules/zz")
"""Folders where a stack or a module could be, and none is."""

STRANGE = ("stacks/dev/zz/", "stacks/test/", "modules/zz/")


class Edits(RuleBasedStateMachine):
    """Random edits of spec and tree; after each step an incremental render equals a full one in a new folder.

    What a full render would refuse, it refuses in the same words; then the way back is taken, and it goes on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.data = small()
        self.lost: dict[str, Any] = {}
        self.environ = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = str(self.folder / "cache")
        self.program = inputs.program

    def teardown(self) -> None:
        inputs.program = self.program
        os.environ.pop("XDG_CACHE_HOME")
        if self.environ is not None:
            os.environ["XDG_CACHE_HOME"] = self.environ
        shutil.rmtree(self.folder)

    @rule(who=st.sampled_from(["dot", "doh", "aging"]), name=st.sampled_from(["One", "Two", "Three"]))
    def name_agency(self, who: str, name: str) -> None:
        self.data["agencies"].setdefault(who, agency(name))["name"] = f"Department of {name} {who}"
        self.data["agencies"][who].pop("lifecycle", None)

    @rule(who=st.sampled_from(["dot", "doh"]))
    def retire(self, who: str) -> None:
        self.data["agencies"][who]["lifecycle"] = "retired"

    @rule(who=st.sampled_from(["dot", "doh"]))
    def lose_the_lines_of(self, who: str) -> None:
        if len(self.data["agencies"]) > 1 and who in self.data["agencies"]:
            self.lost[who] = self.data["agencies"].pop(who)

    @rule(place=st.sampled_from(PLACES))
    def make_a_folder(self, place: str) -> None:
        (self.folder / "generated" / place / ".terraform").mkdir(parents=True, exist_ok=True)

    @rule(place=st.sampled_from(PLACES))
    def bring_a_stack_back(self, place: str) -> None:
        stack = self.folder / "generated/stacks/dev/platform"
        if stack.exists():
            shutil.copytree(stack, self.folder / "generated" / place, symlinks=True, dirs_exist_ok=True)

    @rule(days=st.integers(1, 3), where=st.sampled_from(["dev", "prod"]))
    def set_retention(self, days: int, where: str) -> None:
        self.data["defaults"] = {"environments": {where: {"retention": {"raw_days": days}}}}

    @rule(value=st.sampled_from(["1", "2"]))
    def tag_environment(self, value: str) -> None:
        self.data["environments"]["dev"]["tags"] = {"cost_center": value}

    @rule(kind=st.sampled_from(["link", "copy"]))
    def set_tfvars(self, kind: str) -> None:
        self.data["tfvars"] = kind

    @rule(number=st.integers(0, 1000))
    def remove_a_file(self, number: int) -> None:
        files = sorted(path for path in (self.folder / "generated").rglob("*") if path.is_file() or path.is_symlink())
        if files:
            files[number % len(files)].unlink()

    @rule(number=st.integers(0, 1000))
    def touch_a_file(self, number: int) -> None:
        files = sorted(path for path in (self.folder / "generated").rglob("*") if path.is_file())
        if files:
            os.utime(files[number % len(files)])

    @rule(number=st.integers(0, 1000))
    def write_a_file_anew(self, number: int) -> None:
        files = sorted(path for path in (self.folder / "generated").rglob("*.tf"))
        if files:
            file = files[number % len(files)]
            content = file.read_bytes()
            file.unlink()
            file.write_bytes(content)

    @rule()
    def lose_a_manifest(self) -> None:
        for file in sorted((self.folder / "generated").rglob(".tfgen.sha256"))[:1]:
            file.unlink()

    @rule(at=st.integers(0, 5000))
    def damage_the_cache(self, at: int) -> None:
        for file in (self.folder / "cache").rglob("*"):
            if file.is_file():
                content = bytearray(file.read_bytes())
                content[at % len(content)] ^= 1
                file.write_bytes(bytes(content))

    @rule(version=st.binary(min_size=1, max_size=1))
    def change_the_version(self, version: bytes) -> None:
        inputs.program = lambda own: (self.program(own) or b"") + version

    @rule(who=st.sampled_from(["dot", "doh"]))
    def render_one(self, who: str) -> None:
        write_spec(self.folder, self.data)
        if "lifecycle" not in self.data["agencies"][who]:
            result = invoke(
                "render", "-f", self.folder / "agencies.yaml", "-o", self.folder / "generated", "--agency", who
            )
            assert result.exit_code == 0, result.output + result.stderr

    @invariant()
    def incremental_is_full(self) -> None:
        spec, out = write_spec(self.folder, self.data), self.folder / "generated"
        result = invoke("render", "-f", spec, "-o", out)
        check = ("render", "--check", "-f", spec, "-o", out)
        known, anew = invoke(*check), invoke(*check, XDG_CACHE_HOME="")
        assert (known.exit_code, known.stdout, known.stderr) == (anew.exit_code, anew.stdout, anew.stderr)
        assert result.exit_code == known.exit_code, result.stderr
        if result.exit_code:
            assert "the spec no longer has stacks/" in result.stderr
            self.data["agencies"] |= self.lost
            self.lost.clear()
            for place in PLACES:
                shutil.rmtree(out / place, ignore_errors=True)
            result = invoke("render", "-f", spec := write_spec(self.folder, self.data), "-o", out)
            assert result.exit_code == 0, result.stderr
        shutil.rmtree(self.folder / "full", ignore_errors=True)
        assert invoke("render", "-f", spec, "-o", self.folder / "full", XDG_CACHE_HOME="").exit_code == 0
        ours = {path: text for path, text in tree(out, manifests=True).items() if not path.startswith(STRANGE)}
        assert ours == tree(self.folder / "full", manifests=True)


TestEdits = pytest.mark.slow(Edits.TestCase)
TestEdits.settings = settings(
    max_examples=6, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)
