"""Lines of a file moved to other columns: which ones are worth a try, and what they make of the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_PLACES: Final = 3
_STEP: Final = 2
"""Spaces of a step in, as nearly everybody has them."""
_SHIFTS: Final = (-2, 2, -1, 1, -4, 4, -3, 3)
_BLOCK_SHIFTS: Final = (-2, 2, -4, 4)
_LINE: Final = re.compile(r"( *)([^\s#][^\r\n]*)")
_OWNER: Final = re.compile(r" *[^\s#][^#]*:\s*(?:#.*)?")
"""A line with a key whose value can only stand below it."""


class Move(NamedTuple):
    """Lines, by number from 1, and by how many columns to move them."""

    first: int
    last: int
    by: int


def single_lines(lines: Sequence[str], places: Sequence[int]) -> Iterator[Move]:
    """Give single lines to move, likely ones first."""
    tried = dict.fromkeys(number for place in places for number in _near(lines, place))
    both = [Move(number, number, by) for by in _SHIFTS for number in tried if column_of(lines[number - 1]) + by > 0]
    # Where moving either of two lines would do, the one in an odd place between steps of two is the wrong one.
    yield from sorted(both, key=lambda one: (column_of(lines[one.first - 1]) + one.by - 1) % _STEP)


def blocks(lines: Sequence[str], places: Sequence[int], *, alone: bool) -> Iterator[Move]:
    """Give whole blocks to move: each unknown key with what is below it, and with the unknown keys that follow.

    `alone` says that there is no other message: one line by itself is then a key that nobody knows, too little
    indented for nothing but a map of free names.
    """
    for place in places[:_MOST_PLACES]:
        ends = [_end(lines, place)]
        while (following := _following(lines, ends[-1])) in places and column_of(lines[following - 1]) == column_of(
            lines[place - 1]
        ):
            ends.append(_end(lines, following))
        for last in dict.fromkeys((ends[-1], ends[0])):
            for by in _BLOCK_SHIFTS:
                is_guess = alone and by > 0 and last == place
                if column_of(lines[place - 1]) + by > 0 and not is_guess:
                    yield Move(place, last, by)


def below_owner(lines: Sequence[str], place: int) -> Iterator[Move]:
    """Give moves of a step in for lines that stand in the column of the key above, which has no value else.

    Where they end is not known, for what follows may belong to that column: all ends are given, the nearest first.
    """
    above = next((number for number in range(place - 1, 0, -1) if column_of(lines[number - 1])), 0)
    column = column_of(lines[place - 1])
    if not above or column_of(lines[above - 1]) != column or not _OWNER.fullmatch(lines[above - 1].rstrip()):
        return
    last = _end(lines, place)
    yield Move(place, last, _STEP)
    while (following := _following(lines, last)) and column_of(lines[following - 1]) == column:
        last = _end(lines, following)
        yield Move(place, last, _STEP)


def _end(lines: Sequence[str], place: int) -> int:
    """Return the last line of the block that a line begins."""
    last = place
    for number in range(place + 1, len(lines) + 1):
        column = column_of(lines[number - 1])
        if column and column <= column_of(lines[place - 1]):
            break
        last = number if column else last
    return last


def _following(lines: Sequence[str], place: int) -> int:
    """Return the next line with text in it, 0 if there is none."""
    return next((number for number in range(place + 1, len(lines) + 1) if column_of(lines[number - 1])), 0)


def _near(lines: Sequence[str], place: int) -> Iterator[int]:
    """Give a line, the one above it, and the first and the owner of each block above that a dedent has closed."""
    yield place
    column = lowest = column_of(lines[place - 1])
    last = 0
    for number in range(place - 1, 0, -1):
        here = column_of(lines[number - 1])
        if not here:
            continue
        if not last:
            yield number
        elif here < lowest or (here < column_of(lines[last - 1]) and here <= column):
            yield last
            yield number
        lowest, last = min(lowest, here), number
        if here < column - 1 or here == 1:
            break


def column_of(line: str) -> int:
    """Return where the text of a line begins, from 1; 0 for a line without any."""
    found = _LINE.match(line)
    return len(found[1]) + 1 if found else 0


def moved(lines: Sequence[str], move: Move) -> str:
    """Return the text of a file after a move; a line that has not so many spaces in front loses those that it has."""
    between = slice(move.first - 1, move.last)
    changed = [" " * move.by + line if move.by > 0 else line[min(-move.by, _blanks(line)) :] for line in lines[between]]
    return "".join([*lines[: between.start], *changed, *lines[between.stop :]])


def _blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
