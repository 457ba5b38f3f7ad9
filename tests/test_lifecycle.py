"""Nothing is dropped silently: stacks that exist go only when the spec says that they are retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import own, small, tree, write_spec

from tfgen.lifecycle import environments_of, is_retired, vanished

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

Spec = dict[str, Any]


def render(folder: Path, *options: str) -> Result:
    paths = ["-f", str(folder / "agencies.yaml"), "-o", str(folder / "generated")]
    return invoke("render", *paths, *options)


def stacks(folder: Path) -> set[str]:
    paths = tree(folder / "generated", manifests=True)
    return {"/".join(path.split("/")[1:3]) for path in paths if path.startswith("stacks/")}


EVERY_STACK = {f"{environment}/{owner}" for environment in ("dev", "prod") for owner in ("dot", "doh", "platform")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the small spec, rendered."""
    write_spec(tmp_path, small())
    assert render(tmp_path).exit_code == 0
    assert stacks(tmp_path) == EVERY_STACK
    return tmp_path


def drop_agency(data: Spec) -> None:
    del data["agencies"]["dot"]


def drop_from_environment(data: Spec) -> None:
    data["agencies"]["dot"]["deploy_to"] = ["prod"]


def drop_environment(data: Spec) -> None:
    del data["environments"]["dev"]


def drop_all_agencies(data: Spec) -> None:
    del data["agencies"]


@pytest.mark.parametrize(
    ("drop", "named"),
    [
        (drop_agency, "stacks/dev/dot, stacks/prod/dot, which exist in"),
        (drop_from_environment, "stacks/dev/dot, which exists in"),
        (drop_environment, "stacks/dev/doh, stacks/dev/dot, stacks/dev/platform, which exist in"),
        (drop_all_agencies, "stacks/dev/doh, stacks/dev/dot, stacks/prod/doh, stacks/prod/dot, which exist in"),
    ],
)
def test_removed_stack_is_refused_until_retired(drop: Callable[[Spec], None], named: str, folder: Path) -> None:
    data = small()
    drop(data)
    write_spec(folder, data)
    before = tree(folder)
    for option in ((), ("--check",), ("--diff",)):
        result = render(folder, *option)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith(f"error: the spec no longer has {named} {folder}/generated; nothing was")
        assert "`lifecycle: retired`" in result.stderr
    assert tree(folder) == before


@pytest.mark.parametrize("manifest", [None, b"", b"junk\n"])
def test_removed_stack_without_its_manifest_is_refused_all_the_same(manifest: bytes | None, folder: Path) -> None:
    data = small()
    drop_agency(data)
    write_spec(folder, data)
    for environment in ("dev", "prod"):
        file = folder / "generated/stacks" / environment / "dot/.tfgen.sha256"
        file.unlink() if manifest is None else file.write_bytes(manifest)
    before = tree(folder)
    for option in ((), ("--check",)):
        result = render(folder, *option)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: the spec no longer has stacks/dev/dot, stacks/prod/dot, which exist")
        assert "the S3 bucket civic-dev-dot-raw-" in result.stderr
    retire_agency(data := small())
    write_spec(folder, data)
    stopped = render(folder)
    assert stopped.exit_code == 1
    assert "edited by hand: stacks/dev/dot/s3.tf" in stopped.stderr
    assert tree(folder / "generated") == {
        path.removeprefix("generated/"): text for path, text in before.items() if path.startswith("generated/")
    }
    given_up = [f"--overwrite={folder}/generated/stacks/{environment}/dot" for environment in ("dev", "prod")]
    assert render(folder, *given_up).exit_code == 0
    assert not list((folder / "generated").glob("stacks/*/dot/*.tf"))


def retire_agency(data: Spec) -> None:
    data["agencies"]["dot"]["lifecycle"] = "retired"


def retire_in_environment(data: Spec) -> None:
    data["agencies"]["dot"]["environments"] = {"dev": {"lifecycle": "retired"}}


def retire_environment(data: Spec) -> None:
    data["environments"]["dev"]["lifecycle"] = "retired"


@pytest.mark.parametrize(
    ("retire", "gone"),
    [
        (retire_agency, {"dev/dot", "prod/dot"}),
        (retire_in_environment, {"dev/dot"}),
        (retire_environment, {"dev/dot", "dev/doh", "dev/platform"}),
    ],
)
def test_retired_stack_is_removed_and_nothing_else(
    retire: Callable[[Spec], None], gone: set[str], folder: Path
) -> None:
    data = small()
    retire(data)
    write_spec(folder, data)
    before = tree(folder / "generated")
    assert render(folder).exit_code == 0
    after = tree(folder / "generated")
    assert stacks(folder) == EVERY_STACK - gone
    assert after.items() <= before.items()
    removed = before.keys() - after.keys()
    assert all(path.startswith(("stacks/", "tf_vars/")) for path in removed)
    assert ("tf_vars/dev.auto.tfvars" in removed) == (retire is retire_environment)
    assert render(folder, "--check").exit_code == 0


@pytest.mark.parametrize(("retire", "drop"), [(retire_agency, drop_agency), (retire_environment, drop_environment)])
def test_lines_may_go_after_a_retirement(
    retire: Callable[[Spec], None], drop: Callable[[Spec], None], folder: Path
) -> None:
    data = small()
    retire(data)
    write_spec(folder, data)
    assert render(folder).exit_code == 0
    data = small()
    drop(data)
    write_spec(folder, data)
    result = render(folder, "--check")
    assert result.exit_code == 0, result.output


def test_everything_may_be_retired(folder: Path) -> None:
    data = small()
    for environment in data["environments"].values():
        environment["lifecycle"] = "retired"
    write_spec(folder, data)
    result = render(folder)
    assert result.exit_code == 0, result.stderr
    assert stacks(folder) == set()
    assert (folder / "generated/README.md").is_file()
    assert render(folder, "--check").exit_code == 0
    nothing = invoke("sandbox", "-f", folder / "agencies.yaml", "-o", folder / "generated")
    assert nothing.exit_code == 2
    assert "no stack that could be proven" in nothing.stderr


def test_retired_agency_may_come_back(folder: Path) -> None:
    before = tree(folder / "generated")
    data = small()
    retire_agency(data)
    write_spec(folder, data)
    render(folder)
    write_spec(folder, small())
    assert render(folder).exit_code == 0
    assert tree(folder / "generated") == before


def test_narrowed_render_refuses_no_stack_that_is_not_meant(folder: Path) -> None:
    data = small()
    drop_agency(data)
    write_spec(folder, data)
    assert render(folder, "--agency", "doh").exit_code == 0
    assert stacks(folder) == EVERY_STACK
    assert render(folder, "--env", "dev").exit_code == 1


def test_single_files_of_a_stack_may_go(folder: Path) -> None:
    out = folder / "generated" / "stacks/dev/dot"
    (out / "former.tf").write_text("# no longer rendered\n", encoding="utf-8")
    own(folder / "generated", "stacks/dev/dot/former.tf")
    assert render(folder).exit_code == 0
    assert not (out / "former.tf").exists()


def test_own_folder_beside_the_stacks_is_no_stack_of_tfgen(folder: Path) -> None:
    mine = folder / "generated" / "stacks/dev/network"
    mine.mkdir()
    (mine / "main.tf").write_text("# mine\n", encoding="utf-8")
    (mine / "dev.auto.tfvars").symlink_to("../../../tf_vars/dev.auto.tfvars")
    before = tree(mine)
    assert render(folder).exit_code == 0
    assert render(folder, "--check").exit_code == 0
    assert tree(mine) == before


DATA: Spec = {
    "environments": {"dev": {}, "prod": {"lifecycle": "active"}, "pilot": {"lifecycle": "retired"}},
    "agencies": {
        "dot": {"environments": {"prod": {"lifecycle": "retired"}}},
        "doh": {"lifecycle": "retired"},
        "dep": {"deploy_to": ["prod", "pilot"]},
    },
}


@pytest.mark.parametrize(
    ("agency", "environments"), [("dot", ["dev"]), ("doh", []), ("dep", ["prod"])], ids=["part", "retired", "listed"]
)
def test_environments_of_an_agency(agency: str, environments: list[str]) -> None:
    assert environments_of(DATA["agencies"][agency], DATA["environments"]) == environments


@pytest.mark.parametrize(
    ("environment", "owner", "retired"),
    [
        ("dev", "dot", False),
        ("prod", "dot", True),
        ("dev", "doh", True),
        ("pilot", "platform", True),
        ("pilot", "dot", True),
        ("dev", "platform", False),
        ("gone", "dot", False),
        ("dev", "gone", False),
    ],
)
def test_retirement_is_read_at_three_places(environment: str, owner: str, retired: bool) -> None:
    assert is_retired(environment, owner, DATA) is retired


def test_vanished_stacks_are_named_once_and_in_order() -> None:
    paths = [
        f"stacks/{stack}/{file}"
        for stack in ("prod/gone", "dev/gone", "dev/dot", "dev/dep", "pilot/dot", "prod/dot")
        for file in ("kms.tf", "s3.tf")
    ]
    assert vanished([*paths, "modules/kms/main.tf", "tf_vars/gone.auto.tfvars"], DATA) == [
        ("dev", "dep"),
        ("dev", "gone"),
        ("prod", "gone"),
    ]
