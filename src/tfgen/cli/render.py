"""`tfgen render`: write the Terraform that a spec leads to, or say how the output differs from it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import (
    NOT_FINE,
    checked,
    ending,
    format_option,
    out_option,
    selection,
    selection_options,
    spec_option,
    wants_color,
)
from tfgen.cli.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@spec_option
@out_option
@click.option("--check", is_flag=True, help="Write nothing; name every file that differs, and exit 1 if there is one.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change as a unified diff.")
@selection_options
@format_option
def render(  # noqa: PLR0917 - click passes each option by its name
    spec: Path,
    out: Path,
    check: bool,
    diff: bool,
    agencies: tuple[str, ...],
    environments: tuple[str, ...],
    form: str,
) -> None:
    """Render a spec to Terraform. Only files whose bytes differ are touched.

    --agency and --env narrow the command to stacks; modules/ and the README are then left as they are.

    \b
    Example:
      tfgen render
      tfgen render --diff --agency dot --env dev
      tfgen render --check
    """
    from tfgen import pipeline
    from tfgen.change_report import changes_json, changes_text, diff_text

    with ending():
        result, deployment = checked(spec)
        progress = Progress()
        try:
            rendering = pipeline.render(result, out, selection(deployment, agencies, environments), progress=progress)
            if not check and not diff:
                pipeline.write(rendering, out, progress=progress)
        finally:
            progress.clear()
        if diff and form == "text":
            click.echo(
                diff_text(pipeline.differences(rendering, out), color=wants_color(sys.stdout)),
                nl=False,
                color=True,
            )
        if form == "json":
            click.echo(changes_json(rendering.changes.groups))
        elif check or not diff:
            changes = rendering.changes
            unchanged = len(rendering.rendered) - sum(map(len, (changes.changed, changes.missing, changes.foreign)))
            click.echo(changes_text(changes.groups, unchanged, str(out), done=not check))
        if diff and form == "text":
            for path in rendering.changes.foreign:
                click.echo(f"not tfgen's, and in the way: {out}/{path}", err=True)
        if (check and rendering.changes.any) or (diff and rendering.changes.foreign):
            sys.exit(NOT_FINE)
