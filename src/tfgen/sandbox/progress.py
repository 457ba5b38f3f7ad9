"""What a run tells while it goes on."""

from __future__ import annotations

import time
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator


class Phase(StrEnum):
    """What is done with a stack, in this order."""

    INIT = "init"
    VALIDATE = "validate"
    PLAN = "plan"
    APPLY = "apply"
    REPLAN = "replan"
    DESTROY = "destroy"


class Step(StrEnum):
    """What happened to a phase. `waiting`: an apply goes on, but only waits for S3 to settle."""

    STARTED = "started"
    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"


class Progress(Struct, frozen=True):
    """One event of a run; `seconds` counts from the start of the phase."""

    stack: str
    phase: Phase
    step: Step
    seconds: float


class Recorder:
    """Times the phases of one stack and tells a listener, one event at a time though it hears from many threads."""

    def __init__(self, stack: str, listener: Callable[[Progress], None], lock: threading.Lock) -> None:
        self._stack = stack
        self._listener = listener
        self._lock = lock
        self._started: dict[Phase, float] = {}
        self.seconds: dict[Phase, float] = {}

    @contextmanager
    def phase(self, phase: Phase) -> Iterator[None]:
        """Time the block; an exception passes, told as `failed`."""
        self._started[phase] = time.monotonic()
        self.tell(phase, Step.STARTED)
        try:
            yield
        except Exception:
            self.seconds[phase] = self._elapsed(phase)
            self.tell(phase, Step.FAILED)
            raise
        self.seconds[phase] = self._elapsed(phase)
        self.tell(phase, Step.FINISHED)

    def tell(self, phase: Phase, step: Step) -> None:
        """Pass an event to the listener."""
        with self._lock:
            self._listener(Progress(self._stack, phase, step, self._elapsed(phase)))

    def _elapsed(self, phase: Phase) -> float:
        return time.monotonic() - self._started[phase]
