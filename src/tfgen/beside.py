"""Work in a second process, while this one does something else."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class beside:  # noqa: N801 - it is used like a function, as contextlib's are
    """Do something in a second process; gives what waits for the bytes that come of it, empty where it failed.

    Where there are no such processes, or no more of them, it is done when it is waited for.
    """

    def __init__(self, work: Callable[[], bytes]) -> None:
        self._work = work
        self._child = 0

    def __enter__(self) -> Callable[[], bytes]:
        if not hasattr(os, "fork"):
            return self._work
        self._reading, writing = os.pipe()
        try:
            self._child = os.fork()
        except OSError:  # there are too many
            os.close(self._reading)
            os.close(writing)
            return self._work
        if not self._child:
            try:
                os.close(self._reading)
                with os.fdopen(writing, "wb") as pipe:
                    pipe.write(self._work())
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writing)
        return self._wait

    def _wait(self) -> bytes:
        with os.fdopen(self._reading, "rb") as pipe:
            found = pipe.read()
        child, self._child = self._child, 0
        return found if os.waitpid(child, 0)[1] == 0 else b""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what was not waited for."""
        if self._child:
            os.close(self._reading)
            os.kill(self._child, 9)
            os.waitpid(self._child, 0)
            self._child = 0
