"""What the files of one stack ask of their agency one after the other, found out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tfgen.model import Agency

Found = TypeVar("Found")


def remembered(find: Callable[[Agency], Found]) -> Callable[[Agency], Found]:
    """Keep what was found for the last agency: it is frozen, so the same object gives the same answer."""
    last: Agency | None = None
    found: Found

    def answer(agency: Agency) -> Found:
        nonlocal last, found
        if agency is not last:
            last, found = agency, find(agency)
        return found

    return answer
