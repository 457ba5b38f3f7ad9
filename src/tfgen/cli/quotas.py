"""`tfgen quotas`: what a spec would create against AWS's quotas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tfgen.cli.options import checked, ending, spec_option

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.quotas import Usage

JSON_VERSION = 1
"""Version of the shape of `--format json`; it changes when a field changes its meaning or goes."""

_HEADINGS = ("account", "where", "what", "count", "quota", "used", "raised")


@click.command()
@spec_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How the counts are written.",
)
def quotas(spec: Path, form: str) -> None:
    """Count what a spec would create in each account against AWS's default quotas.

    What is counted is what tfgen renders today, and it grows as modules join. Of the quotas of a single
    resource, the stack that comes closest is shown. What else your accounts hold is not known here.

    \b
    Example:
      tfgen quotas
      tfgen quotas --format json
    """
    from tfgen import pipeline
    from tfgen.text_table import text_table

    with ending():
        result, _ = checked(spec)
        found = pipeline.quotas(result)
        if form == "json":
            click.echo(json.dumps({"version": JSON_VERSION, "quotas": [_record(usage) for usage in found]}, indent=2))
        else:
            click.echo(text_table(_HEADINGS, [_row(usage) for usage in found]))


def _row(usage: Usage) -> tuple[str, ...]:
    quota = usage.quota
    where = usage.stack or usage.region or "all regions"
    raised = "on request" if quota.raised_as else "never"
    used = "<1%" if 0 < usage.share < 0.01 else f"{usage.share:.0%}"  # noqa: PLR2004  # one percent
    return (usage.account_id, where, quota.what, f"{usage.count:,}", f"{quota.default:,}", used, raised)


def _record(usage: Usage) -> dict[str, Any]:
    return {
        "account_id": usage.account_id,
        "region": usage.region,
        "stack": usage.stack,
        "environments": list(usage.environments),
        "what": usage.quota.what,
        "count": usage.count,
        "quota": usage.quota.default,
        "share": round(usage.share, 4),
        "raised_as": usage.quota.raised_as,
        "source": usage.quota.source,
    }
