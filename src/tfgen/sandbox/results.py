"""What a run found out: one result a stack, and all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from tfgen.sandbox.progress import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.sandbox.kept import Kept


class StackResult(Struct, frozen=True):
    """What became of one stack.

    `added` and `destroyed` count resources; `destroyed` is None where nothing was to be destroyed. `changes`
    has a line for each thing that the second plan still wants to change, None where it did not come to a second
    plan. `seconds` has the wall-clock time of each phase that was reached. `error` is terraform's own message.
    `skipped` says why a stack was not tried.
    """

    name: str
    added: int = 0
    changes: tuple[str, ...] | None = None
    destroyed: int | None = None
    seconds: Mapping[Phase, float] = field(default_factory=dict)
    error: str | None = None
    skipped: str | None = None

    @property
    def replan(self) -> str:
        """The second plan in words: "empty", what it wants to change, or "" where there was none."""
        if self.changes is None:
            return ""
        return "; ".join(self.changes) or "empty"

    @property
    def ok(self) -> bool:
        """Whether the stack applied, planned empty afterwards, and all that was to be destroyed is."""
        return self.error is None and self.skipped is None and self.changes == ()


class SandboxReport(Struct, frozen=True):
    """Results in the order of the stacks that were given; `seconds` of wall-clock time for the whole run.

    `kept` is there when the emulator still runs.
    """

    results: tuple[StackResult, ...]
    seconds: float
    kept: Kept | None = None

    @property
    def ok(self) -> bool:
        """Whether every stack is proven."""
        return all(result.ok for result in self.results)


HEADINGS = ("stack", "added", "second plan", "destroyed", *Phase)
"""Of the columns of `table`."""


def table(report: SandboxReport) -> list[tuple[str, ...]]:
    """Return the results as text, one row a stack, in the columns of `HEADINGS`; times in seconds."""
    return [
        (
            result.name,
            str(result.added),
            result.replan or ("skipped" if result.skipped else "failed"),
            "" if result.destroyed is None else str(result.destroyed),
            *(f"{result.seconds[phase]:.1f}" if phase in result.seconds else "" for phase in Phase),
        )
        for result in report.results
    ]
