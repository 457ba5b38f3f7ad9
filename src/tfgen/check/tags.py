"""Tags that would meet another spelling of themselves, that tfgen sets, or that AWS would refuse."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.sound import Data, at, maps
from tfgen.errors import Diagnostic, Related
from tfgen.lifecycle import environments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

FIXED = {
    "agency": "the agency's id",
    "application": "platform.application",
    "environment": "the environment's name",
    "owner": "platform.owner",
    "repository": "platform.repository",
    "zone": "tfgen, for each bucket",
}
"""Tags that tfgen sets, and from what."""

_Spellings = dict[str, dict[str, "SpecPath"]]
"""By its lower-case form, the spellings of a key and where each stands."""

_SYMBOLS = frozenset(" _.:/=+-@")


def check_tags(source: Source, sound: Data) -> list[Diagnostic]:
    """Find tags that tfgen sets itself, that differ in case only, or whose value has characters AWS refuses.

    IAM compares tag keys without regard to case: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    """
    return [*_problems(source, sound), *_clashes(source, sound)]


def _problems(source: Source, sound: Data) -> Iterator[Diagnostic]:
    for path, tags in _all_tags(sound):
        for key, value in tags.items():
            here = (*path, key)
            if key.casefold() in FIXED:
                message = f"the tag '{key}' is set by {FIXED[key.casefold()]}"
                place = source.locate(here, key=True)
                yield Diagnostic(codes.TAG_CLASH, message, "give this tag another key", here, place)
            odd = [c for c in value if not _allowed(c)] if isinstance(value, str) else []
            if odd:
                message = f"a tag value cannot hold '{odd[0]}' (U+{ord(odd[0]):04X})"
                hint = "use letters, digits, spaces and _ . : / = + - @"
                yield Diagnostic(codes.TAG_CLASH, message, hint, here, source.locate(here))


def _clashes(source: Source, sound: Data) -> Iterator[Diagnostic]:
    for here, before in _second_spellings(sound).items():
        first, key = before[-1], here[-1]
        message = f"the tags '{first}' and '{key}' differ in case only, and IAM takes them for one"
        same_map = here[:-1] == before[:-1]
        hint = "keep one of them" if same_map else "spell the two alike, and this value replaces the other one"
        place, other = (source.locate(about, key=True) for about in (here, before))
        related = (Related(other, "first defined here"),)
        yield Diagnostic(codes.TAG_CLASH, message, hint, here, place, related=related)


def _second_spellings(sound: Data) -> dict[SpecPath, SpecPath]:
    """Return where a key gets another spelling than one that it meets on a resource, and where that stands.

    A layer that repeats a spelling of one below it, to replace the value, is not to blame for a third one.
    """
    layers = {path[:-1]: tags for path, tags in _all_tags(sound)}
    found: dict[SpecPath, SpecPath] = {}
    judged: set[SpecPath] = set()
    environments = dict(maps(at(sound, "environments")))
    agencies = [(agency, environments_of(data, environments)) for agency, data in maps(at(sound, "agencies"))]
    # Those of the defaults meet the environment's own, whatever agencies there are yet.
    for name in environments_of({}, environments):
        shared: list[SpecPath] = [
            ("platform",),
            ("environments", name),
            ("defaults",),
            ("defaults", "environments", name),
        ]
        below: _Spellings = {}
        for holder in shared:
            below = _laid(below, holder, layers.get(holder, {}), found)
        judged.update(shared)
        for agency, own in agencies:
            if name in own:
                above = below
                for holder in (("agencies", agency), ("agencies", agency, "environments", name)):
                    if holder in layers:
                        above = _laid(above, holder, layers[holder], found)
                        judged.add(holder)
    for holder in layers.keys() - judged:  # what is deployed nowhere meets nothing but itself
        _laid({}, holder, layers[holder], found)
    return found


def _laid(below: _Spellings, holder: SpecPath, tags: Data, found: dict[SpecPath, SpecPath]) -> _Spellings:
    """Return the spellings with those of one more layer, and note which of them differ from what is below."""
    known = dict(below)
    for key in tags:
        folded, here = key.casefold(), (*holder, "tags", key)
        spelt = known.get(folded, {})
        if spelt and key not in spelt and folded not in FIXED:
            found.setdefault(here, next(iter(spelt.values())))
        known[folded] = spelt if key in spelt else {**spelt, key: here}
    return known


def _all_tags(sound: Data) -> Iterator[tuple[SpecPath, Data]]:
    holders: list[SpecPath] = [("platform",), ("defaults",)]
    holders += [("environments", name) for name, _ in maps(at(sound, "environments"))]
    holders += [("defaults", "environments", name) for name, _ in maps(at(sound, "defaults", "environments"))]
    for agency, data in maps(at(sound, "agencies")):
        holders.append(("agencies", agency))
        holders += [("agencies", agency, "environments", name) for name, _ in maps(data.get("environments"))]
    for holder in holders:
        tags = at(sound, *map(str, holder), "tags")
        if isinstance(tags, dict):
            yield (*holder, "tags"), tags


def _allowed(character: str) -> bool:
    return character in _SYMBOLS or unicodedata.category(character)[0] in "LNZ"
