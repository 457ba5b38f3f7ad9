"""Whether a tree is as it was left: one look at each file, and a reading of those that look different."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Stamp = tuple[int, int, int, int]

MOST_ALONE = 4_000
"""Files that one process looks at; more are shared with a second one."""

_UNSURE_NS = 20_000_000
"""How far clocks of file systems are apart from the clock: what changed that lately may change again unseen."""

_MANIFEST = ".tfgen.sha256"
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
STAMP = struct.Struct("4q")
"""How a stamp is kept."""


@dataclass(frozen=True)  # no slots: what is found when it is first asked for has to be kept
class Left:
    """A tree as a render left it: paths of files, their stamps, four numbers each, and lines of their digests.

    `folders` are those that have folders in them, with their stamps.
    """

    paths: Sequence[str]
    stamps: bytes
    listed: bytes
    folders: Sequence[tuple[str, Stamp]]

    @cached_property
    def digests(self) -> Sequence[str]:
        """The contents' digests, which are seldom asked for."""
        return self.listed.decode(errors="surrogateescape").split("\n") if self.listed else []


def packed(stamps: Sequence[Stamp]) -> bytes:
    """Return stamps as bytes; one that is too young to be relied on is none."""
    young = time.time_ns() - _UNSURE_NS
    return b"".join(STAMP.pack(*(one if max(one[2:]) < young else (-1, 0, 0, 0))) for one in stamps)


def different(out: str, paths: Sequence[str], stamps: bytes) -> list[int]:
    """Look at files, and return the numbers of those that do not look as they did."""
    if len(paths) <= MOST_ALONE or not hasattr(os, "fork"):
        return _different(out, paths, stamps)
    half = len(paths) // 2
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            found = _different(out, paths[half:], stamps[half * STAMP.size :])
            with os.fdopen(writing, "w") as pipe:
                pipe.write(" ".join(map(str, [*found, -1])))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    mine = _different(out, paths[:half], stamps)
    with os.fdopen(reading) as pipe:
        theirs = pipe.read().split()
    os.waitpid(child, 0)
    if theirs[-1:] != ["-1"]:
        return _different(out, paths, stamps)
    return [*mine, *(half + int(number) for number in theirs[:-1])]


def _different(out: str, paths: Sequence[str], stamps: bytes) -> list[int]:
    found = []
    look = os.lstat
    for number, (path, expected) in enumerate(
        zip(paths, STAMP.iter_unpack(stamps[: len(paths) * STAMP.size]), strict=True)
    ):
        try:
            status = look(f"{out}/{path}")
        except OSError:
            found.append(number)
            continue
        if (status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns) != expected:
            found.append(number)
    return found


def digest_at(out: str, path: str) -> tuple[str, Stamp] | None:
    """Return the digest and the stamp of what stands at a path; None where that is neither a file nor a link."""
    place = f"{out}/{path}"
    try:
        status = os.lstat(place)
        if stat.S_ISLNK(status.st_mode):
            return f"-> {os.readlink(place)}", _stamp(status)  # noqa: PTH115 - paths are text here, for speed
        if not stat.S_ISREG(status.st_mode):
            return None
        file = os.open(place, _READ)
        with os.fdopen(file, "rb") as opened:
            status = os.fstat(file)
            return hashlib.sha256(opened.read()).hexdigest(), _stamp(status)
    except OSError:
        return None


def folder_stamp(out: str, folder: str) -> Stamp:
    """Return the stamp of a folder."""
    return _stamp(os.lstat(f"{out}/{folder}" if folder else out))


def folders_fit(out: str, left: Left) -> bool:
    """Whether no folder has become a link, and no folder has come that tfgen left things in.

    The output folder itself may be a link: its user put it there.
    """
    known = {folder for folder, _ in left.folders}
    units = {path.rpartition("/")[0] for path in left.paths}
    for folder, expected in left.folders:
        try:
            if folder and folder_stamp(out, folder) == expected:
                continue
            if folder and not stat.S_ISDIR(os.lstat(f"{out}/{folder}").st_mode):
                return False
            with os.scandir(f"{out}/{folder}") as entries:
                found = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
        except OSError:
            return False
        start = f"{folder}/" if folder else ""
        for name, is_folder in found.items():
            path = f"{start}{name}"
            if path in known or path in units:
                if not is_folder:
                    return False
            elif is_folder and (name == ".tfgen-work" or _may_be_owned(out, path)):
                return False
    return True


def _may_be_owned(out: str, path: str) -> bool:
    steps = path.split("/")
    if steps[0] not in {"modules", "stacks"}:
        return False
    if len(steps) == (2 if steps[0] == "modules" else 3):
        return os.path.lexists(f"{out}/{path}/{_MANIFEST}")
    return len(steps) < 3  # noqa: PLR2004 - a new environment, or the first of all


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
