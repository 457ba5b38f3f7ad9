"""Lines of YAML in a wrong column: which one a person would blame, and which one it does not fit."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from tfgen.check import codes
from tfgen.loader.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIGN_HINT: Final = "begin it in the same column as the keys that it belongs with; YAML indents with spaces"
_KEY: Final = re.compile(r"(?:- +)*([^:#\r\n]*[^:#\s])\s*:(?=\s|$)")
_LINE: Final = re.compile(r"^( *)(?=[^\s#])([^\r\n]*)", re.MULTILINE)
_ODD_BLANKS: Final = re.compile(r"[ \t]*([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+)\s*([^\r\n:]*)")


class _Line(NamedTuple):
    """A line that is neither empty nor a comment: where its text begins, in the file and in the line, and the text."""

    start: int
    column: int
    text: str

    @property
    def key(self) -> str:
        found = _KEY.match(self.text)
        return found[1] if found else self.text.strip()

    @property
    def end(self) -> int:
        return self.start + len(self.key) if self.text.startswith(self.key) else self.start + 1

    @property
    def is_bare(self) -> bool:
        """Whether it is a key with nothing behind it."""
        return self.text.rstrip().endswith(":")


def too_deep(text: str, start: int) -> Problem:
    """Say that a key is deeper than the one above it, which has its value already; its line begins at `start`.

    If the keys beside the one above are as deep as this one, it is that one that stands in a wrong column.
    """
    lines = _lines(text)
    at = _number(lines, start)
    here, above = lines[at], lines[at - 1]
    before = next((line for line in reversed(lines[: at - 1]) if line.column <= here.column), None)
    behind = next((line for line in lines[at + 1 :] if line.column <= here.column), None)
    if any(line is not None and line.column == here.column for line in (before, behind)):
        message = f"{quoted(above.key, 40)} begins in column {above.column}, and the keys beside it in {here.column}"
        hint = f"begin it in column {here.column}"
        return _problem(above, message, hint, here, "a key beside it")
    message = f"{quoted(here.key, 40)} is indented deeper than the key above it, which has its value already"
    return _problem(here, message, _ALIGN_HINT, above, "the key above it")


def fits_nothing(text: str, start: int) -> Problem:
    """Say of the line whose text begins at `start` that its column is none of those that are open above it."""
    lines = _lines(text)
    at = _number(lines, start)
    here = lines[at]
    firsts = _open_blocks(lines[:at])
    deeper = next((number for number in firsts if lines[number].column > here.column), None)
    if deeper is not None:
        first = lines[deeper]
        # The first of the deeper lines has nothing below it: what follows was to stand below, as it does for this line.
        if first.is_bare and lines[deeper + 1].column == first.column:
            message = f"{quoted(first.key, 40)} is indented deeper than what stands beside it"
            return _problem(first, message, f"begin it in column {here.column}", here, "this stands beside it")
    near = min(
        firsts, key=lambda number: (abs(lines[number].column - here.column), -lines[number].column), default=None
    )
    problem = _problem(here, "this line's indentation fits nothing above it", _ALIGN_HINT, here, "")
    problem = problem._replace(end=here.start + 1, beside=None)
    if near is None:
        return problem
    beside = lines[near]
    return problem._replace(beside=(beside.start, beside.end, f"lines above begin here, in column {beside.column}"))


def odd_blanks(text: str, start: int) -> Problem | None:
    """Blame the line that begins at `start`, or the one above, if it is indented with what only looks like spaces."""
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    for line in (above, start):
        found = _ODD_BLANKS.match(text, line)
        if found:
            odd = found[1][0]
            name = unicodedata.name(odd, "a character without a name").lower()
            message = (
                f"the line of {quoted(found[2].strip(), 40)} is indented with U+{ord(odd):04X} ({name}), which is text"
            )
            return Problem(codes.YAML_INDENTATION, message, "indent it with spaces", *found.span(1))
    return None


def _lines(text: str) -> list[_Line]:
    return [_Line(found.start(2), len(found[1]) + 1, found[2]) for found in _LINE.finditer(text)]


def _number(lines: Sequence[_Line], start: int) -> int:
    """Return the number of the line that has the text at an offset, or the first one behind it."""
    return next((number for number, line in enumerate(lines) if line.start + len(line.text) > start), len(lines) - 1)


def _open_blocks(lines: Sequence[_Line]) -> list[int]:
    """Return the first line of each block that is open at the end, outer ones first."""
    opened: list[int] = []
    for number, line in enumerate(lines):
        while opened and lines[opened[-1]].column > line.column:
            opened.pop()
        if not opened or lines[opened[-1]].column < line.column:
            opened.append(number)
    return opened


def _problem(line: _Line, message: str, hint: str, beside: _Line, label: str) -> Problem:
    place = (beside.start, beside.end, label)
    return Problem(codes.YAML_INDENTATION, message, hint, line.start, line.end, beside=place)
