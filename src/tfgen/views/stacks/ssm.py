"""What the platform publishes for the agencies' stacks: `ssm.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.names import platform_names
from tfgen.views.stacks.concern import Concern

if TYPE_CHECKING:
    from tfgen.model import Deployment, Environment


class ParametersView(Struct, frozen=True):
    """Values of `ssm.tf`."""

    path: str
    has_warehouse: bool
    shows_warehouse: bool


def _platform(deployment: Deployment, environment: Environment) -> ParametersView:
    path = platform_names(deployment, environment).log_group_prefix.rstrip("/")
    return ParametersView(
        path,
        has_warehouse=environment.warehouse is not None,
        shows_warehouse=environment.name in deployment.shown_warehouses,
    )


PLATFORM = Concern(
    "ssm.tf",
    "What the agencies' stacks read: ids and ARNs that cannot be computed from names.",
    (),
    _platform,
    modules=("ssm",),
)
