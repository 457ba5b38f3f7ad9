"""Digests of what a render depends on: the program and its templates by their files' stamps, the spec by its bytes."""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib takes longer to import than this takes
_LIBRARIES = ("jinja2", "jsonschema", "markupsafe", "yaml")
_AGENCIES = "agencies"


def program(own: Path | None) -> bytes | None:
    """Return the digest of all that turns a spec into files: tfgen, its libraries, and templates with a user's own.

    None where some of it cannot be looked at.
    """
    digest = hashlib.sha256(sys.version.encode())
    checkout = f"{os.path.dirname(os.path.dirname(_PACKAGE))}/templates"  # noqa: PTH120 - the same
    try:
        for folder in (_PACKAGE, checkout, *([str(own)] if own is not None else [])):
            for line in _stamps(folder):
                digest.update(line.encode(errors="surrogateescape"))
        for name in _LIBRARIES:
            found = find_spec(name)
            if found is not None and found.origin is not None:
                digest.update(_stamp(found.origin, os.stat(found.origin)).encode(errors="surrogateescape"))  # noqa: PTH116 - the same
    except OSError:
        return None
    return digest.digest()


def spec(path: Path) -> bytes | None:
    """Return the digest of the bytes of a spec and of whatever stands in the folder of its agencies.

    None where there is no such file, or it is no file that can be read twice.
    """
    digest = hashlib.sha256()
    folder = os.path.join(os.path.dirname(path), _AGENCIES)  # noqa: PTH118, PTH120 - the same
    try:
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208 - the same
        for file in (str(path), *(f"{folder}/{name}" for name in names)):
            if not os.path.isfile(file):  # noqa: PTH113 - the same
                return None
            with open(file, "rb") as opened:  # noqa: PTH123 - the same
                data = opened.read()
            digest.update(f"{file}\0{len(data)}\0".encode(errors="surrogateescape"))
            digest.update(data)
    except OSError:
        return None
    return digest.digest()


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
