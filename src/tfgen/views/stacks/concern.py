"""One file of a stack: what it is for, what it puts out, and how the values of its template are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tfgen.model import Deployment
    from tfgen.views.facts import Output

Owner = TypeVar("Owner")
"""Whose stack it is: an `Agency`, or the `Environment` of a platform."""


@dataclass(frozen=True, slots=True)
class Concern(Generic[Owner]):
    """A file of every stack of one kind; `view` makes the frozen dataclass that its template sees."""

    file: str
    purpose: str
    outputs: tuple[Output, ...]
    view: Callable[[Deployment, Owner], object]
