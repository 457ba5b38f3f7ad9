"""From the work folder into place: only renames and removals, in an order that the next run understands."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.units import MANIFEST, joined
from tfgen.writer.places import remove_empty_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tfgen.writer.comparing import Result, Step
    from tfgen.writer.places import Tree
    from tfgen.writer.staging import Staging


def require_access(tree: Tree, result: Result) -> None:
    """Raise PermissionError for the first file of a unit whose folder cannot be written to."""
    checked: set[str] = set()
    effective = os.access in os.supports_effective_ids
    for step in result.steps:
        folder = _existing(tree, step.path)
        # With its manifest a unit goes as a whole, out of the folder above it.
        above = [tree.place(result.unit.rpartition("/")[0])] if _goes(result, step) else []
        for place in (folder, *above):
            if place not in checked and not os.access(place, os.W_OK | os.X_OK, effective_ids=effective):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), tree.place(step.path))
            checked.add(place)


def _goes(result: Result, step: Step) -> bool:
    return bool(result.unit) and step.staged is None and step.path == joined(result.unit, MANIFEST)


def require_untouched(tree: Tree, result: Result) -> None:
    """Raise TfgenError (exit code 1) if somebody has changed a file of a unit since it was looked at."""
    for step in result.steps:
        _require_untouched(tree, step)


def commit(tree: Tree, staging: Staging, results: Sequence[Result], on_file: Callable[[int], None]) -> None:
    """Put everything in place; each unit's manifest comes after its files. `on_file` hears how many files are done."""
    done = 0
    made: set[str] = set()
    for result in results:
        if result.whole is not None:
            _make_folder(tree, result.unit.rpartition("/")[0], made)
            os.rename(f"{staging.folder}/{result.whole}", tree.place(result.unit))  # noqa: PTH104 - paths are text here, for speed
            done += result.count
        for step in result.steps:
            _require_untouched(tree, step)
            if step.staged:
                _make_folder(tree, step.path.rpartition("/")[0], made)
                os.rename(f"{staging.folder}/{step.staged}", tree.place(step.path))  # noqa: PTH104 - the same
            else:
                os.unlink(tree.place(step.path))  # noqa: PTH108 - the same
            done += 1
        for step in result.steps:
            if not step.staged:
                remove_empty_folders(tree, step.path.rpartition("/")[0])
        on_file(done)


def _make_folder(tree: Tree, folder: str, made: set[str]) -> None:
    if folder and folder not in made:
        os.makedirs(tree.place(folder), exist_ok=True)  # noqa: PTH103 - the same
        made.add(folder)


def _existing(tree: Tree, path: str) -> str:
    """Return the nearest folder above a path that is there."""
    folder = path.rpartition("/")[0]
    while folder and not tree.folder(folder):
        folder = folder.rpartition("/")[0]
    return tree.place(folder)


def _require_untouched(tree: Tree, step: Step) -> None:
    # Their work is not tfgen's to lose.
    if tree.stamp(step.path) != step.before:
        raise TfgenError(
            f"{tree.place(step.path)} was changed while tfgen was at work",
            "run the same command again",
            exit_code=1,
        )
