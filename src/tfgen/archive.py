"""Zip archives that are the same bytes wherever they are made."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: none of a machine's own."""

_READABLE = 0o100644 << 16


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Put files, by their names, into a zip in the given order.

    Nothing is compressed, because what a compressor makes of the same bytes depends on its version.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, whatever system this one is
            entry.external_attr = _READABLE
            packed.writestr(entry, content)
    return buffer.getvalue()
