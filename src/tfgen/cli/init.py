"""`tfgen init`: write a first spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tfgen.cli.options import ending, spec_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@spec_option
def init(spec: Path) -> None:
    """Write a small commented spec that renders as it stands, and its schema for editors. Overwrites nothing.

    \b
    Example:
      tfgen init
      tfgen validate
    """
    from tfgen import pipeline

    if str(spec) == "-":
        raise click.UsageError("init writes a file: name it with -f")
    with ending():
        for path in pipeline.init(spec):
            click.echo(f"wrote {path}")
        click.echo("Next: change it to your platform, then run `tfgen render`.")
