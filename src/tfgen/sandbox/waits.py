"""What a stack has to wait for: nothing, the resources, or the outputs of those that it comes after."""

from __future__ import annotations

from enum import Enum, auto
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


class Need(Enum):
    """What a stack needs of those it comes after, and when."""

    RESOURCES_FOR_APPLY = auto()
    RESOURCES_FOR_PLAN = auto()
    OUTPUTS_FOR_PLAN = auto()


def need(reads: Iterable[str]) -> Need:
    """Tell what a stack needs that reads data sources of these types.

    A plan reads data sources and nothing else that exists already. Outputs are there when an apply is over.

    >>> need(["aws_partition"])
    <Need.RESOURCES_FOR_APPLY: 1>
    >>> need(["aws_partition", "aws_ssm_parameter"])
    <Need.RESOURCES_FOR_PLAN: 2>
    """
    others = frozenset(reads) - _OF_NO_STACK
    if "terraform_remote_state" in others:
        return Need.OUTPUTS_FOR_PLAN
    return Need.RESOURCES_FOR_PLAN if others else Need.RESOURCES_FOR_APPLY


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
    def only_settling(self) -> bool:
        """Whether something was added and nothing but waiting is left."""
        return self.added > 0 and all(kind in SETTLING for kind in self._left.values())
