"""Files that people edit by hand, manifests, and what git makes of both: nothing is lost without a word."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import agency, small, tree, write_spec

from tfgen.render import HEADER, Link, framed
from tfgen.units import MANIFEST, is_inside
from tfgen.writer.manifest import SEAL, parse, text

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

S3 = "stacks/dev/dot/s3.tf"
DIGEST = "0" * 64


def render(folder: Path, *options: str | Path) -> Result:
    return invoke("render", "-f", folder / "agencies.yaml", "-o", folder / "generated", *options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the small spec, rendered."""
    write_spec(tmp_path, small())
    assert render(tmp_path).exit_code == 0
    return tmp_path


def other() -> dict[str, Any]:
    data = small()
    data["defaults"] = {"retention": {"raw_days": 30}}
    return data


def append(file: Path, line: str = "# by hand") -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")


def test_what_stops_a_render_is_told_to_programs_too(folder: Path) -> None:
    out = folder / "generated"
    append(out / S3)
    (out / "stacks/dev/dot/kms.tf").unlink()
    before = tree(out, manifests=True)
    result = render(folder, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["edited"], told["foreign"], told["missing"]) == ([S3], [], ["stacks/dev/dot/kms.tf"])
    assert "nothing was written" in result.stderr
    assert tree(out, manifests=True) == before


def test_edited_files_stop_a_render_before_it_writes_anything(folder: Path) -> None:
    out = folder / "generated"
    append(out / S3)
    append(out / "stacks/prod/doh/kms.tf")
    write_spec(folder, other())
    before = tree(out, manifests=True)
    result = render(folder)
    assert result.exit_code == 1
    assert result.stdout == ""
    told = result.stderr.splitlines()
    assert f"edited by hand: {S3}" in told
    assert "edited by hand: stacks/prod/doh/kms.tf" in told
    assert f"--- a/{S3}" in told
    assert "-# by hand" in told
    assert f"error: {S3} and 1 more in {out} were edited by hand; nothing was written" in told
    assert f"--overwrite {out}/{S3}" in result.stderr
    assert tree(out, manifests=True) == before


def test_check_and_diff_tell_edited_files_as_such(folder: Path) -> None:
    append(folder / "generated" / S3)
    checked = render(folder, "--check")
    assert checked.exit_code == 1
    assert checked.stdout.startswith(f"edited by hand: {folder}/generated/{S3}\n")
    shown = render(folder, "--diff")
    assert shown.exit_code == 1
    assert "-# by hand" in shown.stdout.splitlines()
    assert "edited by hand, and refused" in shown.stderr


@pytest.mark.parametrize(
    "given", [S3, "generated/{}", "{}/generated", "generated/stacks/dev", "generated", "stacks/dev/dot/"]
)
def test_edit_is_given_up_where_the_user_says_so(given: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    clean = tree(folder / "generated", manifests=True)
    append(folder / "generated" / S3)
    path = given.format(S3 if given.startswith("generated/{") else folder)
    result = invoke("render", "--overwrite", path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"updated: generated/{S3}\n")
    assert tree(folder / "generated", manifests=True) == clean


def test_one_edit_is_given_up_and_another_still_stops_it(folder: Path) -> None:
    append(folder / "generated" / S3)
    append(folder / "generated/README.md")
    result = render(folder, "--overwrite", S3)
    assert result.exit_code == 1
    assert "error: README.md in" in result.stderr
    assert (folder / "generated" / S3).read_text(encoding="utf-8").endswith("# by hand\n")


def test_edit_of_line_ends_alone_is_told_as_that(folder: Path) -> None:
    file = folder / "generated" / S3
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert f"@@ {S3} differs in line ends alone @@" in render(folder).stderr
    assert f"@@ {S3} differs in line ends alone @@" in render(folder, "--diff").stdout


def test_path_to_overwrite_that_is_not_tfgens_is_wrong_use(folder: Path) -> None:
    (folder / "generated/own.tf").write_text("# mine\n", encoding="utf-8")
    for path in ("own.tf", "stacks/dev/dot/s33.tf"):
        result = render(folder, "--overwrite", path)
        assert result.exit_code == 2
        assert f"{path} in {folder}/generated is no file of tfgen's" in result.stderr


def test_edit_that_is_what_would_be_written_is_none(folder: Path) -> None:
    write_spec(folder, other())
    invoke("render", "-f", folder / "agencies.yaml", "-o", folder / "other")
    (folder / "generated" / S3).write_bytes((folder / "other" / S3).read_bytes())
    assert render(folder).exit_code == 0
    assert tree(folder / "generated", manifests=True) == tree(folder / "other", manifests=True)


def test_left_over_file_that_was_edited_stays_until_it_is_given_up(folder: Path) -> None:
    data = small()
    data["agencies"]["dot"]["lifecycle"] = "retired"
    write_spec(folder, data)
    append(folder / "generated" / S3)
    before = tree(folder / "generated", manifests=True)
    result = render(folder)
    assert result.exit_code == 1
    assert f"edited by hand: {S3}" in result.stderr
    assert tree(folder / "generated", manifests=True) == before
    assert render(folder, "--overwrite", S3).exit_code == 0
    assert not (folder / "generated/stacks/dev/dot").exists()


@pytest.mark.parametrize("path", ["tf_vars/dev.auto.tfvars", "stacks/dev/dot/dev.auto.tfvars"])
def test_edited_values_are_seen_although_no_manifest_has_them(path: str, folder: Path) -> None:
    write_spec(folder, small() | {"tfvars": "copy"})
    assert render(folder).exit_code == 0
    file = folder / "generated" / path
    file.write_text(file.read_text(encoding="utf-8").replace("us-east-1", "us-west-2"), encoding="utf-8")
    assert f"edited by hand: {file}" in render(folder, "--check").stdout
    assert render(folder).exit_code == 1


def test_tag_of_an_environment_changes_one_file_and_its_copies_and_no_manifest(folder: Path) -> None:
    for kind, expected in (("link", 1), ("copy", 4)):
        data = small() | {"tfvars": kind}
        write_spec(folder, data)
        assert render(folder).exit_code == 0
        before = tree(folder / "generated", manifests=True)
        data["environments"]["dev"]["tags"] = {"cost_center": kind}
        write_spec(folder, data)
        assert render(folder).exit_code == 0
        after = tree(folder / "generated", manifests=True)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert len(changed) == expected
        assert all(path.endswith("dev.auto.tfvars") for path in changed)


def test_tree_from_before_manifests_is_adopted_as_far_as_it_is_current(folder: Path) -> None:
    out = folder / "generated"
    clean = tree(out, manifests=True)
    for manifest in out.rglob(MANIFEST):
        manifest.unlink()
    assert render(folder).exit_code == 0
    assert tree(out, manifests=True) == clean
    for manifest in out.rglob(MANIFEST):
        manifest.unlink()
    write_spec(folder, other())
    result = render(folder)
    assert result.exit_code == 1
    assert f"edited by hand: {S3}" in result.stderr
    assert render(folder, "--overwrite", out).exit_code == 0


def test_foreign_file_is_not_given_up_even_by_name(folder: Path) -> None:
    manifest = folder / "generated/stacks/dev/dot" / MANIFEST
    lines = [line for line in manifest.read_text(encoding="utf-8").splitlines() if not line.endswith("  s3.tf")]
    manifest.write_text("\n".join(lines), encoding="utf-8")
    (folder / "generated" / S3).write_text("# mine\n", encoding="utf-8")
    result = render(folder, "--overwrite", S3)
    assert result.exit_code == 1
    assert (folder / "generated" / S3).read_text(encoding="utf-8") == "# mine\n"


def test_anyone_can_verify_a_manifest_without_tfgen(folder: Path) -> None:
    out = folder / "generated"
    for manifest in out.rglob(MANIFEST):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", MANIFEST], cwd=manifest.parent, check=True)
    append(out / S3)
    found = subprocess.run(["sha256sum", "--check", MANIFEST], cwd=(out / S3).parent, capture_output=True, check=False)
    assert found.returncode == 1
    assert b"s3.tf: FAILED" in found.stdout


def test_every_file_is_in_the_manifest_of_its_folder(folder: Path) -> None:
    out = folder / "generated"
    owned = {
        (manifest.parent.relative_to(out) / path).as_posix()
        for manifest in out.rglob(MANIFEST)
        for path in parse(manifest.read_bytes()).marks
    }
    assert owned == tree(out).keys()


def test_manifest_comes_back_as_it_was_written() -> None:
    entries = [("b.tf", DIGEST), ("a.tfvars", SEAL), ("c", Link("../c d -> e")), ("d e.py", "f" * 64)]
    assert parse(text(entries)).marks == {path: (mark,) for path, mark in entries}
    assert parse(text(entries).replace(b"\n", b"\r\n")).marks == parse(text(entries)).marks


def test_both_sides_of_a_conflict_in_a_manifest_count() -> None:
    data = f"<<<<<<< ours\n{DIGEST}  s3.tf\n=======\n{'1' * 64}  s3.tf\n>>>>>>> theirs\nrubbish\n\xff".encode("latin-1")
    assert parse(data).marks == {"s3.tf": (DIGEST, "1" * 64)}


@pytest.mark.parametrize("path", ["../x", "/x", "a/../x", "a//x", "a\\x", "C:x", "a/", "", ".", "a/.git/x", "a\nb"])
def test_paths_that_lead_elsewhere_are_none(path: str) -> None:
    assert not is_inside(path)
    assert path not in parse(f"{DIGEST}  {path}\n".encode()).marks


@pytest.mark.parametrize(
    ("path", "start"), [("a.py", "# "), ("a.sql", "-- "), ("a.zip", ""), ("a.json", ""), ("LICENSE", "")]
)
def test_header_is_a_comment_of_the_language_or_none(path: str, start: str) -> None:
    framed_text = framed(path, b"x").decode()
    assert framed_text == (f"{start}{HEADER}\n\nx" if start else "x")


class Repository:
    """A real repository with a spec of one agency a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "agencies").mkdir()
        data = small()
        del data["agencies"]
        write_spec(folder, data)
        self.add("dot", "Department of Transportation")
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit("first")

    def add(self, name: str, title: str, *, described: str = "Trips.") -> None:
        data = agency(title)
        for dataset in data["datasets"].values():
            dataset["description"] = described
        write_spec(self.folder / "agencies", data).rename(self.folder / "agencies" / f"{name}.yaml")

    def git(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        who = ("-c", "user.name=test", "-c", "user.email=test@example.gov", "-c", "core.autocrlf=true")
        variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        variables |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        return subprocess.run(
            ["git", *who, *command], cwd=self.folder, check=check, env=variables, capture_output=True, text=True
        )

    def commit(self, message: str) -> None:
        result = render(self.folder)
        assert result.exit_code == 0, result.stderr
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)


def test_two_branches_that_add_agencies_merge_and_the_merge_is_current(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("switch", "--quiet", "--create", "other")
    repository.add("aging", "Department of Aging")
    repository.commit("aging")
    repository.git("switch", "--quiet", "main")
    repository.add("arts", "Department of Arts")
    repository.commit("arts")
    repository.git("merge", "--quiet", "--no-edit", "other")
    result = render(tmp_path, "--check")
    assert result.exit_code == 0, result.stdout
    assert {path.name for path in (tmp_path / "generated/stacks/dev").iterdir()} == {"aging", "arts", "dot", "platform"}


def test_conflict_of_two_renders_is_settled_by_a_third(tmp_path: Path) -> None:
    """Both branches change the same agency: its files have git's marks of conflicts, and no hand has edited them."""
    repository = Repository(tmp_path)
    repository.git("switch", "--quiet", "--create", "other")
    repository.add("dot", "Department of Roads")
    repository.commit("roads")
    repository.git("switch", "--quiet", "main")
    repository.add("dot", "Department of Rails")
    repository.commit("rails")
    merged = repository.git("merge", "--quiet", "--no-edit", "other", check=False)
    assert merged.returncode == 1
    readme = (tmp_path / "generated/stacks/dev/dot/README.md").read_text(encoding="utf-8")
    assert "<<<<<<< " in readme
    repository.add("dot", "Department of Roads and Rails")
    result = render(tmp_path)
    assert result.exit_code == 0, result.stderr
    assert render(tmp_path, "--check").exit_code == 0
    repository.commit("merged")


def test_file_that_git_could_merge_in_part_is_settled_as_the_message_says(tmp_path: Path) -> None:
    """What git has put together there, nobody can tell from an edit by hand: neither side is as tfgen wrote it."""
    repository = Repository(tmp_path)
    repository.git("switch", "--quiet", "--create", "other")
    repository.add("dot", "Department of Roads", described="Trips as they were made.")
    repository.commit("roads")
    repository.git("switch", "--quiet", "main")
    repository.add("dot", "Department of Rails")
    repository.commit("rails")
    assert repository.git("merge", "--quiet", "--no-edit", "other", check=False).returncode == 1
    repository.add("dot", "Department of Roads and Rails")
    stopped = render(tmp_path)
    assert stopped.exit_code == 1
    for environment in ("dev", "prod"):
        file = tmp_path / "generated/stacks" / environment / "dot/glue.tf"
        assert f"`git checkout --ours {file}`" in render(tmp_path).stderr
        repository.git("checkout", "--quiet", "--ours", str(file))
    result = render(tmp_path)
    assert result.exit_code == 0, result.stderr
    assert render(tmp_path, "--check").exit_code == 0
