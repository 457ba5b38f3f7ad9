"""`tfgen validate` for people: what there is to tell of a spec, from what is known of it or from all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tfgen.edit import validate_known

if TYPE_CHECKING:
    from tfgen.checked import Checked


class Told(NamedTuple):
    """The report of a spec, and whether there is an error in it."""

    text: str
    failed: bool


def validate(spec: str, *, color: bool) -> Told:
    """Check a spec, and keep what the next run needs to know of it.

    Raises TfgenError (exit code 2) if there is nothing to read.
    """
    from tfgen.cache.validated import Validated

    validated = Validated(spec)
    known = validate_known(spec, validated)
    if known is not None:
        return Told(known[color], failed=False)
    from pathlib import Path

    from tfgen.checking import check

    checked = check(Path(spec))
    if checked.failed:
        from tfgen.report.text import render_text

        return Told(render_text(checked.diagnostics, checked.texts, color=color), failed=True)
    last = summary(checked)
    plain, colored = (f"{text}{last}" for text in report_texts(checked))
    if checked.templates_folder is None:  # templates of the user's own are no part of what is looked at again
        from tfgen.edit.judging import known_alone

        validated.keep((plain, colored), known_alone(checked, validated.spec or ()))
    return Told(colored if color else plain, failed=False)


def report_texts(checked: Checked) -> tuple[str, str]:
    """Return the report of a spec for people, without and with colour; empty where there is nothing to report."""
    if not checked.diagnostics:
        return "", ""
    from tfgen.report.text import render_text

    plain, colored = (render_text(checked.diagnostics, checked.texts, color=color) for color in (False, True))
    return plain, colored


def summary(checked: Checked) -> str:
    """Return the line that says of a checked spec that it is valid, and how much it deploys."""
    from tfgen.lifecycle import environments_of

    data = checked.source.data
    environments = [name for name, own in data["environments"].items() if own.get("lifecycle") != "retired"]
    deployed = [environments_of(agency, data["environments"]) for agency in data.get("agencies", {}).values()]
    stacks = len(environments) + sum(map(len, deployed))
    return (
        f"{checked.source.file} is valid: {_count(len(environments), 'environment')}, "
        f"{_count(sum(map(bool, deployed)), 'agency', 'agencies')}, {_count(stacks, 'stack')}.\n"
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
