"""What is kept of a render: what went in, what it told, and what it left, unit by unit."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen.cache import store
from tfgen.cache.looking import Left, different, digest_at, folders_fit, packed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tfgen.cache.looking import Stamp


@dataclass(frozen=True, slots=True)
class KeptUnit:
    """One unit: the digest of what it was rendered from, how many files it has, and where they are in the list."""

    basis: bytes
    count: int
    start: int
    stop: int


@dataclass(frozen=True)  # no slots: what is found when it is first asked for has to be kept
class Kept:
    """A render and its tree: `count` files, manifests left out.

    `spec` is empty where not all of the tree is known; `told` is what it said of the spec; `templates` is the folder of
    the user's templates that the spec named.
    """

    program: bytes
    spec: bytes
    told: tuple[str, str]
    left: Left
    count: int
    listed: bytes
    templates: Path | None

    @cached_property
    def units(self) -> Mapping[str, KeptUnit]:
        """The units, which are asked for only where something has changed."""
        return {name: KeptUnit(*unit) for name, *unit in marshal.loads(self.listed)}  # noqa: S302 - the store has checked it


def listed(units: Mapping[str, KeptUnit]) -> bytes:
    """Return units as they are kept."""
    return marshal.dumps([(name, unit.basis, unit.count, unit.start, unit.stop) for name, unit in units.items()])


def load(out: str) -> Kept | None:
    """Return what was kept for an output folder."""
    found = store.read(out)
    if found is None:
        return None
    _, program, spec, told, paths, stamps, digests, folders, count, units, templates = found
    left = Left(paths.decode(errors="surrogateescape").split("\n") if paths else [], stamps, digests, folders)
    return Kept(program, spec, told, left, count, units, Path(templates) if templates else None)


def save(out: str, kept: Kept) -> None:
    """Keep something for an output folder."""
    left = kept.left
    paths = "\n".join(left.paths).encode(errors="surrogateescape")
    store.write(
        out,
        (
            kept.program,
            kept.spec,
            kept.told,
            paths,
            left.stamps,
            left.listed,
            tuple(left.folders),
            kept.count,
            kept.listed,
            str(kept.templates or ""),
        ),
    )


def is_as_left(out: str, kept: Kept) -> bool:
    """Whether the whole tree is as the render left it; if only stamps differ, they are kept anew."""
    left = kept.left
    if not folders_fit(out, left):
        return False
    odd = different(out, left.paths, left.stamps)
    if not odd:
        return True
    found: dict[int, Stamp] = {}
    for number in odd:
        state = digest_at(out, left.paths[number])
        if state is None or state[0] != left.digests[number]:
            return False
        found[number] = state[1]
    stamps = bytearray(left.stamps)
    for number, stamp in found.items():
        stamps[number * 32 : number * 32 + 32] = packed([stamp])
    save(out, replace(kept, left=replace(left, stamps=bytes(stamps))))
    return True


def parents(paths: Sequence[str]) -> list[str]:
    """Return the folders that have folders in them, the output folder among them."""
    folders: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        above = folder
        while above:
            above = above.rpartition("/")[0]
            folders.add(above)
    return sorted(folders | {""})
