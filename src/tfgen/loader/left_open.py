"""What is left open at the end of what can be read of broken YAML: brackets and quotes."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, Final

from yaml.error import YAMLError
from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from tfgen.loader.events import event_source

_OPENING: Final = re.compile(r"(?:[&!]\S*\s+)*([\[{])")


def last_quoted(text: str) -> tuple[int, int] | None:
    """Return where the last value in quotes begins and ends that can be read, None if the last value has none."""
    last: Any = None
    with suppress(YAMLError):
        next_event = event_source(text)
        event: Any = None
        while event.__class__ is not StreamEndEvent:
            event = next_event()
            last = event if event.__class__ is ScalarEvent else None
    if last is None or last.style not in {'"', "'"}:
        return None
    return last.start_mark.index, last.end_mark.index


def unclosed(text: str) -> int | None:
    """Return where the innermost bracket opens that is open at the end of what can be read, None if none is.

    >>> unclosed("a: [b, {c: ["), unclosed("a: [b]")
    (11, None)
    """
    opened: list[int | None] = []
    with suppress(YAMLError):
        next_event = event_source(text)
        kind: type | None = None
        while kind is not StreamEndEvent:
            event: Any = next_event()
            kind = event.__class__
            if kind in {MappingStartEvent, SequenceStartEvent}:
                bracket = _OPENING.match(text, event.start_mark.index)
                opened.append(bracket.start(1) if bracket else None)
            elif kind in {MappingEndEvent, SequenceEndEvent}:
                opened.pop()
    return next((start for start in reversed(opened) if start is not None), None)
