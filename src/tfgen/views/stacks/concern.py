"""One file of a stack: what it is for, what it puts out, and how the values of its template are made."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Generic, Never, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tfgen.hcl import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tfgen.hcl import Value
    from tfgen.model import Deployment
    from tfgen.views.facts import Output

DatasetLabel = tuple[str, str]
"""A data set's id, and the label of a module call that has it in it, with `{}` in its place."""

Owner = TypeVar("Owner")
"""Whose stack it is: an `Agency`, or the `Environment` of a platform."""


class Edge(Struct, frozen=True):
    """An arrow of the picture in a stack's README: from one thing to another, with what passes between them."""

    source: str
    target: str
    label: str = ""


class Kept(Struct, frozen=True):
    """A module call that holds data, and what people know it by in AWS.

    Where only one of the module's resources does, it is named; the others go.
    """

    module: str
    known_as: str
    resource: str | None = None

    @property
    def address(self) -> str:
        """Where Terraform's state has it."""
        return f"module.{self.module}" + (f".{self.resource}" if self.resource else "")


# What an agency has in one environment it mostly has in the next, and what is the same object is not written twice.
@lru_cache(1 << 8)
def _valued(output: Output, value: str) -> Output:
    return replace(output, value=value)


def _none(_deployment: Deployment, _owner: object) -> tuple[Never, ...]:
    return ()


def _no_values(_deployment: Deployment, _owner: object) -> Mapping[str, Value]:
    return {}


class Concern(Struct, Generic[Owner], frozen=True):
    """A file of the stacks of one kind; `view` makes the frozen struct that its template sees.

    A stack for which `view` gives None has no such file, and none of its outputs; `lacks` names those that the file
    of an owner does not have. For the stack's README there are the modules that the file calls (`calls` says which of
    them, where that differs from owner to owner), its part of the picture (`shows` says which arrows, where that
    differs), and what an operator has to do by hand: sentences. `keeps` are the module calls that hold
    data: they outlive the stack. `values` gives those outputs their values that differ from owner to owner, such as
    a map by data set. `labels` are those of module calls that have the id of a data set in them: they change with it.
    """

    file: str
    purpose: str
    outputs: tuple[Output, ...]
    view: Callable[[Deployment, Owner], object | None]
    modules: tuple[str, ...] = ()
    calls: Callable[[Deployment, Owner], Iterable[str]] | None = None
    flow: tuple[Edge, ...] = ()
    shows: Callable[[Edge, Deployment, Owner], bool] | None = None
    lacks: Callable[[Deployment, Owner], Iterable[str]] = _none
    steps: Callable[[Deployment, Owner], tuple[str, ...]] = _none
    keeps: Callable[[Deployment, Owner], tuple[Kept, ...]] = _none
    values: Callable[[Deployment, Owner], Mapping[str, Value]] = _no_values
    labels: Callable[[Deployment, Owner], Iterable[DatasetLabel]] = _none

    def modules_of(self, deployment: Deployment, owner: Owner) -> tuple[str, ...]:
        """Give the modules that an owner's file calls, by name."""
        return self.modules if self.calls is None else tuple(sorted(set(self.calls(deployment, owner))))

    def outputs_of(self, deployment: Deployment, owner: Owner) -> tuple[Output, ...]:
        """Give the outputs with the values that they have for an owner."""
        values, lacking = self.values(deployment, owner), frozenset(self.lacks(deployment, owner))
        if not values and not lacking:
            return self.outputs
        return tuple(
            _valued(output, encode(values[output.name], 2)) if output.name in values else output
            for output in self.outputs
            if output.name not in lacking
        )

    def flow_of(self, deployment: Deployment, owner: Owner) -> tuple[Edge, ...]:
        """Give the arrows between what an owner has."""
        if self.shows is None:
            return self.flow
        return tuple(edge for edge in self.flow if self.shows(edge, deployment, owner))
