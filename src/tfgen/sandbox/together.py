"""Tasks in threads of their own, ended together."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tfgen.sandbox.children import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tfgen.sandbox.children import Children


_ATTENTION = 0.2
"""Seconds until an interrupt is noticed at the latest."""


def all_at_once(tasks: Iterable[Callable[[], None]], children: Children) -> None:
    """Run tasks in threads until all are over.

    The first exception, in a thread or as an interrupt of the caller's, stops the processes that the tasks have
    started, lets the threads end, and passes.
    """
    failures: list[BaseException] = []

    def guarded(task: Callable[[], None]) -> None:
        try:
            task()
        except Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 -- raised again in the caller's thread
            failures.append(error)
            children.stop()

    threads = [threading.Thread(target=guarded, args=(task,), daemon=True) for task in tasks]
    try:
        for thread in threads:
            thread.start()
        _wait_for(threads)
    except BaseException:
        children.stop()
        for thread in threads:
            if thread.ident:
                thread.join()
        raise
    if failures:
        raise failures[0]


def _wait_for(threads: Iterable[threading.Thread]) -> None:
    """Wait, awake now and then: the system may give an interrupt to any thread, and Python tells it to this one."""
    for thread in threads:
        while thread.is_alive():
            thread.join(_ATTENTION)
