"""A run from the copied tree to the report. Importing this module imports moto and hcl2, of the extra `sandbox`."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.errors import TfgenError
from tfgen.sandbox import environment
from tfgen.sandbox.children import Children
from tfgen.sandbox.copying import copy_tree
from tfgen.sandbox.emulator import Credentials, Emulator
from tfgen.sandbox.kept import Kept
from tfgen.sandbox.network import make_network
from tfgen.sandbox.overrides import write_overrides
from tfgen.sandbox.progress import Progress, Recorder
from tfgen.sandbox.proof import Proof
from tfgen.sandbox.results import SandboxReport
from tfgen.sandbox.slots import Slots
from tfgen.sandbox.stacks import Stack, layers
from tfgen.sandbox.terraform import Terraform
from tfgen.sandbox.together import all_at_once
from tfgen.sandbox.waits import Stage, need

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Engine(Struct, frozen=True, kw_only=True):
    """Settings of a run; `program` is the path of terraform, the others are explained at `tfgen.sandbox.run`."""

    program: str
    generated: Path
    listener: Callable[[Progress], None]
    jobs: int
    destroy: bool

    def run(self, stacks: Sequence[Stack], *, keep: bool, work: Path | None) -> SandboxReport:
        """Prove the stacks."""
        started = time.monotonic()
        groups = layers(stacks)
        with ExitStack() as cleanup:
            folder = _make_work_folder(work, cleanup, keep=keep)
            copy_tree(self.generated, folder, stacks)
            needs = _write_overrides(folder, stacks)
            surroundings = environment.base(os.environ, _make(folder / ".terraform"))
            environments = _open_accounts(cleanup.enter_context(Emulator()), stacks, surroundings)
            plans = _make(folder / "plans") if keep or work is not None else None
            aside = cleanup.enter_context(ThreadPoolExecutor(max_workers=self.jobs, thread_name_prefix="aside"))
            children = Children()
            cleanup.callback(children.stop, 0)
            slots, lock = Slots(self.jobs), threading.Lock()
            proofs = {
                stack.name: Proof(
                    stack,
                    Terraform(self.program, folder / "stacks" / stack.name, environments[stack.name], children),
                    slots=slots,
                    recorder=Recorder(stack.name, self.listener, lock),
                    aside=aside,
                    plans=plans,
                    need=needs[stack.name],
                    will_be_destroyed=self.destroy,
                )
                for stack in stacks
            }
            self._prove(groups, proofs, children)
            kept = Kept(folder, _access(environments), cleanup.pop_all()) if keep else None
        results = tuple(proof.result for proof in proofs.values())
        return SandboxReport(results, time.monotonic() - started, kept)

    def _prove(self, groups: Sequence[Sequence[Stack]], proofs: Mapping[str, Proof], children: Children) -> None:
        tasks = [partial(proof.prove, [proofs[name] for name in proof.stack.after]) for proof in proofs.values()]
        all_at_once(tasks, children)
        if self.destroy:
            for group in reversed(groups):
                all_at_once([proofs[stack.name].destroy for stack in group], children)
        for proof in proofs.values():
            proof.finish()


def _make_work_folder(work: Path | None, cleanup: ExitStack, *, keep: bool) -> Path:
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        if any(work.iterdir()):
            raise TfgenError(f"{work} is not empty.", "Name a folder that is empty or not there yet.")
        return work.resolve()
    folder = Path(tempfile.mkdtemp(prefix="tfgen-sandbox-")).resolve()

    def remove(kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None or not keep:
            shutil.rmtree(folder, ignore_errors=True)

    cleanup.push(remove)
    return folder


def _make(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _write_overrides(work: Path, stacks: Sequence[Stack]) -> dict[str, Stage]:
    """Write override files beside all HCL; return how far others must be for each stack's plan, by its name."""
    folders = sorted({path.parent for path in (work / "modules").rglob("*.tf")})
    modules = [write_overrides(folder) for folder in folders]
    roots = {stack.name: write_overrides(work / "stacks" / stack.name) for stack in stacks}
    by_modules = frozenset[str]().union(*(module.reads for module in modules))
    return {
        stack.name: need(roots[stack.name].reads | by_modules) if stack.after else Stage.PLANNED for stack in stacks
    }


def _open_accounts(
    emulator: Emulator, stacks: Sequence[Stack], surroundings: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]]:
    """Make credentials, state buckets and networks; return the environment of each stack by its name."""
    accounts: dict[tuple[str, str, str], Credentials] = {}
    environments = {}
    for stack in stacks:
        place = (stack.account_id, stack.region, stack.partition)
        if place not in accounts:
            accounts[place] = emulator.credentials(stack.account_id, region=stack.region, partition=stack.partition)
        emulator.make_bucket(stack.state_bucket, region=stack.region, credentials=accounts[place])
        if stack.vpc_id is not None:
            make_network(stack.vpc_id, stack.subnet_ids, account_id=stack.account_id, region=stack.region)
        environments[stack.name] = {**surroundings, **environment.access(emulator.endpoint, accounts[place])}
    return environments


def _access(environments: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Keep of each environment what leads to the emulator."""
    return {
        stack: {name: value for name, value in variables.items() if name.startswith("AWS_")}
        for stack, variables in environments.items()
    }
