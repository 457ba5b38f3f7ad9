"""An emulator that goes on after the run, to look around in."""

from __future__ import annotations

import shlex
import threading
from typing import TYPE_CHECKING, Self

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack
    from pathlib import Path
    from types import TracebackType


class Kept(Struct, frozen=True):
    """A running emulator and the folder with the stacks that were applied to it; closing it stops the emulator.

    `environments` has, for each stack, the variables that lead terraform and other AWS clients to its account.
    The folder stays until its owner removes it.
    """

    work: Path
    environments: Mapping[str, Mapping[str, str]]
    cleanup: ExitStack

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def command(self, stack: str, *arguments: str) -> str:
        """Return a shell command that runs terraform in a stack, by default `state list`."""
        words = ["env", *(f"{name}={value}" for name, value in sorted(self.environments[stack].items()))]
        words += ["terraform", f"-chdir={self.work / 'stacks' / stack}", *(arguments or ("state", "list"))]
        return shlex.join(words)

    def wait(self) -> None:
        """Block until the thread is interrupted; KeyboardInterrupt passes."""
        threading.Event().wait()

    def close(self) -> None:
        """Stop the emulator; its state is gone."""
        self.cleanup.close()
