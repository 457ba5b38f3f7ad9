"""Names that differ so little that one of them is probably a slip of the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST: Final = 8
_SHORTEST_WORD: Final = 5
_SHORTEST_BARE: Final = 4
_SEPARATORS: Final = re.compile(r"[\s_-]+")


class Near(NamedTuple):
    """Two names, in the order in which they were given, and how they differ, to end a sentence."""

    first: str
    second: str
    difference: str


def near_pairs(names: Iterable[str]) -> Iterator[Near]:
    """Give each name that is nearly an earlier one, once, with the first such.

    Near are names that differ in letter case, spaces, hyphens and underscores only, and names of 8 characters
    or more where one slip of the fingers (a letter more, less, changed, or two swapped) makes one the other.
    Digits and short words are no slips: `plan_2024` and `plan_2025`, `zone_a` and `zone_b` are meant. Takes
    time in proportion to the names, not to their pairs.

    >>> [pair.difference for pair in near_pairs(["road_works", "roadworks", "traffic_counts", "trafic_counts"])]
    ['they differ in letter case, spaces, hyphens or underscores only', 'one letter is left out']
    >>> list(near_pairs(["plan_2024", "plan_2025", "zone_a", "zone_b", "dot", "dop"]))
    []
    """
    plain: dict[str, str] = {}
    slips: dict[str, list[str]] = {}
    for name in names:
        bare = _SEPARATORS.sub("", name.casefold())
        if len(bare) < _SHORTEST_BARE:
            continue
        if bare in plain:
            yield Near(plain[bare], name, "they differ in letter case, spaces, hyphens or underscores only")
            continue
        plain[bare] = name
        if len(name) < _SHORTEST:
            continue
        folded = name.casefold()
        # A slip concerns letters: numbers that differ are no reason to look closer.
        variants = {folded} | {folded[:at] + folded[at + 1 :] for at, letter in enumerate(folded) if letter.isalpha()}
        others = dict.fromkeys(other for variant in variants for other in slips.get(variant, ()))
        for other in others:
            slip = _slip(other.casefold(), folded)
            if slip is not None:
                yield Near(other, name, slip)
                break
        for variant in variants:
            slips.setdefault(variant, []).append(name)


def _slip(first: str, second: str) -> str | None:
    """Say which slip of the fingers makes a long word of one that of the other; None if it takes more than one."""
    words, others = _SEPARATORS.split(first), _SEPARATORS.split(second)
    if len(words) != len(others):
        return None
    differing = [(word, other) for word, other in zip(words, others, strict=True) if word != other]
    if len(differing) != 1:
        return None
    word, other = differing[0]
    if min(len(word), len(other)) < _SHORTEST_WORD:
        return None
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, other_rest = word[start:], other[start:]
    slip = None
    if not (rest[:1] + other_rest[:1]).isalpha():
        slip = None
    elif rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]:
        slip = "two letters are swapped"
    elif rest[1:] == other_rest[1:]:
        slip = "one letter differs"
    elif rest[1:] == other_rest or rest == other_rest[1:]:
        slip = "one letter is left out"
    return slip
