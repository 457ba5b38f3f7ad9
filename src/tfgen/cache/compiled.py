"""Templates as the last render compiled them, for as long as the program is the same.

Their code is kept where Python keeps that of tfgen's modules, and like that is made once for all users and output
folders. Where Python may not write there, it is kept in the user's own cache folder.
"""

from __future__ import annotations

import os
import sys

from tfgen.cache import store

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Mapping

    Reads = dict[str, tuple[str, ...] | None]
    """What each template reads of its view: names of attributes; None where that may be anything."""

_NAME = "templates"


def read(program: bytes) -> tuple[dict[str, bytes], Reads]:
    """Return the code of templates by their keys, and what they read; nothing where another program made it."""
    for file in (_beside_modules(), store.place_of(_NAME)):
        found = store.read_from(file)
        rest = found[2]() if found is not None and found[0] == (program,) else None
        if rest is not None:
            return dict(rest[0]), dict(rest[1])
    return {}, {}


def write(program: bytes, code: Mapping[str, bytes], reads: Reads) -> None:
    """Keep the code of templates, and what they read."""
    kept = (program,), b"", (dict(code), dict(reads))
    if sys.dont_write_bytecode or not store.write_to(_beside_modules(), *kept):
        store.write_own(store.place_of(_NAME), *kept)


def _beside_modules() -> str | None:
    """Return the file beside this module's own code; None where Python keeps none, as in an archive."""
    cached = globals().get("__cached__")
    tag = sys.implementation.cache_tag
    return f"{os.path.dirname(cached)}/{_NAME}.{tag}.code" if cached and tag else None  # noqa: PTH120 - pathlib takes longer to import than this takes
