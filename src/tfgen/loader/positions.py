"""Where the values of a YAML text stand: path → line and column, found only when asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from tfgen.errors import Location
from tfgen.loader.index import build_index

if TYPE_CHECKING:
    from tfgen.errors import SpecPath
    from tfgen.loader.index import Index, Place

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s+)+")


class Aliased(NamedTuple):
    """A value that came through an alias: the alias, and the value where it is written.

    `use` is the first alias on the way to it. `value` and `key` are its own place and that of its key, where the
    anchor is; `whole` says whether the alias names the value itself, and not something around it.
    """

    use: Location
    value: Location
    key: Location
    whole: bool


class Positions:
    """Lines, columns and the places of all values of one text."""

    def __init__(self, file: str, text: str, readable: str) -> None:
        """`readable` is the text with each forbidden character replaced by one that YAML allows."""
        self.file = file
        self.text = text
        self._readable = readable

    @cached_property
    def _line_starts(self) -> list[int]:
        if "\r" not in self.text:  # as in nearly all files: it takes a fifth of the time
            return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @cached_property
    def _index(self) -> Index:
        return build_index(self._readable)

    def location(self, start: int, end: int) -> Location:
        """Return the lines and columns of a stretch of the text; offsets behind its end mean its end."""
        line, column = self._line_and_column(start)
        end_line, end_column = self._line_and_column(max(start, end))
        return Location(self.file, line, column, end_line, end_column)

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        offset = min(offset, len(self.text))
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def text_at(self, location: Location) -> str:
        """Return the text that a location of this file covers."""
        starts = self._line_starts
        start = starts[location.line - 1] + location.column - 1
        return self.text[start : starts[location.end_line - 1] + location.end_column - 1]

    def first_key(self, offset: int) -> Location | None:
        """Return where the first one of two equal keys stands, from where the second one begins."""
        first = self._index.first_keys.get(offset)
        return self.location(*first) if first else None

    def locate(self, path: SpecPath, *, key: bool) -> Location:
        """Return where the value at a path stands, or its key; see Source.locate."""
        place = self._index.root(path)
        for step in path:
            child = _child(place, step)
            if child is None:
                key = True
                break
            place = child
        if key:
            return self.location(place.key_start, place.key_end)
        return self._value(place)

    def aliased(self, path: SpecPath) -> Aliased | None:
        """Return where the value at a path is written, if it came through an alias; None otherwise."""
        place = self._index.root(path)
        use: Place | None = None
        for step in path:
            child = _child(place, step)
            if child is None:
                return None
            place = child
            use = use or (place if place.named else None)
        if use is None:
            return None
        written = place
        while written.named:
            written = written.named
        key = self.location(written.key_start, written.key_end)
        return Aliased(self.location(use.start, use.end), self._value(written), key, place.named is not None)

    def _value(self, place: Place) -> Location:
        written = self.text[place.start : place.end]
        properties = _PROPERTIES.match(written)  # an anchor or a tag in front of the value
        start = place.start + (properties.end() if properties else 0)
        return self.location(start, place.start + len(written.rstrip()))


def _child(place: Place, step: str | int) -> Place | None:
    children = place.children
    if isinstance(children, dict):
        return children.get(step) if isinstance(step, str) else None
    if isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
        return children[step]
    return None
