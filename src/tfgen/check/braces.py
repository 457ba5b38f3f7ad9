"""Between braces a comma ends any text, and a ':' without a space ends no key: one mistake each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.schema_values import Finding
from tfgen.check.sound import value_at
from tfgen.check.wording import as_quoted, shown
from tfgen.errors import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_OF_KEYS: Final = frozenset({codes.SCHEMA_UNKNOWN_KEY, codes.SCHEMA_PATTERN})
_TIGHT: Final = re.compile(r"([A-Za-z][\w-]*):(?=\S)")
"""What would be a key, were there a space behind it."""


def join_tight(findings: Iterable[Finding], source: Source) -> Sequence[Finding]:
    """Put one finding in the place of those about a key that is really a key and its value, as `{ raw_days:30 }` has.

    It has no value, is refused for that or for its name, and what it was to be is missing.
    """
    kept = list(findings)
    for finding in list(kept):
        *path, key = finding.about or (0,)
        tight = _TIGHT.match(key) if isinstance(key, str) and not finding.missing else None
        if tight is None or value_at(source.data, finding.about) is not None:
            continue
        name, place = tight[1], tuple(path)
        message = f"{shown(key)} is all a key here, since no space stands behind the ':'"
        hint = f"put a space behind {shown(tight[0])}"
        gone: tuple[SpecPath, ...] = (finding.about, (*place, name))
        kept = [one for one in kept if one.about not in gone and not (one.path == place and one.key == name)]
        kept.append(Finding(codes.SCHEMA_UNKNOWN_KEY, message, hint, place, str(key), meant=name))
    return kept


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
        cut: SpecPath = (*finding.path, before)
        end: SpecPath = (*finding.path, str(finding.key))
        first, last = source.locate(cut), source.locate(end, key=True)
        if first.line != last.line or _TIGHT.match(str(finding.key)):
            continue
        whole = source.text_at(Location(first.file, first.line, first.column, last.end_line, last.end_column))
        message = f"the comma in front of {shown(finding.key)} ends the value of {shown(before)} here"
        hint = f"between braces, put text that has a comma in it in quotes: {as_quoted(whole)}"
        kept = [one for one in kept if one.about not in {cut, end}]
        # About the value, so that what is left of it is not judged.
        kept.append(Finding(codes.SCHEMA_TYPE, message, hint, cut, until=end))
    return kept


def _before(holder: Any, key: str | None) -> str | None:
    keys = list(holder)
    index = keys.index(key)
    return keys[index - 1] if index else None
