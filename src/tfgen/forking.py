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
from typing import TYPE_CHECKING, Any, TypeVar

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Item = TypeVar("Item")
Done = TypeVar("Done")

MOST_ALONE = 400
"""Things that one process does; a second one pays off from about here."""

TOGETHER = 16
"""Things that are done at once: so few take little memory, and more would not be quicker. The first of them are done
before the work is shared: what they load and compile, the second process has then, too."""


def in_two(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], Iterable[Done]],
    prepare: Callable[[int], None],
    on_items: Callable[[int], None],
) -> Iterator[Done]:
    """Yield what comes of each item, in their order, some of them at once; `on_items` hears how many are done.

    In the second process `prepare` is called first. What `work` raises there is raised here.
    """
    alone = len(items) <= MOST_ALONE or sys.platform == "win32" or (os.cpu_count() or 1) < 2  # noqa: PLR2004 - two processes
    warm = len(items) if alone else TOGETHER
    for done, some in _together(items[:warm]):
        yield from work(some)
        on_items(done)
    if alone:
        return
    middle = warm + (len(items) - warm) // 2
    counter = mmap.mmap(-1, _COUNT.size)
    # What exists now stays: the collector does not have to look at it, nor copy the memory of it.
    gc.freeze()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _second(items[middle:], work, prepare, counter, writing)
    os.close(writing)
    try:
        for done, some in _together(items[warm:middle]):
            yield from work(some)
            on_items(warm + done + _COUNT.unpack_from(counter)[0])
        with os.fdopen(reading, "rb") as pipe:
            yield from _received(pipe.read())
        on_items(len(items))
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.waitpid(child, 0)
        gc.unfreeze()


_COUNT = struct.Struct("q")


def _together(items: Sequence[Item]) -> Iterator[tuple[int, Sequence[Item]]]:
    """Give some items at a time, with the number of those that are done after them."""
    for start in range(0, len(items), TOGETHER):
        some = items[start : start + TOGETHER]
        yield start + len(some), some


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
    items: Sequence[Any],
    work: Callable[[Any], Iterable[Any]],
    prepare: Callable[[int], None],
    counter: mmap.mmap,
    writing: int,
) -> None:
    """Be the second process; never returns."""
    parent = os.getppid()
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare(1)
        found: list[Any] = []
        try:
            for done, some in _together(items):
                # Without the first process nobody waits for this one, which holds the lock, too.
                if os.getppid() != parent:
                    os._exit(1)
                found += work(some)
                _COUNT.pack_into(counter, 0, done)
            told: tuple[Any, BaseException | None] = (found, None)
        except Exception as error:  # noqa: BLE001 - it is raised again in the first process
            told = ([], error)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(told, pickle.HIGHEST_PROTOCOL))
        os._exit(0)
    finally:
        os._exit(1)


def _received(data: bytes) -> list[Any]:
    if not data:
        raise TfgenError(
            "a process of tfgen's was ended from outside; nothing was written", "run the same command again"
        )
    found: list[Any]
    error: BaseException | None
    found, error = pickle.loads(data)  # noqa: S301 - it comes from a process that was forked here
    if error is not None:
        raise error
    return found
