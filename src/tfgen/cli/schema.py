"""`tfgen schema`: print the JSON Schema of the spec."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--agency", "of_agency", is_flag=True, help="The schema of an agency in a file of its own, agencies/*.yaml."
)
def schema(of_agency: bool) -> None:
    """Print the JSON Schema of the spec (draft 2020-12), for editors and other tools.

    \b
    Example:
      tfgen schema > schema/agencies.schema.json
      tfgen schema --agency > schema/agency.schema.json
    """
    from tfgen import pipeline

    click.echo(pipeline.agency_schema_text() if of_agency else pipeline.schema_text(), nl=False)
