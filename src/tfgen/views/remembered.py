"""What the files of a stack ask of their agency one after the other, found out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tfgen.model import Agency, Deployment

Found = TypeVar("Found")
Item = TypeVar("Item")

_MOST = 256
"""Answers that each function remembers: more than the stacks that are rendered together ask for."""


def remembered(find: Callable[[Item], Found]) -> Callable[[Item], Found]:
    """Keep what was found for the last agencies or data sets: being frozen, the same object gives the same answer.

    Most data sets are the same objects in all environments of an agency.
    """
    known: dict[int, tuple[Item, Found]] = {}

    def answer(item: Item) -> Found:
        # A stack asks fifty times: what follows, with a row of one, would take twice as long.
        kept = known.get(id(item))
        if kept is None:
            if len(known) >= _MOST:
                known.clear()
            # The item is kept, too: its identity is its own as long as it is there.
            kept = known[id(item)] = (item, find(item))
        return kept[1]

    return answer


def remembered_of_all(find: Callable[[tuple[Item, ...]], Found]) -> Callable[[tuple[Item, ...]], Found]:
    """Keep what was found for a row of things: most stacks have the same objects in it."""
    known: dict[tuple[int, ...], tuple[tuple[Item, ...], Found]] = {}

    def answer(items: tuple[Item, ...]) -> Found:
        key = tuple(map(id, items))
        kept = known.get(key)
        if kept is None:
            if len(known) >= _MOST:
                known.clear()
            kept = known[key] = (items, find(items))
        return kept[1]

    return answer


def remembered_of_both(find: Callable[[Deployment, Agency], Found]) -> Callable[[Deployment, Agency], Found]:
    """Keep what was found for the last agencies in their deployments."""
    found: Callable[[tuple[Any, ...]], Found] = remembered_of_all(lambda both: find(*both))
    return lambda deployment, agency: found((deployment, agency))


class Shared(tuple[Item, ...]):
    """A tuple that is made once for the same elements: what is made of one and the same is the same."""

    __slots__ = ()
