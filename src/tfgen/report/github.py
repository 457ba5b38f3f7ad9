"""Diagnostics → workflow commands of GitHub Actions, which become annotations of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.errors import Severity
from tfgen.report.cut import counted, cut, other_places
from tfgen.report.places import from_base
from tfgen.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tfgen.errors import Diagnostic


def render_github(diagnostics: Sequence[Diagnostic], *, base: Path, limit: int | None = None) -> str:
    """Return a workflow command a line for each diagnostic, and a count at the end; empty without diagnostics.

    Files are given as seen from the folder `base`, which has to be the top of the repository for GitHub to
    find them. Of a place of several lines, GitHub takes no columns.
    """
    if not diagnostics:
        return ""
    kept = cut(diagnostics, limit)
    lines = [_command(diagnostic, base) for diagnostic in kept.shown]
    if kept.omitted:
        lines.append(f"::notice title=tfgen::{_data(kept.omission)}")
    return "\n".join([*lines, counted(kept)]) + "\n"


def _command(diagnostic: Diagnostic, base: Path) -> str:
    properties: dict[str, str | int] = {}
    location = diagnostic.location
    if location is not None:
        properties |= {"file": visible(from_base(location.file, base)), "line": location.line}
        if location.line == location.end_line:
            properties |= {"col": location.column, "endLine": location.end_line, "endColumn": location.end_column}
        else:
            properties["endLine"] = location.end_line
    properties["title"] = diagnostic.code
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    kind = "error" if diagnostic.severity is Severity.ERROR else "warning"
    parts = [visible(diagnostic.message), *([f"help: {visible(diagnostic.hint)}"] if diagnostic.hint else [])]
    places, more = other_places(diagnostic)
    parts += [f"{visible(str(related.location))}: {visible(related.message)}" for related in places]
    parts += [more] if more else []
    return f"::{kind} {written}::{_data(chr(10).join(parts))}"


def _data(text: str) -> str:
    r"""Escape a message.

    >>> _data("100 %\nof a:b")
    '100 %25%0Aof a:b'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property's value.

    >>> _property("a:b, 5 %")
    'a%3Ab%2C 5 %25'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")
