"""What seems to be absent and was written all the same, and refused: that is told, and what follows from it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check.sound import at
from tfgen.check.wording import closest

if TYPE_CHECKING:
    from tfgen.check.sound import Data
    from tfgen.check.stated import Place
    from tfgen.errors import SpecPath
    from tfgen.loader import Source


def is_refused(source: Source, sound: Data, path: SpecPath) -> bool:
    """Whether the value at a path, or one around it, was refused, or a key that is probably meant for one of the path.

    Such a key is spelt nearly so, or stands further out or in. `sound` is the part of the spec's data that was not
    refused.
    """
    data, kept = source.data, sound
    around: set[str] = set()
    moved: set[str] = set()
    for step in path:
        if not isinstance(data, dict) or not isinstance(kept, dict):
            return False
        here = _refused(data, kept)
        around |= here
        moved |= {key for one in here if isinstance(data[one], dict) for key in data[one]}
        if step not in data:
            inside = (_refused(data[key], kept[key]) for key in data if key in kept)
            is_elsewhere = step in around or step in moved or any(step in keys for keys in inside)
            return is_elsewhere or closest(str(step), here) is not None
        if step not in kept:
            return True
        data, kept = data[step], kept[step]
    return False


def _refused(data: Any, kept: Any) -> set[str]:
    if not isinstance(data, dict) or not isinstance(kept, dict):
        return set()
    return {key for key in data if isinstance(key, str) and key not in kept}


def is_setting_refused(source: Source, sound: Data, places: tuple[Place, ...], *steps: str) -> bool:
    """Whether what would hold by these places, strongest first, is not known: the first that states it was refused."""
    for path, data in places:
        if at(data, *steps) is not None:
            return False
        if is_refused(source, sound, (*path, *steps)):
            return True
    return False
