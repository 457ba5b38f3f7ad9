"""File names of a report as machines elsewhere know them: from the top of the repository, with slashes."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def from_base(file: str, base: Path) -> str:
    """Return a file's name as seen from a folder, with forward slashes; absolute where the file is outside of it.

    `file` is a path as the user gave it, seen from the working folder.
    """
    path = Path(os.path.abspath(file))  # noqa: PTH100  # a link keeps its own name
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


def uri(name: str) -> str:
    """Return the URI of a name that from_base gave: a relative reference, or a `file:` URI.

    >>> uri("specs/main spec.yaml"), uri("/etc/agencies.yaml"), uri("a:b.yaml")
    ('specs/main%20spec.yaml', 'file:///etc/agencies.yaml', 'a%3Ab.yaml')
    """
    if name.startswith("/"):
        return f"file://{quote(name)}"
    return f"file:///{quote(name, safe='/:')}" if Path(name).is_absolute() else quote(name)
