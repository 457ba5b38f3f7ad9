"""What a spec renders to, through the command: the same bytes everywhere, and local changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import REPOSITORY, agency, own, rendered, small, tree, write_spec

from tfgen.render import Link
from tfgen.selection import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def render(folder: Path, *options: str) -> Result:
    return invoke("render", "-f", folder / "agencies.yaml", "-o", folder / "generated", *options)


def changed_paths(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in folder.rglob("*")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the small spec, rendered."""
    write_spec(tmp_path, small())
    assert render(tmp_path).exit_code == 0
    return tmp_path


def test_generated_is_what_the_reference_spec_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    result = invoke("render", "--check")
    assert result.exit_code == 0, f"{result.output}\nrun: tfgen render"


def test_rendering_again_touches_nothing(folder: Path) -> None:
    before = stamps(folder / "generated")
    result = render(folder)
    assert result.exit_code == 0
    assert result.output == f"{folder / 'generated'}: {len(rendered(folder / 'agencies.yaml'))} unchanged\n"
    assert stamps(folder / "generated") == before


@pytest.mark.parametrize(
    ("hash_seed", "locale", "zone"),
    [("0", "C", "UTC"), ("1", "tr_TR.UTF-8", "Pacific/Kiritimati"), ("4242", "C.UTF-8", "America/New_York")],
)
def test_bytes_are_the_same_in_another_process_place_and_locale(
    hash_seed: str, locale: str, zone: str, tmp_path: Path
) -> None:
    cwd = tmp_path / f"weit weg, Straße {hash_seed}"
    cwd.mkdir()
    variables = {"PYTHONHASHSEED": hash_seed, "LC_ALL": locale, "LANG": locale, "TZ": zone, "PYTHONUTF8": "0"}
    subprocess.run(
        [sys.executable, "-m", "tfgen", "render", "-f", str(REPOSITORY / "agencies.yaml"), "-o", "out"],
        cwd=cwd,
        env=os.environ | variables,
        check=True,
        capture_output=True,
    )
    paths = rendered(REPOSITORY / "agencies.yaml")
    expected = {path: output.target if isinstance(output, Link) else output for path, output in paths.items()}
    assert tree(cwd / "out") == expected


def test_order_of_keys_in_the_spec_does_not_matter(tmp_path: Path) -> None:
    """Environments and agencies are sets; columns have an order, and keep it."""
    data = small()
    data["platform"]["tags"] = {"b": "1", "a": "2"}
    data["agencies"]["dot"]["tags"] = {"d": "1", "c": "2"}
    data["agencies"]["dot"]["datasets"]["also"] = data["agencies"]["dot"]["datasets"]["records"]
    ordered = rendered(write_spec(tmp_path, data))

    def reverse(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: value[key] if key == "columns" else reverse(value[key]) for key in reversed(value)}

    assert rendered(write_spec(tmp_path, reverse(data))) == ordered


def test_adding_an_agency_leaves_all_else_alone(tmp_path: Path) -> None:
    data = small()
    before = rendered(write_spec(tmp_path, data))
    data["agencies"]["aging"] = agency("Department of Aging")
    after = rendered(write_spec(tmp_path, data))
    new = changed_paths(before, after)
    assert new == {path for path in after if "/aging/" in path}
    assert {path.split("/")[1] for path in new} == {"dev", "prod"}


def test_change_of_an_agency_stays_in_its_stacks(tmp_path: Path) -> None:
    data = small()
    before = rendered(write_spec(tmp_path, data))
    data["agencies"]["dot"]["environments"] = {"dev": {"retention": {"raw_days": 30}, "tags": {"stage": "trial"}}}
    after = rendered(write_spec(tmp_path, data))
    assert changed_paths(before, after) == {"stacks/dev/dot/locals.tf", "stacks/dev/dot/s3.tf"}


def test_tag_of_an_environment_changes_one_file(tmp_path: Path) -> None:
    data = small()
    before = rendered(write_spec(tmp_path, data))
    data["environments"]["dev"]["tags"] = {"cost_center": "9000"}
    after = rendered(write_spec(tmp_path, data))
    assert changed_paths(before, after) == {"tf_vars/dev.auto.tfvars"}


def test_tag_of_the_platform_changes_one_file_an_environment(tmp_path: Path) -> None:
    data = small()
    before = rendered(write_spec(tmp_path, data))
    data["platform"]["tags"] = {"cost_center": "9000"}
    after = rendered(write_spec(tmp_path, data))
    assert changed_paths(before, after) == {"tf_vars/dev.auto.tfvars", "tf_vars/prod.auto.tfvars"}


def test_stacks_link_to_the_variables_of_their_environment(folder: Path) -> None:
    for stack in (folder / "generated" / "stacks").glob("*/*"):
        link = stack / f"{stack.parent.name}.auto.tfvars"
        assert link.is_symlink()
        assert link.resolve() == folder / "generated" / "tf_vars" / link.name


def test_copies_take_the_place_of_links_and_give_it_back(folder: Path) -> None:
    linked = tree(folder / "generated")
    data = small()
    write_spec(folder, data | {"tfvars": "copy"})
    assert render(folder).exit_code == 0
    for stack in (folder / "generated" / "stacks").glob("*/*"):
        copy = stack / f"{stack.parent.name}.auto.tfvars"
        assert not copy.is_symlink()
        assert copy.read_bytes() == (folder / "generated" / "tf_vars" / copy.name).read_bytes()
    assert render(folder, "--check").exit_code == 0
    write_spec(folder, data)
    assert render(folder).exit_code == 0
    assert tree(folder / "generated") == linked


def test_check_names_each_difference_and_writes_nothing(folder: Path) -> None:
    out = folder / "generated"
    (out / "stacks/dev/dot/s3.tf").unlink()
    (out / "README.md").write_bytes((out / "README.md").read_bytes() + b"\n")
    (out / "modules/kms/main.tf").write_bytes(b"")  # nothing is lost with it
    (out / "stacks/dev/dot/former.tf").write_text("# no longer rendered\n", encoding="utf-8")
    own(out, "stacks/dev/dot/former.tf")
    manifest = out / "stacks/dev/doh/.tfgen.sha256"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("s3.tf", "s4.tf"), encoding="utf-8")
    (out / "stacks/dev/doh/s3.tf").write_text("# mine\n", encoding="utf-8")
    before = stamps(out)
    result = render(folder, "--check")
    assert result.exit_code == 1
    unchanged = len(rendered(folder / "agencies.yaml")) - 4
    assert result.output.splitlines() == [
        f"changed: {out}/modules/kms/main.tf",
        f"missing: {out}/stacks/dev/dot/s3.tf",
        f"left over: {out}/stacks/dev/dot/former.tf",
        f"edited by hand: {out}/README.md",
        f"not tfgen's: {out}/stacks/dev/doh/s3.tf",
        f"{out}: 1 changed, 1 missing, 1 left over, 1 edited by hand, 1 not tfgen's, {unchanged} unchanged",
    ]
    assert stamps(out) == before
    as_json = json.loads(render(folder, "--check", "--format", "json").output)
    assert as_json == {
        "version": 1,
        "changed": ["modules/kms/main.tf"],
        "missing": ["stacks/dev/dot/s3.tf"],
        "left_over": ["stacks/dev/dot/former.tf"],
        "edited": ["README.md"],
        "foreign": ["stacks/dev/doh/s3.tf"],
    }


def test_check_of_an_absent_folder_names_every_file_and_makes_none(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    result = render(tmp_path, "--check")
    assert result.exit_code == 1
    assert result.output.count("missing: ") == len(rendered(spec))
    assert not (tmp_path / "generated").exists()


def test_diff_shows_what_would_change_and_writes_nothing(folder: Path) -> None:
    data = small()
    data["environments"]["dev"]["tags"] = {"cost_center": "9000"}
    write_spec(folder, data)
    before = stamps(folder / "generated")
    result = render(folder, "--diff")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[:2] == ["--- a/tf_vars/dev.auto.tfvars", "+++ b/tf_vars/dev.auto.tfvars"]
    assert '+  cost_center = "9000"' in lines
    assert not any(line.startswith(("---", "+++")) for line in lines[2:])
    assert json.loads(render(folder, "--diff", "--format", "json").output)["changed"] == ["tf_vars/dev.auto.tfvars"]
    assert stamps(folder / "generated") == before
    assert render(folder, "--diff", "--check").exit_code == 1


def test_diff_applies_with_patch_and_a_render_brings_the_manifests_along(folder: Path) -> None:
    data = small()
    data["agencies"]["dot"]["environments"] = {"dev": {"retention": {"raw_days": 30}}}
    data["agencies"]["dot"]["name"] = "Department of Roads"
    write_spec(folder, data)
    diff = render(folder, "--diff").output
    subprocess.run(
        ["git", "apply", "-p1"], cwd=folder / "generated", input=diff, check=True, encoding="utf-8", capture_output=True
    )
    before = tree(folder / "generated")
    assert json.loads(render(folder, "--check", "--format", "json").output)["changed"] == [
        "stacks/dev/dot/.tfgen.sha256",
        "stacks/prod/dot/.tfgen.sha256",
    ]
    assert render(folder).exit_code == 0
    assert tree(folder / "generated") == before
    assert render(folder, "--check").exit_code == 0


def test_agency_narrows_to_its_stacks(tmp_path: Path) -> None:
    write_spec(tmp_path, small())
    assert render(tmp_path, "--agency", "dot").exit_code == 0
    paths = tree(tmp_path / "generated")
    assert {"/".join(path.split("/")[:3]) for path in paths} == {"stacks/dev/dot", "stacks/prod/dot"}


def test_environment_narrows_to_its_stacks_and_variables(tmp_path: Path) -> None:
    write_spec(tmp_path, small())
    assert render(tmp_path, "--env", "dev").exit_code == 0
    paths = tree(tmp_path / "generated")
    assert {"/".join(path.split("/")[:3]) for path in paths} == {
        "stacks/dev/dot",
        "stacks/dev/doh",
        "stacks/dev/platform",
        "tf_vars/dev.auto.tfvars",
    }


def test_agency_and_environment_narrow_to_one_stack(tmp_path: Path) -> None:
    write_spec(tmp_path, small())
    assert render(tmp_path, "--agency", "dot", "--agency", "platform", "--env", "dev").exit_code == 0
    paths = tree(tmp_path / "generated")
    assert {"/".join(path.split("/")[:3]) for path in paths} == {"stacks/dev/dot", "stacks/dev/platform"}


def test_narrowed_files_are_those_of_the_whole(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    whole = rendered(spec)
    for selection in (Selection({"dot"}), Selection((), {"prod"}), Selection({"platform"}, {"dev"})):
        part = rendered(spec, selection)
        assert part
        assert part == {path: output for path, output in whole.items() if selection.has_path(path)}


def test_narrowed_render_leaves_other_differences_alone(folder: Path) -> None:
    out = folder / "generated"
    (out / "README.md").unlink()
    (out / "stacks/dev/doh/s3.tf").unlink()
    (out / "stacks/dev/doh/former.tf").write_text("# no longer rendered\n", encoding="utf-8")
    own(out, "stacks/dev/doh/former.tf")
    assert render(folder, "--agency", "dot", "--check").exit_code == 0
    result = render(folder, "--agency", "dot")
    assert result.exit_code == 0
    assert not (out / "README.md").exists()
    assert not (out / "stacks/dev/doh/s3.tf").exists()
    assert (out / "stacks/dev/doh/former.tf").exists()


@pytest.mark.parametrize(
    ("option", "name", "message", "hint"),
    [
        ("--agency", "dott", "the spec deploys no agency 'dott'", "did you mean 'dot'?"),
        (
            "--agency",
            "xyz",
            "the spec deploys no agency 'xyz'",
            "it deploys doh, dot; `platform` means what they share",
        ),
        ("--env", "pord", "the spec deploys no environment 'pord'", "did you mean 'prod'?"),
    ],
)
def test_unknown_name_is_wrong_use(option: str, name: str, message: str, hint: str, tmp_path: Path) -> None:
    write_spec(tmp_path, small())
    result = render(tmp_path, option, name)
    assert result.exit_code == 2
    assert result.stderr == f"error: {message}\n    help: {hint}\n"
    assert not (tmp_path / "generated").exists()


def test_selection_without_a_stack_is_wrong_use(tmp_path: Path) -> None:
    data = small()
    data["agencies"]["dot"]["deploy_to"] = ["dev"]
    write_spec(tmp_path, data)
    result = render(tmp_path, "--agency", "dot", "--env", "prod")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: the spec does not deploy dot to prod\n")
    assert render(tmp_path, "--agency", "dot", "--agency", "doh", "--env", "prod").exit_code == 0


def test_first_spec_validates_and_renders_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("init", "validate", "render"):
        result = invoke(command)
        assert result.exit_code == 0, result.output
    assert invoke("render", "--check").exit_code == 0
    written = {path.split("/")[0] for path in tree(tmp_path)}
    assert written == {"agencies.yaml", "schema", "generated"}


def test_modeline_of_the_first_spec_points_at_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    invoke("init", "-f", "specs/agencies.yaml")
    modeline = (tmp_path / "specs/agencies.yaml").read_text(encoding="utf-8").splitlines()[0]
    schema = (tmp_path / "specs" / modeline.partition("$schema=")[2]).read_bytes()
    assert schema == invoke("schema").stdout_bytes


def test_init_never_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema/agencies.schema.json").write_text("mine", encoding="utf-8")
    assert invoke("init").exit_code == 0
    assert (tmp_path / "schema/agencies.schema.json").read_text(encoding="utf-8") == "mine"
    (tmp_path / "agencies.yaml").write_text("mine", encoding="utf-8")
    before = stamps(tmp_path)
    result = invoke("init")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: agencies.yaml exists already; nothing was written\n")
    assert stamps(tmp_path) == before


def test_init_does_not_write_through_a_dangling_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agencies.yaml").symlink_to("elsewhere.yaml")
    assert invoke("init").exit_code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()
