"""A stack on its way out: it forgets what holds data, and the rest goes with the next apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression
from tfgen.views.stacks.concern import Concern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.model import Deployment
    from tfgen.views.stacks.concern import Owner

FILE = "retiring.tf"


class RetiringView(Struct, frozen=True):
    """Values of `retiring.tf`: the addresses of what Terraform forgets and AWS keeps."""

    kept: tuple[Expression, ...]


def retiring(concerns: Iterable[Concern[Owner]], deployment: Deployment, owner: Owner) -> Concern[Owner]:
    """Put all that is left of an owner's stack into one concern."""
    existing = [concern for concern in concerns if concern.view(deployment, owner) is not None]
    kept = [one for concern in existing for one in concern.keeps(deployment, owner)]
    addresses = tuple(Expression(address) for address in sorted(one.address for one in kept))
    return Concern(
        FILE,
        "What Terraform forgets: AWS keeps it, with its data, until somebody deletes it there.",
        (),
        lambda _deployment, _owner: RetiringView(addresses),
        steps=lambda _deployment, _owner: (
            "Apply this stack once: it removes all that holds no data, and forgets the rest, which stays in AWS.",
            f"Then decide what becomes of what is still in AWS: {', '.join(sorted({one.known_as for one in kept}))}.",
            "Set lifecycle: retired in the spec, and render: the files of this stack go.",
        ),
    )
