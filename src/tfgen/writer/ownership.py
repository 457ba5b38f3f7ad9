"""Whose a file is: tfgen's, as its manifest has it, tfgen's and edited since, or somebody else's."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from tfgen.render import HEADER, Link, is_sealed, seal_of
from tfgen.writer.manifest import SEAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tfgen.render import Output
    from tfgen.writer.manifest import Mark

_HEADER = HEADER.encode()
_HEADER_WITHIN = 256

# https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
_CONFLICT = re.compile(
    rb"^<{7} .*\n((?:.*\n)*?)(?:^\|{7}.*\n(?:.*\n)*?)?^={7}\n((?:.*\n)*?)^>{7} .*(?:\n|\Z)", re.MULTILINE
)


def digest_of(output: Output) -> str:
    """Return what tells one content from the next."""
    return f"-> {output.target}" if isinstance(output, Link) else hashlib.sha256(output).hexdigest()


def mark_of(path: str, output: Output) -> Mark:
    """Return what a manifest knows an output by."""
    if isinstance(output, Link):
        return output
    return SEAL if is_sealed(path) else hashlib.sha256(output).hexdigest()


def is_as_written(path: str, current: Output, marks: Sequence[Mark]) -> bool:
    """Whether what stands at a path is as tfgen wrote it, so that nothing is lost with it.

    An empty file holds nobody's work: a crash of the system leaves such. Neither does one that git could not merge,
    as long as both sides of it are tfgen's.
    """
    if isinstance(current, Link):
        return current in marks
    if not current:
        return bool(marks)
    return _is_known(path, current, marks) or (
        b"\n=======\n" in current and all(_is_known(path, side, marks) for side in _sides(current))
    )


def _is_known(path: str, content: bytes, marks: Sequence[Mark]) -> bool:
    return seal_of(content) if is_sealed(path) else hashlib.sha256(content).hexdigest() in marks


def has_header(current: Output) -> bool:
    """Whether a file begins as tfgen's do."""
    return not isinstance(current, Link) and _HEADER in current[:_HEADER_WITHIN]


def has_conflict(current: Output | None) -> bool:
    """Whether git has left marks of conflicts in a file."""
    return isinstance(current, bytes) and _CONFLICT.search(current) is not None


def _sides(current: bytes) -> list[bytes]:
    """Return what a file with git's marks of conflicts was on either side."""
    return [_CONFLICT.sub(lambda found, side=side: found[side], current) for side in (1, 2)]  # type: ignore[misc]  # mypy has no lambda of a default
