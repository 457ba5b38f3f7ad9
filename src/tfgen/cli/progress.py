"""Progress on a terminal, for work that takes more than a second."""

from __future__ import annotations

import sys
import time

import click

PATIENCE_SECONDS = 1.0
INTERVAL_SECONDS = 0.1


class Progress:
    """A line on standard error that counts; silent where that is no terminal or the work is done sooner."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown = 0.0
        self._terminal = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` are through; `what` says of what: "Writing files"."""
        now = time.monotonic()
        if self._terminal and now - self._started > PATIENCE_SECONDS and now - self._shown > INTERVAL_SECONDS:
            self._shown = now
            click.echo(f"\r\x1b[K{what}: {done:,} of {total:,}", nl=False, err=True)

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._shown = 0.0
            click.echo("\r\x1b[K", nl=False, err=True)
