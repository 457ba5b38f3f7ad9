"""What a render may take over from the last one, and what it leaves to the next."""

from __future__ import annotations

import time

from tfgen.cache import inputs
from tfgen.cache.kept import is_as_left, load, made, parents, size_of
from tfgen.cache.looking import STAMP, folder_stamp, runs_of, strangers, sure_ones, unlike_part

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Protocol, TypeVar

    from tfgen.cache.inputs import Seen
    from tfgen.cache.kept import Judged, Kept, Unit
    from tfgen.cache.looking import Run, Stamp

    Found = TypeVar("Found")

    class Outcome(Protocol):
        """What is to be remembered of a unit: how many files it has, and which."""

        @property
        def unit(self) -> str:
            """The unit's folder."""

        @property
        def count(self) -> int:
            """How many files it has, without the manifest."""

        @property
        def digests(self) -> Mapping[str, str]:
            """The digest of each file that should be there."""

        @property
        def stamps(self) -> Mapping[str, Stamp]:
            """The stamp of each file that is there."""

        @property
        def packed(self) -> Packed | None:
            """What `pack` made of both, if it did."""

    Packed = tuple[tuple[Run, ...], str, bytes, int]
    """Paths, lines of digests, stamps, and the time of the youngest of these, in ns."""


class Memory:
    """The memory of one output folder, for one spec and one set of templates.

    `own` are templates that the user names. Else the spec may name some: the last render knows which, and where the
    spec is the same, so are they.
    """

    def __init__(self, spec: str, out: str, own: str | None) -> None:
        self.out = out
        self._spec_file, self._named = spec, own
        self._loaded = load(out)
        # Before anything is read: what changes meanwhile is found by looking again.
        self._spec = inputs.spec(spec, self._loaded.spec if self._loaded is not None else ())
        self._begin(self._loaded.templates or None if own is None and self._loaded is not None else own)

    def settle(self, own: str | None) -> None:
        """Say which templates the render takes, now that the spec was read."""
        if own != self.own:
            self._begin(own)

    def _begin(self, own: str | None) -> None:
        self.own = own
        self._program = inputs.program(own)
        kept = self._loaded
        self._kept = kept if kept is not None and kept.program == self._program else None
        self._firsts = None

    @property
    def program(self) -> bytes | None:
        """The stamps of the program, if they are known."""
        return self._program

    @property
    def spec(self) -> tuple[Seen, ...] | None:
        """The files of the spec as they were when this began."""
        return self._spec

    @property
    def kept(self) -> Kept | None:
        """What is known of the last render, if it knew all of the tree and the program is the same."""
        return self._kept if self._kept is not None and self._kept.spec else None

    @property
    def knows_units(self) -> bool:
        """Whether anything is known of single units."""
        return self._kept is not None and bool(self._kept.units)

    def unchanged(self) -> tuple[int, tuple[str, str]] | None:
        """Return how many files there are and what was told of the spec, if neither inputs nor files have changed."""
        kept = self.kept
        if kept is None or self._spec is None or not inputs.same_bytes(kept.spec, self._spec):
            return None
        before = kept.left.stamps, list(kept.left.folders)
        if not is_as_left(self.out, kept):
            return None
        if (kept.left.stamps, list(kept.left.folders)) != before or kept.spec != self._spec:
            kept.spec = self._spec
            kept.save(self.out)
        return kept.count, kept.told

    @property
    def is_edited_spec(self) -> bool:
        """Whether the spec is that of the last render, by its name, and has changed since."""
        if self.kept is None or not inputs.same_name(self.kept.spec, self._spec):
            return False
        return not inputs.same_bytes(self.kept.spec, self._spec)

    def unlike(self, part: int, share: float) -> list[int]:
        """Look at one part of the tree, 0 or 1, and return what `is_as_left` has to look at closer."""
        return unlike_part(self.out, self.kept.left, part, share) if self.kept is not None else []

    def is_as_left(self, runs: Sequence[int]) -> bool:
        """Whether the whole tree is as the last render left it, after a look that found these runs."""
        return self.kept is not None and is_as_left(self.out, self.kept, runs)

    def known(
        self, unit: str, basis: bytes, as_left: Callable[[str, int, Mapping[str, tuple[str, Stamp]]], Found | None]
    ) -> Found | None:
        """Return what `as_left` makes of a unit's files, if the unit was rendered from what has this digest."""
        found = self._kept.units.get(unit) if self._kept is not None else None
        if self._kept is None or found is None or found[0] != basis:
            return None
        start = self._starts[unit]
        paths = [f"{folder}/{name}" if folder else name for folder, names in found[2] for name in names]
        stamps = STAMP.iter_unpack(self._kept.left.stamps[start * STAMP.size : (start + len(paths)) * STAMP.size])
        files = {path: (digest, stamp) for path, digest, stamp in zip(paths, found[3].split("\n"), stamps, strict=True)}
        return as_left(unit, found[1], files)

    @property
    def _starts(self) -> Mapping[str, int]:
        """The number of the first file of each unit."""
        if self._firsts is None:
            self._firsts, number = {}, 0
            for name, unit in self._kept.units.items() if self._kept is not None else ():
                self._firsts[name] = number
                number += size_of(unit)
        return self._firsts

    _firsts: dict[str, int] | None = None

    def keep(
        self,
        outcomes: Iterable[Outcome],
        bases: Mapping[str, bytes],
        told: tuple[str, str],
        judged: Callable[[tuple[Seen, ...]], Judged | None] = lambda _: None,
    ) -> None:
        """Keep what a render of everything has left, unless its inputs have changed since this began.

        `judged` tells of the files of the spec what is known of each agency by itself.
        """
        if self._program is None or self._spec is None or not self._is_current():
            return
        units: dict[str, Unit] = {}
        stamps: list[bytes] = []
        names: dict[tuple[str, ...], tuple[str, ...]] = {}
        whole = True
        young = time.time_ns() - inputs.UNSURE_NS
        for outcome in outcomes:
            packed = outcome.packed or pack(outcome)
            if packed is None or outcome.unit not in bases:
                whole = False
                continue
            units[outcome.unit] = _unit(outcome, packed, bases[outcome.unit], names)
            stamps.append(sure_ones(packed[2], young) if packed[3] >= young else packed[2])
        folders = self._folders(units)
        if folders is not None:
            spec = self._spec if whole else ()
            known = judged(self._spec) if whole else None
            made(
                self._program,
                spec,
                told,
                templates=self._stated,
                units=units,
                stamps=b"".join(stamps),
                folders=folders[0],
                strangers=folders[1],
                judged=known,
            ).save(self.out)

    def splice(self, outcomes: Iterable[Outcome], bases: Mapping[str, bytes], judged: Judged) -> None:
        """Keep what a render of few units has left, with all that it has left as it was."""
        kept = self.kept
        if kept is None or self._program is None or self._spec is None or not self._is_current():
            return
        young = time.time_ns() - inputs.UNSURE_NS
        units: dict[str, Unit] = dict(kept.units)
        new: dict[str, bytes] = {}
        names = {own: own for unit in units.values() for _, own in unit[2]}
        for outcome in outcomes:
            packed = outcome.packed or pack(outcome)
            if packed is None:
                return
            units[outcome.unit] = _unit(outcome, packed, bases[outcome.unit], names)
            new[outcome.unit] = sure_ones(packed[2], young)
        stamps, start = [], 0
        for name, unit in kept.units.items():
            stop = start + size_of(unit) * STAMP.size
            stamps.append(new.get(name, kept.left.stamps[start:stop]))
            start = stop
        folders = self._folders(units)
        if folders is not None:
            made(
                self._program,
                self._spec,
                kept.told,
                templates=self._stated,
                units=units,
                stamps=b"".join(stamps),
                folders=folders[0],
                strangers=folders[1],
                judged=judged,
            ).save(self.out)

    @property
    def _stated(self) -> str:
        """The templates that the spec names."""
        return self.own or "" if self._named is None else ""

    def _is_current(self) -> bool:
        """Whether nothing that went in has changed since this began."""
        now = inputs.spec(self._spec_file, self._spec or ())
        return inputs.same_bytes(now, self._spec) and inputs.program(self.own) == self._program

    def _folders(self, units: Mapping[str, Unit]) -> tuple[list[tuple[str, Stamp]], list[tuple[str, Stamp]]] | None:
        """Return the folders that have folders in them, and those that hold nothing of tfgen's and may get to."""
        try:
            folders = parents(folder for unit in units.values() for folder, _ in unit[2])
            return [(folder, folder_stamp(self.out, folder)) for folder in folders], strangers(self.out, units.keys())
        except OSError:
            return None


def pack(outcome: Outcome) -> Packed | None:
    """Make of a unit what is to be remembered of its files; None where not all of them are known.

    Made in the process that renders the unit, it need not be carried out of that file by file.
    """
    if outcome.digests.keys() != outcome.stamps.keys():
        return None
    stamps = [outcome.stamps[path] for path in outcome.digests]
    youngest = max((max(stamp[2:]) for stamp in stamps), default=0)
    held = b"".join([STAMP.pack(*stamp) for stamp in stamps])
    return runs_of(outcome.digests), "\n".join(outcome.digests.values()), held, youngest


def _unit(outcome: Outcome, packed: Packed, basis: bytes, names: dict[tuple[str, ...], tuple[str, ...]]) -> Unit:
    """Return what is kept of a unit; of equal lists of names, the one that is in `names` is taken, and so kept once."""
    runs = tuple((folder, names.setdefault(own, own)) for folder, own in packed[0])
    return basis, outcome.count, runs, packed[1]
