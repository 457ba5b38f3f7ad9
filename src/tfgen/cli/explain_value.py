"""The half of `tfgen explain` that is about values: what holds at a path of the spec, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tfgen.cli.options import checked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def explain_value(spec: Path, path_text: str, environments: Sequence[str], form: str) -> None:
    """Print the effective values at a path of a spec and where they come from; `form` is text or json.

    A spec with errors is reported, and ends the command with exit code 1. Raises TfgenError (exit code 2) for
    a path or an environment that the spec does not have.
    """
    from tfgen import pipeline
    from tfgen.provenance_report import explanation_json, explanation_text

    result, _ = checked(spec)
    explanation = pipeline.explain(result, path_text, environments)
    click.echo(explanation_json(explanation) if form == "json" else explanation_text(explanation), nl=False)
