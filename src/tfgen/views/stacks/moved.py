"""What a renamed data set was called in the stack before: `moved.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.renaming import moves
from tfgen.views.stacks.concern import Concern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.model import Agency, Deployment

FILE = "moved.tf"


class Move(Struct, frozen=True):
    """A module call, by its former label and by the one that followed."""

    former: str
    label: str


class MovedView(Struct, frozen=True):
    """Values of `moved.tf`: a chain of moves for each module call of a renamed data set."""

    moves: tuple[Move, ...]


def agency(concerns: Iterable[Concern[Agency]]) -> Concern[Agency]:
    """Make the concern of the moves of all others' module calls.

    An agency's own id is in none of its stack's addresses, so renaming it moves nothing.
    """

    def view(deployment: Deployment, owner: Agency) -> MovedView | None:
        steps = {dataset.id: moves((*dataset.former_ids, dataset.id)) for dataset in owner.datasets}
        if not any(steps.values()):
            return None
        return MovedView(
            tuple(
                Move(label.format(former), label.format(later))
                for concern in concerns
                if concern.view(deployment, owner) is not None
                for dataset, label in concern.labels(deployment, owner)
                for former, later in steps[dataset]
            )
        )

    return Concern(FILE, "What renamed data sets were called before, so that Terraform keeps what they have.", (), view)
