"""`tfgen explain`: the page on a code, or where a value comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import ending, environments_option, spec_option
from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("what", metavar="[CODE|PATH]", required=False, shell_complete=lambda *given: _complete(given[-1]))
@environments_option
@spec_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the origin of a value is written.",
)
def explain(what: str | None, environments: tuple[str, ...], spec: Path, form: str) -> None:
    """Explain a code that was reported, or where the value at a path of the spec comes from.

    A code's page says why it is a problem, shows a wrong and a right example, and what to do; without an
    argument, all codes are listed. Of a value, the effective one is shown for each environment, with what
    it is made of: built-in default, `defaults`, agency, environment.

    \b
    Example:
      tfgen explain TFG201
      tfgen explain agencies.dot.datasets.road_works.retention --env prod
    """
    from tfgen.cli.explain_value import explain_value

    with ending():
        if what is None:
            click.echo(_list(), nl=False)
        elif re.fullmatch(r"TFG\d+", what, re.IGNORECASE):
            click.echo(_page(what.upper()), nl=False)
        else:
            explain_value(spec, what, environments, form)


def _page(code: str) -> str:
    """Return a code's page; raise TfgenError for one that there is not."""
    from tfgen import pipeline

    known = {page.code: page for page in pipeline.pages()}
    if code not in known:
        # The first digit is the kind of mistake; one digit too many is cut off.
        alike = [other for other in known if other[:4] == code[:4]]
        near = min(alike, key=lambda other: abs(int(other[3:]) - int(code[3:6])), default=None)
        meant = f"did you mean {near}, {known[near].title}? " if near else ""
        raise TfgenError(f"there is no code {code}", f"{meant}`tfgen explain` lists all codes")
    return known[code].text


def _list() -> str:
    from tfgen import pipeline

    return "".join(f"{page.code}  {page.title}\n" for page in pipeline.pages())


def _complete(incomplete: str) -> list[str]:
    from tfgen import pipeline

    return [page.code for page in pipeline.pages() if page.code.startswith(incomplete.upper())]
