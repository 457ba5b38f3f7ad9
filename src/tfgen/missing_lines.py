"""A line that somebody left out or deleted: the one that, put back, makes the messages go that its absence brings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from tfgen.check.schema_text import SchemaText
from tfgen.line_moves import column_of
from tfgen.spec_schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_KEY: Final = re.compile(r' *(?:- +)?"?([^\s:#"]+)"?\s*:')
_NO_NAME: Final = re.compile(r"there is no (?:agency|data set|environment) '(\w+)'")
_STEP: Final = 2
_ID: Final = "added"
"""An id that stands for the missing one."""

_ENTRIES: Final = {
    "access": "a reader",
    "agencies": "an agency",
    "columns": "a column",
    "datasets": "a data set",
    "environments": "an environment",
    "read": "a data set",
}


class Gap(NamedTuple):
    """A line that is not there: in front of which one, by number from 1, its column and its key.

    `entry` says whose id it is, where it is none of the spec's own words.
    """

    before: int
    column: int
    key: str
    entry: str | None


def gaps(source: Source, lines: Sequence[str], places: Iterable[int]) -> Iterator[Gap]:
    """Give the keys that could stand above one of some lines, a step further out than it, and are not there."""
    text = SchemaText(schema())
    data = source.data if isinstance(source.data, dict) else {}
    whole: SpecPath = () if "".join(lines) == source.text else ("agencies", _ID)  # an agency's own file
    told = list(places)
    above = (place - 1 for place in told if place > 1 and column_of(lines[place - 2]) == column_of(lines[place - 1]))
    for place in dict.fromkeys((*told, *above)):
        column = column_of(lines[place - 1]) - _STEP
        if column < 1:
            continue
        path = (*whole, *_path(lines, place, column))
        holder = text.at(path)
        if path and text.entries(path) is not None:
            entry = _ENTRIES.get(str(path[-1]), "an entry")
            # In an agency, and under the defaults, these are ids that there are.
            known = data.get("environments") if path[-1] == "environments" and len(path) > 1 else None
            yield from (Gap(place, column, name, entry) for name in (known if isinstance(known, dict) else (_ID,)))
        for name in text.lookup(holder, "properties") or {}:
            inner = text.at((*path, name))
            if text.lookup(inner, "properties") or text.lookup(inner, "additionalProperties"):
                yield Gap(place, column, name, None)


def around(lines: Sequence[str], places: Sequence[int]) -> Iterator[int]:
    """Give the lines that may be the first below a missing one, where YAML cannot place one of these lines.

    That is the line itself, the next one, or the first of a block above that is indented deeper.
    """
    for place in places:
        yield place
        column = column_of(lines[place - 1])
        yield next((number for number in range(place + 1, len(lines) + 1) if column_of(lines[number - 1])), place)
        first = place
        for number in range(place - 1, 0, -1):
            here = column_of(lines[number - 1])
            if here and here <= column:
                break
            first = number if here else first
        yield first


def named(gap: Gap, left: Iterable[str]) -> Iterator[Gap]:
    """Give a missing line for each name that the messages that are left say is not there."""
    names = dict.fromkeys(found[1] for message in left if (found := _NO_NAME.match(message)) is not None)
    if gap.key == _ID:
        yield from (gap._replace(key=name) for name in names)


def filled(lines: Sequence[str], gap: Gap) -> str:
    """Return the text of a file with the missing line in it."""
    line = f"{' ' * (gap.column - 1)}{gap.key}:\n"
    return "".join([*lines[: gap.before - 1], line, *lines[gap.before - 1 :]])


def _path(lines: Sequence[str], place: int, column: int) -> SpecPath:
    """Return the path of the map that a key in a column in front of a line would stand in, by the lines above."""
    steps: list[str] = []
    for number in range(place - 1, 0, -1):
        here = column_of(lines[number - 1])
        key = _KEY.match(lines[number - 1])
        if here and here < column and key is not None:
            steps.append(key[1])
            column = here
    return tuple(reversed(steps))
