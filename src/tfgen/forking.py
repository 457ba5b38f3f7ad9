"""Work on many things: in two processes where there are enough of them, and without the garbage collector."""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import pickle
import signal
import struct
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Item = TypeVar("Item")
Done = TypeVar("Done")

MOST_ALONE = 400
"""Things that one process does; a second one pays off from about here."""

TOGETHER = 32
"""Things that are done at once: so few take little memory, and more would not be quicker."""

_MOST_ROWS = 4000
"""Rows whose numbers go into a pipe at once, whatever the system: macOS has room for 16 kB."""

_NUMBER = struct.Struct("I")
_COUNT = struct.Struct("q")

_Told = tuple[dict[int, list[Any]], tuple[int, Exception] | None]
"""What came of rows, by their numbers, and the row that failed with what was raised for it."""


def in_two(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], Iterable[Done]],
    prepare: Callable[[int], None],
    on_items: Callable[[int], None],
) -> list[Done]:
    """Return what comes of each item, in their order; `work` gets a row of them, `on_items` hears how many are done.

    Each of two processes takes the next row when it is done with one; in the second one `prepare` is called first.
    Raised is what `work` raises for the first row for which it does.
    """
    size = max(TOGETHER, -(-len(items) // _MOST_ROWS))
    rows = [items[start : start + size] for start in range(0, len(items), size)]
    if len(items) <= MOST_ALONE or sys.platform == "win32" or (os.cpu_count() or 1) < 2:  # noqa: PLR2004 - two processes
        done: list[Done] = []
        for row in rows:
            done += work(row)
            on_items(len(done))
        return done
    counter = mmap.mmap(-1, _COUNT.size)
    # What exists now stays: the collector does not have to look at it, nor copy the memory of it.
    gc.freeze()
    queue = _queue(len(rows))
    share = partial(_share, rows, queue, work)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _second(share, prepare, counter, writing)
    os.close(writing)
    try:
        mine = share(lambda count: on_items(count + _COUNT.unpack_from(counter)[0]))
        with os.fdopen(reading, "rb") as pipe:
            theirs = _received(pipe.read())
        on_items(len(items))
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(queue)
        os.waitpid(child, 0)
        gc.unfreeze()
    failures = sorted((one for _, one in (mine, theirs) if one is not None), key=lambda one: one[0])
    if failures:
        raise failures[0][1]
    found = mine[0] | theirs[0]
    return [one for number in range(len(rows)) for one in found[number]]


def _queue(count: int) -> int:
    """Return a pipe with the numbers of rows, from which each of two processes takes the next."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(map(_NUMBER.pack, range(count))))
    os.close(writing)
    return reading


def _share(
    rows: Sequence[Sequence[Any]],
    queue: int,
    work: Callable[[Sequence[Any]], Iterable[Any]],
    on_items: Callable[[int], None],
) -> _Told:
    """Do rows until none is left, or one fails; then the other process stops, too, with the one that it is at."""
    found: dict[int, list[Any]] = {}
    count = 0
    while token := os.read(queue, _NUMBER.size):
        (number,) = _NUMBER.unpack(token)
        try:
            found[number] = list(work(rows[number]))
        except Exception as error:  # noqa: BLE001 - it is raised where both are done
            while os.read(queue, 1 << 16):
                pass
            return found, (number, error)
        count += len(rows[number])
        on_items(count)
    return found, None


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector out of work that makes many objects and no garbage: it takes a sixth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # What was made is no younger than all else: the collector would look at each of it at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _second(
    share: Callable[[Callable[[int], None]], _Told],
    prepare: Callable[[int], None],
    counter: mmap.mmap,
    writing: int,
) -> None:
    """Be the second process; never returns."""
    parent = os.getppid()

    def on_items(count: int) -> None:
        # Without the first process nobody waits for this one, which holds the lock, too.
        if os.getppid() != parent:
            os._exit(1)
        _COUNT.pack_into(counter, 0, count)

    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare(1)
        told = share(on_items)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(told, pickle.HIGHEST_PROTOCOL))
        os._exit(0)
    finally:
        os._exit(1)


def _received(data: bytes) -> _Told:
    if not data:
        raise TfgenError(
            "a process of tfgen's was ended from outside; nothing was written", "run the same command again"
        )
    told: _Told = pickle.loads(data)  # noqa: S301 - it comes from a process that was forked here
    return told
