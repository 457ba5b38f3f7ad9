"""What users do with templates: lay their own on the shipped ones, copy those, and compare the two."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tfgen import __version__
from tfgen.errors import TfgenError
from tfgen.templating import TemplateSet, load_templates
from tfgen.templating.places import require_places
from tfgen.templating.sets import ejected, require_shipped
from tfgen.writer.creating import create

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def templates_folder() -> Path:
    """Find the templates: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise TfgenError("tfgen's templates are missing from this installation", "install tfgen again")


def template_set(own: Path | None = None) -> TemplateSet:
    """Read the shipped templates, and lay those of a folder of the user's on top of them.

    Raises TfgenError (exit code 2) if a folder or file cannot be read, or a template has no place in the output.
    """
    found = load_templates(templates_folder(), own)
    require_places(found)
    return found


def eject(paths: Sequence[str], own: Path) -> list[Path]:
    """Copy shipped templates into a folder of the user's own; returns the files.

    Raises TfgenError, before it writes anything, for a path that tfgen does not ship or that is there already.
    """
    shipped = load_templates(templates_folder()).shipped
    require_shipped(paths, shipped)
    there = [path for path in paths if os.path.lexists(own / path)]
    if there:
        raise TfgenError(
            f"{own / there[0]} exists already; nothing was written",
            "`tfgen templates diff` shows how it differs; move it away to start anew",
        )
    files = [own / path for path in dict.fromkeys(paths)]
    for path in dict.fromkeys(paths):
        create(own / path, ejected(shipped[path], __version__))
    return files


def differences(templates: TemplateSet, paths: Sequence[str]) -> Iterator[tuple[str, str | None, str | None]]:
    """List how the user's templates differ from what an eject would write now: path, that text, the user's text.

    Without `paths`, all that replace a shipped one. Raises TfgenError for a path that is no shipped template's.
    """
    require_shipped(paths, templates.shipped)
    for template in templates.own:
        if template.path in templates.shipped and template.path in (paths or templates.shipped):
            yield template.path, ejected(templates.shipped[template.path], __version__), template.source
