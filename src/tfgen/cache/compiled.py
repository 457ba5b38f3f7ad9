"""Templates as the last render compiled them, for as long as the program is the same."""

from __future__ import annotations

from tfgen.cache import store

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = "templates"


def read(program: bytes) -> dict[str, bytes]:
    """Return the code of templates by their keys; nothing where another program has compiled them."""
    found = store.read_file(_NAME)
    if found is None or found[0] != (program,):
        return {}
    rest = found[2]()
    return dict(rest[0]) if rest is not None else {}


def write(program: bytes, code: Mapping[str, bytes]) -> None:
    """Keep the code of templates."""
    store.write_file(_NAME, (program,), b"", (dict(code),))
