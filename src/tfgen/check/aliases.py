"""One mistake, one diagnostic, also where aliases bring the mistake to several places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tfgen.check import codes
from tfgen.errors import Related

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tfgen.errors import Diagnostic, Location
    from tfgen.loader import Source
    from tfgen.loader.positions import Aliased

_MOST_USES: Final = 3


def tell_once(source: Source, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Join diagnostics that say the same of one value, which is written once and used through aliases.

    What is left stands where the value is written, with some places of its use beside it. A value that is wrong in
    only one of the places where it is used is told there.
    """
    kept: list[Diagnostic] = []
    groups: dict[tuple[str, str, Location], list[tuple[Diagnostic, Aliased | None]]] = {}
    for diagnostic in diagnostics:
        # What is wrong with the YAML was found where it is written.
        aliased = source.aliased(diagnostic.path) if diagnostic.code not in codes.OF_YAML else None
        value = aliased.value if aliased else source.locate(diagnostic.path)
        about = diagnostic.code, diagnostic.message, value
        groups.setdefault(about, []).append((diagnostic, aliased))
    for group in groups.values():
        if any(aliased for _, aliased in group):
            kept.append(_joined(source, group))
        else:
            kept += [diagnostic for diagnostic, _ in group]
    return kept


def _joined(source: Source, group: Sequence[tuple[Diagnostic, Aliased | None]]) -> Diagnostic:
    first, aliased = next((one for one in group if one[1] is None), group[0])
    uses = dict.fromkeys(one.use for _, one in group if one is not None)
    if len(group) == 1 and aliased is not None:
        if not aliased.whole:
            return replace(first, related=(*first.related, Related(aliased.use, "used here")))
        return replace(first, related=(*first.related, Related(aliased.value, "the value is written here")))
    location = first.location
    if aliased is not None and aliased.whole:
        location = aliased.key if first.location == source.locate(first.path, key=True) else aliased.value
    shown = list(uses)[:_MOST_USES]
    more = len(uses) - len(shown)
    words = ["used here"] * len(shown)
    if more:
        words[-1] = f"used here, and in {more} more place{'' if more == 1 else 's'}"
    related = (Related(use, word) for use, word in zip(shown, words, strict=True))
    return replace(first, location=location, related=(*first.related, *related))
