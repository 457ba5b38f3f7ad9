"""The import of msgspec, shorter: it is a third of what a short run imports."""

from __future__ import annotations

import sys


def import_msgspec() -> None:
    """Import msgspec without typing_extensions, of which it only takes what Python's own `typing` has as well.

    It asks for that module first, which imports inspect, ast and tokenize, and does without where there is none. What
    needs the module itself later gets it.
    """
    if "msgspec" in sys.modules or "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # how Python marks what cannot be imported
    try:
        import msgspec  # noqa: F401, PLC0415 - what this is for
    except ImportError:  # one that cannot do without, which the next import tells
        pass
    finally:
        del sys.modules["typing_extensions"]
