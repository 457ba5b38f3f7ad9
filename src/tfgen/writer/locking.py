"""One writer at a time, and what the file system refuses as one sentence."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Lock:
    """Keeps other runs from writing to the same folder; the system lets go of it when a run is killed."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._folder = -1

    def take(self) -> None:
        """Make the folder and take the lock; raises TfgenError if another run has it."""
        if self._folder >= 0:
            return
        self._out.mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32":  # it has no such locks: there, two runs at once are the user's to avoid
            return
        folder = os.open(self._out, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(folder)
            raise TfgenError(
                f"another run of tfgen is writing to {self._out}; nothing was written",
                "wait until it is done, then run this again",
            ) from error
        except OSError:
            os.close(folder)
            raise
        self._folder = folder

    def release(self) -> None:
        """Let others write."""
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1


@contextlib.contextmanager
def reported(out: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence."""
    try:
        yield
    except PermissionError as error:
        raise TfgenError(
            f"no permission for {error.filename or out}",
            "check who owns the output folder, or choose another with --out",
        ) from error
    except OSError as error:
        raise TfgenError(
            f"{error.filename or out}: {error.strerror or error}",
            "check the output folder and the space on its disk, then run the same command again",
        ) from error
