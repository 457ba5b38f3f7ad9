"""Where files are made before they are put in place: whatever can fail for want of room fails here."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.render import Link
from tfgen.units import WORK, within
from tfgen.writer.places import Stamp, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.render import Output
    from tfgen.writer.comparing import Result

_NEW = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Staging:
    """The work folder of an output; several processes may fill it, each under names of its own."""

    def __init__(self, out: str) -> None:
        self.folder = f"{out}/{WORK}"
        self.begun = False
        self._prefix = ""
        self._count = 0

    def begin(self) -> None:
        """Make the folder, unless it is there; git is told to take no notice of it."""
        if self.begun:
            return
        self.begun = True
        if os.path.islink(self.folder):  # noqa: PTH114 - paths are text here, for speed
            raise TfgenError(f"{self.folder} is a link, and stands where tfgen wants to work", "remove it")
        os.mkdir(self.folder)  # noqa: PTH102 - the same
        put(f"{self.folder}/.gitignore", b"*\n")

    def worker(self, number: int) -> None:
        """Take names of its own for a process that was forked."""
        self._prefix = f"{number}-"

    def clear(self) -> None:
        """Remove the folder with all that is in it."""
        if os.path.isdir(self.folder) and not os.path.islink(self.folder):  # noqa: PTH112, PTH114 - the same
            shutil.rmtree(self.folder)
        self.begun = False

    def unit(self, unit: str, puts: Mapping[str, Output]) -> tuple[str, dict[str, Stamp]]:
        """Stage a whole folder; returns its name here, and the stamp of each path of the output."""
        self.begin()
        name = self._name()
        folder = f"{self.folder}/{name}"
        os.mkdir(folder)  # noqa: PTH102 - the same
        made = {""}
        stamps: dict[str, Stamp] = {}
        for path, output in puts.items():
            inside = within(unit, path)
            above = inside.rpartition("/")[0]
            if above not in made:
                os.makedirs(f"{folder}/{above}", exist_ok=True)  # noqa: PTH103 - the same
                made.add(above)
            stamps[path] = put(f"{folder}/{inside}", output)
        return name, stamps

    def files(self, result: Result, puts: Mapping[str, Output]) -> None:
        """Stage what the steps of a unit put in place."""
        for step in result.steps:
            if step.path in puts:
                self.begin()
                step.staged = self._name()
                put(f"{self.folder}/{step.staged}", puts[step.path])

    def _name(self) -> str:
        self._count += 1
        return f"{self._prefix}{self._count}"


def put(place: str, output: Output) -> Stamp:
    """Make a new file or link; returns its stamp."""
    if isinstance(output, Link):
        os.symlink(output.target, place)  # noqa: PTH211 - the same
        return stamp(os.lstat(place))
    file = os.open(place, _NEW, 0o666)
    try:
        written = os.write(file, output)
        while written < len(output):
            written += os.write(file, output[written:])
        return stamp(os.fstat(file))
    finally:
        os.close(file)
