"""`tfgen validate`: check a spec."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import NOT_FINE, ending, report, spec_option, wants_color

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@spec_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How findings are written; sarif for code scanning, github for annotations of a pull request.",
)
@click.option(
    "--max-errors",
    type=click.IntRange(min=1),
    metavar="N",
    help="Show N findings at most, errors before warnings, and say how many more there are.",
)
def validate(spec: Path, form: str, max_errors: int | None) -> None:
    """Check a spec: YAML, schema, references, and every AWS name that it leads to.

    All problems are reported in one run, each with its place, its path in the spec and what to do.

    \b
    Example:
      tfgen validate
      tfgen validate --format sarif > tfgen.sarif
      tfgen explain TFG201
    """
    with ending():
        if form == "text" and max_errors is None:
            from tfgen.validating import validate as validate_for_people

            told = validate_for_people(str(spec), color=wants_color(sys.stdout))
            click.echo(told.text, nl=False, color=True)
            failed = told.failed
        else:
            from tfgen import pipeline

            result = pipeline.check(spec)
            if result.diagnostics or form in {"json", "sarif"}:
                report(result, form, limit=max_errors)
            failed = result.failed
            if form == "text" and not failed:
                from tfgen.validating import summary

                click.echo(summary(result), nl=False)
        if failed:
            sys.exit(NOT_FINE)
