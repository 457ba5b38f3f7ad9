"""What seems to be absent and was written all the same, and refused: that is told, and what follows from it is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tfgen.check.once import kept
from tfgen.check.sound import at
from tfgen.check.wording import closest

_OF_AGENCY = 2
"""Steps of a path that leads to an agency."""

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tfgen.check.sound import Data
    from tfgen.check.stated import Place
    from tfgen.errors import SpecPath
    from tfgen.loader import Source


def is_refused(source: Source, sound: Data, path: SpecPath) -> bool:
    """Whether the value at a path, or one around it, was refused, or a key that is probably meant for one of the path.

    Such a key is spelt nearly so, is a number, stands further out or in, or stands twice where another was to be.
    `sound` is the part of the spec's data that was not refused.
    """
    if source.doubled and _is_doubled(source, path):
        return True
    data, left = source.data, sound
    for step in path:
        if not isinstance(data, dict) or not isinstance(left, dict):
            return False
        if step not in data:
            # Most maps have lost nothing, and to search them for what is spelt nearly so takes long.
            has_lost = data is not left
            if has_lost and any(not str(key)[:1].isalpha() and key not in left for key in data):
                return True
            texts = [key for key in data if isinstance(key, str)] if has_lost or "environments" in path[1:] else []
            meant = [key for key in texts if key not in left or _is_nowhere(source, path, key)]
            near = closest(str(step), meant) if meant else None
            return near is not None or _is_tight(str(step), data) or step in _lost(source, sound, path)
        if step not in left:
            return True
        data, left = data[step], left[step]
    return False


def _is_nowhere(source: Source, path: SpecPath, key: str) -> bool:
    """Tell whether a key that stands where settings are by environment is the name of none."""
    known = at(source.data, "environments")
    return "environments" in path[1:] and not (isinstance(known, dict) and key in known)


def _is_tight(step: str, data: dict[Any, Any]) -> bool:
    """Tell whether a key stands in a map with its value, as `{ raw_days:30 }` has it."""
    return any(
        isinstance(key, str) and key.startswith(step) and re.match(r"\s*[:={]", key[len(step) :]) for key in data
    )


def _is_doubled(source: Source, path: SpecPath) -> bool:
    """Tell whether a key on the way stands twice, or one beside the first step that is not there, or a whole section.

    What is not there may stand below the second of them.
    """
    if any(path[: len(each)] == each or len(each) == 1 for each in source.doubled):
        return True
    data = source.data
    for length, step in enumerate(path):
        if not isinstance(data, dict) or step not in data:
            return any(each[:-1] == path[:length] for each in source.doubled)
        data = data[step]
    return False


def _lost(source: Source, sound: Data, path: SpecPath) -> Collection[str]:
    """Return the keys that were refused, or stand in what was: of one agency those that are its own or no agency's."""
    if sound is source.data:
        return frozenset()
    common, agencies, everywhere = _all_lost(source, sound)
    if len(path) > _OF_AGENCY and path[0] == "agencies":
        return common | agencies.get(path[1], frozenset())
    return everywhere


@kept
def _all_lost(source: Source, sound: Data) -> tuple[frozenset[str], dict[Any, frozenset[str]], frozenset[str]]:
    """Return what is lost outside of agencies, by agency, and in all."""
    agencies, sound_ones = at(source.data, "agencies"), at(sound, "agencies")
    common = frozenset(_keys_lost({**source.data, "agencies": None}, {**sound, "agencies": None}))
    of_agencies = {
        name: frozenset(_keys_lost(data, at(sound_ones, name)))
        for name, data in (agencies.items() if isinstance(agencies, dict) else ())
    }
    refused = frozenset(str(name) for name in of_agencies if at(sound_ones, name) is None)
    return common, of_agencies, frozenset().union(common, refused, *of_agencies.values())


def _keys_lost(data: Any, left: Any) -> Iterator[str]:
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        is_kept = isinstance(left, dict) and key in left
        if not is_kept:
            yield str(key)
        yield from _keys_lost(value, left[key] if is_kept else None)


def is_setting_refused(source: Source, sound: Data, places: tuple[Place, ...], *steps: str) -> bool:
    """Whether what would hold by these places, strongest first, is not known: the first that states it was refused."""
    for path, data in places:
        if at(data, *steps) is not None:
            return False
        if is_refused(source, sound, (*path, *steps)):
            return True
    return False
