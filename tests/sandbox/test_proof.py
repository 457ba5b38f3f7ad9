"""One stack's way through a run, with a terraform that follows a script."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from fixture_stacks import stack
from msgspec import field
from msgspec.structs import force_setattr

from tfgen.sandbox.children import Children
from tfgen.sandbox.progress import Progress, Recorder
from tfgen.sandbox.proof import Proof
from tfgen.sandbox.slots import Slots
from tfgen.sandbox.terraform import Event, Terraform, TerraformFailed
from tfgen.sandbox.together import all_at_once
from tfgen.sandbox.waits import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RULES = "aws_s3_bucket_lifecycle_configuration.this"
KEY = "aws_kms_key.this"
PARAMETER = "aws_ssm_parameter.this"


class Script(Terraform, frozen=True):
    """Terraform whose apply makes a parameter, a key, and lifecycle rules; it waits for `go_on` before `holds`."""

    log: list[str] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    fails: str = ""
    holds: str = RULES

    def do(self, what: str) -> None:
        self.log.append(f"{self.folder.name} {what}")
        if self.fails == what:
            raise TerraformFailed(f"{what} failed")

    def init(self) -> None:
        self.do("init")

    def validate(self) -> None:
        self.do("validate")

    def plan(self, target: Path) -> bool:
        self.do("replan" if target.name == "second.tfplan" else "plan")
        return self.fails == "empty replan"

    def plan_destroy(self, target: Path) -> None:
        self.do(f"plan {target.stem}")

    def show(self, plan: Path) -> str:
        assert plan.suffix == ".tfplan"
        return "{}"

    def apply(self, plan: Path, *, on_event: Callable[[Event], None]) -> None:
        self.do("destroy" if plan.name == "destroy.tfplan" else "apply")
        if plan.name == "destroy.tfplan":
            return
        for address in (PARAMETER, KEY, RULES):
            kind = address.partition(".")[0]
            resource = {"addr": address, "resource_type": kind}
            on_event({"type": "planned_change", "change": {"action": "create", "resource": resource}})
        for address in (PARAMETER, KEY, RULES):
            if address == self.holds:
                assert self.go_on.wait(20)
                if self.fails == "settling":
                    raise TerraformFailed("settling failed")
            on_event({"type": "apply_complete", "hook": {"action": "create", "resource": {"addr": address}}})
        self.log.append(f"{self.folder.name} applied")


class Run:
    """A platform and an agency after it; the platform settles once the agency has logged `until`."""

    def __init__(self, folder: Path, aside: ThreadPoolExecutor, jobs: int = 1) -> None:
        self.log: list[str] = []
        self.events: list[Progress] = []
        self.plans: Path | None = folder
        self._folder = folder
        self._aside = aside
        self._slots = Slots(jobs)
        self._lock = threading.Lock()
        self._children = Children()

    def proof(self, name: str, *, need: Stage = Stage.PLANNED, fails: str = "", holds: str = "") -> Proof:
        script = Script(
            "terraform", self._folder / name, {}, self._children, log=self.log, fails=fails, holds=holds or RULES
        )
        if not holds:
            script.go_on.set()
        self.scripts = {**getattr(self, "scripts", {}), name: script}
        return Proof(
            stack(f"dev/{name}"),
            script,
            slots=self._slots,
            recorder=Recorder(f"dev/{name}", self._listen, self._lock),
            aside=self._aside,
            plans=self.plans,
            need=need,
            will_be_destroyed=True,
        )

    def prove(self, platform: Proof, agency: Proof) -> None:
        all_at_once([lambda: platform.prove([]), lambda: agency.prove([platform])], self._children)

    def _listen(self, event: Progress) -> None:
        self.events.append(event)


@pytest.fixture
def proving(tmp_path: Path) -> Iterator[Run]:
    with ThreadPoolExecutor(2) as aside:
        yield Run(tmp_path, aside)


def release_on(proving: Run, line: str) -> None:
    """Let the platform finish once this line is in the log."""

    class Log(list[str]):
        def append(self, entry: str) -> None:
            super().append(entry)
            if entry == line:
                proving.scripts["platform"].go_on.set()

    log = Log()
    proving.log = log
    for script in proving.scripts.values():
        force_setattr(script, "log", log)


@pytest.mark.parametrize(
    ("need", "line"),
    [
        (Stage.PLANNED, "dot apply"),
        (Stage.RESOURCES, "dot plan"),
        (Stage.OUTPUTS, "dot validate"),
    ],
)
def test_an_agency_goes_as_far_as_it_can_while_the_platform_settles(proving: Run, need: Stage, line: str) -> None:
    platform, agency = proving.proof("platform", holds=RULES), proving.proof("dot", need=need)
    release_on(proving, line)

    proving.prove(platform, agency)

    assert platform.result.ok
    assert agency.result.ok
    assert proving.log.index(line) < proving.log.index("platform applied")


def test_an_agency_that_reads_outputs_waits_for_the_end_of_the_apply(proving: Run) -> None:
    platform, agency = proving.proof("platform", holds=RULES), proving.proof("dot", need=Stage.OUTPUTS)
    release_on(proving, "dot validate")

    proving.prove(platform, agency)

    assert proving.log.index("platform applied") < proving.log.index("dot plan")


def test_an_agency_that_reads_parameters_is_planned_while_the_platform_makes_the_rest(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as aside:
        proving = Run(tmp_path, aside, jobs=2)
        platform, agency = proving.proof("platform", holds=KEY), proving.proof("dot", need=Stage.PARAMETERS)
        release_on(proving, "dot plan")

        proving.prove(platform, agency)

    assert platform.result.ok
    assert agency.result.ok
    assert proving.log.index("dot plan") < proving.log.index("platform applied") < proving.log.index("dot apply")


@pytest.mark.parametrize("kept", [True, False])
def test_plans_are_kept_for_those_who_read_them(proving: Run, tmp_path: Path, *, kept: bool) -> None:
    proving.plans = tmp_path if kept else None
    platform = proving.proof("platform")

    platform.prove([])
    platform.finish()

    assert platform.result.ok
    names = sorted(path.name for path in tmp_path.glob("*.json"))
    assert names == (["dev-platform.first.json", "dev-platform.json"] if kept else [])


@pytest.mark.parametrize("phase", ["init", "validate", "plan", "apply"])
def test_a_platform_that_fails_has_its_agencies_skipped(proving: Run, phase: str) -> None:
    platform, agency = proving.proof("platform", fails=phase), proving.proof("dot")

    proving.prove(platform, agency)

    assert platform.result.error == f"{phase} failed"
    assert not platform.result.ok
    assert agency.result.skipped == "dev/platform could not be applied"
    assert "dot apply" not in proving.log


def test_a_platform_that_fails_while_it_settles_leaves_the_agencys_result_as_it_is(proving: Run) -> None:
    platform, agency = proving.proof("platform", fails="settling", holds=RULES), proving.proof("dot")
    release_on(proving, "dot apply")

    proving.prove(platform, agency)

    assert platform.result.error == "settling failed"
    assert agency.result.ok


def test_what_a_failed_apply_has_made_is_destroyed(proving: Run) -> None:
    platform = proving.proof("platform", fails="settling")
    platform.prove([])

    platform.destroy()

    assert proving.log[-2:] == ["platform plan destroy", "platform destroy"]
    assert platform.result.error == "settling failed"


def test_what_was_never_applied_is_not_destroyed(proving: Run) -> None:
    platform = proving.proof("platform", fails="plan")
    platform.prove([])

    platform.destroy()

    assert not any("destroy" in line for line in proving.log)
    assert platform.result.destroyed is None


def test_a_destroy_that_fails_is_told_beside_the_rest(proving: Run) -> None:
    platform = proving.proof("platform", fails="destroy")
    platform.prove([])
    assert platform.result.ok

    platform.destroy()
    platform.finish()

    assert platform.result.error == "destroy failed"
    assert platform.result.replan == "empty"
    assert not platform.result.ok


def test_a_second_plan_that_wants_what_no_list_shows_is_not_empty(proving: Run) -> None:
    platform = proving.proof("platform", fails="empty replan")

    platform.prove([])

    assert platform.result.replan == "something else"
    assert not platform.result.ok
