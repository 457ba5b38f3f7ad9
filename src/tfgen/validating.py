"""`tfgen validate` for people: what there is to tell of a spec, from what is known of it or from all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tfgen.edit import validate_known

if TYPE_CHECKING:
    from collections.abc import Callable

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
        return Told(_report(checked)(color), failed=True)
    report, last = _report(checked), summary(checked)
    plain, colored = f"{report(False)}{last}", f"{report(True)}{last}"
    if checked.templates_folder is None:  # templates of the user's own are no part of what is looked at again
        from tfgen.edit.judging import known_alone

        validated.keep((plain, colored), known_alone(checked, validated.spec or ()))
    return Told(colored if color else plain, failed=False)


def _report(checked: Checked) -> Callable[[bool], str]:
    """Return what writes the report of a spec, with colour or without."""
    if not checked.diagnostics:
        return lambda _: ""
    from tfgen.report.text import render_text

    texts = checked.texts
    return lambda color: render_text(checked.diagnostics, texts, color=color)


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
