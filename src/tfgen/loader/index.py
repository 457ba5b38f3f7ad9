"""The places of all nodes of a YAML text, as a tree that mirrors the data."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

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


@dataclass(slots=True)
class Place:
    """A node's offsets into the text, those of its key (its own for list items), and its children.

    An alias has the children of the node that it names, which is `named`.
    """

    start: int
    end: int
    key_start: int
    key_end: int
    children: dict[str, Place] | list[Place] | None = None
    named: Place | None = None


@dataclass(slots=True)
class Index:
    """The place of the top node, and for each repeated key the stretch of the first one, by its own offset."""

    root: Place
    first_keys: dict[int, tuple[int, int]]


def build_index(text: str) -> Index:
    """Index the first document of a text, as far as it can be read.

    Keys count as the builder counts them: the first of two equal ones stands, those that are maps, lists
    or unknown aliases are left out with their values.
    """
    index = Index(Place(0, 0, 0, 0), {})
    top: list[Place] = []
    with suppress(YAMLError):  # the builder reports it
        _read(text, top, index.first_keys)
    if top:
        index.root = top[0]
        index.root.key_start = index.root.key_end = index.root.start
    return index


# One loop on purpose: a call per event would add a third to its time.
def _read(text: str, top: list[Place], first_keys: dict[int, tuple[int, int]]) -> None:  # noqa: C901, PLR0912, PLR0915  # see above
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
            current, key = stack.pop()
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
