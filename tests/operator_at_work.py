"""An operator at work: renders a spec and applies single stacks of it on the emulator, with the real terraform."""

from __future__ import annotations

import json
import os
import re
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from command import invoke
from specs import write_spec

from tfgen.sandbox.emulator import Emulator
from tfgen.sandbox.environment import access, base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tfgen.sandbox.emulator import Credentials

ACCOUNT = "111122223333"
REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody with terraform, credentials for one account, and a folder that has the spec and its output."""

    terraform: str
    folder: Path
    emulator: Emulator
    credentials: Credentials
    variables: Mapping[str, str]

    @property
    def out(self) -> Path:
        return self.folder / "generated"

    def render(self, spec: dict[str, Any]) -> None:
        result = invoke("render", "-f", write_spec(self.folder, spec), "-o", self.out)
        assert result.exit_code == 0, result.stderr

    def run(self, stack: str, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [self.terraform, f"-chdir={self.out / 'stacks' / stack}", *arguments],
            env=self.variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in codes, done.stdout + done.stderr
        return done.stdout

    def state(self, stack: str) -> set[str]:
        """Give the addresses of the resources in a stack's state; what it only reads is left out."""
        found = self.run(stack, "state", "list").split()
        return {address for address in found if not re.search(r"(^|\.)data\.\w+\.\w+$", address)}

    @property
    def plan_file(self) -> Path:
        """Where the last plan is: outside the output."""
        return self.folder / "plan"

    def plan(self, stack: str) -> dict[str, Any]:
        """Plan, and give the plan as data."""
        self.run(stack, "plan", f"-out={self.plan_file}")
        found: dict[str, Any] = json.loads(self.run(stack, "show", "-json", str(self.plan_file)))
        return found

    def make_what_agencies_share(self, prefix: str) -> None:
        """Make by hand what of a platform stack the stacks of agencies need, which is little."""
        logs = f"{prefix}-platform-access-logs-{ACCOUNT}"
        self.emulator.make_bucket(logs, region=REGION, credentials=self.credentials)
        delivery = {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{logs}/*",
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [delivery]})
        self.client("s3").put_bucket_policy(Bucket=logs, Policy=policy)
        tag = {"TagKey": f"{prefix}-platform-zone", "TagValues": ["processed", "raw"]}
        self.client("lakeformation").create_lf_tag(**tag)

    def client(self, service: str) -> Any:
        return self.emulator.client(service, region=REGION, credentials=self.credentials)


@contextmanager
def operator(terraform: str, folder: Path, state_bucket: str) -> Iterator[Operator]:
    """Open an account on a new emulator, with the bucket of the state."""
    with Emulator() as emulator:
        credentials = emulator.credentials(ACCOUNT, region=REGION, partition="aws")
        emulator.make_bucket(state_bucket, region=REGION, credentials=credentials)
        variables = base(os.environ, folder) | access(emulator.endpoint, credentials)
        yield Operator(terraform, folder, emulator, credentials, variables)
