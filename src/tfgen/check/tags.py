"""Tags that would overwrite each other, or that AWS would refuse."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.sound import Data, at, maps
from tfgen.errors import Diagnostic, Related

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

_SYMBOLS = frozenset(" _.:/=+-@")


def check_tags(source: Source, sound: Data) -> list[Diagnostic]:
    """Find tags that tfgen sets itself, that differ in case only, or whose value has characters AWS refuses.

    IAM compares tag keys without regard to case: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    """
    return list(_problems(source, sound))


def _problems(source: Source, sound: Data) -> Iterator[Diagnostic]:
    known = {key: (key, origin) for key, origin in FIXED.items()}
    for path, tags in _all_tags(sound):
        seen = dict(known)
        for key, value in tags.items():
            first, origin = seen.setdefault(key.casefold(), (key, ""))
            here = (*path, key)
            if origin:
                message = f"the tag '{key}' is set by {origin}"
                place = source.locate(here, key=True)
                yield Diagnostic(codes.TAG_CLASH, message, "give this tag another key", here, place)
            elif first != key:
                message = f"the tags '{first}' and '{key}' differ in case only, and IAM takes them for one"
                place, other = (source.locate(about, key=True) for about in (here, (*path, first)))
                related = (Related(other, "first defined here"),)
                yield Diagnostic(codes.TAG_CLASH, message, "keep one of them", here, place, related=related)
            odd = [c for c in value if not _allowed(c)] if isinstance(value, str) else []
            if odd:
                message = f"a tag value cannot hold '{odd[0]}' (U+{ord(odd[0]):04X})"
                hint = "use letters, digits, spaces and _ . : / = + - @"
                yield Diagnostic(codes.TAG_CLASH, message, hint, here, source.locate(here))


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
