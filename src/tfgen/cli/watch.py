"""`tfgen render --watch`: renders again whenever an input changes, until Ctrl-C."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

INTERRUPTED = 130
"""What shells give for a process that Ctrl-C ended."""

MOST_NAMED = 3


def watch(run: Callable[[str], None], inputs: Callable[[], list[Path]]) -> None:
    """Call `run` with what changed, in words, first at once; an error that ends a run does not end the watch.

    Ctrl-C while nothing is under way is how a watch ends (exit code 0); in the middle of a run it is 130.
    """
    from tfgen.watching import changes

    try:
        changed = changes(inputs)
        _survive(run, "start")
        click.echo("watching; Ctrl-C ends it", err=True)
        while True:
            try:
                files = next(changed)
            except KeyboardInterrupt:
                click.echo("", err=True)
                return
            _survive(run, _named(files))
    except KeyboardInterrupt:
        click.echo("\ninterrupted", err=True)
        sys.exit(INTERRUPTED)


def _survive(run: Callable[[str], None], changed: str) -> None:
    try:
        run(changed)
    except SystemExit:
        # The run has said what is wrong.
        click.echo(f"{changed}: not rendered")


def _named(files: Sequence[Path]) -> str:
    more = f" and {len(files) - MOST_NAMED} more" if len(files) > MOST_NAMED else ""
    return ", ".join(map(str, files[:MOST_NAMED])) + more
