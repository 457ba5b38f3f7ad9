"""`tfgen templates`: the templates that are shipped, and a user's own that take their place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import OutputFolder, ending, format_option, templates_option, wants_color

if TYPE_CHECKING:
    from tfgen.templating import TemplateSet


@click.group()
def templates() -> None:
    """List the templates, and make some of them your own.

    \b
    Example:
      tfgen templates list
      tfgen templates eject 'stacks/{environment}/{agency}/s3.tf.j2' --templates my_templates
      tfgen render --templates my_templates
    """


@templates.command("list")
@templates_option
@format_option
def list_templates(own: Path | None, form: str) -> None:
    """List every template, what it makes, and whether one of your own takes its place.

    \b
    Example:
      tfgen templates list
      tfgen templates list --templates my_templates
    """
    import json

    from tfgen.cli.options import template_set
    from tfgen.text_table import text_table

    with ending():
        found = template_set(own)
        rows = [
            (path, "" if template.is_partial else template.output, _whose(found, path))
            for path, template in found.templates.items()
        ]
        if form == "json":
            as_data = [{"path": path, "makes": makes or None, "from": whose} for path, makes, whose in rows]
            click.echo(json.dumps({"version": 1, "templates": as_data}, indent=2))
        else:
            click.echo(text_table(("template", "makes", "from"), rows))


@templates.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=lambda *given: _complete(given[-1]))
@click.option(
    "--templates",
    "own",
    type=OutputFolder(path_type=Path, file_okay=False),
    metavar="DIR",
    default=Path("my_templates"),
    show_default=True,
    envvar="TFGEN_TEMPLATES",
    show_envvar=True,
    help="Folder of your own templates; made if there is none.",
)
def eject(paths: tuple[str, ...], own: Path) -> None:
    """Copy shipped templates into a folder of your own, where you may change them. Overwrites nothing.

    The first line of the copy says which tfgen it was made from: a later tfgen warns where what it ships has changed.

    \b
    Example:
      tfgen templates eject 'modules/kms/main.tf.j2'
      tfgen templates eject 'modules/kms/main.tf.j2' --templates my_templates
    """
    from tfgen.own_templates import eject as copy

    with ending():
        for file in copy(paths, own):
            click.echo(f"wrote {file}")
        click.echo(f"Next: change it, then run `tfgen render --templates {own}`.")


@templates.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]", shell_complete=lambda *given: _complete(given[-1]))
@templates_option
def diff(paths: tuple[str, ...], own: Path | None) -> None:
    """Show how your own templates differ from what this tfgen ships; without a path, all that replace one.

    \b
    Example:
      tfgen templates diff --templates my_templates
      tfgen templates diff 'modules/kms/main.tf.j2' --templates my_templates
    """
    from tfgen.change_report import diff_text
    from tfgen.own_templates import differences, template_set

    with ending():
        found = differences(template_set(own), paths)
        click.echo(diff_text(found, color=wants_color(sys.stdout)), nl=False, color=True)


def _whose(found: TemplateSet, path: str) -> str:
    """Say where a template comes from."""
    template = found.templates[path]
    if not template.own:
        return "tfgen"
    return f"{template.file}, in place of tfgen's" if path in found.shipped else str(template.file)


def _complete(incomplete: str) -> list[str]:
    from tfgen.own_templates import template_set

    return [path for path in template_set().templates if path.startswith(incomplete)]
