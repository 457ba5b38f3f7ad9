"""A parser's error as the rules for its message look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml.error import MarkedYAMLError

from tfgen.check import codes
from tfgen.loader.problems import Problem

if TYPE_CHECKING:
    from yaml.error import YAMLError


def too_deep_for_parser(error: YAMLError) -> int | None:
    """Return where the parser met more nesting than it bears, None if it broke for another reason."""
    if isinstance(error, MarkedYAMLError) and error.problem_mark and "nesting depth" in (error.problem or ""):
        return error.problem_mark.index
    return None


class Failure:
    """A parser's error: its words, where it broke and where the construct began that it was reading."""

    __slots__ = ("at", "began", "context", "text", "words")

    def __init__(self, error: YAMLError, text: str) -> None:
        self.text = text
        self.words = self.context = ""
        self.at = self.began = 0
        if isinstance(error, MarkedYAMLError):
            self.words = error.problem or ""
            self.context = error.context or ""
            # libyaml sees a line end behind the last line, and so marks behind the end of the text.
            self.at = min(error.problem_mark.index, len(text)) if error.problem_mark else 0
            self.began = min(error.context_mark.index, len(text)) if error.context_mark else self.at

    @property
    def character(self) -> str:
        """The character at which it broke, empty at the end of the text."""
        return self.text[self.at : self.at + 1]

    @property
    def line_before(self) -> str:
        """The broken line up to where it broke."""
        start = max(self.text.rfind("\n", 0, self.at), self.text.rfind("\r", 0, self.at)) + 1
        return self.text[start : self.at]

    @property
    def previous_line(self) -> str:
        """The last line above that is neither empty nor a comment."""
        above = self.text[: self.at - len(self.line_before)].splitlines()
        filled = (line.strip() for line in reversed(above))
        return next((line for line in filled if line and not line.startswith("#")), "")

    @property
    def previous_span(self) -> tuple[int, int]:
        """Where that line's text begins and ends."""
        end = self.text.rindex(self.previous_line, 0, self.at) + len(self.previous_line)
        return end - len(self.previous_line), end

    def problem(self, message: str, hint: str, *, begin: bool = False, code: str = codes.YAML_SYNTAX) -> Problem:
        """Place a problem where the parser broke, or where it had begun."""
        start = self.began if begin else self.at
        return Problem(code, message, hint, start, min(start + 1, len(self.text)))
