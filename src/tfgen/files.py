"""What stands under a name, asked of any name at all.

`pathlib` in Python 3.11 raises for a name that is too long and for one that may not be looked at; where a name is the
user's, both mean that there is nothing to read, which is said in words.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_folder(path: Path) -> bool:
    """Tell whether a folder, or a link to one, stands under a name."""
    return os.path.isdir(path)  # noqa: PTH112 - the function of this module


def is_file(path: Path) -> bool:
    """Tell whether a file, or a link to one, stands under a name."""
    return os.path.isfile(path)  # noqa: PTH113 - the function of this module


def exists(path: Path) -> bool:
    """Tell whether anything stands under a name; a link that leads nowhere is nothing."""
    return os.path.exists(path)  # noqa: PTH110 - the function of this module
