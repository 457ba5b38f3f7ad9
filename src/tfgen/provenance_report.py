"""Explanations of values → text for people and JSON for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tfgen.errors import format_path
from tfgen.report.visible import visible
from tfgen.yaml_text import yaml_inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.provenance import Candidate, Explanation, Leaf

JSON_VERSION: Final = 1
"""Version of the shape that explanation_json gives; it changes when a field changes its meaning or goes."""

_LONGEST_VALUE: Final = 60


def explanation_text(explanation: Explanation) -> str:
    """Return each value with where it comes from, and below it what it overrides, nearest first.

    Environments in which all of that is the same share their lines. Of several values, long ones are cut.
    """
    about = f": {explanation.description}" if explanation.description else ""
    lines = [visible(f"{format_path(explanation.path)}{about}")]
    if not explanation.leaves:
        lines += ["", "  nothing is set here, and there is no built-in default"]
    heading = None
    longest = _LONGEST_VALUE if len(explanation.leaves) > 1 else None
    rows = [list(_rows(leaf, longest)) for leaf in explanation.leaves]
    widths = [max((len(row[column]) for block in rows for row in block), default=0) for column in (0, 1)]
    for leaf, block in zip(explanation.leaves, rows, strict=True):
        if leaf.path != heading:
            heading = leaf.path
            below = heading[len(explanation.path) :]
            lines += ["", visible(format_path(below))] if below else [""]
        for environments, value, origin in block:
            lines.append(f"  {environments:<{widths[0]}}{value:<{widths[1]}}  {origin}".rstrip())
    return "\n".join(lines) + "\n"


def explanation_json(explanation: Explanation) -> str:
    """Return the same for machines, pure ASCII.

    `environments` is empty for a value that no environment changes; a built-in default has null for path and
    place. Lines and columns count from 1, the end column is one behind.
    """
    report = {
        "version": JSON_VERSION,
        "path": format_path(explanation.path),
        "description": explanation.description,
        "values": [
            {
                "path": format_path(leaf.path),
                "steps": list(leaf.path),
                "environments": list(leaf.environments),
                **_record(leaf.chosen),
                "overrides": [_record(candidate) for candidate in leaf.overridden],
            }
            for leaf in explanation.leaves
        ],
    }
    return json.dumps(report, indent=2) + "\n"


def _rows(leaf: Leaf, longest: int | None) -> Iterator[tuple[str, str, str]]:
    environments = f"{', '.join(leaf.environments)}  " if leaf.environments else ""
    yield environments, _value(leaf.chosen, longest), _origin(leaf.chosen)
    for candidate in leaf.overridden:
        yield "", f"  overrides {_value(candidate, longest)}", _origin(candidate)


def _value(candidate: Candidate, longest: int | None) -> str:
    text = yaml_inline(candidate.value)
    return text if longest is None or len(text) <= longest else f"{text[: longest - 3]}..."


def _origin(candidate: Candidate) -> str:
    return visible(f"{candidate.origin}, {candidate.location}") if candidate.location else candidate.origin


def _record(candidate: Candidate) -> dict[str, Any]:
    location = candidate.location
    return {
        "value": candidate.value,
        "origin": candidate.origin,
        "origin_path": None if candidate.path is None else format_path(candidate.path),
        "file": location.file if location else None,
        "line": location.line if location else None,
        "column": location.column if location else None,
        "end_line": location.end_line if location else None,
        "end_column": location.end_column if location else None,
    }
