"""What a stack has to wait for: the parameters, all resources, or the outputs of those that it comes after."""

from __future__ import annotations

from enum import IntEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.sandbox.terraform import Event

SETTLING = frozenset({"aws_s3_bucket_lifecycle_configuration"})
"""Types whose creation is one request and then only the provider's waiting, about a minute whatever AWS answers."""


_OF_NO_STACK = frozenset(
    {
        "aws_caller_identity",
        "aws_iam_policy_document",
        "aws_partition",
        "aws_region",
        "aws_service_principal",
    }
)
"""Data sources that read nothing that another stack could have made."""


_PARAMETER = "aws_ssm_parameter"
"""A data source that reads one resource of its own type, and nothing else."""


class Stage(IntEnum):
    """How far a stack is, and so what others can use of it; each includes those before."""

    PLANNED = auto()
    PARAMETERS = auto()
    RESOURCES = auto()
    OUTPUTS = auto()


def need(reads: Iterable[str]) -> Stage:
    """Tell how far the stacks before it must be for the plan of one that reads data sources of these types.

    A plan reads data sources and nothing else that exists already. Outputs are there when an apply is over.

    >>> need(["aws_partition"])
    <Stage.PLANNED: 1>
    >>> need(["aws_partition", "aws_ssm_parameter"])
    <Stage.PARAMETERS: 2>
    """
    others = frozenset(reads) - _OF_NO_STACK
    if "terraform_remote_state" in others:
        return Stage.OUTPUTS
    if others - {_PARAMETER}:
        return Stage.RESOURCES
    return Stage.PARAMETERS if others else Stage.PLANNED


class Outstanding:
    """The changes that an apply has yet to make, and those that it has made; fed with its events.

    `added` and `destroyed` count resources.
    """

    def __init__(self) -> None:
        self._left: dict[str, str] = {}
        self.added = 0
        self.destroyed = 0

    def take_in(self, event: Event) -> None:
        """Take in an event of `apply -json` or `destroy -json`: first they list all that is planned."""
        match event.get("type"):
            case "planned_change" if event["change"]["action"] != "read":
                resource = event["change"]["resource"]
                self._left[resource["addr"]] = resource["resource_type"]
            case "apply_complete":
                hook = event["hook"]
                self._left.pop(hook["resource"]["addr"], None)
                self.added += hook["action"] == "create"
                self.destroyed += hook["action"] == "delete"

    @property
    def left(self) -> int:
        """How many changes are still to come."""
        return len(self._left)

    @property
    def stage(self) -> Stage:
        """What others can use already."""
        if not self.added:
            return Stage.PLANNED
        left = frozenset(self._left.values())
        if left <= SETTLING:
            return Stage.RESOURCES
        return Stage.PLANNED if _PARAMETER in left else Stage.PARAMETERS
