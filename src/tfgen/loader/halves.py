"""A long spec read by two processes, each of which reads half of its agencies."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tfgen.beside import beside
from tfgen.loader.builder import build
from tfgen.loader.chunks import cut
from tfgen.loader.reading import FORBIDDEN_CHARACTER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHORTEST: Final = 100_000
"""Characters from which on a second process pays off: it takes some milliseconds to be there and to tell."""

_SECTION: Final = "agencies"


class Whole(NamedTuple):
    """The data of both halves, and whether each was accepted by itself, and so the whole is."""

    data: Any
    accepted: bool


def read_halves(text: str, accepts: Callable[[Any], bool]) -> Whole | None:
    """Return the data of a long spec without a problem; None where it is short, or has to be read as a whole.

    The first half ends where the second one goes on, with nothing left open, and each has the agencies that it was cut
    to have, in their order: so the whole reads as both do, one behind the other. `accepts` judges a half, which is a
    spec with fewer agencies, and may lack what comes behind them.
    """
    chunks = cut(text) if len(text) >= SHORTEST else None
    if chunks is None or FORBIDDEN_CHARACTER.search(text):
        return None
    ids = list(chunks.agencies)
    middle = len(ids) // 2
    parts = list(chunks.agencies.values())
    second = "".join((chunks.head, *parts[middle:], chunks.tail))
    with beside(lambda: marshal.dumps(_judged(second, ids[middle:], accepts))) as wait:
        begun, begins_well = _judged("".join((chunks.head, *parts[:middle])), ids[:middle], accepts)
        told = wait()
    # It comes from a process that was forked here.
    ended, ends_well = marshal.loads(told) if told else (None, False)  # noqa: S302
    if begun is None or ended is None:
        return None
    return Whole({**ended, _SECTION: {**begun[_SECTION], **ended[_SECTION]}}, begins_well and ends_well)


def _judged(text: str, ids: Sequence[str], accepts: Callable[[Any], bool]) -> tuple[Any, bool]:
    data = _data(text, ids)
    return data, data is not None and accepts(data)


def _data(text: str, ids: Sequence[str]) -> Any:
    """Return the data of a text if there is nothing to tell of it and it has these agencies."""
    built = build(text)
    if built.problems or built.duplicates or built.unread or not isinstance(built.data, dict):
        return None
    agencies = built.data.get(_SECTION)
    return built.data if isinstance(agencies, dict) and list(agencies) == ids else None
