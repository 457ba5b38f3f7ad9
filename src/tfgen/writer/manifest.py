"""Manifests: what tfgen wrote into one unit, in the format that `sha256sum --check` reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tfgen.render import Link
from tfgen.units import MANIFEST, is_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FIRST_LINE = f"# What tfgen wrote here; `sha256sum --check {MANIFEST}` compares."

_LINE = re.compile(
    r"(?P<digest>[0-9a-f]{64}) [ *](?P<file>.+)|# link (?P<link>.+?) -> (?P<target>.+)|# sealed (?P<own>.+)"
)

Mark = str | Link
"""What a file is known by: the SHA-256 of its bytes, a link's target, or "" where it carries its own hash."""

SEAL: Mark = ""


class Manifest(Struct, frozen=True):
    """The marks of each path, as it is written in the file: several where git put two manifests together."""

    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)

    def __or__(self, other: Manifest) -> Manifest:
        """Join two manifests: what either knows is known."""
        paths = self.marks.keys() | other.marks.keys()
        return Manifest({path: self.marks.get(path, ()) + other.marks.get(path, ()) for path in paths})


def parse(data: bytes) -> Manifest:
    """Read a manifest, however it has been treated: what is no line of one, such as a mark of git's, is skipped.

    So are paths that lead elsewhere: a manifest comes with a pull request like everything else.
    """
    marks: dict[str, tuple[Mark, ...]] = {}
    for path, mark in _entries(data.decode(errors="replace").replace("\r\n", "\n").split("\n")):
        if is_inside(path) and mark not in marks.get(path, ()):
            marks[path] = (*marks.get(path, ()), mark)
    return Manifest(marks)


def text(entries: Iterable[tuple[str, Mark]]) -> bytes:
    """Write a manifest, sorted by path.

    >>> print(text([("s3.tf", "0" * 64), ("dev.auto.tfvars", Link("../dev.auto.tfvars"))]).decode(), end="")
    # What tfgen wrote here; `sha256sum --check .tfgen.sha256` compares.
    # link dev.auto.tfvars -> ../dev.auto.tfvars
    0000000000000000000000000000000000000000000000000000000000000000  s3.tf
    """
    return "\n".join([FIRST_LINE, *(_line(path, mark) for path, mark in sorted(entries, key=_order)), ""]).encode()


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, Mark]]:
    for line in lines:
        if (found := _LINE.fullmatch(line)) is None:
            continue
        if found["file"]:
            yield found["file"], found["digest"]
        elif found["link"]:
            yield found["link"], Link(found["target"])
        else:
            yield found["own"], SEAL


def _line(path: str, mark: Mark) -> str:
    if isinstance(mark, Link):
        return f"# link {path} -> {mark.target}"
    return f"{mark}  {path}" if mark else f"# sealed {path}"


def _order(entry: tuple[str, Mark]) -> tuple[str, str]:
    path, mark = entry
    return path, mark.target if isinstance(mark, Link) else mark
