"""A spec that was read and checked, and what a run takes from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.errors import Diagnostic
    from tfgen.loader import Source
    from tfgen.model import Deployment


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec that was read and checked; `deployment` is there if no diagnostic is an error.

    `templates` are the texts of the user's own templates that diagnostics point at, by file.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    deployment: Deployment | None
    templates: Mapping[str, str] = field(default_factory=dict)

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
