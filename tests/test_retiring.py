"""Retiring a stack: Terraform forgets what holds data, AWS keeps it, and the rest goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from operator_at_work import ACCOUNT, operator
from specs import rendered, small, write_spec

if TYPE_CHECKING:
    from pathlib import Path


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


def test_stream_outlives_a_retiring_agency_and_its_delivery_does_not(tmp_path: Path) -> None:
    spec = spec_with("retiring", "agency")
    records = spec["agencies"]["dot"]["datasets"].pop("records")
    spec["agencies"]["dot"]["datasets"]["trips"] = {**records, "source": {"stream": {}}, "renamed_from": "records"}
    files = stack(tmp_path, spec, "dev/dot")
    # Whether the renaming was applied or not, the stream is found.
    for label in ("records_stream", "trips_stream"):
        assert f"from = module.{label}.aws_kinesis_stream.this\n" in files["retiring.tf"]
        assert f"from = module.{label}\n" not in files["retiring.tf"]
    assert files["README.md"].count("the Kinesis stream civic-dev-dot-records") == 1


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
    with operator(terraform, tmp_path, "example-gov-terraform-state-dev") as at_work:
        at_work.render(small())
        at_work.run("dev/platform", "init")
        at_work.run("dev/platform", "apply", "-auto-approve", "-target=module.kms", "-target=module.parameters")
        assert "module.kms.aws_kms_key.this" in at_work.state("dev/platform")

        at_work.render(spec_with("retiring", "environment"))
        at_work.run("dev/platform", "init")
        at_work.run("dev/platform", "apply", "-auto-approve")
        assert at_work.state("dev/platform") == set()
        at_work.run("dev/platform", "plan", "-detailed-exitcode")
        kms = at_work.client("kms")
        (alias,) = [one for one in kms.list_aliases()["Aliases"] if one["AliasName"] == "alias/civic-dev-platform"]
        assert kms.describe_key(KeyId=alias["TargetKeyId"])["KeyMetadata"]["KeyState"] == "Enabled"
        assert at_work.client("ssm").describe_parameters()["Parameters"] == []


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
