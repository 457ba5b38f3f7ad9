"""`tfgen sandbox`: prove the output on the embedded AWS emulator."""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import (
    NOT_FINE,
    checked,
    ending,
    out_option,
    selection,
    selection_options,
    spec_option,
    template_set,
    templates_option,
)
from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.sandbox import Kept, Progress, SandboxReport


@click.command()
@spec_option
@out_option
@selection_options
@templates_option
@click.option("--keep", is_flag=True, help="Destroy nothing, and leave emulator and work folder up until Ctrl-C.")
@click.option("--jobs", type=click.IntRange(min=1), default=4, show_default=True, help="Stacks side by side.")
def sandbox(  # noqa: PLR0917 - click passes each option by its name
    spec: Path,
    out: Path,
    agencies: tuple[str, ...],
    environments: tuple[str, ...],
    own: Path | None,
    keep: bool,
    jobs: int,
) -> None:
    """Prove the output with the real terraform on an AWS emulator inside this process; no account is needed.

    Each stack goes through init, validate, plan, apply, a second plan that must be empty, and destroy, in a copy
    of the output folder. An agency brings the platform of its environment along. Needs the extra `sandbox`
    and terraform on PATH.

    \b
    Example:
      tfgen sandbox --env dev --agency dot
      tfgen sandbox --env dev --keep
    """
    from tfgen import pipeline
    from tfgen.sandbox import require_tools, run

    with ending():
        result, deployment = checked(spec)
        chosen = selection(deployment, agencies, environments)
        stacks = pipeline.sandbox_stacks(deployment, chosen)
        if not stacks:
            raise TfgenError("the spec deploys no stack that could be proven", "its environments are all retired")
        require_tools()
        pipeline.require_current(result, out, chosen, templates=template_set(own or result.templates_folder))
        end_as_interrupted()
        try:
            report = run(stacks, out, listener=_show, keep=keep, jobs=jobs)
        except KeyboardInterrupt:
            with contextlib.suppress(OSError):  # the terminal may be gone
                click.echo("\ninterrupted: everything that was started is stopped and removed", err=True)
            sys.exit(130)
    _conclude(report)
    if report.kept:
        _stay(report.kept, stacks[-1].name)
    if not report.ok:
        sys.exit(NOT_FINE)


def end_as_interrupted() -> None:
    """Clean up as after Ctrl-C when a CI job is cancelled, SIGTERM, or the terminal goes, unless `nohup` says no."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _show(progress: Progress) -> None:
    from tfgen.sandbox import Step

    if progress.step is not Step.STARTED:
        click.echo(f"{progress.stack:<20} {progress.phase:<9} {progress.step:<9} {progress.seconds:6.1f} s")


def _conclude(report: SandboxReport) -> None:
    from tfgen.sandbox import HEADINGS, table
    from tfgen.text_table import text_table

    for outcome in report.results:
        if outcome.skipped:
            click.echo(f"\n{outcome.name} was skipped: {outcome.skipped}", err=True)
        if outcome.error:
            click.echo(f"\n{outcome.name} failed:\n{outcome.error}", err=True)
    click.echo(f"\n{text_table(HEADINGS, table(report))}\n")
    verdict = "every stack applied and planned empty afterwards" if report.ok else "not every stack is proven"
    click.echo(f"{verdict}, in {report.seconds:.0f} s")


def _stay(kept: Kept, stack: str) -> None:
    click.echo(f"\nThe emulator is up, and the work folder is {kept.work}. Look around in another terminal:\n")
    click.echo(f"  {kept.command(stack)}\n")
    click.echo("Ctrl-C ends it.")
    try:
        kept.wait()
    except KeyboardInterrupt:
        click.echo("")
    finally:
        kept.close()
