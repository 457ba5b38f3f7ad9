"""What is kept of a render: what went in, what it told, and what it left, unit by unit."""

from __future__ import annotations

import time

from tfgen.cache import store
from tfgen.cache.inputs import UNSURE_NS
from tfgen.cache.looking import STAMP, Left, digest_at, files_of, folders_found, sure, unlike

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from tfgen.cache.inputs import Seen
    from tfgen.cache.looking import Run, Stamp

    Unit = tuple[bytes, int, tuple[Run, ...], str]
    """The digest of what a unit was rendered from, how many files it has, their paths, and lines of their digests."""

    Judged = tuple[bytes, tuple[str, ...], bytes, bytes, tuple[str, ...]]
    """What is known of the agencies of a spec, each by itself: see tfgen.edit."""


class Kept:
    """A render and its tree: `count` files, manifests left out.

    `spec` is empty where not all of the tree is known; `told` is what it said of the spec; `templates` is the folder of
    the user's templates that the spec named, empty if it named none.
    """

    __slots__ = ("_ask", "_units", "count", "judged", "left", "program", "spec", "templates", "told")

    def __init__(
        self,
        program: bytes,
        spec: tuple[Seen, ...],
        told: tuple[str, str],
        *,
        templates: str,
        count: int,
        left: Left,
        judged: Judged | None,
        ask: Callable[[], tuple[Any, ...] | None],
    ) -> None:
        """`judged` is what is known of each agency by itself, if anything.

        `ask` gives the units, in the order of the tree, which are seldom asked for.
        """
        self.program = program
        self.spec = spec
        self.told = told
        self.templates = templates
        self.count = count
        self.left = left
        self.judged = judged
        self._ask = ask
        self._units: Mapping[str, Unit] | None = None

    @property
    def units(self) -> Mapping[str, Unit]:
        """The units by folder, in the order of the tree; none where they cannot be read."""
        if self._units is None:
            (self._units,) = self._ask() or ({},)
        return self._units

    def save(self, out: str) -> None:
        """Keep this for an output folder."""
        left = self.left
        tree = (tuple(left.folders), tuple(left.strangers), tuple(left.runs))
        known = (self.program, self.spec, self.told, self.templates, self.count, tree, self.judged)
        store.write(out, known, left.stamps, (self.units,))


def made(
    program: bytes,
    spec: tuple[Seen, ...],
    told: tuple[str, str],
    *,
    templates: str,
    units: Mapping[str, Unit],
    stamps: bytes,
    folders: Sequence[tuple[str, Stamp]],
    strangers: Sequence[tuple[str, Stamp]],
    judged: Judged | None,
) -> Kept:
    """Put together what is to be kept; `stamps` are those of the units' files, one after the other."""
    young = time.time_ns() - UNSURE_NS
    all_runs = [run for unit in units.values() for run in unit[2]]
    left = Left(
        all_runs, stamps, *([(one, sure(stamp, young)) for one, stamp in each] for each in (folders, strangers))
    )
    count = sum(unit[1] for unit in units.values())
    return Kept(
        program, spec, told, templates=templates, count=count, left=left, judged=judged, ask=lambda: (dict(units),)
    )


def load(out: str) -> Kept | None:
    """Return what was kept for an output folder."""
    found = store.read(out)
    if found is None:
        return None
    (program, spec, told, templates, count, (folders, strangers, runs), judged), stamps, ask = found
    left = Left(runs, stamps, folders, strangers)
    return Kept(program, spec, told, templates=templates, count=count, left=left, judged=judged, ask=ask)


def is_as_left(out: str, kept: Kept, runs: Sequence[int] | None = None) -> bool:
    """Whether the whole tree is as the render left it; if only stamps differ, the new ones take their place.

    `runs` are those that look different, if that is known.
    """
    left = kept.left
    runs = unlike(out, left) if runs is None else runs
    folders = folders_found(out, left)
    if folders is None:
        return False
    young = time.time_ns() - UNSURE_NS
    folders = [(folder, sure(stamp, young)) for folder, stamp in folders]
    found: dict[int, Stamp] = {}
    if runs:
        files = dict(files_of(left, runs))
        for number, digest in _digests(kept, list(files)):
            state = digest_at(out, files[number])
            if state is None or state[0] != digest:
                return False
            found[number] = state[1]
    if found or folders != list(left.folders):
        stamps = bytearray(left.stamps)
        for number, stamp in found.items():
            stamps[number * STAMP.size : (number + 1) * STAMP.size] = STAMP.pack(*sure(stamp, young))
        left.stamps, left.folders = bytes(stamps), folders
    return True


def _digests(kept: Kept, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Give files by their numbers, which are in order, each with the digest that it had; empty where none is known."""
    rest = list(reversed(numbers))
    first = 0
    for unit in kept.units.values():
        stop = first + size_of(unit)
        if rest and rest[-1] < stop:
            digests = unit[3].split("\n")
            while rest and rest[-1] < stop:
                number = rest.pop()
                yield number, digests[number - first]
        first = stop
    yield from ((number, "") for number in reversed(rest))


def size_of(unit: Unit) -> int:
    """Count the files of a unit, with its manifest."""
    return sum(len(names) for _, names in unit[2])


def parents(folders: Iterable[str]) -> list[str]:
    """Return the folders that have these in them, the output folder among them."""
    found = {""}
    for folder in folders:
        above = folder.rpartition("/")[0]
        while above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return sorted(found)
