"""Diagnostics → JSON of a stable shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tfgen.errors import format_path
from tfgen.report.cut import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tfgen.errors import Diagnostic, Location

JSON_VERSION: Final = 1
"""Version of the shape that render_json gives; it changes when a field changes its meaning or goes."""


def render_json(diagnostics: Sequence[Diagnostic], *, limit: int | None = None) -> str:
    """Return a report for machines, pure ASCII, in the order of the text report.

    `path` is the path as people write it, `steps` its keys and indices; a diagnostic without a place has
    null for file, line and columns. Lines and columns count from 1, the end column is one behind. `related`
    are second places, each with what is there. The summary counts all diagnostics, also those that the
    limit left out; `omitted` is their number.
    """
    kept = cut(diagnostics, limit)
    report = {
        "version": JSON_VERSION,
        "diagnostics": [_record(diagnostic) for diagnostic in kept.shown],
        "summary": {"errors": kept.errors, "warnings": kept.warnings, "omitted": kept.omitted},
    }
    return json.dumps(report, indent=2) + "\n"


def _record(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "path": format_path(diagnostic.path),
        "steps": list(diagnostic.path),
        **_place(diagnostic.location),
        "related": [{"message": related.message, **_place(related.location)} for related in diagnostic.related],
    }


def _place(location: Location | None) -> dict[str, Any]:
    return {
        "file": location.file if location else None,
        "line": location.line if location else None,
        "column": location.column if location else None,
        "end_line": location.end_line if location else None,
        "end_column": location.end_column if location else None,
    }
