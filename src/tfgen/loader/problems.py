"""What is wrong with a YAML text, placed by character offsets: the loader's diagnostics in the making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tfgen.errors import SpecPath


class Problem(NamedTuple):
    """A diagnostic whose place is a pair of offsets into the text, the end one behind the last character.

    `beside` is a second place, with what stands there.
    """

    code: str
    message: str
    hint: str
    start: int
    end: int
    path: SpecPath = ()
    beside: tuple[int, int, str] | None = None


class Duplicate(NamedTuple):
    """A key that its map already has; where the first one stands is found later, and only if needed."""

    name: str
    start: int
    end: int
    path: SpecPath


def problem_at(event: Any, code: str, message: str, hint: str, path: SpecPath = ()) -> Problem:
    """Return a problem that covers a YAML event."""
    return Problem(code, message, hint, event.start_mark.index, event.end_mark.index, path)


def quoted(text: str, limit: int = 60) -> str:
    """Return a text in quotes for a sentence, cut where it is long.

    >>> quoted("roads"), quoted("x" * 10, 7)
    ("'roads'", "'xxxx...'")
    """
    shown = text if len(text) <= limit else text[: limit - 3] + "..."
    return f"'{shown}'"
