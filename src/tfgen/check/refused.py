"""What seems to be absent and was written all the same, and refused: that is told, and what follows from it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check.sound import at
from tfgen.check.wording import closest

if TYPE_CHECKING:
    from tfgen.check.sound import Data
    from tfgen.check.stated import Place
    from tfgen.errors import SpecPath
    from tfgen.loader import Source


def is_refused(source: Source, sound: Data, path: SpecPath) -> bool:
    """Whether the value at a path, or one around it, was refused, or a key that is probably meant for one of the path.

    `sound` is the part of the spec's data that was not refused.
    """
    data, kept = source.data, sound
    for step in path:
        if not isinstance(data, dict) or not isinstance(kept, dict):
            return False
        if step not in data:
            return closest(str(step), [key for key in data if isinstance(key, str) and key not in kept]) is not None
        if step not in kept:
            return True
        data, kept = data[step], kept[step]
    return False


def is_setting_refused(source: Source, sound: Data, places: tuple[Place, ...], *steps: str) -> bool:
    """Whether what would hold by these places, strongest first, is not known: the first that states it was refused."""
    for path, data in places:
        if at(data, *steps) is not None:
            return False
        if is_refused(source, sound, (*path, *steps)):
            return True
    return False
