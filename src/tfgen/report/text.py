"""Diagnostics → text for people: each with its line of the spec, the text in question underlined."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from tfgen.errors import format_path
from tfgen.report.cut import counted, cut, other_places
from tfgen.report.visible import visible, visible_character

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tfgen.errors import Diagnostic, Location, Related, TfgenError

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_LONGEST_LINE: Final = 100
_LONGEST_PATH: Final = 200
_BEFORE_CARET: Final = 40
_TAB: Final = "    "
_CUT: Final = "..."
_NEAR: Final = 400

_RESET: Final = "\x1b[0m"
_STYLES: Final = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "related": "\x1b[1;34m",
    "place": "\x1b[1m",
    "help": "\x1b[36m",
}


def render_text(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], *, color: bool, limit: int | None = None
) -> str:
    """Return a report for people: each diagnostic with its line of the spec, and a count at the end.

    `sources` maps each file's name to its text; a diagnostic of another file goes without its line. Nothing
    from the spec reaches the terminal as a control character. Empty without diagnostics.
    """
    if not diagnostics:
        return ""
    kept = cut(diagnostics, limit)
    lines = {file: _lines(text) for file, text in sources.items()}
    blocks = [_block(diagnostic, lines, color=color) for diagnostic in kept.shown]
    summary = f"{counted(kept)}; {kept.omission}" if kept.omitted else counted(kept)
    return "\n".join([*blocks, summary]) + "\n"


def render_failure(error: TfgenError, *, color: bool) -> str:
    """Return what tells why a run ended: the sentence, the line to blame and the hint, as far as there are any."""
    return _told(error, "error", color=color)


def render_caution(error: TfgenError, *, color: bool) -> str:
    """Return the same lines for something that a run goes on after, as a warning."""
    return _told(error, "warning", color=color)


def _told(error: TfgenError, kind: str, *, color: bool) -> str:
    lines = [f"{_styled(kind, kind, color=color)}: {visible(error.message)}"]
    if error.location is not None:
        lines += _excerpt(error.location, _lines(error.text), kind, "^", color=color)
    if error.hint:
        lines.append(f"    {_styled('help', 'help', color=color)}: {visible(error.hint)}")
    return "\n".join(lines) + "\n"


def _lines(text: str) -> list[str]:
    # Nearly all texts have one kind of line end, and are split in no time.
    return _LINE_END.split(text) if "\r" in text else text.split("\n")


def _styled(style: str, text: str, *, color: bool) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if color else text


def _block(diagnostic: Diagnostic, lines: Mapping[str, list[str]], *, color: bool) -> str:
    location = diagnostic.location
    place = _styled("place", visible(f"{location}: "), color=color) if location else ""
    kind = _styled(diagnostic.severity, f"{diagnostic.severity}[{diagnostic.code}]", color=color)
    block = [f"{place}{kind}: {visible(diagnostic.message)}"]
    if diagnostic.path:
        block.append(f"    at {_shortened(visible(format_path(diagnostic.path)))}")
    if location is not None:
        block.extend(_excerpt(location, lines.get(location.file, []), diagnostic.severity, "^", color=color))
    places, more = other_places(diagnostic)
    for related in places:
        block.extend(_second_place(related, lines, color=color))
    if more:
        block.append(f"    {more}")
    if diagnostic.hint:
        block.append(f"    {_styled('help', 'help', color=color)}: {visible(diagnostic.hint)}")
    return "\n".join(block) + "\n"


def _shortened(path: str) -> str:
    """Return a path without its middle where it is longer than anybody reads."""
    if len(path) <= _LONGEST_PATH:
        return path
    end = (_LONGEST_PATH - len(_CUT)) // 2
    return f"{path[:end]}{_CUT}{path[-end:]}"


def _second_place(related: Related, lines: Mapping[str, list[str]], *, color: bool) -> list[str]:
    """Return what is at another place, and its line with dashes below, which are not to blame."""
    location = related.location
    place = _styled("place", visible(f"{location}: "), color=color)
    excerpt = _excerpt(location, lines.get(location.file, []), "related", "-", color=color)
    return [f"    {place}{visible(related.message)}", *excerpt]


def _excerpt(location: Location, lines: list[str], style: str, mark: str, *, color: bool) -> list[str]:
    """Return the line of a location with marks below; of a longer stretch only its first line."""
    if not 1 <= location.line <= len(lines):
        return []
    line = lines[location.line - 1]
    start = min(location.column - 1, len(line))
    end = min(location.end_column - 1, len(line)) if location.end_line == location.line else len(line.rstrip())
    end = max(end, start)
    # A spec may be one line of many megabytes; what is far from the place is cut below anyway.
    parts = (line[max(start - _NEAR, 0) : start], line[start : min(end, start + _NEAR)], line[end : end + _NEAR])
    head, marked, tail = (_cells(part) for part in parts)
    if _width(head) + _width(marked) + _width(tail) > _LONGEST_LINE:
        head = _cut_left(head, _BEFORE_CARET)
        marked = _cut_right(marked, _LONGEST_LINE - _BEFORE_CARET)
        tail = _cut_right(tail, max(_LONGEST_LINE - _width(head) - _width(marked), len(_CUT)))
    marks = " " * _width(head) + _styled(style, mark * max(_width(marked), 1), color=color)
    number = f"{location.line:>5}"
    return [f"{number} | {''.join([*head, *marked, *tail])}".rstrip(), f"{' ' * len(number)} | {marks}"]


def _cells(text: str) -> list[str]:
    """Return what is shown for each character: a tab is four columns wide here."""
    return [_TAB if character == "\t" else visible_character(character) for character in text]


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
