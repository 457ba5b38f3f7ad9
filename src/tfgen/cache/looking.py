"""Whether a tree is as it was left: one look at each file, and a reading of those that look different."""

from __future__ import annotations

import os
import stat
import struct
from operator import attrgetter, eq

from tfgen.beside import beside

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    Run = tuple[str, tuple[str, ...]]

Stamp = tuple[int, int, int, int]

MOST_ALONE = 4_000
"""Files that one process looks at; more are shared with a second one."""

_MANIFEST = ".tfgen.sha256"
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
STAMP = struct.Struct("4q")
"""How a stamp is kept."""

NO_STAMP: Stamp = (-1, 0, 0, 0)
"""Stands for a stamp that is too young to be relied on; no file has it."""

_stamp = attrgetter("st_size", "st_ino", "st_mtime_ns", "st_ctime_ns")


class Left:
    """A tree as a render left it: paths of files, and their stamps, four numbers each.

    `runs` has the paths as folders with names of files in each, as they follow one another: many folders have the
    same names. `folders` are those that have folders in them, with their stamps. `strangers` are folders where a stack
    or a module could be, with theirs: they hold nothing of tfgen's, and may get to.
    """

    __slots__ = ("folders", "runs", "stamps", "strangers")

    def __init__(
        self,
        runs: Sequence[Run],
        stamps: bytes,
        folders: Sequence[tuple[str, Stamp]],
        strangers: Sequence[tuple[str, Stamp]],
    ) -> None:
        self.runs = runs
        self.stamps = stamps
        self.folders = folders
        self.strangers = strangers


def runs_of(paths: Iterable[str]) -> tuple[Run, ...]:
    """Return paths as runs."""
    runs: list[tuple[str, list[str]]] = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        if not runs or runs[-1][0] != folder:
            runs.append((folder, []))
        runs[-1][1].append(name)
    return tuple((folder, tuple(names)) for folder, names in runs)


def sure_ones(stamps: bytes, young: int) -> bytes:
    """Return stamps, each of which is none where it is not older than `young`, in ns."""
    return b"".join([STAMP.pack(*sure(one, young)) for one in STAMP.iter_unpack(stamps)])


def sure(one: Stamp, young: int) -> Stamp:
    """Return a stamp, or none where it is not older than `young`, in ns."""
    return one if max(one[2:]) < young else NO_STAMP


def unlike(out: str, left: Left) -> list[int]:
    """Return the numbers of the runs that have a file that does not look as it did.

    Two processes look where there are many files.
    """
    if len(left.stamps) <= MOST_ALONE * STAMP.size:
        return _unlike(out, left, 0, len(left.runs))
    with beside(lambda: _numbers(unlike_part(out, left, 1))) as wait:
        found = unlike_part(out, left, 0)
        theirs = wait().split()
    if not theirs:
        return _unlike(out, left, 0, len(left.runs))
    return [*found, *map(int, theirs[1:])]


def unlike_part(out: str, left: Left, part: int, share: float = 0.5) -> list[int]:
    """Return the same of the first part of the files, 0, or of the second, 1; `share` is that of the first."""
    border = _border(left, share)
    return _unlike(out, left, border, len(left.runs)) if part else _unlike(out, left, 0, border)


def _numbers(found: list[int]) -> bytes:
    """Write numbers, with one in front: nothing at all would mean that something went wrong."""
    return " ".join(map(str, [len(found), *found])).encode()


def _border(left: Left, share: float) -> int:
    """Return how many runs have about a share of the files."""
    wanted, seen = len(left.stamps) // STAMP.size * share, 0
    for number, (_, names) in enumerate(left.runs):
        if seen >= wanted:
            return number
        seen += len(names)
    return len(left.runs)


def _unlike(out: str, left: Left, start: int, stop: int) -> list[int]:
    stamps = memoryview(left.stamps)
    at = sum(len(names) for _, names in left.runs[:start]) * STAMP.size
    found = []
    for number in range(start, stop):
        folder, names = left.runs[number]
        end = at + len(names) * STAMP.size
        places = map((f"{out}/{folder}/" if folder else f"{out}/").__add__, names)
        try:
            if not all(map(eq, map(_stamp, map(os.lstat, places)), STAMP.iter_unpack(stamps[at:end]))):
                found.append(number)
        except OSError:
            found.append(number)
        at = end
    return found


def files_of(left: Left, runs: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Give the numbers and the paths of all files of some runs, which are in order."""
    first = 0
    wanted = iter(runs)
    run = next(wanted, None)
    for number, (folder, names) in enumerate(left.runs):
        if number == run:
            yield from enumerate((f"{folder}/{name}" if folder else name for name in names), start=first)
            run = next(wanted, None)
        first += len(names)


def digest_at(out: str, path: str) -> tuple[str, Stamp] | None:
    """Return the digest and the stamp of what stands at a path; None where that is neither a file nor a link."""
    import hashlib  # noqa: PLC0415 - most files look as they did

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
    """Return the stamp of a folder; the output folder itself may be a link: its user put it there."""
    found: Stamp = _stamp(os.lstat(f"{out}/{folder}") if folder else os.stat(out))  # noqa: PTH116 - the same
    return found


def folders_found(out: str, left: Left) -> list[tuple[str, Stamp]] | None:
    """Return the folders with the stamps that they have now.

    None where one has become a link, where a folder has come that tfgen left things in, or where something has come or
    gone in a stranger's.
    """
    if not all(_is_same(out, folder, expected) for folder, expected in left.strangers):
        return None
    known: set[str] = set()
    found = []
    for folder, expected in left.folders:
        try:
            now = folder_stamp(out, folder)
            if now != expected:
                known = known or {name for name, _ in left.folders} | {name for name, _ in left.runs}
                if not _fits(out, folder, known):
                    return None
        except OSError:
            return None
        found.append((folder, now))
    return found


def strangers(out: str, units: Collection[str]) -> list[tuple[str, Stamp]]:
    """Return the folders that could be modules, environments or stacks and hold none of these units, with stamps."""
    holders = {unit.rpartition("/")[0] for unit in units}
    environments = _folders_in(out, "stacks")
    places = [*_folders_in(out, "modules"), *environments]
    places += (stack for environment in environments for stack in _folders_in(out, environment))
    return [(place, folder_stamp(out, place)) for place in places if place not in units and place not in holders]


def _folders_in(out: str, folder: str) -> list[str]:
    if not os.path.isdir(f"{out}/{folder}"):  # noqa: PTH112 - paths are text here, for speed
        return []
    with os.scandir(f"{out}/{folder}") as entries:
        return sorted(f"{folder}/{entry.name}" for entry in entries if entry.is_dir(follow_symlinks=False))


def _is_same(out: str, folder: str, expected: Stamp) -> bool:
    try:
        return folder_stamp(out, folder) == expected
    except OSError:
        return False


def _fits(out: str, folder: str, known: set[str]) -> bool:
    if folder and not stat.S_ISDIR(os.lstat(f"{out}/{folder}").st_mode):
        return False
    with os.scandir(f"{out}/{folder}") as entries:
        found = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
    start = f"{folder}/" if folder else ""
    for name, is_folder in found.items():
        path = f"{start}{name}"
        if path in known:
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
