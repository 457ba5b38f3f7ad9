"""What several checks ask of one spec, worked out once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import ParamSpec

    from tfgen.check.sound import Data

    Asked = ParamSpec("Asked")

Found = TypeVar("Found")


def kept(find: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """Keep what a function found in the last spec; what is read of a spec is read-only, so the same object is the same.

    All arguments have to be the same objects as the last time.
    """
    last: list[tuple[tuple[object, ...], Found]] = []

    @wraps(find)
    def known(*args: Asked.args, **named: Asked.kwargs) -> Found:
        asked = (*args, *named.values())
        if not last or len(last[0][0]) != len(asked) or any(a is not b for a, b in zip(last[0][0], asked, strict=True)):
            last[:] = [(asked, find(*args, **named))]
        return last[0][1]

    return known


def once(find: Callable[[Data], Iterable[Found]]) -> Callable[[Data], tuple[Found, ...]]:
    """Keep all that a function found in the last spec's data, as `kept` does."""

    @kept
    @wraps(find)
    def all_found(sound: Data) -> tuple[Found, ...]:
        return tuple(find(sound))

    return all_found
