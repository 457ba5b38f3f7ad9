"""Diagnostics → text for people and JSON for machines; the only printer."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from tfgen.errors import Diagnostic, Location, Severity, TfgenError, format_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_LONGEST_LINE: Final = 100
_BEFORE_CARET: Final = 40
_TAB: Final = "    "
_CUT: Final = "..."

_RESET: Final = "\x1b[0m"
_STYLES: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "place": "\x1b[1m", "help": "\x1b[36m"}

JSON_VERSION: Final = 1
"""Version of the shape that render_json gives; it changes when a field changes its meaning or goes."""


def render_text(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], *, color: bool) -> str:
    """Return a report for people: each diagnostic with its line of the spec, and a count at the end.

    `sources` maps each file's name to its text; a diagnostic of another file goes without its line. Nothing
    from the spec reaches the terminal as a control character. Empty without diagnostics.
    """
    if not diagnostics:
        return ""
    lines = {file: _LINE_END.split(text) for file, text in sources.items()}
    blocks = [_block(diagnostic, lines, color=color) for diagnostic in sorted(diagnostics, key=_order)]
    return "\n".join([*blocks, _summary(diagnostics)]) + "\n"


def render_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a report for machines, pure ASCII, in the order of the text report.

    `path` is the path as people write it, `steps` its keys and indices; a diagnostic without a place has
    null for file, line and columns. Lines and columns count from 1, the end column is one behind.
    """
    report = {
        "version": JSON_VERSION,
        "diagnostics": [_record(diagnostic) for diagnostic in sorted(diagnostics, key=_order)],
        "summary": {
            "errors": _count(diagnostics, Severity.ERROR),
            "warnings": _count(diagnostics, Severity.WARNING),
        },
    }
    return json.dumps(report, indent=2) + "\n"


def render_failure(error: TfgenError, *, color: bool) -> str:
    """Return the two lines that tell why a run ended: the sentence, and the hint if there is one."""
    text = f"{_styled('error', 'error', color=color)}: {visible(error.message)}\n"
    return f"{text}    {_styled('help', 'help', color=color)}: {visible(error.hint)}\n" if error.hint else text


def visible(text: str) -> str:
    r"""Return a text with everything escaped that a terminal would act on or hide.

    These are control characters, line and paragraph separators, and formatting characters such as those
    that turn the direction of writing.

    >>> visible("a\x1b[31mb\u202ec\n")
    'a\\x1b[31mb\\u202ec\\n'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character.isprintable() or character == " ":
        return character
    return character.encode("unicode_escape").decode()


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    return diagnostic.sort_key


def _count(diagnostics: Sequence[Diagnostic], severity: Severity) -> int:
    return sum(1 for diagnostic in diagnostics if diagnostic.severity is severity)


def _summary(diagnostics: Sequence[Diagnostic]) -> str:
    counts = ((_count(diagnostics, severity), severity) for severity in (Severity.ERROR, Severity.WARNING))
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)


def _styled(style: str, text: str, *, color: bool) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if color else text


def _block(diagnostic: Diagnostic, lines: Mapping[str, list[str]], *, color: bool) -> str:
    location = diagnostic.location
    place = _styled("place", visible(f"{location}: "), color=color) if location else ""
    kind = _styled(diagnostic.severity, f"{diagnostic.severity}[{diagnostic.code}]", color=color)
    block = [f"{place}{kind}: {visible(diagnostic.message)}"]
    if diagnostic.path:
        block.append(f"    at {visible(format_path(diagnostic.path))}")
    if location is not None:
        block.extend(_excerpt(location, lines.get(location.file, []), diagnostic.severity, color=color))
    if diagnostic.hint:
        block.append(f"    {_styled('help', 'help', color=color)}: {visible(diagnostic.hint)}")
    return "\n".join(block) + "\n"


def _excerpt(location: Location, lines: list[str], style: str, *, color: bool) -> list[str]:
    """Return the line of a location with carets below; of a longer stretch only its first line."""
    if not 1 <= location.line <= len(lines):
        return []
    line = lines[location.line - 1]
    start = min(location.column - 1, len(line))
    end = min(location.end_column - 1, len(line)) if location.end_line == location.line else len(line.rstrip())
    end = max(end, start)
    head, marked, tail = (_cells(part) for part in (line[:start], line[start:end], line[end:]))
    if _width(head) + _width(marked) + _width(tail) > _LONGEST_LINE:
        head = _cut_left(head, _BEFORE_CARET)
        marked = _cut_right(marked, _LONGEST_LINE - _BEFORE_CARET)
        tail = _cut_right(tail, max(_LONGEST_LINE - _width(head) - _width(marked), len(_CUT)))
    carets = " " * _width(head) + _styled(style, "^" * max(_width(marked), 1), color=color)
    number = f"{location.line:>5}"
    return [f"{number} | {''.join([*head, *marked, *tail])}".rstrip(), f"{' ' * len(number)} | {carets}"]


def _cells(text: str) -> list[str]:
    """Return what is shown for each character: a tab is four columns wide here."""
    return [_TAB if character == "\t" else _visible_character(character) for character in text]


def _width(cells: list[str]) -> int:
    """Return how many columns of a terminal the cells take."""
    return sum(_character_width(character) for cell in cells for character in cell)


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _cut_left(cells: list[str], width: int) -> list[str]:
    return list(reversed(_cut_right(list(reversed(cells)), width)))


def _cut_right(cells: list[str], width: int) -> list[str]:
    """Return the first cells that fit into a width, and dots for the others."""
    kept: list[str] = []
    used = 0
    for cell in cells:
        used += _width([cell])
        if used > width:
            room = width - len(_CUT)
            while kept and _width(kept) > room:
                kept.pop()
            return [*kept, _CUT]
        kept.append(cell)
    return kept


def _record(diagnostic: Diagnostic) -> dict[str, Any]:
    location = diagnostic.location
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "path": format_path(diagnostic.path),
        "steps": list(diagnostic.path),
        "file": location.file if location else None,
        "line": location.line if location else None,
        "column": location.column if location else None,
        "end_line": location.end_line if location else None,
        "end_column": location.end_column if location else None,
    }
