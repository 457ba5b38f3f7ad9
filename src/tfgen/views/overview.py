"""The README of the whole output, which names no agency: adding one leaves it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.views.modules import MODULES
from tfgen.views.picture import picture
from tfgen.views.stacks import AGENCY, PLATFORM

if TYPE_CHECKING:
    from tfgen.model import Deployment
    from tfgen.views.facts import Module
    from tfgen.views.picture import Picture


class LayoutRow(Struct, frozen=True):
    """A path of the output and what it holds."""

    path: str
    purpose: str


class OutputRow(Struct, frozen=True):
    """An output of a kind of stack."""

    stack: str
    name: str
    description: str


class Overview(Struct, frozen=True):
    """Values of the output's README."""

    purpose: str
    layout: tuple[LayoutRow, ...]
    modules: tuple[Module, ...]
    outputs: tuple[OutputRow, ...]
    picture: Picture


def overview(deployment: Deployment) -> Overview:
    """Describe the output as a whole."""
    kinds = (("platform", PLATFORM), ("agency", AGENCY))
    return Overview(
        purpose=f"What {deployment.platform.application} is made of on AWS, generated from its spec by tfgen.",
        layout=(
            LayoutRow("tf_vars/<environment>.auto.tfvars", "Region, account and common tags of an environment."),
            LayoutRow("modules/<module>/", "Modules that the stacks call, each with a README and tests."),
            LayoutRow("stacks/<environment>/platform/", "What all agencies of an environment share."),
            LayoutRow("stacks/<environment>/<agency>/", "What one agency has in an environment."),
        ),
        modules=tuple(MODULES.values()),
        outputs=tuple(
            OutputRow(kind, output.name, output.description)
            for kind, concerns in kinds
            for concern in concerns
            for output in concern.outputs
        ),
        picture=picture(edge for concerns in (AGENCY, PLATFORM) for concern in concerns for edge in concern.flow),
    )
