"""`tfgen render`: write the Terraform that a spec leads to, or say how the output differs from it."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct, field

from tfgen.cache.memory import Memory
from tfgen.cli.options import (
    NOT_FINE,
    checked,
    ending,
    format_option,
    out_option,
    selection,
    selection_options,
    spec_option,
    template_set,
    templates_option,
    wants_color,
)
from tfgen.cli.progress import Progress
from tfgen.errors import TfgenError
from tfgen.validating import report_texts
from tfgen.writer.changes import Changes

if TYPE_CHECKING:
    from tfgen.edit.rendering import Told
    from tfgen.refresh import Render
    from tfgen.writer.comparing import Difference


@click.command()
@spec_option
@out_option
@click.option("--check", is_flag=True, help="Write nothing; name every file that differs, and exit 1 if there is one.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change as a unified diff.")
@click.option(
    "--overwrite",
    multiple=True,
    metavar="PATH",
    help="Give up what was edited by hand in this file, or below this folder; may be given several times.",
)
@click.option("--watch", is_flag=True, help="Render again whenever spec or templates change, until Ctrl-C.")
@selection_options
@templates_option
@format_option
def render(  # noqa: PLR0917 - click passes each option by its name
    spec: Path,
    out: Path,
    check: bool,
    diff: bool,
    overwrite: tuple[str, ...],
    watch: bool,
    agencies: tuple[str, ...],
    environments: tuple[str, ...],
    own: Path | None,
    form: str,
) -> None:
    """Render a spec to Terraform. Only files whose bytes differ are touched.

    A file that was edited by hand is not: the render stops and shows the edit.

    --agency and --env narrow the command to stacks; modules/ and the README are then left as they are.

    \b
    Example:
      tfgen render
      tfgen render --diff --agency dot --env dev
      tfgen render --check
      tfgen render --overwrite generated/stacks/dev/dot/s3.tf
      tfgen render --watch --templates my_templates
    """
    given_up = [_below(out, path) for path in overwrite]
    folder = own

    def run(changed: str = "") -> None:
        nonlocal folder
        with ending():
            memory = Memory(str(spec), str(out), str(own) if own else None)
            whole = not agencies and not environments
            found = memory.unchanged() if whole and not overwrite else None
            if found is not None:
                files, told = found
                click.echo(told[wants_color(sys.stderr)], err=True, nl=False, color=True)
                _tell(_Known(files), out, changed, check=check, diff=diff, form=form)
                return
            edited = _edited(spec, out, memory) if whole and not overwrite and not check and not diff else None
            if edited is not None:
                click.echo(edited.reports[wants_color(sys.stderr)], err=True, nl=False, color=True)
                _tell(_Known(edited.unchanged, edited.changes), out, changed, check=check, diff=diff, form=form)
                return
            from tfgen import pipeline  # not before it is needed: often nothing has changed

            result, deployment = checked(spec)
            folder = own or result.templates_folder
            memory.settle(str(folder) if folder else None)
            chosen = selection(deployment, agencies, environments)
            templates = template_set(folder)
            with (
                contextlib.closing(Progress()) as progress,
                contextlib.closing(
                    pipeline.render(
                        result,
                        out,
                        chosen,
                        progress=progress,
                        templates=templates,
                        stage=not check and not diff,
                        overwrite=given_up,
                        keep=diff,
                        memory=None if overwrite else memory,
                    )
                ) as rendering,
            ):
                if not check and not diff:
                    _write(rendering, progress, form)
                if whole and not any(templates.warnings):
                    memory.keep(
                        rendering.update.results,
                        rendering.bases,
                        report_texts(result),
                        lambda files: pipeline.known_alone(result, files, rendering.bases.values()),
                    )
            _tell(rendering, out, changed, check=check, diff=diff, form=form)

    if not watch:
        run()
    elif check or diff or form == "json":
        raise click.UsageError("--watch writes, and for people: it goes with none of --check, --diff and --format json")
    elif str(spec) == "-":
        raise click.UsageError("--watch needs a spec that is a file: standard input is read once")
    else:
        from tfgen import pipeline
        from tfgen.cli.watch import watch as keep

        keep(run, lambda: pipeline.inputs(spec, folder))


def _edited(spec: Path, out: Path, memory: Memory) -> Told | None:
    """Render after an edit of a few agencies; None where that is not what there is to do."""
    from tfgen.edit import render_edited

    return render_edited(str(spec), str(out), memory)


def _below(out: Path, path: str) -> str:
    """Return a path below the output folder, whether it was given from there or from the working folder."""
    name, folder = Path(os.path.normpath(path)), Path(os.path.normpath(out))
    if name.is_absolute() or name.is_relative_to(folder):
        name = Path(os.path.relpath(name, folder))
    return "" if name == Path() else name.as_posix()


def _write(rendering: Render, progress: Progress, form: str) -> None:
    """Write, or show what is in the way: how files that were edited by hand differ from what would be written."""
    from tfgen import pipeline
    from tfgen.change_report import changes_json, excerpts
    from tfgen.writer.changes import EditedError

    try:
        pipeline.write(rendering, progress=progress)
    except TfgenError as error:
        progress.close()
        if form == "json" and (rendering.changes.edited or rendering.changes.foreign):
            click.echo(changes_json(rendering.changes.groups))
        if isinstance(error, EditedError):
            color = wants_color(sys.stderr)
            click.echo(excerpts(error.paths, error.differences, color=color), err=True, nl=False, color=True)
        raise


class _Known(Struct, frozen=True):
    """What there is to tell where not all was rendered."""

    unchanged: int
    changes: Changes = field(default=Changes((), (), (), (), ()))
    differences: tuple[Difference, ...] = ()


def _tell(rendering: Render | _Known, out: Path, changed: str, *, check: bool, diff: bool, form: str) -> None:
    """Say what a render did, or would do, in one line where something changed; exit 1 where that is a finding."""
    from tfgen.change_report import changes_json, diff_text

    changes = rendering.changes
    if changed:
        click.echo(f"{changed}: {_summary(rendering, out, done=True).splitlines()[-1]}")
    elif form == "json":
        click.echo(changes_json(changes.groups))
    elif diff:
        click.echo(diff_text(rendering.differences, color=wants_color(sys.stdout)), nl=False, color=True)
    if form == "text" and not changed and (check or not diff):
        click.echo(_summary(rendering, out, done=not check))
    if form == "text" and diff:
        for path in changes.edited:
            click.echo(f"edited by hand, and refused by a render: {out}/{path}", err=True)
        for path in changes.foreign:
            click.echo(f"not tfgen's, and in the way: {out}/{path}", err=True)
    if (check and changes.any) or (diff and (changes.foreign or changes.edited)):
        sys.exit(NOT_FINE)


def _summary(rendering: Render | _Known, out: Path, *, done: bool) -> str:
    """Name and count the files that differ; after a write, those that did."""
    from tfgen.change_report import changes_text

    return changes_text(rendering.changes.groups, rendering.unchanged, str(out), done=done)
