"""The order among stacks, and what each has to wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixture_stacks import stack

from tfgen.sandbox.stacks import layers
from tfgen.sandbox.waits import Outstanding, Stage, need

if TYPE_CHECKING:
    from tfgen.sandbox import Stack
    from tfgen.sandbox.terraform import Event


def test_stacks_come_behind_what_they_are_after() -> None:
    stacks = [stack("dev/dot", "dev/platform"), stack("prod/platform"), stack("dev/platform")]

    names = [[one.name for one in group] for group in layers(stacks)]

    assert names == [["prod/platform", "dev/platform"], ["dev/dot"]]


@pytest.mark.parametrize(
    ("stacks", "problem"),
    [
        ([stack("dev/dot"), stack("dev/dot")], "same name"),
        ([stack("dev/dot", "dev/platform")], "not among the stacks"),
        ([stack("dev/a", "dev/b"), stack("dev/b", "dev/a")], "wait for each other"),
    ],
)
def test_stacks_that_contradict_each_other_are_refused(stacks: list[Stack], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        layers(stacks)


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ([], Stage.PLANNED),
        (["aws_partition", "aws_iam_policy_document"], Stage.PLANNED),
        (["aws_partition", "aws_ssm_parameter"], Stage.PARAMETERS),
        (["aws_ssm_parameter", "aws_kms_alias"], Stage.RESOURCES),
        (["aws_kms_alias", "terraform_remote_state"], Stage.OUTPUTS),
    ],
)
def test_a_stack_waits_for_what_its_data_sources_read(reads: list[str], expected: Stage) -> None:
    assert need(reads) is expected


def planned(address: str, action: str = "create") -> Event:
    resource = {"addr": address, "resource_type": address.split(".")[-2]}
    return {"type": "planned_change", "change": {"action": action, "resource": resource}}


def done(address: str, action: str = "create") -> Event:
    return {"type": "apply_complete", "hook": {"action": action, "resource": {"addr": address}}}


def test_others_can_use_parameters_first_then_whatever_does_not_only_settle() -> None:
    key, rules = "module.kms.aws_kms_key.this", "module.s3.aws_s3_bucket_lifecycle_configuration.this"
    one, other = "module.ssm.aws_ssm_parameter.one", "module.ssm.aws_ssm_parameter.other"
    outstanding = Outstanding()
    for address in (key, rules, one, other):
        outstanding.take_in(planned(address))
    outstanding.take_in(planned("data.aws_region.this", "read"))
    stages = [outstanding.stage]

    for address in (one, other, key):
        outstanding.take_in(done(address))
        stages.append(outstanding.stage)

    assert stages == [Stage.PLANNED, Stage.PLANNED, Stage.PARAMETERS, Stage.RESOURCES]
    assert outstanding.left == 1
    assert (outstanding.added, outstanding.destroyed) == (3, 0)


def test_what_is_destroyed_is_counted() -> None:
    outstanding = Outstanding()

    for event in (planned("aws_kms_key.this", "delete"), done("aws_kms_key.this", "delete")):
        outstanding.take_in(event)

    assert (outstanding.added, outstanding.destroyed) == (0, 1)
