"""Commas in unquoted text between braces: one mistake, which cuts the text and makes a key of its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check import codes
from tfgen.check.schema_values import Finding
from tfgen.check.sound import value_at
from tfgen.check.wording import as_quoted, shown
from tfgen.errors import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tfgen.loader import Source


def join_cut_text(findings: Iterable[Finding], source: Source) -> Sequence[Finding]:
    """Put one finding in the place of those about a key that is really the end of the text in front of it.

    Such a key has no value and is refused, as the `2)` of `{ price: decimal(10,2) }` is.
    """
    kept = list(findings)
    refused = [one for one in kept if one.key is not None and not one.missing and one.code in _OF_KEYS]
    for finding in refused:
        holder: Any = value_at(source.data, finding.path)
        before = _before(holder, finding.key)
        if before is None or holder[finding.key] is not None or not isinstance(holder[before], str):
            continue
        first, last = source.locate((*finding.path, before)), source.locate((*finding.path, str(finding.key)), key=True)
        if first.line != last.line:
            continue
        whole = source.text_at(Location(first.file, first.line, first.column, last.end_line, last.end_column))
        message = (
            f"{shown(finding.key)} is a key here, since the comma in front of it ends the value of {shown(before)}"
        )
        hint = f"between braces, put text that has a comma in it in quotes: {as_quoted(whole)}"
        gone = ((*finding.path, before), (*finding.path, finding.key))
        kept = [one for one in kept if one.about not in gone]
        kept.append(Finding(codes.SCHEMA_TYPE, message, hint, finding.path, finding.key))
    return kept


_OF_KEYS = frozenset({codes.SCHEMA_UNKNOWN_KEY, codes.SCHEMA_PATTERN})


def _before(holder: Any, key: str | None) -> str | None:
    keys = list(holder)
    index = keys.index(key)
    return keys[index - 1] if index else None
