"""The order among stacks, and what each has to wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixture_stacks import stack

from tfgen.sandbox.stacks import layers
from tfgen.sandbox.waits import Need, Outstanding, need

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
        ([], Need.RESOURCES_FOR_APPLY),
        (["aws_partition", "aws_iam_policy_document"], Need.RESOURCES_FOR_APPLY),
        (["aws_partition", "aws_kms_alias"], Need.RESOURCES_FOR_PLAN),
        (["aws_kms_alias", "terraform_remote_state"], Need.OUTPUTS_FOR_PLAN),
    ],
)
def test_a_stack_waits_for_what_its_data_sources_read(reads: list[str], expected: Need) -> None:
    assert need(reads) is expected


def planned(address: str, action: str = "create") -> Event:
    resource = {"addr": address, "resource_type": address.split(".")[-2]}
    return {"type": "planned_change", "change": {"action": action, "resource": resource}}


def done(address: str, action: str = "create") -> Event:
    return {"type": "apply_complete", "hook": {"action": action, "resource": {"addr": address}}}


def test_an_apply_only_settles_once_all_but_the_waiting_is_done() -> None:
    key, rules = "module.kms.aws_kms_key.this", "module.s3.aws_s3_bucket_lifecycle_configuration.this"
    outstanding = Outstanding()
    settling = []

    for event in (planned(key), planned(rules), planned("data.aws_region.this", "read"), done(key)):
        settling.append(outstanding.only_settling)
        outstanding.take_in(event)

    assert settling == [False] * 4
    assert outstanding.only_settling
    assert (outstanding.added, outstanding.destroyed) == (1, 0)


def test_what_is_destroyed_is_counted() -> None:
    outstanding = Outstanding()

    for event in (planned("aws_kms_key.this", "delete"), done("aws_kms_key.this", "delete")):
        outstanding.take_in(event)

    assert (outstanding.added, outstanding.destroyed) == (0, 1)
