"""What the files of one stack ask of their agency one after the other, found out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tfgen.model import Agency, Dataset, Deployment

Found = TypeVar("Found")
Item = TypeVar("Item")

_MOST_DATASETS = 64
"""Data sets that are remembered: those of an agency, which has them in one environment after the other."""

_MOST_ROWS = 64
"""Rows that are remembered by each function: stacks come in few forms."""


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


def remembered_of_both(find: Callable[[Deployment, Agency], Found]) -> Callable[[Deployment, Agency], Found]:
    """Keep what was found for the last agency in the last deployment."""
    last: tuple[Deployment, Agency] | None = None
    found: Found

    def answer(deployment: Deployment, agency: Agency) -> Found:
        nonlocal last, found
        if last is None or last[0] is not deployment or last[1] is not agency:
            last, found = (deployment, agency), find(deployment, agency)
        return found

    return answer


def remembered_of_dataset(find: Callable[[Dataset], Found]) -> Callable[[Dataset], Found]:
    """Keep what was found for the last data sets: most are the same objects in all environments of an agency."""
    known: dict[int, tuple[Dataset, Found]] = {}

    def answer(dataset: Dataset) -> Found:
        # The data set is kept, too: its identity is its own as long as it is there.
        kept = known.get(id(dataset))
        if kept is None:
            if len(known) >= _MOST_DATASETS:
                known.clear()
            kept = known[id(dataset)] = (dataset, find(dataset))
        return kept[1]

    return answer


class Shared(tuple[Item, ...]):
    """A tuple that is made once for the same elements: what is made of one and the same is the same."""

    __slots__ = ()


def remembered_of_all(find: Callable[[tuple[Item, ...]], Found]) -> Callable[[tuple[Item, ...]], Found]:
    """Keep what was found for a row of things: most stacks have the same objects in it."""
    known: dict[tuple[int, ...], tuple[tuple[Item, ...], Found]] = {}

    def answer(items: tuple[Item, ...]) -> Found:
        key = tuple(map(id, items))
        kept = known.get(key)
        if kept is None:
            if len(known) >= _MOST_ROWS:
                known.clear()
            kept = known[key] = (items, find(items))
        return kept[1]

    return answer
