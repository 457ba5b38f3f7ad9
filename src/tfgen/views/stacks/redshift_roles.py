"""The roles with which the warehouse reads an agency's data, and with which its tables are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tfgen.hcl import Expression, template
from tfgen.model import ServerlessWarehouse
from tfgen.names import agency_names, platform_names
from tfgen.views.warehouse.access import iam_user

if TYPE_CHECKING:
    from tfgen.hcl import Value
    from tfgen.model import Agency, Deployment

DEAD_LETTER_ARN: Final = Expression("module.dead_letters.queue_arn")
"""ARN of the queue for loads that could not be started."""

_ACCOUNT = Expression("var.account_id")
_REGION = Expression("var.region")


@dataclass(frozen=True, slots=True)
class WarehouseRoles:
    """Values of the blocks of `iam.tf` for the warehouse."""

    catalog: tuple[Expression, ...]
    credential_actions: tuple[str, ...]
    credential_resources: tuple[Expression, ...]
    dead_letter_arn: Expression | None
    load_description: str
    shared_role: Expression
    spectrum_description: str


def warehouse_roles(deployment: Deployment, agency: Agency) -> WarehouseRoles | None:
    """Give the values of the roles, None for an agency without a table in the warehouse."""
    if not any(dataset.table for dataset in agency.datasets):
        return None
    names = agency_names(deployment, agency)
    partition = agency.environment.partition
    platform = platform_names(deployment, agency.environment)
    glue = (f"arn:{partition}:glue:", _REGION, ":", _ACCOUNT, ":")
    database = names.processed_database
    whose = f"the agency {agency.id} in {agency.environment.name}"
    return WarehouseRoles(
        catalog=(
            template(*glue, "catalog"),
            template(*glue, f"database/{database}"),
            template(*glue, f"table/{database}/*"),
        ),
        credential_actions=_credential_actions(agency),
        credential_resources=_credential_resources(deployment, agency),
        dead_letter_arn=DEAD_LETTER_ARN,
        load_description=f"Starts the loads of the warehouse's tables of {whose}.",
        shared_role=template(f"arn:{partition}:iam::", _ACCOUNT, f":role/{platform.warehouse}"),
        spectrum_description=f"Processed data of {whose}, for the warehouse.",
    )


def loader(deployment: Deployment, agency: Agency) -> str:
    """Name the database user that calls the loads.

    With Redshift Serverless a user comes of the role. With a cluster a rule of EventBridge has to name one:
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RedshiftDataParameters.html
    """
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return iam_user(agency_names(deployment, agency).role("load"))
    return f"{agency.id}_loader"


def _credential_actions(agency: Agency) -> tuple[str, ...]:
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return ("redshift-serverless:GetCredentials",)
    return ("redshift:GetClusterCredentials",)


def _credential_resources(deployment: Deployment, agency: Agency) -> tuple[Expression, ...]:
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return (Expression("data.aws_ssm_parameter.warehouse_arn.insecure_value"),)
    cluster = platform_names(deployment, agency.environment).warehouse
    start = (f"arn:{agency.environment.partition}:redshift:", _REGION, ":", _ACCOUNT, ":")
    return (
        template(*start, f"dbname:{cluster}/{deployment.platform.name}"),
        template(*start, f"dbuser:{cluster}/{loader(deployment, agency)}"),
    )


def connection(deployment: Deployment, agency: Agency) -> tuple[tuple[str, Value], ...]:
    """Give the arguments of modules that send statements as the warehouse's administrator."""
    name = platform_names(deployment, agency.environment).warehouse
    secret = Expression("data.aws_ssm_parameter.warehouse_admin_secret_arn.insecure_value")
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return (("database", deployment.platform.name), ("secret_arn", secret), ("workgroup_name", name))
    return (("cluster_identifier", name), ("database", deployment.platform.name), ("secret_arn", secret))
