"""Lines in a wrong column, found by trying: those that, moved, make the messages go that their column brings."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from tfgen.check import codes
from tfgen.check.schema import check_schema
from tfgen.check.schema_keys import ALLOWED_HERE
from tfgen.check.wording import shown
from tfgen.errors import Diagnostic, Location
from tfgen.excerpts import excerpt, reread
from tfgen.line_moves import Move, below_owner, blocks, column_of, moved, single_lines
from tfgen.missing_lines import Gap, around, filled, gaps, named
from tfgen.spec_schema import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

    Judge = Callable[[Source, Sequence[Diagnostic]], Iterable[Diagnostic]]

_MOST_READ: Final = 250_000
"""Characters that all tries together may read, a third of a second: each reads and judges the whole spec."""

_SHORT: Final = 10_000
"""Characters of a spec that is tried as a whole."""

_MOST_MESSAGES: Final = 100
"""More of them come of more than one mistake; each is told then as it is."""

_MOST_PLACES: Final = 3
_MOST_BLOCKS: Final = 16
"""Tries with blocks of each kind, which come after those with single lines."""
_KEY: Final = re.compile(r"(?:- +)*[^:#]*[^:#\s](?=\s*:(?:\s|$))")
_STRUCTURE: Final = frozenset(
    {
        codes.SCHEMA_FORM,
        codes.SCHEMA_MISSING_KEY,
        codes.SCHEMA_TYPE,
        codes.SCHEMA_UNKNOWN_KEY,
        codes.YAML_DUPLICATE_KEY,
        codes.YAML_INDENTATION,
    }
)
"""What a line in a wrong column brings; there may be more, but never without one of these."""


_OF_AN_ID: Final = codes.WARNINGS | {codes.UNKNOWN_AGENCY, codes.UNKNOWN_DATASET, codes.UNKNOWN_ENVIRONMENT}
"""What an id brings that is not the one that others name."""


class _Told(NamedTuple):
    """A message, wherever it stands."""

    code: str
    message: str
    path: SpecPath


class _Mended(NamedTuple):
    """A move that mends something, and what is told without what it mends."""

    move: Move | Gap
    left: Counter[_Told]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left that a wrong column may have brought."""
        return not any(one.code in _STRUCTURE for one in self.left)


def blame_lines(source: Source, diagnostics: Sequence[Diagnostic], judge: Judge) -> Sequence[Diagnostic]:
    """Put one diagnostic in the place of those that go when lines near them are moved to another column.

    Tried are single lines first: those of the first messages and those above them, and what encloses a line that YAML
    cannot place. Then blocks: what stands in the column of a key that it belongs below, and an unknown key with all
    below it, alone or with those beside it. `judge` says what is wrong with a spec; of a long one it is asked about
    the agency of the first message and those beside it.
    """
    structural = [one for one in diagnostics if one.code in _STRUCTURE]
    files = [source, *source.parts.values()]
    # Columns mean nothing to JSON.
    is_whole = not source.beside and all(each.text.lstrip()[:1] not in {"", "{"} for each in files)
    if not structural or not is_whole or len(structural) > _MOST_MESSAGES:
        return diagnostics
    place = next((one.location for one in structural if one.location is not None), None)
    if place is None or sum(len(each.text) for each in files) <= _SHORT:
        file = source.file if place is None else place.file
        search = _Search(source, file, diagnostics, judge)
    else:
        part, found = excerpt(source, place.file, place.line, schema()["properties"])
        search = _Search(part, place.file, [*judge(part, found)], judge)
    best = search.result()
    if best is None:
        return diagnostics
    gone = search.before - best.left
    kept = []
    for one in diagnostics:
        gone[_told(one)] -= 1
        kept += [one] if gone[_told(one)] < 0 else []
    tell = _missing if isinstance(best.move, Gap) else _blamed
    return sorted([*kept, tell(search.file, search.lines, best.move)], key=lambda one: one.sort_key)  # type: ignore[arg-type]  # by its type


class _Search:
    """Moves of the lines of one file of a spec, tried one after the other; `before` is what is told without any."""

    def __init__(self, source: Source, file: str, diagnostics: Sequence[Diagnostic], judge: Judge) -> None:
        self.source = source
        self.file = file
        self.judge = judge
        self.before = Counter(map(_told, diagnostics))
        self.lines = source.texts.get(file, "").splitlines(keepends=True)
        structural = [one for one in diagnostics if one.code in _STRUCTURE]
        self.here = [one for one in structural if one.location is not None and one.location.file == file]
        self.is_unreadable = any(one.code == codes.YAML_INDENTATION for one in structural)
        # Lines that are empty cost next to nothing.
        self.most = _MOST_READ // max(sum(len(text) - text.count("\n\n") for text in source.texts.values()), 1)

    def result(self) -> _Mended | None:
        """Return the best move, None if none mends anything."""
        places = [one.location.line for one in self.here[:_MOST_PLACES] if one.location is not None]
        is_several = self.before.total() > 1
        best: _Mended | None = None
        if self.is_unreadable or is_several:
            best = next(self.mended(islice(single_lines(self.lines, places), self.most), 2), None)
        if self.is_unreadable:
            above = gaps(self.source, self.lines, around(self.lines, places))
            return best or next(self.mended(islice(above, self.most), 1), None)
        strange = [one for one in self.here if one.code == codes.SCHEMA_UNKNOWN_KEY]
        # Where each of them says already where it belongs, that is the better message.
        is_at_a_loss = any(one.hint.startswith(ALLOWED_HERE) for one in strange)
        tried = [one.location.line for one in strange if one.location is not None] if is_at_a_loss else []
        below = below_owner(self.lines, places[0]) if is_several and places else ()
        missing = gaps(self.source, self.lines, places) if is_several else ()
        for moves in (below, blocks(self.lines, tried, alone=not is_several), missing):
            best = self.best(islice(moves, min(self.most, _MOST_BLOCKS)), best)
        if best is not None and isinstance(best.move, Gap):
            best = self.best(named(best.move, [one.message for one in best.left]), best, whole=False)
        return best

    def mended(self, moves: Iterable[Move | Gap], fewer: int) -> Iterator[_Mended]:
        """Give the moves that leave so many messages less, and none that was not there."""
        for move in moves:
            text = filled(self.lines, move) if isinstance(move, Gap) else moved(self.lines, move)
            read, found = reread(self.source, {self.file: text})
            left = self._left(read, found, fewer, tolerated=_OF_AN_ID if isinstance(move, Gap) else frozenset())
            if left is not None:
                yield _Mended(move, left)

    def _left(
        self, read: Source, found: Sequence[Diagnostic], fewer: int, tolerated: Collection[str]
    ) -> Counter[_Told] | None:
        """Return what is told of a changed spec, None if it is not so many messages less, or something new.

        What is new may be of the codes that are `tolerated`: it counts.
        """
        if read.data is None:
            return None
        quick = Counter(map(_told, (*found, *check_schema(read, schema()))))
        if self.is_unreadable:
            # Nothing was judged before; what has mistakes of structure still was not mended.
            return None if any(one.code in _STRUCTURE or one.code == codes.YAML_SYNTAX for one in quick) else Counter()
        most = self.before.total() - fewer
        if quick - self.before or quick.total() > most:
            return None
        left = Counter(map(_told, self.judge(read, found)))
        is_new = any(one.code not in tolerated for one in left - self.before)
        return None if is_new or left.total() > most else left

    def best(self, moves: Iterable[Move | Gap], best: _Mended | None, *, whole: bool = True) -> _Mended | None:
        """Return the move that leaves least, or the best so far; with `whole`, that may be good enough."""
        for move in moves:
            if whole and best is not None and best.is_whole:
                break
            fewest = (best.left if best is not None else self.before).total()
            best = next(self.mended([move], self.before.total() - fewest + 1), best)
        return best


def _missing(file: str, lines: Sequence[str], gap: Gap) -> Diagnostic:
    line, column = lines[gap.before - 1], column_of(lines[gap.before - 1])
    key = _KEY.match(line[column - 1 :])
    text = key[0] if key else line[column - 1 :].rstrip()
    what, example = f"the line `{gap.key}:`", f"`{gap.key}:`"
    if gap.entry is not None:
        what, example = f"a line with the id of {gap.entry}", f"the id of {gap.entry} and a ':'"
    message = f"{what} is missing above {shown(text)}"
    hint = f"write {example} above it, in column {gap.column}"
    place = Location(file, gap.before, column, gap.before, column + len(text))
    return Diagnostic(codes.SCHEMA_MISSING_KEY, message, hint, (), place)


def _blamed(file: str, lines: Sequence[str], move: Move) -> Diagnostic:
    number, by = move.first, move.by
    line, column = lines[number - 1], column_of(lines[number - 1])
    key = _KEY.match(line[column - 1 :])
    text = key[0] if key else line[column - 1 :].rstrip()
    spaces = "one space" if abs(by) == 1 else f"{abs(by)} spaces"
    more = sum(1 for one in lines[number : move.last] if column_of(one))
    below = {0: " is", 1: " and the line below it are"}.get(more, f" and the {more} lines below it are")
    message = f"{shown(text)}{below} indented {spaces} too {'little' if by > 0 else 'deep'}"
    hint = f"begin it in column {column + by}; the lines around it are right then"
    if more:
        hint = f"indent them {spaces} {'more' if by > 0 else 'less'}; the lines around them are right then"
    place = Location(file, number, column, number, column + len(text))
    return Diagnostic(codes.YAML_INDENTATION, message, hint, (), place)


def _told(diagnostic: Diagnostic) -> _Told:
    return _Told(diagnostic.code, diagnostic.message, diagnostic.path)
