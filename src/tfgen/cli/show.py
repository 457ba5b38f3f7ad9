"""`tfgen show`: print everything that holds for an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tfgen.cli.options import checked, complete_names, ending, environments_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("agency", shell_complete=complete_names("agencies"))
@environments_option
@spec_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="How the agency is written.",
)
def show(agency: str, environments: tuple[str, ...], spec: Path, form: str) -> None:
    """Print a resolved agency, or `platform`: every effective setting, every data set, every derived AWS name.

    What is printed is one map by environment, also for a single one. `tfgen explain` says where a value
    comes from.

    \b
    Example:
      tfgen show dot --env prod
      tfgen show dot --format json
    """
    import json

    from tfgen import pipeline
    from tfgen.cli.options import selection
    from tfgen.yaml_text import yaml_block

    with ending():
        result, deployment = checked(spec)
        selection(deployment, [agency], environments)
        shown = pipeline.effective(result, agency, environments)
        click.echo(f"{json.dumps(shown, indent=2)}\n" if form == "json" else yaml_block(shown), nl=False)
