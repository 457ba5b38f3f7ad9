"""Where caches are kept: a file for each output folder, in the user's own cache folder, never in a repository.

What a cache says is believed, so it may not come with a clone: whoever can write here can do what the user can.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MAGIC = b"tfgen cache 7 "
"""Its number changes with what is kept, and how."""
_DAYS_KEPT = 60
_NUMBER = 8
"""Bytes of each number of the file's beginning: the check sums and the lengths of its three parts."""


Part = tuple["tuple[Any, ...]", bytes, "Callable[[], tuple[Any, ...] | None]"]
"""What is always asked for, bytes, and what gives the rest, which is None if that is damaged."""


def place(out: str) -> str | None:
    """Return the cache file of an output folder; None where the user has no folder for such."""
    folder = _whole(out).encode(errors="surrogateescape")
    # The folder's name is kept inside, too: two of them may have the same sum.
    return place_of(f"{zlib.crc32(folder):08x}{zlib.adler32(folder):08x}{len(folder):04x}")


def read(out: str) -> Part | None:
    """Return what was kept for an output folder; None if there is nothing, or nothing that is whole."""
    found = read_from(place(out))
    if found is None or found[0][:1] != (_whole(out),):
        return None
    return found[0][1:], found[1], found[2]


def write(out: str, kept: tuple[Any, ...], blob: bytes, rest: tuple[Any, ...]) -> None:
    """Keep something for an output folder: numbers, texts, bytes and tuples of such; a failure is no matter."""
    write_own(place(out), (_whole(out), *kept), blob, rest)


def _whole(out: str) -> str:
    """Return the whole name of a folder; what was given, where nothing has one since the working folder is gone."""
    try:
        return os.path.realpath(out)
    except OSError:
        return out


def place_of(name: str) -> str | None:
    """Return the user's file of a name: https://specifications.freedesktop.org/basedir-spec/latest/."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # noqa: PTH117 - pathlib takes longer to import than this takes
        home = os.path.expanduser("~")  # noqa: PTH111 - the same
        if not os.path.isabs(home):  # noqa: PTH117 - the same
            return None
        base = f"{home}/.cache"
    return f"{base}/tfgen/{name}"


def write_own(file: str | None, kept: tuple[Any, ...], blob: bytes, rest: tuple[Any, ...]) -> bool:
    """Keep something in a file of the user's folder, which is made, and tidied up."""
    if file is None:
        return False
    try:
        folder = os.path.dirname(file)  # noqa: PTH120 - the same
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - the same
        is_kept = write_to(file, kept, blob, rest)
        _tidy(folder)
    except OSError:
        return False
    return is_kept


def read_from(file: str | None) -> Part | None:
    """Return what was kept in a file; None if there is nothing, or nothing that is whole."""
    if file is None:
        return None
    start = len(_MAGIC)
    stop = start + 5 * _NUMBER
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - the same
            beginning = opened.read(stop)
            numbers = [int.from_bytes(beginning[at : at + _NUMBER], "little") for at in range(start, stop, _NUMBER)]
            sum_of_first, sum_of_rest, *lengths = numbers
            # `marshal` must not see what it did not write.
            if not beginning.startswith(_MAGIC) or os.fstat(opened.fileno()).st_size != stop + sum(lengths):
                return None
            first = opened.read(lengths[0])
            blob = opened.read(lengths[1])
    except OSError:
        return None
    if zlib.crc32(blob, zlib.crc32(first)) != sum_of_first:
        return None
    found = _loaded(first)
    if found is None or found[:1] != (sys.version,):
        return None

    def remaining() -> tuple[Any, ...] | None:
        try:
            with open(file, "rb") as opened:  # noqa: PTH123 - the same
                is_same = opened.read(stop) == beginning
                opened.seek(stop + lengths[0] + lengths[1])
                rest = opened.read()
        except OSError:
            return None
        return _loaded(rest) if is_same and zlib.crc32(rest) == sum_of_rest else None

    return found[1:], blob, remaining


def write_to(file: str | None, kept: tuple[Any, ...], blob: bytes, rest: tuple[Any, ...]) -> bool:
    """Keep something in a file of a folder that is there; tells whether that is done."""
    if file is None:
        return False
    try:
        parts = [marshal.dumps((sys.version, *kept)), blob, marshal.dumps(rest)]
        numbers = [zlib.crc32(blob, zlib.crc32(parts[0])), zlib.crc32(parts[2]), *map(len, parts)]
        passing = f"{file}.{os.getpid()}"
        with open(passing, "wb") as opened:  # noqa: PTH123 - the same
            opened.writelines([_MAGIC, *(number.to_bytes(_NUMBER, "little") for number in numbers), *parts])
        os.replace(passing, file)  # noqa: PTH105 - the same
    except OSError:
        return False
    return True


def _loaded(part: bytes) -> tuple[Any, ...] | None:
    try:
        found = marshal.loads(part)  # noqa: S302 - the caller has checked it
    except (EOFError, TypeError, ValueError):
        return None
    return found if isinstance(found, tuple) else None


def _tidy(folder: str) -> None:
    """Remove what nobody has used for long, and what runs that were killed have left."""
    import time  # noqa: PLC0415 - only what writes needs it

    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.stat(follow_symlinks=False).st_mtime < time.time() - _DAYS_KEPT * 86_400:
                os.unlink(entry.path)  # noqa: PTH108 - the same
