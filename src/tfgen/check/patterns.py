"""JSON Schema's regular expressions, which are JavaScript's, as Python's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_PART: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$")


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str) -> re.Pattern[str]:
    r"""Compile a JSON Schema pattern: `\d` and `\w` are ASCII, and `$` is the very end of the text.

    Python's `$` also stands before a last line end, and would let it through.

    >>> bool(compiled_pattern("^[a-z]+$").search("dot")), bool(compiled_pattern("^[a-z]+$").search("dot\n"))
    (True, False)
    """
    parts = _PART.sub(lambda part: r"\Z" if part.group() == "$" else part.group(), pattern)
    return re.compile(parts, re.ASCII)
