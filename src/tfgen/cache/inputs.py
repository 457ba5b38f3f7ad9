"""What a render depends on: the program and its templates by their files' stamps, the spec by its bytes."""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Seen = tuple[str, str, bytes]
    """A file of the spec, its stamp, which is empty where that is too young to be relied on, and its digest."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib takes longer to import than this takes
_LIBRARIES = ("jinja2", "jsonschema", "markupsafe", "yaml")
_AGENCIES = "agencies"

UNSURE_NS = 20_000_000
"""How far clocks of file systems are apart from the clock: what changed that lately may change again unseen."""


def program(own: str | None) -> bytes | None:
    """Return the stamps of all that turns a spec into files: tfgen, its libraries, and templates with a user's own.

    None where some of it cannot be looked at.
    """
    lines = [f"{sys.version}\n"]
    checkout = f"{os.path.dirname(os.path.dirname(_PACKAGE))}/templates"  # noqa: PTH120 - the same
    try:
        for folder in (_PACKAGE, checkout, *([own] if own is not None else [])):
            lines += _stamps(folder)
        for origin in filter(None, map(_origin, _LIBRARIES)):
            lines.append(_stamp(origin, os.stat(origin)))  # noqa: PTH116 - the same
    except OSError:
        return None
    return "".join(lines).encode(errors="surrogateescape")


def spec(path: str, known: Sequence[Seen] = ()) -> tuple[Seen, ...] | None:
    """Look at the file of a spec and at whatever stands in the folder of its agencies, and read what looks new.

    None where there is no such file, or it is no file that can be read twice, as standard input is.
    """
    if path == "-":
        return None
    folder = os.path.join(os.path.dirname(path), _AGENCIES)  # noqa: PTH118, PTH120 - the same
    before = {(file, stamp): digest for file, stamp, digest in known if stamp}
    young = time.time_ns() - UNSURE_NS
    found: list[Seen] = []
    try:
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208 - the same
        for file in (path, *(f"{folder}/{name}" for name in names)):
            if not os.path.isfile(file):  # noqa: PTH113 - the same
                return None
            # Before it is read: what changes then has another stamp.
            status = os.stat(file)  # noqa: PTH116 - the same
            stamp = _stamp("", status) if max(status.st_mtime_ns, status.st_ctime_ns) < young else ""
            digest = before.get((file, stamp))
            found.append((file, stamp, digest or _digest(file)))
    except OSError:
        return None
    return tuple(found)


def same_bytes(first: Sequence[Seen] | None, second: Sequence[Seen] | None) -> bool:
    """Whether two looks at a spec have found the same files with the same bytes."""
    if first is None or second is None:
        return False
    return [(file, digest) for file, _, digest in first] == [(file, digest) for file, _, digest in second]


def same_name(first: Sequence[Seen] | None, second: Sequence[Seen] | None) -> bool:
    """Whether two looks have named the spec in the same way: what was told of it has its name, as it was given."""
    if not first or not second:
        return False
    return first[0][0] == second[0][0]


def _digest(file: str) -> bytes:
    import hashlib  # noqa: PLC0415 - not where the stamps are the same

    with open(file, "rb") as opened:  # noqa: PTH123 - the same
        return hashlib.sha256(opened.read()).digest()


def _origin(library: str) -> str | None:
    """Return the file that a library would be imported from; importlib.util takes longer to import than this takes."""
    for finder in sys.meta_path:
        found = finder.find_spec(library, None)
        if found is not None:
            return found.origin
    return None


def _stamps(folder: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:  # an installation has no checkout around it
        return
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _stamps(entry.path)
        else:
            yield _stamp(entry.path, entry.stat())


def _stamp(path: str, status: os.stat_result) -> str:
    return f"{path}\0{status.st_size}\0{status.st_ino}\0{status.st_mtime_ns}\0{status.st_ctime_ns}\n"
