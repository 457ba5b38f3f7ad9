"""The agency's roles: `iam.tf`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern
from tfgen.views.stacks.redshift_roles import WarehouseRoles, warehouse_roles

if TYPE_CHECKING:
    from tfgen.model import Agency, Deployment


@dataclass(frozen=True, slots=True)
class RolesView:
    """Values of `iam.tf`."""

    description: str
    warehouse: WarehouseRoles | None


def _agency(deployment: Deployment, agency: Agency) -> RolesView:
    # IAM takes only Latin-1 in a role's description, so it carries the agency's id and not its name:
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    description = f"Glue crawlers and jobs of the agency {agency.id} in {agency.environment.name}."
    return RolesView(description, warehouse_roles(deployment, agency))


AGENCY = Concern(
    "iam.tf",
    "The role of Glue, with exactly what it may do.",
    (Output("glue_role_arn", "ARN of the role of the agency's Glue crawlers and jobs.", "module.glue_role.arn"),),
    _agency,
)
