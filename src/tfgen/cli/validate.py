"""`tfgen validate`: check a spec."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import NOT_FINE, ending, report, report_texts, spec_option, wants_color

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
    from tfgen.cache.validated import Validated
    from tfgen.edit import validate_known

    with ending():
        validated = Validated(str(spec))
        known = validate_known(str(spec), validated) if form == "text" and max_errors is None else None
        if known is not None:
            click.echo(known[wants_color(sys.stdout)], nl=False, color=True)
            return
        from tfgen import pipeline  # not before it is needed: often little was edited

        result = pipeline.check(spec)
        if result.diagnostics or form in {"json", "sarif"}:
            report(result, form, limit=max_errors)
        if result.failed:
            sys.exit(NOT_FINE)
        if form == "text":
            environments, agencies, stacks = pipeline.stack_counts(result)
            summary = (
                f"{result.source.file} is valid: {_count(environments, 'environment')}, "
                f"{_count(agencies, 'agency', 'agencies')}, {_count(stacks, 'stack')}."
            )
            click.echo(summary)
            if result.templates_folder is None:  # templates of the user's own are no part of what is looked at again
                plain, colored = (f"{text}{summary}\n" for text in report_texts(result))
                validated.keep((plain, colored), pipeline.known_alone(result, validated.spec or ()))


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
