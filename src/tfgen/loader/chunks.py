"""The text of a spec, cut where each agency begins, so that one of them can be read without the others."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

# A pattern that begins with a line break is looked for at line breaks alone; one that begins with `^`, everywhere.
_SECTION: Final = re.compile(r"\nagencies:[ ]*(?:#[^\n]*)?(?=\n)")
_NEXT_KEY: Final = re.compile(r"\n(?=[^\s#])")
_FIRST_LINE: Final = re.compile(r"\n( +)[^\s#]")
_ID: Final = re.compile(r"[a-z][a-z0-9_]*(?=:[ ]*(?:#[^\n]*)?\n)")
_ANCHOR: Final = re.compile(r"&(?<=[\s\[{,:?-]&)\S")


class Chunks(NamedTuple):
    """What stands before the first agency, the text of each, from its key on, and what stands behind them."""

    head: str
    agencies: dict[str, str]
    tail: str


# A spec is cut to be read, and once more where what is known of it is kept.
@lru_cache(1)
def cut(text: str) -> Chunks | None:
    """Cut a spec; None where that is not sure: an anchor, which other chunks may use, or agencies in braces.

    Whether each cut is between two agencies, only who has read the whole can say: then the ids are those of its data,
    in their order. A line inside a text that looks like an agency's first one would be one more.
    """
    # Each line stands behind a line break, the first one, too.
    whole = f"\n{text}"
    sections = [match.end() for match in _SECTION.finditer(whole)]
    if len(sections) != 1 or "\r" in text or not text.endswith("\n") or _ANCHOR.search(whole):
        return None
    start = sections[0]
    behind = _NEXT_KEY.search(whole, start)
    stop = behind.start() + 1 if behind else len(whole)
    first = _FIRST_LINE.search(whole, start, stop)
    if first is None:
        return None
    places = [start + match.end() for match in re.finditer(rf"\n{first[1]}(?![ \n#])", whole[start:stop])]
    agencies: dict[str, str] = {}
    for place, following in zip(places, [*places[1:], stop + len(first[1])], strict=True):
        key = _ID.match(whole, place)
        if key is None or key[0] in agencies:
            return None
        agencies[key[0]] = whole[place - len(first[1]) : following - len(first[1])]
    return Chunks(whole[1 : places[0] - len(first[1])], agencies, whole[stop:])
