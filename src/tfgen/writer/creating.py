"""New files of the user's: the first spec, its schema, templates that are ejected."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def create(path: Path, text: str) -> None:
    """Write a new file; raises TfgenError, and writes nothing, where something stands already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file, _removed_on_failure(path):
            file.write(text)
            file.flush()
    except FileExistsError as error:
        raise TfgenError(
            f"{error.filename or path} exists already; nothing was written",
            "give another name with --spec, or go on with the file that is there: `tfgen validate` checks it",
        ) from error
    except OSError as error:
        raise TfgenError(f"{path}: {error.strerror or error}", "choose a folder that you may write to") from error


def create_all(texts: Mapping[Path, str]) -> None:
    """Write new files, all or none; raises TfgenError as `create` does."""
    made: list[Path] = []
    try:
        for path, text in texts.items():
            create(path, text)
            made.append(path)
    except TfgenError:
        for path in made:
            path.unlink()
        raise


@contextlib.contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    """Leave no half-written file behind."""
    try:
        yield
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
