"""Retiring a stack: Terraform forgets what holds data, AWS keeps it, and the rest goes."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import rendered, small, write_spec

from tfgen.sandbox.emulator import Emulator
from tfgen.sandbox.environment import access, base

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = "111122223333"


def spec_with(lifecycle: str, place: str) -> dict[str, Any]:
    spec = small()
    holder = {"agency": spec["agencies"]["dot"], "environment": spec["environments"]["dev"]}[place]
    holder["lifecycle"] = lifecycle
    return spec


def stack(tmp_path: Path, spec: dict[str, Any], name: str) -> dict[str, str]:
    """Render a spec; give the files of one stack that are no links."""
    output = rendered(write_spec(tmp_path, spec))
    found = {
        path.removeprefix(f"stacks/{name}/"): text
        for path, text in output.items()
        if path.startswith(f"stacks/{name}/")
    }
    return {path: text.decode() for path, text in found.items() if isinstance(text, bytes)}


def test_retiring_agency_forgets_what_holds_data_and_keeps_nothing_else(tmp_path: Path) -> None:
    files = stack(tmp_path, spec_with("retiring", "agency"), "dev/dot")
    assert "iam.tf" not in files
    for module in ("kms", "raw_bucket", "processed_bucket"):
        assert f"from = module.{module}\n" in files["retiring.tf"]
    assert files["retiring.tf"].count("destroy = false") == files["retiring.tf"].count("removed {")
    assert f"civic-dev-dot-raw-{ACCOUNT}" in files["README.md"]


def test_retiring_in_one_environment_leaves_the_others(tmp_path: Path) -> None:
    spec = small()
    spec["agencies"]["dot"]["environments"] = {"dev": {"lifecycle": "retiring"}}
    assert "retiring.tf" in stack(tmp_path, spec, "dev/dot")
    assert "retiring.tf" not in stack(tmp_path, spec, "prod/dot")


def test_retiring_environment_takes_platform_and_agencies_along(tmp_path: Path) -> None:
    spec = spec_with("retiring", "environment")
    for name in ("dev/platform", "dev/dot", "dev/doh"):
        assert "retiring.tf" in stack(tmp_path, spec, name)
    assert "retiring.tf" not in stack(tmp_path, spec, "prod/platform")


@pytest.mark.terraform
@pytest.mark.sandbox
def test_apply_of_a_retiring_stack_removes_the_rest_and_leaves_the_key(terraform: str, tmp_path: Path) -> None:
    generated = tmp_path / "generated"
    folder = generated / "stacks" / "dev" / "platform"

    def render(spec: dict[str, Any]) -> None:
        result = invoke("render", "-f", write_spec(tmp_path, spec), "-o", generated)
        assert result.exit_code == 0, result.stderr

    with Emulator() as emulator:
        credentials = emulator.credentials(ACCOUNT, region="us-east-1", partition="aws")
        emulator.make_bucket("example-gov-terraform-state-dev", region="us-east-1", credentials=credentials)
        variables = base(os.environ, tmp_path) | access(emulator.endpoint, credentials)

        def run(*arguments: str, codes: tuple[int, ...] = (0,)) -> str:
            done = subprocess.run(
                [terraform, f"-chdir={folder}", *arguments],
                env=variables,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            assert done.returncode in codes, done.stdout + done.stderr
            return done.stdout

        def client(service: str) -> Any:
            return emulator.client(service, region="us-east-1", credentials=credentials)

        render(small())
        run("init")
        run("apply", "-auto-approve", "-target=module.kms", "-target=module.parameters")
        assert "module.kms.aws_kms_key.this" in run("state", "list")

        render(spec_with("retiring", "environment"))
        run("init")
        run("apply", "-auto-approve")
        assert run("state", "list") == ""
        run("plan", "-detailed-exitcode")
        (alias,) = [
            one for one in client("kms").list_aliases()["Aliases"] if one["AliasName"] == "alias/civic-dev-platform"
        ]
        key = client("kms").describe_key(KeyId=alias["TargetKeyId"])["KeyMetadata"]
        assert key["KeyState"] == "Enabled"
        assert client("ssm").describe_parameters()["Parameters"] == []


def test_vanished_agency_is_refused_with_the_data_that_it_would_orphan(tmp_path: Path) -> None:
    spec = small()
    spec["agencies"]["dot"]["datasets"]["records"]["source"] = {"stream": {}}
    assert invoke("render", "-f", write_spec(tmp_path, spec), "-o", tmp_path / "generated").exit_code == 0
    del spec["agencies"]["dot"]
    result = invoke("render", "-f", write_spec(tmp_path, spec), "-o", tmp_path / "generated")
    assert result.exit_code == 1
    for store in (
        "the S3 bucket civic-dev-dot-raw-111122223333",
        "the S3 bucket civic-prod-dot-processed-444455556666",
        "the KMS key alias/civic-dev-dot",
        "the Kinesis stream civic-dev-dot-records",
    ):
        assert store in result.stderr
    assert "lifecycle: retiring" in result.stderr
    assert (tmp_path / "generated" / "stacks" / "dev" / "dot" / "kms.tf").exists()
