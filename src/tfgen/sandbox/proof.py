"""One stack on its way from `init` to `destroy`."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from tfgen.sandbox.messages import changes
from tfgen.sandbox.progress import Phase, Recorder, Step
from tfgen.sandbox.results import StackResult
from tfgen.sandbox.terraform import Event, Terraform, TerraformFailed
from tfgen.sandbox.waits import Need, Outstanding

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
    the apply, as `<env>-<name>.json`. What takes a processor, and nobody has to wait for, is given to `aside`.
    """

    def __init__(
        self,
        stack: Stack,
        terraform: Terraform,
        *,
        slots: Slots,
        recorder: Recorder,
        aside: Executor,
        plans: Path,
        need: Need,
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
        self._usable = False
        self._applied = False
        self._unmaking: Future[Path] | None = None
        self._saved: list[Future[str]] = []
        self._planned = threading.Event()
        self._settled = threading.Event()
        self._over = threading.Event()

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
                other.wait_for_plan()
            with self._slots.work():
                validating = self._prepare()
                if self._need is Need.RESOURCES_FOR_APPLY:
                    self._plan()
                validating.result()
            if not self._can_go_on(before):
                return
            with self._slots.work() as slot:
                if self._need is not Need.RESOURCES_FOR_APPLY:
                    self._plan()
                self._apply(slot)
            with self._slots.work():
                self._replan()
        except TerraformFailed as failure:
            self._fail(failure)
        finally:
            self._planned.set()
            self._settled.set()
            self._over.set()

    def wait_for_plan(self) -> None:
        """Block until the stack has a plan, or never will have one."""
        self._planned.wait()

    def wait_for(self, *, outputs: bool) -> bool:
        """Block until the stack can be used by others, or never will be; tell which.

        Its resources can be used as soon as the rest only settles, its outputs when its apply is over.
        """
        (self._over if outputs else self._settled).wait()
        return self._applied if outputs else self._usable

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

    def _can_go_on(self, before: Sequence[Proof]) -> bool:
        outputs = self._need is Need.OUTPUTS_FOR_PLAN
        missing = [other.stack.name for other in before if not other.wait_for(outputs=outputs)]
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
        self._planned.set()
        self._save(self._first, ".first.json")

    def _apply(self, slot: Slot) -> None:
        def take_in(event: Event) -> None:
            self._outstanding.take_in(event)
            if not self._usable and self._outstanding.only_settling:
                self._usable = True
                self._settled.set()
                if self._outstanding.left:
                    slot.lend()
                    self._recorder.tell(Phase.APPLY, Step.WAITING)

        with self._recorder.phase(Phase.APPLY):
            self._touched = True
            self._terraform.apply(self._first, on_event=take_in)
        self._usable = self._applied = True
        self._settled.set()
        self._over.set()
        if self._will_be_destroyed:
            self._unmaking = self._plan_destroy()

    def _replan(self) -> None:
        saved = self._terraform.folder / "second.tfplan"
        with self._recorder.phase(Phase.REPLAN):
            has_changes = self._terraform.plan(saved)
            text = self._save(saved, ".json")
            # What the list of changes does not show, such as a moved resource, is a change all the same.
            self._changes = (changes(json.loads(text.result())) or ("something else",)) if has_changes else ()

    def _plan_destroy(self) -> Future[Path]:
        """Plan the end beside the second plan: neither changes anything."""

        def plan() -> Path:
            saved = self._terraform.folder / "destroy.tfplan"
            self._terraform.plan_destroy(saved)
            return saved

        return self._aside.submit(plan)

    def _save(self, plan: Path, suffix: str) -> Future[str]:
        """Keep a plan as JSON; that takes seconds, and nobody has to wait for it."""

        def save() -> str:
            text = self._terraform.show(plan)
            target = self._plans / (self.stack.name.replace("/", "-") + suffix)
            target.write_text(text, encoding="utf-8", newline="\n")
            return text

        saving = self._aside.submit(save)
        self._saved.append(saving)
        return saving

    def finish(self) -> None:
        """Wait for the plans to be saved."""
        try:
            for saving in self._saved:
                saving.result()
        except TerraformFailed as failure:
            self._fail(failure)
