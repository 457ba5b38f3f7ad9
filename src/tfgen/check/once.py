"""What several checks ask of one spec, worked out once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tfgen.check.sound import Data

    Found = TypeVar("Found")


def once(find: Callable[[Data], Iterable[Found]]) -> Callable[[Data], tuple[Found, ...]]:
    """Keep what a function found in the last spec; the data of a spec is read-only, so the same object is the same."""
    last: list[tuple[Data, tuple[Found, ...]]] = []

    @wraps(find)
    def known(sound: Data) -> tuple[Found, ...]:
        if not last or last[0][0] is not sound:
            last[:] = [(sound, tuple(find(sound)))]
        return last[0][1]

    return known
