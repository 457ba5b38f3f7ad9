"""What the sandbox is given: stacks, and the order among them."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence


class Stack(Struct, frozen=True):
    """A root module of the generated tree and where in AWS it belongs.

    `name` is the path below `stacks/`, such as `dev/dot`; `account_id` has 12 digits; `partition` is `aws`,
    `aws-us-gov` or `aws-cn`. `state_bucket` is the bucket of its `backend "s3"`, which the sandbox makes before
    `init`. `after` names the stacks that must be applied before this one can be planned. `vpc_id` and `subnet_ids`
    are the network that exists in the account already, if the stack needs one; the sandbox makes it, too.
    """

    name: str
    account_id: str
    region: str
    partition: str
    state_bucket: str
    after: tuple[str, ...] = ()
    vpc_id: str | None = None
    subnet_ids: tuple[str, ...] = ()


def layers(stacks: Sequence[Stack]) -> list[list[Stack]]:
    """Group stacks so that each comes behind all that it is after; within a group the given order holds.

    Raises ValueError for a name that occurs twice, an `after` that is not among the stacks, and for a circle.
    """
    by_name = {stack.name: stack for stack in stacks}
    if len(by_name) != len(stacks):
        raise ValueError("two stacks have the same name")
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for stack in stacks:
        unknown = [name for name in stack.after if name not in by_name]
        if unknown:
            raise ValueError(f"{stack.name} comes after {', '.join(unknown)}, which is not among the stacks")
        sorter.add(stack.name, *stack.after)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"stacks wait for each other: {' → '.join(error.args[1])}") from error
    groups = []
    while sorter.is_active():
        ready = set(sorter.get_ready())
        groups.append([stack for stack in stacks if stack.name in ready])
        sorter.done(*ready)
    return groups
