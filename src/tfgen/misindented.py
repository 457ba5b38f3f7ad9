"""One line in a wrong column, found by trying: the line that, moved, makes the messages go that its column brings."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from tfgen.check import codes
from tfgen.check.schema import check_schema
from tfgen.check.wording import shown
from tfgen.errors import Diagnostic, Location
from tfgen.loader import parse
from tfgen.loader.split import join
from tfgen.spec_schema import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

    Judge = Callable[[Source, Sequence[Diagnostic]], Iterable[Diagnostic]]

_MOST_READ: Final = 250_000
"""Characters that all tries together may read, a third of a second: each reads and judges the whole spec."""

_MOST_PLACES: Final = 3
_STEP: Final = 2
"""Spaces of a step in, as nearly everybody has them."""
_SHIFTS: Final = (-2, 2, -1, 1, -4, 4, -3, 3)
_LINE: Final = re.compile(r"( *)([^\s#][^\r\n]*)")
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


class _Told(NamedTuple):
    """A message, wherever it stands."""

    code: str
    message: str
    path: SpecPath


def blame_line(source: Source, diagnostics: Sequence[Diagnostic], judge: Judge) -> Sequence[Diagnostic]:
    """Put one diagnostic in the place of those that go when a single line near them is moved to another column.

    Tried are the lines of the first messages and those above them, and what encloses a line that YAML cannot place.
    `judge` says what is wrong with a spec. A long spec gets few tries, or none.
    """
    structural = [one for one in diagnostics if one.code in _STRUCTURE]
    is_unreadable = any(one.code == codes.YAML_INDENTATION for one in structural)
    is_worth_it = bool(structural) and (is_unreadable or len(diagnostics) > 1)
    files = [source, *source.parts.values()]
    # Columns mean nothing to JSON.
    is_whole = not source.beside and all(each.text.lstrip()[:1] not in {"", "{"} for each in files)
    most = _MOST_READ // max(sum(len(each.text) for each in files), 1)
    if not is_worth_it or not is_whole or not most:
        return diagnostics
    file = next((one.location.file for one in structural if one.location is not None), source.file)
    before = Counter(map(_told, diagnostics))
    lines = source.texts.get(file, "").splitlines(keepends=True)
    places = [one.location.line for one in structural if one.location is not None and one.location.file == file]
    for number, by in islice(_tries(lines, places[:_MOST_PLACES]), most):
        read, found = _read(source, file, _moved(lines, number, by))
        left = _what_is_left(read, found, judge, before, is_unreadable=is_unreadable)
        if left is not None:
            gone = before - left
            kept = []
            for one in diagnostics:
                gone[_told(one)] -= 1
                kept += [one] if gone[_told(one)] < 0 else []
            return sorted([*kept, _blamed(file, lines, number, by)], key=lambda one: one.sort_key)
    return diagnostics


def _read(source: Source, file: str, text: str) -> tuple[Source, Sequence[Diagnostic]]:
    """Read a spec again with another text for one of its files."""

    def part(one: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
        return parse(one.file, text if one.file == file else one.text)

    if not source.parts:
        return part(source)
    return join(part(source), ((agency, part(one)) for agency, one in source.parts.items()))


def _what_is_left(
    read: Source, found: Sequence[Diagnostic], judge: Judge, before: Counter[_Told], *, is_unreadable: bool
) -> Counter[_Told] | None:
    """Return what is told of a changed spec, None if that is no less than before, or something new."""
    if read.data is None:
        return None
    quick = Counter(map(_told, (*found, *check_schema(read, schema()))))
    if is_unreadable:
        # Nothing was judged before; what has mistakes of structure still was not mended.
        return None if any(one.code in _STRUCTURE or one.code == codes.YAML_SYNTAX for one in quick) else Counter()
    if quick - before or sum(quick.values()) > sum(before.values()) - 2:
        return None
    left = Counter(map(_told, judge(read, found)))
    return None if left - before or sum(left.values()) > sum(before.values()) - 2 else left


def _tries(lines: Sequence[str], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give lines, by number from 1, and by how many columns to move each, likely ones first."""
    tried = dict.fromkeys(number for place in places for number in _near(lines, place))
    both = [(number, by) for by in _SHIFTS for number in tried if _column(lines[number - 1]) + by > 0]
    # Where moving either of two lines would do, the one in an odd place between steps of two is the wrong one.
    yield from sorted(both, key=lambda one: (_column(lines[one[0] - 1]) + one[1] - 1) % _STEP)


def _near(lines: Sequence[str], place: int) -> Iterator[int]:
    """Give a line, the one above it, and the first and the owner of each block above that a dedent has closed."""
    yield place
    column = lowest = _column(lines[place - 1])
    last = 0
    for number in range(place - 1, 0, -1):
        here = _column(lines[number - 1])
        if not here:
            continue
        if not last:
            yield number
        elif here < lowest or (here < _column(lines[last - 1]) and here <= column):
            yield last
            yield number
        lowest, last = min(lowest, here), number
        if here < column - 1 or here == 1:
            break


def _column(line: str) -> int:
    """Return where the text of a line begins, from 1; 0 for a line without any."""
    found = _LINE.match(line)
    return len(found[1]) + 1 if found else 0


def _moved(lines: Sequence[str], number: int, by: int) -> str:
    line = lines[number - 1]
    changed = " " * by + line if by > 0 else line[-by:]
    return "".join([*lines[: number - 1], changed, *lines[number:]])


def _blamed(file: str, lines: Sequence[str], number: int, by: int) -> Diagnostic:
    line, column = lines[number - 1], _column(lines[number - 1])
    key = _KEY.match(line[column - 1 :])
    text = key[0] if key else line[column - 1 :].rstrip()
    spaces = "one space" if abs(by) == 1 else f"{abs(by)} spaces"
    message = f"{shown(text)} is indented {spaces} too {'little' if by > 0 else 'deep'}"
    hint = f"begin it in column {column + by}; the lines around it are right then"
    place = Location(file, number, column, number, column + len(text))
    return Diagnostic(codes.YAML_INDENTATION, message, hint, (), place)


def _told(diagnostic: Diagnostic) -> _Told:
    return _Told(diagnostic.code, diagnostic.message, diagnostic.path)
