"""What a render may take over from the last one, and what it leaves to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tfgen.cache import inputs
from tfgen.cache.kept import Kept, KeptUnit, is_as_left, listed, load, parents, save
from tfgen.cache.looking import STAMP, Left, folder_stamp, packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import TypeVar

    from tfgen.cache.looking import Stamp

    Found = TypeVar("Found")


class Outcome(Protocol):
    """What is to be remembered of a unit: the digest of each file that should be there, the stamp of each that is."""

    @property
    def unit(self) -> str: ...  # noqa: D102 - see above
    @property
    def count(self) -> int: ...  # noqa: D102 - see above
    @property
    def digests(self) -> Mapping[str, str]: ...  # noqa: D102 - see above
    @property
    def stamps(self) -> Mapping[str, Stamp]: ...  # noqa: D102 - see above


class Memory:
    """The memory of one output folder, for one spec and one set of templates.

    `own` are templates that the user names. Else the spec may name some: the last render knows which, and where the
    spec is the same, so are they.
    """

    def __init__(self, spec: Path, out: Path, own: Path | None) -> None:
        self._spec_file, self._out, self._named = spec, str(out), own
        self._loaded = load(self._out)
        # Before anything is read: what changes meanwhile is found by looking again.
        self._spec = inputs.spec(spec)
        self._begin(self._loaded.templates if own is None and self._loaded is not None else own)

    def settle(self, own: Path | None) -> None:
        """Say which templates the render takes, now that the spec was read."""
        if own != self._own:
            self._begin(own)

    def _begin(self, own: Path | None) -> None:
        self._own = own
        self._program = inputs.program(own)
        kept = self._loaded
        self._kept = kept if kept is not None and kept.program == self._program else None

    def unchanged(self) -> tuple[int, tuple[str, str]] | None:
        """Return how many files there are and what was told of the spec, if neither inputs nor files have changed."""
        kept = self._kept
        if kept is None or not kept.spec or kept.spec != self._spec or not is_as_left(self._out, kept):
            return None
        return kept.count, kept.told

    def known(
        self, unit: str, basis: bytes, as_left: Callable[[str, int, Mapping[str, tuple[str, Stamp]]], Found | None]
    ) -> Found | None:
        """Return what `as_left` makes of a unit's files, if the unit was rendered from what has this digest."""
        found = self._kept.units.get(unit) if self._kept is not None else None
        if self._kept is None or found is None or found.basis != basis:
            return None
        left = self._kept.left
        files = {
            left.paths[number]: (left.digests[number], STAMP.unpack_from(left.stamps, number * STAMP.size))
            for number in range(found.start, found.stop)
        }
        return as_left(unit, found.count, files)

    def keep(self, outcomes: Iterable[Outcome], bases: Mapping[str, bytes], told: tuple[str, str]) -> None:
        """Keep what a render of everything has left, unless its inputs have changed since this began."""
        if (
            self._program is None
            or self._spec is None
            or inputs.spec(self._spec_file) != self._spec
            or inputs.program(self._own) != self._program
        ):
            return
        paths: list[str] = []
        digests: list[str] = []
        stamps: list[Stamp] = []
        units: dict[str, KeptUnit] = {}
        whole = True
        for outcome in outcomes:
            if outcome.digests.keys() != outcome.stamps.keys() or outcome.unit not in bases:
                whole = False
                continue
            start = len(paths)
            paths += outcome.digests
            digests += outcome.digests.values()
            stamps += (outcome.stamps[path] for path in outcome.digests)
            units[outcome.unit] = KeptUnit(bases[outcome.unit], outcome.count, start, len(paths))
        try:
            folders = [(folder, folder_stamp(self._out, folder)) for folder in parents(paths)]
        except OSError:
            return
        left = Left(paths, packed(stamps), "\n".join(digests).encode(errors="surrogateescape"), folders)
        count = sum(unit.count for unit in units.values())
        stated = self._own if self._named is None else None
        save(self._out, Kept(self._program, self._spec if whole else b"", told, left, count, listed(units), stated))
