"""The agency's roles: `iam.tf`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.hcl import Expression, template
from tfgen.names import agency_names
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern

if TYPE_CHECKING:
    from tfgen.model import Agency, Deployment


@dataclass(frozen=True, slots=True)
class RolesView:
    """Values of `iam.tf`."""

    description: str
    catalog_arn: Expression
    raw_tables_arn: Expression
    processed_tables_arn: Expression


def _agency(deployment: Deployment, agency: Agency) -> RolesView:
    names = agency_names(deployment, agency)
    # IAM takes only Latin-1 in a role's description, so it carries the agency's id and not its name:
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    return RolesView(
        description=f"Glue crawlers and jobs of the agency {agency.id} in {agency.environment.name}.",
        catalog_arn=_glue_arn(agency, "catalog"),
        raw_tables_arn=_glue_arn(agency, f"table/{names.raw_database}/*"),
        processed_tables_arn=_glue_arn(agency, f"table/{names.processed_database}/*"),
    )


def _glue_arn(agency: Agency, resource: str) -> Expression:
    return template(
        f"arn:{agency.environment.partition}:glue:",
        Expression("var.region"),
        ":",
        Expression("var.account_id"),
        f":{resource}",
    )


AGENCY = Concern(
    "iam.tf",
    "The role of Glue, with exactly what it may do.",
    (Output("glue_role_arn", "ARN of the role of the agency's Glue crawlers and jobs.", "module.glue_role.arn"),),
    _agency,
)
