"""Options and behaviour that commands share."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tfgen.checked import Checked
    from tfgen.model import Deployment
    from tfgen.selection import Selection
    from tfgen.templating import TemplateSet

Command = TypeVar("Command", bound="Callable[..., Any]")

NOT_FINE = 1
"""Exit code for findings and differences; 0 is fine, 2 wrong use or an I/O error."""


class NamedPath(click.Path):
    """A path by its name; the empty text, which an unset variable of a script gives, is none."""

    what = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse the empty text, which would mean the current folder."""
        if value == "":
            self.fail(f"the name of the {self.what} is empty", param, ctx)
        return super().convert(value, param, ctx)


class SpecFile(NamedPath):
    """The file of a spec."""

    what = "spec"


class OutputFolder(NamedPath):
    """A folder for the output, whether it exists or not."""

    what = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what cannot be a folder."""
        for place in (Path(str(value)), *Path(str(value)).parents):
            with contextlib.suppress(OSError, ValueError):  # a name that no system takes: told where it is used
                if place.is_symlink() and not place.exists():
                    self.fail(f"'{place}' is a link that leads nowhere", param, ctx)
                if place.exists() and not place.is_dir():
                    self.fail(f"'{place}' is a file, not a folder", param, ctx)
        return super().convert(value, param, ctx)


def spec_option(command: Command) -> Command:
    """`-f/--spec`: the spec file."""
    return click.option(
        "-f",
        "--spec",
        type=SpecFile(path_type=Path, readable=False),  # whether it can be read is told where it is
        default=Path("agencies.yaml"),
        show_default=True,
        help="The spec; - reads it from standard input, and agencies/ from the current folder.",
    )(command)


def out_option(command: Command) -> Command:
    """`-o/--out`: the output folder."""
    return click.option(
        "-o",
        "--out",
        type=OutputFolder(path_type=Path, file_okay=False),
        default=Path("generated"),
        show_default=True,
        help="The output folder.",
    )(command)


def templates_option(command: Command) -> Command:
    """`--templates`: a folder of the user's own templates."""
    return click.option(
        "--templates",
        "own",
        type=OutputFolder(path_type=Path, file_okay=False),
        metavar="DIR",
        envvar="TFGEN_TEMPLATES",
        show_envvar=True,
        help="Templates of your own, in place of the folder that `templates` in the spec names.",
    )(command)


def format_option(command: Command) -> Command:
    """`--format`: for people, or for machines."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How findings are written.",
    )(command)


def selection_options(command: Command) -> Command:
    """`--agency` and `--env`: narrow a command to some stacks."""
    agency = click.option(
        "--agency",
        "agencies",
        multiple=True,
        metavar="ID",
        shell_complete=complete_names("agencies"),
        help="Only this agency's stacks, or `platform`'s; may be given several times.",
    )
    return agency(environments_option(command))


def environments_option(command: Command) -> Command:
    """`--env`: narrow a command to some environments."""
    return click.option(
        "--env",
        "environments",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_names("environments"),
        help="Only this environment; may be given several times.",
    )(command)


def selection(deployment: Deployment, agencies: Sequence[str], environments: Sequence[str]) -> Selection:
    """Make a selection of stacks, or raise TfgenError for names that the spec does not have."""
    from tfgen.selection import Selection

    if not agencies and not environments:
        return Selection()
    from tfgen.check.wording import closest
    from tfgen.owners import PLATFORM
    from tfgen.plan import stacks

    now = {former: agency.id for agency in deployment.agencies for former in agency.former_ids}
    known = {
        "agency": {PLATFORM, *(agency.id for agency in deployment.agencies)},
        "environment": {environment.name for environment in deployment.environments},
    }
    for kind, wanted in (("agency", agencies), ("environment", environments)):
        for name in wanted:
            if kind == "agency" and name in now:
                raise TfgenError(f"the spec deploys no agency '{name}'", f"it is called '{now[name]}' now")
            if name not in known[kind]:
                close = closest(name, known[kind])
                names = ", ".join(sorted(known[kind] - {PLATFORM}))
                hint = f"did you mean '{close}'?" if close else f"it deploys {names or 'none'}"
                hint += f"; `{PLATFORM}` means what they share" if kind == "agency" and not close else ""
                raise TfgenError(f"the spec deploys no {kind} '{name}'", hint)
    former = (id_ for agency in deployment.agencies if agency.id in agencies for id_ in agency.former_ids)
    chosen = Selection(frozenset(agencies), frozenset(environments), frozenset(former))
    if not any(chosen.has_stack(stack.environment.name, stack.owner) for stack in stacks(deployment)):
        raise TfgenError(
            f"the spec does not deploy {' or '.join(agencies)} to {' or '.join(environments)}",
            "`deploy_to` and `lifecycle` in the spec say which environments an agency has",
        )
    return chosen


def checked(spec: Path) -> tuple[Checked, Deployment]:
    """Read and check a spec; with errors in it, report them and exit 1."""
    from tfgen import pipeline

    result = pipeline.check(spec)
    if result.diagnostics:
        report(result, "text", err=True)
    if result.deployment is None:
        sys.exit(NOT_FINE)
    return result, result.deployment


def template_set(own: Path | None) -> TemplateSet:
    """Read the shipped templates and the user's own, and warn of what the user should look at."""
    from tfgen.own_templates import template_set as read
    from tfgen.report.text import render_caution

    found = read(own)
    for warning in found.warnings:
        click.echo(render_caution(warning, color=wants_color(sys.stderr)), err=True, nl=False, color=True)
    return found


def report(result: Checked, form: str, *, err: bool = False, limit: int | None = None) -> None:
    """Write the first `limit` diagnostics of a spec, without it all; text in colour where that is wanted."""
    from tfgen import __version__, pipeline
    from tfgen.report.data import render_json
    from tfgen.report.github import render_github
    from tfgen.report.sarif import Rule, render_sarif
    from tfgen.report.text import render_text

    found = result.diagnostics
    if form == "json":
        text = render_json(found, limit=limit)
    elif form == "sarif":
        rules = {page.code: Rule(page.code, page.title, page.text) for page in pipeline.pages()}
        text = render_sarif(found, rules, version=__version__, base=_repository(), limit=limit)
    elif form == "github":
        text = render_github(found, base=_repository(), limit=limit)
    else:
        color = wants_color(sys.stderr if err else sys.stdout)
        text = render_text(found, result.texts, color=color, limit=limit)
    click.echo(text, nl=False, err=err, color=True)


def _repository() -> Path:
    """Return the folder that others see files from: on GitHub Actions the checkout, else the working folder."""
    import os

    here, checkout = Path.cwd(), os.environ.get("GITHUB_WORKSPACE")
    return Path(checkout) if checkout and here.is_relative_to(checkout) else here


def wants_color(stream: Any) -> bool:
    """Whether a stream, if it is not closed, is a terminal and nobody asked for no colour (https://no-color.org)."""
    import os

    is_terminal = stream is not None and bool(stream.isatty())
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Turn a TfgenError into one sentence, one hint and its exit code."""
    try:
        yield
    except TfgenError as error:
        from tfgen.report.text import render_failure

        click.echo(render_failure(error, color=wants_color(sys.stderr)), err=True, nl=False, color=True)
        sys.exit(error.exit_code)


def complete_names(key: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return what completes names below `agencies` or `environments` in a shell."""

    def names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
        from tfgen import pipeline

        known = pipeline.known_names(context.params.get("spec") or Path("agencies.yaml"), key)
        return [name for name in known if name.startswith(incomplete)]

    return names
