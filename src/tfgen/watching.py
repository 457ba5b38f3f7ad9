"""Waits until files change: watchfiles wakes it at once where that is installed, else it looks a few times a second."""

from __future__ import annotations

import contextlib
import stat
import time
from typing import TYPE_CHECKING

from tfgen.files import is_folder

try:
    from watchfiles import watch
except ImportError:
    _EVENTS = False
else:
    _EVENTS = True

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

POLL_SECONDS = 0.3
SETTLE_SECONDS = 0.05
"""Editors write in steps, and for a moment there may be half a file, or none: two looks this far apart must agree."""

LOOKS = 20
SILENCE_MILLISECONDS = 1_000
"""Time after which we look without an event: network file systems and some containers have none."""

Stamp = tuple[int, int, int]


def changes(inputs: Callable[[], Iterable[Path]]) -> Iterator[list[Path]]:
    """Yield the files that changed, came or went, each time that some did; never ends by itself.

    `inputs` lists the files and folders to watch anew each time; they need not exist. What changes while the caller
    works on one list is in the next one.
    """
    # Now, and not when the first change is asked for: the caller works before that.
    return _changes(inputs, _stamps(inputs()))


def _changes(inputs: Callable[[], Iterable[Path]], before: dict[Path, Stamp]) -> Iterator[list[Path]]:
    for _ in _wakes(lambda: _folders(inputs())):
        now = _settled(inputs)
        changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
        before = now
        if changed:
            yield changed


def _settled(inputs: Callable[[], Iterable[Path]]) -> dict[Path, Stamp]:
    """Look until nothing moves any more, or for a second: some files never rest."""
    found = _stamps(inputs())
    for _ in range(LOOKS):
        time.sleep(SETTLE_SECONDS)
        again = _stamps(inputs())
        if again == found:
            break
        found = again
    return found


def _stamps(paths: Iterable[Path]) -> dict[Path, Stamp]:
    """Return what tells one state of a file from the next; a file that is not there has no stamp."""
    found: dict[Path, Stamp] = {}
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            continue
        # A folder's time moves whenever something next to the inputs does.
        if not stat.S_ISDIR(state.st_mode):
            found[path] = (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def _folders(paths: Iterable[Path]) -> dict[Path, int]:
    """Return the folders to watch, each with its inode: one that was made anew has another."""
    found: dict[Path, int] = {}
    for path in paths:
        for folder in (path, path.parent):
            if folder not in found and is_folder(folder):
                with contextlib.suppress(OSError):
                    found[folder] = folder.stat().st_ino
    return found


def _wakes(folders: Callable[[], dict[Path, int]]) -> Iterator[None]:
    """Yield whenever it may be worth a look."""
    while True:
        known = folders() if _EVENTS else {}
        moved = False
        # A folder may go away before it is watched.
        with contextlib.suppress(OSError):
            for _ in _events(known):
                yield
                moved = folders() != known
                if moved:
                    break
        if not moved:
            time.sleep(POLL_SECONDS)
            yield


def _events(folders: Iterable[Path]) -> Iterator[object]:
    """Yield when something happens in the folders, or nothing does for a while; ends if there is nothing to watch."""
    watched = list(folders)
    if watched:
        yield from watch(
            *watched,
            watch_filter=None,
            debounce=200,
            step=20,
            rust_timeout=SILENCE_MILLISECONDS,
            yield_on_timeout=True,
            recursive=False,
        )
