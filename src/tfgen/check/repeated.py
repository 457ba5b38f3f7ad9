"""What is told more than once of one mistake: a name that is not there in several places, a key that stands twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tfgen.check import codes
from tfgen.check.sound import at
from tfgen.errors import Related

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.errors import Diagnostic, SpecPath
    from tfgen.loader import Source

_REFERENCES: Final = frozenset(
    {codes.UNKNOWN_AGENCY, codes.UNKNOWN_COLUMN, codes.UNKNOWN_DATASET, codes.UNKNOWN_ENVIRONMENT}
)

_OF_ALL: Final = frozenset({codes.UNKNOWN_AGENCY, codes.UNKNOWN_ENVIRONMENT})
"""Whose ids mean the same in every agency."""


def without_doubled(source: Source, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Leave out that a key has no value where it stands a second time, and may have one there."""
    empty = {path for path in source.doubled if _is_empty(source, path)}
    return [one for one in diagnostics if one.code != codes.SCHEMA_TYPE or one.path not in empty]


def _is_empty(source: Source, path: SpecPath) -> bool:
    holder = at(source.data, *map(str, path[:-1]))
    return isinstance(holder, dict) and path[-1] in holder and holder[path[-1]] is None


def join_repeated(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Put one diagnostic, with the other places, in the place of those that say the same of one name.

    The diagnostics are in the order of the file.
    """
    kept: list[Diagnostic] = []
    first: dict[tuple[str, str, SpecPath], int] = {}
    others: dict[int, list[Diagnostic]] = {}
    for one in diagnostics:
        if one.code in _REFERENCES:
            # What is missing is one mistake, wherever it is named; what is misspelt in each agency is one in each.
            scope = () if one.code in _OF_ALL and not one.hint.startswith("did you mean") else one.path[:2]
            number = first.setdefault((one.message, one.hint, scope), len(kept))
            if number < len(kept):
                others.setdefault(number, []).append(one)
                continue
        kept.append(one)
    for number, more in others.items():
        one = kept[number]
        places = tuple(Related(each.location, "named here, too") for each in more if each.location is not None)
        kept[number] = replace(one, related=(*one.related, *places))
    return kept
