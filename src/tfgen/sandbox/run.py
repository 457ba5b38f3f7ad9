"""The way into the sandbox: checks that what it needs is there, then runs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tfgen.sandbox.requirements import check_packages, find_terraform

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tfgen.sandbox.progress import Progress
    from tfgen.sandbox.results import SandboxReport
    from tfgen.sandbox.stacks import Stack


def run(
    stacks: Sequence[Stack],
    generated: Path,
    *,
    listener: Callable[[Progress], None],
    keep: bool = False,
    jobs: int = 4,
    destroy: bool = True,
    work: Path | None = None,
) -> SandboxReport:
    """Apply stacks of the tree `generated` to the emulator with the real terraform, plan them again, destroy them.

    `generated` is only read. The work happens in a temporary folder, or in `work`, an empty folder that then
    stays; there `plans/<env>-<name>.first.json` and `plans/<env>-<name>.json` are the first and the second plan
    as JSON. With `keep` nothing is destroyed, and emulator and folder remain until `report.kept` is closed.
    `listener` hears of every phase, from several threads, one call at a time. Up to `jobs` stacks work side by
    side.

    Raises TfgenError when something that the sandbox needs is missing or a stack is not there, ValueError for
    stacks that contradict each other. Any exception, KeyboardInterrupt among them, ends the processes that were
    started, stops the emulator and removes the temporary folder before it passes.
    """
    check_packages()
    program = find_terraform(os.environ)
    from tfgen.sandbox.engine import Engine  # noqa: PLC0415 -- needs the packages that were checked just now

    engine = Engine(program=program, generated=generated, listener=listener, jobs=jobs, destroy=destroy and not keep)
    return engine.run(stacks, keep=keep, work=work)
