"""One stack on its way from `init` to `destroy`."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from tfgen.sandbox.messages import changes
from tfgen.sandbox.progress import Phase, Recorder, Step
from tfgen.sandbox.results import StackResult
from tfgen.sandbox.terraform import Event, Terraform, TerraformFailed
from tfgen.sandbox.waits import Outstanding, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from tfgen.sandbox.slots import Slot, Slots
    from tfgen.sandbox.stacks import Stack

_installing = threading.Lock()
"""Terraform's cache of providers bears one `init` at a time."""


class Proof:
    """Runs terraform's commands on one stack and gathers what they say.

    `plans` is an existing folder: the first plan is saved there as `<env>-<name>.first.json`, the second, after
    the apply, as `<env>-<name>.json`; without it neither is. `need` is how far the stacks before must be for a plan.
    What takes a processor, and nobody has to wait for, is given to `aside`.
    """

    def __init__(
        self,
        stack: Stack,
        terraform: Terraform,
        *,
        slots: Slots,
        recorder: Recorder,
        aside: Executor,
        plans: Path | None,
        need: Stage,
        will_be_destroyed: bool,
    ) -> None:
        self.stack = stack
        self._terraform = terraform
        self._slots = slots
        self._recorder = recorder
        self._aside = aside
        self._plans = plans
        self._need = need
        self._first = terraform.folder / "first.tfplan"
        self._will_be_destroyed = will_be_destroyed
        self._outstanding = Outstanding()
        self._changes: tuple[str, ...] | None = None
        self._destroyed: int | None = None
        self._error: str | None = None
        self._skipped: str | None = None
        self._touched = False
        self._reached = 0
        self._unmaking: Future[Path] | None = None
        self._saved: list[Future[None]] = []
        self._passed = {stage: threading.Event() for stage in Stage}

    @property
    def result(self) -> StackResult:
        """What is known so far."""
        return StackResult(
            name=self.stack.name,
            added=self._outstanding.added,
            changes=self._changes,
            destroyed=self._destroyed,
            seconds=dict(self._recorder.seconds),
            error=self._error,
            skipped=self._skipped,
        )

    def prove(self, before: Sequence[Proof]) -> None:
        """Apply the stack and plan it again, once those `before` it are there to be used.

        What terraform refuses ends up in the result. Raises Stopped when the run ends.
        """
        try:
            for other in before:  # what others wait for goes first; later it only waits, and leaves room
                other.wait_for(min(self._need, Stage.PARAMETERS))
            with self._slots.work():
                validating = self._prepare()
                if self._need is Stage.PLANNED:
                    self._plan()
                validating.result()
            if self._need is not Stage.PLANNED:
                if not self._can_go_on(before, self._need):
                    return
                with self._slots.work():
                    self._plan()
            if not self._can_go_on(before, Stage.RESOURCES):
                return
            with self._slots.work() as slot:
                self._apply(slot)
            with self._slots.work():
                self._replan()
        except TerraformFailed as failure:
            self._fail(failure)
        finally:
            for event in self._passed.values():
                event.set()

    def wait_for(self, stage: Stage) -> bool:
        """Block until the stack is as far as that, or never will be; tell which."""
        self._passed[stage].wait()
        return self._reached >= stage

    def _reach(self, stage: Stage) -> None:
        self._reached = stage
        for passed in Stage:
            if passed <= stage:
                self._passed[passed].set()

    def destroy(self) -> None:
        """Destroy what the apply has made; without a word for a stack that was never applied."""
        if not self._touched:
            return
        gone = Outstanding()
        try:
            with self._slots.work(), self._recorder.phase(Phase.DESTROY):
                plan = (self._unmaking or self._plan_destroy()).result()
                self._terraform.apply(plan, on_event=gone.take_in)
        except TerraformFailed as failure:
            self._fail(failure)
        finally:
            self._destroyed = gone.destroyed

    def _fail(self, failure: TerraformFailed) -> None:
        self._error = "\n\n".join(text for text in (self._error, str(failure)) if text)

    def _can_go_on(self, before: Sequence[Proof], stage: Stage) -> bool:
        missing = [other.stack.name for other in before if not other.wait_for(stage)]
        if missing:
            self._skipped = f"{', '.join(missing)} could not be applied"
        return not missing

    def _prepare(self) -> Future[None]:
        """Initialise, and validate beside what follows: a plan validates too, but no plan shows all there is."""
        with self._recorder.phase(Phase.INIT), _installing:
            self._terraform.init()

        def validate() -> None:
            with self._recorder.phase(Phase.VALIDATE):
                self._terraform.validate()

        return self._aside.submit(validate)

    def _plan(self) -> None:
        with self._recorder.phase(Phase.PLAN):
            self._terraform.plan(self._first)
        self._reach(Stage.PLANNED)
        if self._plans is not None:
            self._save(self._first, self._plans, ".first.json")

    def _apply(self, slot: Slot) -> None:
        def take_in(event: Event) -> None:
            self._outstanding.take_in(event)
            stage = self._outstanding.stage
            if stage <= self._reached:
                return
            self._reach(stage)
            if stage is Stage.RESOURCES and self._outstanding.left:
                slot.lend()
                self._recorder.tell(Phase.APPLY, Step.WAITING)

        with self._recorder.phase(Phase.APPLY):
            self._touched = True
            self._terraform.apply(self._first, on_event=take_in)
        self._reach(Stage.OUTPUTS)
        if self._will_be_destroyed:
            self._unmaking = self._plan_destroy()

    def _replan(self) -> None:
        saved = self._terraform.folder / "second.tfplan"
        with self._recorder.phase(Phase.REPLAN):
            has_changes = self._terraform.plan(saved)
            if self._plans is not None:
                self._save(saved, self._plans, ".json")
            # What the list of changes does not show, such as a moved resource, is a change all the same.
            self._changes = (
                (changes(json.loads(self._terraform.show(saved))) or ("something else",)) if has_changes else ()
            )

    def _plan_destroy(self) -> Future[Path]:
        """Plan the end beside the second plan: neither changes anything."""

        def plan() -> Path:
            saved = self._terraform.folder / "destroy.tfplan"
            self._terraform.plan_destroy(saved)
            return saved

        return self._aside.submit(plan)

    def _save(self, plan: Path, folder: Path, suffix: str) -> None:
        """Keep a plan as JSON; that takes seconds, and nobody has to wait for it."""

        def save() -> None:
            target = folder / (self.stack.name.replace("/", "-") + suffix)
            target.write_text(self._terraform.show(plan), encoding="utf-8", newline="\n")

        self._saved.append(self._aside.submit(save))

    def finish(self) -> None:
        """Wait for the plans to be saved."""
        try:
            for saving in self._saved:
                saving.result()
        except TerraformFailed as failure:
            self._fail(failure)
