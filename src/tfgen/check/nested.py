"""A line one step too deep above its own keys: one mistake, which puts all of them into what stands above, again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tfgen.check import codes
from tfgen.check.sound import value_at
from tfgen.check.wording import shown
from tfgen.errors import Related

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.errors import Diagnostic, Location, SpecPath
    from tfgen.loader import Source


def join_nested(source: Source, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Put one diagnostic in the place of those that come of a key without a value above keys that its map has already.

    That key then belongs beside its map, and all that follows in the map belongs below the key.
    """
    kept = list(diagnostics)
    doubled: defaultdict[SpecPath, list[Diagnostic]] = defaultdict(list)
    for one in kept:
        if one.code == codes.YAML_DUPLICATE_KEY and one.related:
            doubled[one.path].append(one)
    strange = [one for one in kept if one.code == codes.SCHEMA_UNKNOWN_KEY and one.path[:-1] in doubled]
    for one in strange:
        holder, at = one.path[:-1], source.locate(one.path, key=True)
        around = source.locate(holder, key=True)
        fewer = at.column - around.column
        is_between = any(again.related[0].location.line < at.line < _line(again, at) for again in doubled[holder])
        if not is_between or fewer <= 0 or value_at(source.data, one.path) is not None:
            continue
        last = source.locate(holder).end_line
        kept = [
            each
            for each in kept
            if not at.line <= _line(each, at) <= last and not (each.code == codes.CONTRADICTION and each.path == holder)
        ]
        name, other = shown(one.path[-1]), shown(holder[-1])
        message = f"{name} has nothing below it, and what follows stands in {other} already"
        hint = f"indent this line like {other}, by {fewer} fewer spaces"
        beside = (Related(around, "stands beside it"),)
        kept.append(replace(one, message=message, hint=hint, related=beside))
    return kept


def _line(diagnostic: Diagnostic, of_file: Location) -> int:
    """Return the line that a diagnostic is about, 0 if it is about another file."""
    place = diagnostic.location
    return place.line if place is not None and place.file == of_file.file else 0
