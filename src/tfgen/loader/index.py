"""The places of all nodes of a YAML text, as a tree that mirrors the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from tfgen.loader.anchors import MAX_DEPTH
from tfgen.loader.events import event_source
from tfgen.loader.scalars import composed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.errors import SpecPath


class Place(Struct):
    """A node's offsets into the text, those of its key (its own for list items), and its children.

    An alias has the children of the node that it names, which is `named`.
    """

    start: int
    end: int
    key_start: int
    key_end: int
    children: dict[str, Place] | list[Place] | None = None
    named: Place | None = None


class Index:
    """The places of a text's first document, read as far as they are asked for and the text can be read.

    Keys count as the builder counts them: the first of two equal ones stands, those that are maps, lists
    or unknown aliases are left out with their values.
    """

    __slots__ = ("_first_keys", "_reader", "_top", "_whole")

    def __init__(self, text: str) -> None:
        self._top: list[Place] = []
        self._first_keys: dict[int, tuple[int, int]] = {}
        self._reader = _read(text, self._top, self._first_keys)
        # By identity; the places are kept, since those of repeated keys stand nowhere else.
        self._whole: dict[int, Place | None] = {}

    @property
    def first_keys(self) -> Mapping[int, tuple[int, int]]:
        """For each repeated key the stretch of the first one, by its own offset."""
        self._read_to(())
        return self._first_keys

    def root(self, path: SpecPath) -> Place:
        """Return the place of the top node, with those on the way to a path and, where that exists, all below it."""
        self._read_to(path)
        return self._top[0] if self._top else Place(0, 0, 0, 0)

    def _read_to(self, path: SpecPath) -> None:
        while not self._has(path):
            try:
                place = next(self._reader)
            except (StopIteration, YAMLError):  # the builder reports the error
                self._whole[id(self)] = None
                return
            self._whole[id(place)] = place

    def _has(self, path: SpecPath) -> bool:
        """Whether the first steps of a path, down to where places become whole one by one, have been read."""
        if id(self) in self._whole:
            return True
        place = self._top[0] if self._top and path else None
        for step in path[:_WHOLE_BELOW]:
            children = place.children if place is not None else None
            place = children.get(step) if isinstance(children, dict) and isinstance(step, str) else None
            if place is not None and id(place) in self._whole:
                return True
        return False


_WHOLE_BELOW = 2
"""How deep places are told as they become whole: `agencies.dot` is two steps deep."""


def build_index(text: str) -> Index:
    """Index the first document of a text."""
    return Index(text)


# One loop on purpose: a call per event would add a third to its time.
def _read(text: str, top: list[Place], first_keys: dict[int, tuple[int, int]]) -> Iterator[Place]:  # noqa: C901, PLR0912, PLR0915  # see above
    next_event = event_source(text)
    current = Place(0, 0, 0, 0, top)
    # The key that waits for its value: text (None if left out), start, end.
    key: tuple[str | None, int, int] | None = None
    stack: list[tuple[Place, tuple[str | None, int, int] | None]] = []
    anchors: dict[str, tuple[Place, str | None]] = {}
    last_end = 0
    while True:
        event: Any = next_event()
        kind = event.__class__
        start, end = event.start_mark.index, event.end_mark.index
        written: str | None = None
        children: dict[str, Place] | list[Place] | None = None
        named: Place | None = None
        opens = False
        if kind is ScalarEvent:
            written = composed(event.value)
            last_end = end
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if len(stack) >= MAX_DEPTH:
                return
            opens = True
            children = {} if kind is MappingStartEvent else []
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            # A block "ends" where the next token begins, often lines below its last value.
            last_end = end if end > start else last_end
            current.end = last_end
            closed = current
            current, key = stack.pop()
            if len(stack) <= _WHOLE_BELOW:
                yield closed
            continue
        elif kind is AliasEvent:
            last_end = end
            if event.anchor in anchors:
                named, written = anchors[event.anchor]
                children = named.children
        elif kind is StreamEndEvent or kind is DocumentEndEvent:
            return
        else:
            continue
        place = Place(start, end, start, end, children, named)
        if kind is not AliasEvent and event.anchor is not None:
            anchors[event.anchor] = (place, written)
        siblings: Any = current.children
        after: tuple[str | None, int, int] | None = None
        if siblings.__class__ is list:
            if siblings is top:
                place.key_start = place.key_end = start
            siblings.append(place)
        elif key is None:
            after = (written, start, end)
        else:
            name, place.key_start, place.key_end = key
            if name in siblings:
                first_keys[place.key_start] = siblings[name].key_start, siblings[name].key_end
            elif name is not None:
                siblings[name] = place
        if opens:
            stack.append((current, after))
            current, key = place, None
        else:
            key = after
            if len(stack) <= _WHOLE_BELOW and after is None:
                yield place
