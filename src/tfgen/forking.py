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

from tfgen.beside import beside
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
    queue = _queue(len(rows))
    share = partial(_share, rows, queue, work)
    parent = os.getpid()
    # What exists now stays: the collector does not have to look at it, nor copy the memory of it.
    gc.freeze()
    try:
        with beside(lambda: _second(share, prepare, counter, parent)) as wait:
            mine = share(lambda count: on_items(count + _COUNT.unpack_from(counter)[0]))
            told = wait()
    finally:
        os.close(queue)
        gc.unfreeze()
    if not told:
        raise TfgenError(
            "a process of tfgen's was ended from outside; nothing was written", "run the same command again"
        )
    theirs: _Told = pickle.loads(told)  # noqa: S301 - it comes from a process that was forked here
    on_items(len(items))
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
    parent: int,
) -> bytes:
    """Do rows in the second process; returns what came of them as it goes through a pipe."""

    def on_items(count: int) -> None:
        # Without the first process nobody waits for this one, which holds the lock, too.
        if os.getppid() != parent:
            os._exit(1)
        _COUNT.pack_into(counter, 0, count)

    if os.getpid() != parent:  # where no process could be made, nothing is left to do
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare(1)
    found, failure = share(on_items)
    if failure is not None and not _goes_through(failure[1]):
        import traceback  # noqa: PLC0415 - nobody should need it

        failure = failure[0], RuntimeError("".join(traceback.format_exception(failure[1])))
    return pickle.dumps((found, failure), pickle.HIGHEST_PROTOCOL)


def _goes_through(error: Exception) -> bool:
    """Whether an exception can be raised in another process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - it was made here
    except Exception:  # noqa: BLE001 - whatever its class has to say
        return False
    return True
