"""The journal: what a run is about to put in place, so that the next one knows it as tfgen's if this one is killed.

It is a manifest with the paths of the output, and names the folders that may be empty afterwards. It is complete on the
disk before the first change, and goes last.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tfgen.units import MANIFEST, WORK, is_inside, joined, unit_of, within
from tfgen.writer.manifest import Manifest, parse, text
from tfgen.writer.ownership import is_as_written
from tfgen.writer.places import BLOCKED, Tree, remove_empty_folders
from tfgen.writer.staging import put

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.writer.comparing import Result
    from tfgen.writer.manifest import Mark

_NAME = "journal"
_LEFT = "# left "
"""Begins the line of a folder out of which something is removed."""


def write(tree: Tree, results: Iterable[Result]) -> None:
    """Write down what will be put in place, and make sure that it is on the disk."""
    entries: list[tuple[str, Mark]] = []
    left: set[str] = set()
    for result in results:
        paths = {step.path for step in result.steps if step.staged}
        left.update(step.path.rpartition("/")[0] for step in result.steps if not step.staged)
        entries += (
            (joined(result.unit, path), mark) for path, mark in result.marks if joined(result.unit, path) in paths
        )
    if not entries and not left:
        return
    folder = tree.place(WORK)
    lines = "".join(f"{_LEFT}{one}\n" for one in sorted(left))
    put(f"{folder}/{_NAME}.new", text(entries) + lines.encode(errors="surrogateescape"))
    for name in (f"{_NAME}.new", "."):
        _sync(f"{folder}/{name}")
    os.rename(f"{folder}/{_NAME}.new", f"{folder}/{_NAME}")  # noqa: PTH104 - paths are text here, for speed
    _sync(folder)


def read(tree: Tree) -> Manifest:
    """Return what a run that was killed was about to put in place; nothing if there was none."""
    return parse(_content(tree))


def _content(tree: Tree) -> bytes:
    found = tree.look(f"{WORK}/{_NAME}")[0] if tree.folder(WORK) else None
    return found if isinstance(found, bytes) else b""


def _left(tree: Tree) -> list[str]:
    """Return the folders out of which a run that was killed was about to remove something."""
    lines = _content(tree).decode(errors="surrogateescape").splitlines()
    left = (line.removeprefix(_LEFT) for line in lines if line.startswith(_LEFT))
    # The journal may be anybody's: only a folder on the way to a path that is allowed is looked at.
    return [folder for folder in left if folder and is_inside(folder) and tree.folder(folder)]


def is_open(tree: Tree) -> bool:
    """Whether a write has begun and has not come to its end."""
    return tree.stamp(f"{WORK}/{_NAME}") is not None


def settle(tree: Tree) -> None:
    """Take what a run that was killed has put in place into the manifests.

    The work folder, and the journal with it, can go then: each file is known where it belongs. Folders that it left
    empty go, too: with their manifest gone, nobody else would know them.
    """
    for folder in _left(tree):
        remove_empty_folders(tree, folder)
    arrived: dict[str, list[tuple[str, Mark]]] = {}
    for path, marks in read(tree).marks.items():
        current = tree.look(path)[0]
        if current is not None and current != BLOCKED and is_as_written(path, current, marks):  # type: ignore[arg-type]  # not blocked
            unit = unit_of(path)
            arrived.setdefault(unit, []).extend((within(unit, path), mark) for mark in marks)
    for number, (unit, entries) in enumerate(arrived.items()):
        path = joined(unit, MANIFEST)
        found = tree.look(path)[0]
        known = parse(found) if isinstance(found, bytes) else Manifest()
        new = [entry for entry in entries if entry[1] not in known.marks.get(entry[0], ())]
        if new and (found is None or isinstance(found, bytes)):
            everything = [(inside, mark) for inside, marks in known.marks.items() for mark in marks]
            staged = tree.place(f"{WORK}/settled-{number}-{os.getpid()}")
            put(staged, text([*everything, *new]))
            os.rename(staged, tree.place(path))  # noqa: PTH104 - the same


def _sync(place: str) -> None:
    file = os.open(place, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
