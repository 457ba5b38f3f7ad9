"""A copy of the generated tree for terraform to work in; the tree itself is only read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tfgen.sandbox.stacks import Stack

_OVERRIDES = ("_override.tf", "_override.tf.json")
"""Terraform's own suffix for files that change others; one left from local work is no part of the output."""


def copy_tree(generated: Path, work: Path, stacks: Sequence[Stack]) -> None:
    """Copy the chosen stacks, and all that lies beside `stacks/`, from `generated` to `work`.

    Terraform's own files (`.terraform`, state) and hidden folders stay behind. Links into the tree remain
    links, links out of it are left out. Raises TfgenError when a stack is not there.
    """
    root = generated.resolve()
    for stack in stacks:
        if not (root / "stacks" / stack.name).is_dir():
            raise TfgenError(
                f"{generated}/stacks/{stack.name} is not a folder.",
                "Run tfgen render first, or check the name of the stack.",
            )
    for entry in sorted(root.iterdir()):
        if entry.name != "stacks" and not entry.name.startswith("."):
            _copy(entry, work / entry.name, root, work)
    for stack in stacks:
        _copy(root / "stacks" / stack.name, work / "stacks" / stack.name, root, work)


def _copy(source: Path, target: Path, root: Path, work: Path) -> None:
    if source.is_symlink():
        _copy_link(source, target, root, work)
    elif source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for entry in sorted(source.iterdir()):
            if not _stays_behind(entry):
                _copy(entry, target / entry.name, root, work)
    elif source.is_file():
        shutil.copyfile(source, target)


def _copy_link(source: Path, target: Path, root: Path, work: Path) -> None:
    end = Path(os.path.normpath(source.parent / source.readlink()))
    if end.is_relative_to(root) and source.resolve().is_relative_to(root):
        target.symlink_to(os.path.relpath(work / end.relative_to(root), target.parent))


def _stays_behind(entry: Path) -> bool:
    name = entry.name
    return (
        name == ".terraform"
        or ".tfstate" in name
        or name.endswith(_OVERRIDES)
        or name in {"override.tf", "override.tf.json", "crash.log"}
    )
