"""How many stacks may work side by side."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAITING_PER_JOB = 3  # a waiting terraform and its provider need no processor, but some 400 MB of memory


class Slots:
    """Lets `jobs` stacks work at a time; a stack that only waits may lend its slot to another meanwhile."""

    def __init__(self, jobs: int) -> None:
        self._working = threading.Semaphore(jobs)
        self._waiting = threading.Semaphore(jobs * _WAITING_PER_JOB)

    @contextmanager
    def work(self) -> Iterator[Slot]:
        """Hold a slot within the block."""
        self._working.acquire()
        slot = Slot(self._working, self._waiting)
        try:
            yield slot
        finally:
            slot.give_back()


class Slot:
    """One stack's right to work."""

    def __init__(self, working: threading.Semaphore, waiting: threading.Semaphore) -> None:
        self._working = working
        self._waiting = waiting
        self._held = working

    def lend(self) -> None:
        """Let another stack work from now on, unless too many wait already."""
        if self._held is self._working and self._waiting.acquire(blocking=False):
            self._held = self._waiting
            self._working.release()

    def give_back(self) -> None:
        """End the right to work."""
        self._held.release()
