"""`tfgen schema`: print the JSON Schema of the spec."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of the spec (draft 2020-12), for editors and other tools.

    \b
    Example:
      tfgen schema > schema/agencies.schema.json
    """
    from tfgen import pipeline

    click.echo(pipeline.schema_text(), nl=False)
