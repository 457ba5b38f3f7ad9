"""The terraform processes of a run: each in its own process group, and all of them ended when the run is."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

GRACE = 5.0
"""Seconds that terraform and its providers have between interrupt and kill."""


class Stopped(Exception):  # noqa: N818 -- no error: the run was told to end
    """The run ends: no further process may start."""


class Children:
    """Starts processes and can end all of them at once, from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._stopped = False

    @contextmanager
    def start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> Iterator[subprocess.Popen[str]]:
        """Run a command within the block; its standard output and error arrive together, as text.

        Whatever is left of its process group at the end of the block is killed. Raises Stopped once `stop` was
        called.
        """
        with self._lock:
            if self._stopped:
                raise Stopped
            # A session of its own keeps the terminal's Ctrl-C away: the run itself decides what is interrupted.
            child = subprocess.Popen(
                list(command),
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            self._running.add(child)
        try:
            with child:
                try:
                    yield child
                finally:
                    if child.poll() is None:
                        _signal(child, signal.SIGKILL)
        finally:
            _signal(child, signal.SIGKILL)
            with self._lock:
                self._running.discard(child)

    def check(self) -> None:
        """Raise Stopped once `stop` was called."""
        if self._stopped:
            raise Stopped

    def stop(self, grace: float = GRACE) -> None:
        """Interrupt all processes, kill those that still run after `grace` seconds, and let no other start."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        try:
            for child in running:
                _signal(child, signal.SIGINT)
            deadline = time.monotonic() + grace
            for child in running:
                with suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.0, deadline - time.monotonic()))
        finally:  # a second interrupt ends the patience, not the duty
            for child in running:
                _signal(child, signal.SIGKILL)


def _signal(child: subprocess.Popen[str], number: int) -> None:
    """Signal the process group; it keeps its number as long as one process of it lives."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
