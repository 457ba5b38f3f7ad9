"""The agency's roles: `iam.tf`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern

if TYPE_CHECKING:
    from tfgen.model import Agency, Deployment


@dataclass(frozen=True, slots=True)
class RolesView:
    """Values of `iam.tf`."""

    description: str
    lakeformation_description: str


def _agency(_deployment: Deployment, agency: Agency) -> RolesView:
    # IAM takes only Latin-1 in a role's description, so it carries the agency's id and not its name:
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    whose = f"the agency {agency.id} in {agency.environment.name}"
    return RolesView(
        description=f"Glue crawlers and jobs of {whose}.",
        lakeformation_description=f"Lake Formation, where it reads for those who may read data of {whose}.",
    )


AGENCY = Concern(
    "iam.tf",
    "The roles of Glue and Lake Formation, with exactly what each may do.",
    (
        Output("glue_role_arn", "ARN of the role of the agency's Glue crawlers and jobs.", "module.glue_role.arn"),
        Output(
            "lakeformation_role_arn",
            "ARN of the role with which Lake Formation reads the agency's data.",
            "module.lakeformation_role.arn",
        ),
    ),
    _agency,
)
