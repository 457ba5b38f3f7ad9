"""What stands in the output folder, looked at without following links and without opening what is no file."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tfgen.render import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.render import Output

Stamp = tuple[int, int, int, int]
"""What tells one state of a file from the next: size, inode, and when its bytes and its status changed, in ns."""

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Blocked(Struct, frozen=True):
    """Something that is neither a file nor a link: a folder, a pipe, or whatever lies behind a link or a file."""


BLOCKED = Blocked()
Found = bytes | Link | Blocked | None
"""What stands at a path; None for nothing."""


def stamp(status: os.stat_result) -> Stamp:
    """Return the stamp of a file."""
    return (status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)


class Tree(Struct):
    """An output folder; remembers which folders are real ones."""

    out: str
    _folders: dict[str, bool | None] = field(default_factory=dict)

    def place(self, path: str) -> str:
        """Return the path as the system takes it."""
        return f"{self.out}/{path}" if path else self.out

    def folder(self, path: str) -> bool | None:
        """Whether a path below the output is a folder that no link is on the way to; None if there is nothing."""
        if not path:
            return True if os.path.isdir(self.out) else None  # noqa: PTH112 - as text, thousands of times
        if path not in self._folders:
            above = self.folder(path.rpartition("/")[0])
            self._folders[path] = self._is_folder(path) if above else above
        return self._folders[path]

    def _is_folder(self, path: str) -> bool | None:
        try:
            return stat.S_ISDIR(os.lstat(self.place(path)).st_mode)
        except FileNotFoundError:
            return None

    def look(self, path: str) -> tuple[Found, Stamp | None]:
        """Return what stands at a path, and its stamp."""
        above = self.folder(path.rpartition("/")[0])
        if not above:
            return (None if above is None else BLOCKED), None
        place = self.place(path)
        try:
            status = os.lstat(place)
        except FileNotFoundError:
            return None, None
        if stat.S_ISLNK(status.st_mode):
            return Link(os.readlink(place)), stamp(status)  # noqa: PTH115 - Path.readlink would normalise the target
        if not stat.S_ISREG(status.st_mode):
            return BLOCKED, stamp(status)
        file = os.open(place, _READ)
        try:
            status = os.fstat(file)
            return _whole(file, status.st_size), stamp(status)
        finally:
            os.close(file)

    def stamp(self, path: str) -> Stamp | None:
        """Return the stamp of what stands at a path."""
        try:
            return stamp(os.lstat(self.place(path)))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def units(self) -> Iterator[str]:
        """List the folders that can be units of modules and stacks, whatever is in them."""
        for module in self._names("modules"):
            yield f"modules/{module}"
        for environment in self._names("stacks"):
            for owner in self._names(f"stacks/{environment}"):
                yield f"stacks/{environment}/{owner}"

    def files(self, folder: str) -> list[str]:
        """List the files that stand in a folder itself."""
        if not self.folder(folder):
            return []
        with os.scandir(self.place(folder)) as entries:
            return sorted(f"{folder}/{entry.name}" for entry in entries if entry.is_file(follow_symlinks=False))

    def _names(self, folder: str) -> list[str]:
        if not self.folder(folder):
            return []
        with os.scandir(self.place(folder)) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))


def remove_empty_folders(tree: Tree, folder: str) -> None:
    """Remove a folder below the output, and those above it, as far as they are empty."""
    while folder:
        try:
            os.rmdir(tree.place(folder))  # noqa: PTH106 - paths are text here, for speed
        except FileNotFoundError:  # by a run before this one
            pass
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                return
            raise
        folder = folder.rpartition("/")[0]


def output(found: Found) -> Output | None:
    """Return what can be compared with something rendered."""
    return None if isinstance(found, Blocked) else found


def _whole(file: int, size: int) -> bytes:
    data = os.read(file, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while part := os.read(file, 1 << 20):
        parts.append(part)
    return b"".join(parts)
