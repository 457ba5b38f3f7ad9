"""Where caches are kept: a file for each output folder, in the user's own cache folder, never in a repository.

What a cache says is believed, so it may not come with a clone: whoever can write here can do what the user can.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
import time
from typing import Any

_MAGIC = b"tfgen cache 3 "
_DAYS_KEPT = 60


def place(out: str) -> str | None:
    """Return the cache file of an output folder; None where the user has no folder for such.

    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # noqa: PTH117 - pathlib takes longer to import than this takes
        home = os.path.expanduser("~")  # noqa: PTH111 - the same
        if not os.path.isabs(home):  # noqa: PTH117 - the same
            return None
        base = f"{home}/.cache"
    name = hashlib.sha256(os.path.realpath(out).encode(errors="surrogateescape")).hexdigest()[:32]
    return f"{base}/tfgen/{name}"


def read(out: str) -> tuple[Any, ...] | None:
    """Return what was kept for an output folder; None if there is nothing, or nothing that is whole."""
    file = place(out)
    if file is None:
        return None
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - the same
            data = opened.read()
    except OSError:
        return None
    start = len(_MAGIC)
    digest, payload = data[start : start + 32], memoryview(data)[start + 32 :]
    # `marshal` must not see what it did not write.
    if not data.startswith(_MAGIC) or _digest(payload) != digest:
        return None
    try:
        found = marshal.loads(payload)  # noqa: S302 - checked above
    except (EOFError, TypeError, ValueError):
        return None
    return found if isinstance(found, tuple) and found[:1] == (sys.version,) else None


def write(out: str, kept: tuple[Any, ...]) -> None:
    """Keep something for an output folder: numbers, texts, bytes and tuples of such; a failure is no matter."""
    file = place(out)
    if file is None:
        return
    payload = marshal.dumps((sys.version, *kept))
    with contextlib.suppress(OSError):
        folder = os.path.dirname(file)  # noqa: PTH120 - the same
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - the same
        passing = f"{file}.{os.getpid()}"
        with open(passing, "wb") as opened:  # noqa: PTH123 - the same
            opened.write(_MAGIC + _digest(payload) + payload)
        os.replace(passing, file)  # noqa: PTH105 - the same
        _tidy(folder)


def _digest(payload: bytes | memoryview) -> bytes:
    return hashlib.blake2b(payload, digest_size=32).digest()


def _tidy(folder: str) -> None:
    """Remove what nobody has used for long, and what runs that were killed have left."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.stat(follow_symlinks=False).st_mtime < time.time() - _DAYS_KEPT * 86_400:
                os.unlink(entry.path)  # noqa: PTH108 - the same
