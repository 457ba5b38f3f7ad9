"""Terraform's commands, run in one stack, with their machine-readable output taken in as it comes."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tfgen.sandbox.messages import describe, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tfgen.sandbox.children import Children

Event = dict[str, Any]
"""One line of terraform's `-json` output: https://developer.hashicorp.com/terraform/internals/machine-readable-ui"""

_CHECKSUMS = re.compile(r"^ *hashes = \[[^\]]*\]\n", re.MULTILINE)
_AT_ONCE = "-parallelism=40"
"""Most of an apply is the provider's own waiting, half a minute for a statement; ten at a time, statements queue."""

_TAIL = 40  # lines of text kept for the case that a command fails
_CHANGED = 2  # exit code of `plan -detailed-exitcode` when there is something to change


class TerraformFailed(Exception):  # noqa: N818 -- reads as what happened
    """A command ended with an error; the message is terraform's own, in plain text."""


class Terraform(Struct, frozen=True):
    """Runs terraform's commands in one folder. Every method raises TerraformFailed, and Stopped when the run ends."""

    program: str
    folder: Path
    environment: Mapping[str, str]
    children: Children

    def init(self) -> None:
        """Install providers and set up the backend.

        The copied lock file loses its checksums once `init` has held the providers against them: otherwise
        every command reads the 700 MB of the AWS provider to do so again.
        """
        self._run("init", "-input=false", "-no-color")
        locks = self.folder / ".terraform.lock.hcl"
        if locks.is_file():
            locks.write_text(_CHECKSUMS.sub("", locks.read_text(encoding="utf-8")), encoding="utf-8")

    def validate(self) -> None:
        """Check the configuration without looking at AWS."""
        self._run("validate", "-no-color")

    def plan(self, target: Path) -> bool:
        """Save a plan to `target` and tell whether it has anything to change."""
        arguments = ("-input=false", "-no-color", "-json", "-detailed-exitcode", f"-out={target}")
        return self._run("plan", *arguments, fine=(0, _CHANGED)) == _CHANGED

    def show(self, plan: Path) -> str:
        """Return a saved plan as JSON text."""
        lines: list[str] = []
        self._run("show", "-json", "-no-color", str(plan), on_line=lines.append)
        return "".join(lines)

    def apply(self, plan: Path, *, on_event: Callable[[Event], None]) -> None:
        """Apply a saved plan."""
        self._run("apply", "-input=false", "-no-color", "-json", _AT_ONCE, str(plan), on_event=on_event)

    def plan_destroy(self, target: Path) -> None:
        """Save a plan that destroys all that the state has, without looking at AWS again.

        It takes no lock, so that it can be made beside a plan, which changes no state either.
        """
        arguments = ("-destroy", "-refresh=false", "-lock=false", "-input=false", "-no-color", "-json")
        self._run("plan", *arguments, f"-out={target}")

    def _run(
        self,
        *arguments: str,
        on_line: Callable[[str], object] | None = None,
        on_event: Callable[[Event], None] | None = None,
        fine: tuple[int, ...] = (0,),
    ) -> int:
        tail: deque[str] = deque(maxlen=_TAIL)
        found: list[Mapping[str, Any]] = []
        with self.children.start((self.program, *arguments), self.folder, self.environment) as child:
            for line in child.stdout or ():
                if on_line:
                    on_line(line)
                event = None if on_line else _event(line)
                if event is None:
                    tail.append(plain(line))
                    continue
                if "diagnostic" in event:
                    found.append(event["diagnostic"])
                if on_event:
                    on_event(event)
        if child.returncode in fine:
            return child.returncode
        self.children.check()
        errors = [describe(diagnostic, self.folder) for diagnostic in found if diagnostic["severity"] == "error"]
        raise TerraformFailed("\n\n".join(errors) or _last_error(tail, child.returncode))


def _event(line: str) -> Event | None:
    if not line.startswith("{"):
        return None
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _last_error(tail: deque[str], code: int) -> str:
    lines = list(tail)
    starts = [number for number, line in enumerate(lines) if line.startswith("Error")]
    text = "\n".join(lines[starts[0] :] if starts else lines).strip()
    return text or f"terraform ended with exit code {code} and said nothing."
