"""The copy that terraform works in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from fixture_stacks import TREE, stack

from tfgen.errors import TfgenError
from tfgen.sandbox.copying import copy_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_chosen_stacks_and_all_beside_them_are_copied(tmp_path: Path) -> None:
    copy_tree(TREE, tmp_path, [stack("dev/dot")])

    copied = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.tf*")}
    assert "stacks/dev/dot/main.tf" in copied
    assert "modules/bucket/main.tf" in copied
    assert "tf_vars/dev.auto.tfvars" in copied
    assert not any(path.startswith("stacks/dev/platform") for path in copied)


def test_links_within_the_tree_lead_into_the_copy(tmp_path: Path) -> None:
    copy_tree(TREE, tmp_path, [stack("dev/dot")])

    link = tmp_path / "stacks/dev/dot/dev.auto.tfvars"
    assert link.is_symlink()
    assert link.resolve() == (tmp_path / "tf_vars/dev.auto.tfvars").resolve()


def test_links_out_of_the_tree_and_local_leftovers_stay_behind(tmp_path: Path) -> None:
    tree = tmp_path / "generated"
    shutil.copytree(TREE, tree, symlinks=True)
    folder = tree / "stacks/dev/dot"
    (tmp_path / "secret").write_text("of no concern")
    (folder / "secret.tf").symlink_to(tmp_path / "secret")
    (folder / "absolute.auto.tfvars").symlink_to(tree / "tf_vars/dev.auto.tfvars")
    (folder / ".terraform").mkdir()
    for name in ("terraform.tfstate", "terraform.tfstate.backup", "my_override.tf"):
        (folder / name).touch()
    (folder / ".terraform.lock.hcl").touch()

    copy_tree(tree, tmp_path / "work", [stack("dev/dot")])

    copied = tmp_path / "work/stacks/dev/dot"
    assert {path.name for path in copied.iterdir()} == {
        ".terraform.lock.hcl", "absolute.auto.tfvars", "backend.tf", "dev.auto.tfvars", "main.tf", "providers.tf",
        "variables.tf",
    }  # fmt: skip
    assert (copied / "absolute.auto.tfvars").resolve() == (tmp_path / "work/tf_vars/dev.auto.tfvars").resolve()


def test_a_stack_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TfgenError, match=r"stacks/dev/doh is not a folder") as caught:
        copy_tree(TREE, tmp_path, [stack("dev/doh")])

    assert caught.value.exit_code == 2
    assert "tfgen render" in caught.value.hint
