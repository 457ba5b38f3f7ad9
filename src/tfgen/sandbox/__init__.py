"""The embedded AWS emulator, and runs of the real terraform on it. Needs the extra `sandbox` only when it runs."""

from __future__ import annotations

from tfgen.sandbox.kept import Kept
from tfgen.sandbox.progress import Phase, Progress, Step
from tfgen.sandbox.requirements import require_tools
from tfgen.sandbox.results import HEADINGS, SandboxReport, StackResult, table
from tfgen.sandbox.run import run
from tfgen.sandbox.stacks import Stack

__all__ = [
    "HEADINGS",
    "Kept",
    "Phase",
    "Progress",
    "SandboxReport",
    "Stack",
    "StackResult",
    "Step",
    "require_tools",
    "run",
    "table",
]
