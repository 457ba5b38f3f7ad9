"""A part of a text value: where it stands in the file, so that a message can point at it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from tfgen.errors import Location, SpecPath
    from tfgen.loader import Source


def within(source: Source, path: SpecPath, value: str, start: int, end: int) -> Location:
    """Return the place of `value[start:end]`, the whole value's place where it is not written as it is.

    Escapes, folded lines and aliases make what is written differ from what is meant.
    """
    whole = source.locate(path)
    written = source.text_at(whole)
    if whole.line != whole.end_line or written.count(value) != 1:
        return whole
    first = whole.column + written.index(value)
    return replace(whole, column=first + start, end_column=first + end)
