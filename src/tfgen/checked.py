"""A spec that was read and checked, and what a run takes from it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tfgen.errors import Severity
from tfgen.forking import uncollected
from tfgen.spec_schema import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.errors import Diagnostic
    from tfgen.loader import Source
    from tfgen.model import Deployment


class Checked(Struct, frozen=True, dict=True):  # what is resolved when it is first asked for has to be kept
    """A spec that was read and checked.

    `templates` are the texts of the user's own templates that diagnostics point at, by file; `outlines` are those of
    the agencies, if they came of the checks.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    templates: Mapping[str, str] = field(default_factory=dict)
    outlines: Mapping[str, bytes] | None = None

    @property
    def failed(self) -> bool:
        """Whether a diagnostic is an error."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)

    @cached_property
    def deployment(self) -> Deployment | None:
        """The model, if no diagnostic is an error."""
        if self.failed:
            return None
        from tfgen.resolve import resolve  # noqa: PLC0415 - `tfgen validate` does without

        with uncollected():
            return resolve(self.source.data, schema())

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of every file that diagnostics point at."""
        return {**self.source.texts, **self.templates}

    @property
    def templates_folder(self) -> Path | None:
        """The folder of the user's own templates that the spec names, if it does."""
        return templates_folder(self.source)


def templates_folder(source: Source) -> Path | None:
    """Return the folder of templates that a spec names: seen from the spec, or from here where it was piped in."""
    stated = source.data.get("templates") if isinstance(source.data, dict) else None
    return Path(source.file).parent / stated if isinstance(stated, str) else None
