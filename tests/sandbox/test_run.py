"""Whole runs: the real terraform on the emulator."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fixture_stacks import SMALL, TREE, stack

from tfgen.errors import TfgenError
from tfgen.sandbox import HEADINGS, Phase, Progress, SandboxReport, Step, run, table

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.terraform, pytest.mark.sandbox]

TEMPORARY = "tfgen-sandbox-*"


def fingerprint(tree: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}


class Proven:
    """A run of a platform with an agency, and of a platform in another account."""

    def __init__(self, work: Path) -> None:
        before = fingerprint(TREE)
        self.work = work
        self.events: list[Progress] = []
        stacks = [stack("dev/platform"), stack("dev/dot", "dev/platform"), stack("prod/platform")]
        self.report: SandboxReport = run(stacks, TREE, listener=self.events.append, work=work)
        self.tree_is_untouched = fingerprint(TREE) == before

    def plan(self, name: str) -> dict[str, object]:
        plan: dict[str, object] = json.loads((self.work / "plans" / name).read_text())
        return plan


@pytest.fixture(scope="module")
def proven(terraform: str, tmp_path_factory: pytest.TempPathFactory) -> Proven:
    assert terraform
    return Proven(tmp_path_factory.mktemp("proven") / "work")


@pytest.mark.xdist_group("proven")
def test_stacks_apply_plan_empty_and_are_destroyed(proven: Proven) -> None:
    results = {result.name: result for result in proven.report.results}

    assert [result.error for result in results.values()] == [None] * 3
    assert proven.report.ok
    assert list(results) == ["dev/platform", "dev/dot", "prod/platform"]
    assert {result.replan for result in results.values()} == {"empty"}
    assert {name: (result.added, result.destroyed) for name, result in results.items()} == {
        "dev/platform": (6, 6),
        "dev/dot": (14, 14),
        "prod/platform": (6, 6),
    }


@pytest.mark.xdist_group("proven")
def test_a_stack_is_applied_while_the_one_before_it_only_settles(proven: Proven) -> None:
    order = [(event.stack, event.phase, event.step) for event in proven.events]

    waiting = order.index(("dev/platform", Phase.APPLY, Step.WAITING))
    started = order.index(("dev/dot", Phase.APPLY, Step.STARTED))
    applied = order.index(("dev/platform", Phase.APPLY, Step.FINISHED))
    assert waiting < started < applied


@pytest.mark.xdist_group("proven")
def test_what_depends_on_others_is_destroyed_first(proven: Proven) -> None:
    order = [(event.stack, event.phase, event.step) for event in proven.events]

    agency = order.index(("dev/dot", Phase.DESTROY, Step.FINISHED))
    assert agency < order.index(("dev/platform", Phase.DESTROY, Step.STARTED))


@pytest.mark.xdist_group("proven")
def test_every_phase_is_told_and_timed(proven: Proven) -> None:
    steps = Counter((event.stack, event.step) for event in proven.events)

    for result in proven.report.results:
        assert list(result.seconds) != []
        assert set(result.seconds) == set(Phase)
        assert all(seconds > 0 for seconds in result.seconds.values())
        assert steps[result.name, Step.STARTED] == steps[result.name, Step.FINISHED] == len(Phase)


@pytest.mark.xdist_group("proven")
def test_both_plans_are_kept(proven: Proven) -> None:
    first, second = proven.plan("dev-dot.first.json"), proven.plan("dev-dot.json")

    assert len(first["resource_changes"]) > 14  # type: ignore[arg-type]  # data sources are among them
    assert {tuple(change["change"]["actions"]) for change in second["resource_changes"]} == {("no-op",)}  # type: ignore[attr-defined]


@pytest.mark.xdist_group("proven")
def test_each_environment_has_its_own_account(proven: Proven) -> None:
    arns = {
        name: [
            resource["values"]["arn"]
            for module in proven.plan(name)["prior_state"]["values"]["root_module"]["child_modules"]  # type: ignore[index]
            for resource in module["resources"]
            if resource["type"] == "aws_kms_key"
        ]
        for name in ("dev-platform.json", "prod-platform.json")
    }

    assert [arn.split(":")[4] for found in arns.values() for arn in found] == ["111122223333", "444455556666"]


@pytest.mark.xdist_group("proven")
def test_the_generated_tree_is_only_read(proven: Proven) -> None:
    assert proven.tree_is_untouched


@pytest.mark.xdist_group("proven")
def test_the_results_make_a_table(proven: Proven) -> None:
    rows = table(proven.report)

    assert [row[:4] for row in rows] == [
        ("dev/platform", "6", "empty", "6"),
        ("dev/dot", "14", "empty", "14"),
        ("prod/platform", "6", "empty", "6"),
    ]
    assert {len(row) for row in rows} == {len(HEADINGS)}


@pytest.fixture(scope="module")
def failing(terraform: str) -> SandboxReport:
    """Run a stack that applies, one that plans to change again, one that fails, and one that comes after it."""
    assert terraform
    stacks = [
        stack("dev/platform"),
        stack("dev/drifting"),
        stack("dev/broken", "dev/platform"),
        stack("dev/dependent", "dev/broken"),
    ]
    return run(stacks, SMALL, listener=lambda _: None)


@pytest.mark.xdist_group("failing")
def test_a_second_plan_that_is_not_empty_says_what_it_wants(failing: SandboxReport) -> None:
    drifting = failing.results[1]

    assert drifting.replan == "replace terraform_data.this (id, triggers_replace)"
    assert not drifting.ok
    assert not failing.ok


@pytest.mark.xdist_group("failing")
def test_an_operation_that_the_emulator_lacks_is_terraforms_own_error(failing: SandboxReport) -> None:
    broken = failing.results[2]

    assert broken.error is not None
    assert "at stacks/dev/broken/main.tf:10 (aws_redshift_event_subscription.this)" in broken.error
    assert "NotImplemented" in broken.error
    assert broken.replan == ""


@pytest.mark.xdist_group("failing")
def test_what_comes_after_a_failed_stack_is_skipped(failing: SandboxReport) -> None:
    dependent = failing.results[3]

    assert dependent.skipped == "dev/broken could not be applied"
    assert dependent.error is None
    assert (dependent.added, dependent.destroyed) == (0, None)


@pytest.mark.xdist_group("failing")
def test_all_that_was_applied_is_destroyed(failing: SandboxReport) -> None:
    assert [(result.added, result.destroyed) for result in failing.results[:3]] == [(2, 2), (1, 1), (1, 1)]


def test_a_kept_emulator_can_be_looked_around_in(terraform: str) -> None:
    report = run([stack("dev/platform")], SMALL, listener=lambda _: None, keep=True)
    assert report.kept is not None
    try:
        with report.kept as kept:
            listed = subprocess.run(
                ["sh", "-c", kept.command("dev/platform").replace("terraform ", f"{terraform} ", 1)],
                capture_output=True,
                text=True,
                check=True,
            )
        assert listed.stdout.split() == ["aws_cloudwatch_log_group.west", "aws_ssm_parameter.this"]
        assert report.results[0].destroyed is None
        assert report.kept.work.is_dir()
    finally:
        shutil.rmtree(report.kept.work)


def test_a_work_folder_with_something_in_it_is_refused(terraform: str, tmp_path: Path) -> None:
    assert terraform
    (tmp_path / "precious").touch()

    with pytest.raises(TfgenError, match="is not empty"):
        run([stack("dev/platform")], SMALL, listener=lambda _: None, work=tmp_path)


def test_a_listener_that_fails_ends_the_run(terraform: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert terraform
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fail(event: Progress) -> None:
        if event.phase is Phase.APPLY:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run([stack("dev/platform")], SMALL, listener=fail)

    assert list(tmp_path.glob(TEMPORARY)) == []


RUN = """
import sys
from fixture_stacks import TREE, stack
from tfgen.sandbox import run

def listen(event):
    print(event.phase, event.step, flush=True)

try:
    run([stack("dev/platform")], TREE, listener=listen)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(130)
"""


def parents() -> dict[int, int]:
    """Give the parent of every process."""
    table = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return {int(child): int(parent) for child, parent in map(str.split, table.splitlines())}


def descendants(pid: int) -> set[int]:
    children: dict[int, set[int]] = {}
    for child, parent in parents().items():
        children.setdefault(parent, set()).add(child)
    found: set[int] = set()
    left = [pid]
    while left:
        new = children.get(left.pop(), set())
        found |= new
        left += new
    return found


@pytest.fixture
def interrupted(terraform: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a run in a process of its own, whose temporary files are below `tmp_path`."""
    assert terraform
    paths = [str(Path(__file__).parent), *sys.path]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", RUN], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("moment", ["plan started", "apply started", "apply waiting"])
def test_an_interrupt_leaves_nothing_behind(interrupted: subprocess.Popen[str], tmp_path: Path, moment: str) -> None:
    assert interrupted.stdout is not None
    for line in interrupted.stdout:
        if line.strip() == moment:
            break
    started = descendants(interrupted.pid)
    interrupted.send_signal(signal.SIGINT)
    since = time.monotonic()
    rest = interrupted.stdout.read()

    assert interrupted.wait(20) == 130
    assert "interrupted" in rest
    assert time.monotonic() - since < 15
    assert list(tmp_path.glob(TEMPORARY)) == []
    assert not started & parents().keys()
