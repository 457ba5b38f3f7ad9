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
    from collections.abc import Callable, Iterator, Sequence

Item = TypeVar("Item")
Done = TypeVar("Done")

MOST_ALONE = 400
"""Things that one process does; a second one pays off from about here."""

WARM_UP = 12
"""Things that are done before the work is shared: what they load and compile, the second process has then, too."""


def in_two(
    items: Sequence[Item],
    work: Callable[[Item], Done],
    prepare: Callable[[int], None],
    on_item: Callable[[int], None],
) -> Iterator[Done]:
    """Yield what comes of each item, in their order; `on_item` hears how many are done.

    In the second process `prepare` is called first. What `work` raises there is raised here.
    """
    alone = len(items) <= MOST_ALONE or sys.platform == "win32" or (os.cpu_count() or 1) < 2  # noqa: PLR2004 - two processes
    warm = len(items) if alone else WARM_UP
    for done, item in enumerate(items[:warm], start=1):
        yield work(item)
        on_item(done)
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
        for done, item in enumerate(items[warm:middle], start=warm + 1):
            yield work(item)
            on_item(done + _COUNT.unpack_from(counter)[0])
        with os.fdopen(reading, "rb") as pipe:
            yield from _received(pipe.read())
        on_item(len(items))
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.waitpid(child, 0)
        gc.unfreeze()


_COUNT = struct.Struct("q")


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
    items: Sequence[Any], work: Callable[[Any], Any], prepare: Callable[[int], None], counter: mmap.mmap, writing: int
) -> None:
    """Be the second process; never returns."""
    parent = os.getppid()
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare(1)
        found: list[Any] = []
        try:
            for item in items:
                # Without the first process nobody waits for this one, which holds the lock, too.
                if os.getppid() != parent:
                    os._exit(1)
                found.append(work(item))
                _COUNT.pack_into(counter, 0, len(found))
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
