"""What can go wrong, as data: diagnostics that point at a place, and the error that ends a run."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

SpecPath = tuple[str | int, ...]
"""Where in the spec: mapping keys and sequence indices from the top, `("agencies", "dot", "name")`."""


class Severity(StrEnum):
    """How bad it is: an error stops the run, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Location(Struct, frozen=True, order=True):
    """A stretch of a file. Lines and columns count from 1; the end column is the first one behind it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Related(Struct, frozen=True):
    """A second place that helps to understand a problem, and what is there: "first defined here"."""

    location: Location
    message: str


class Diagnostic(Struct, frozen=True):
    """One problem of a spec: what is wrong in `message`, what to do about it in `hint`, each one sentence."""

    code: str
    message: str
    hint: str
    path: SpecPath = ()
    location: Location | None = None
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of a report: by file, line and column, then code and sentence."""
        place = self.location or Location("", 0, 0, 0, 0)
        return (place.file, place.line, place.column, self.code, self.message)


class TfgenError(Exception):
    """Ends a run with one sentence and one hint; `exit_code` 1 is a finding, 2 wrong use or an I/O error.

    Where a line of a file is to blame, there are its place and the text of the file.
    """

    def __init__(
        self, message: str, hint: str = "", *, exit_code: int = 2, location: Location | None = None, text: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
        self.location = location
        self.text = text


def format_path(path: SpecPath) -> str:
    """Write a spec path as people do: `agencies.dot.datasets.roads.key[0]`, and `(top level)` for none.

    >>> format_path(("agencies", "dot", "notify", "email", 0))
    'agencies.dot.notify.email[0]'
    >>> format_path(("platform", "tags", "a.b"))
    'platform.tags."a.b"'
    """
    if not path:
        return "(top level)"
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            plain = step.replace("_", "").replace("-", "").isalnum()
            name = step if plain else '"' + step.replace("\\", "\\\\").replace('"', '\\"') + '"'
            text += f".{name}" if text else name
    return text
