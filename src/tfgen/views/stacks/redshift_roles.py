"""The roles with which the warehouse reads an agency's data, and with which its tables are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression
from tfgen.model import ServerlessWarehouse
from tfgen.names import agency_names, platform_names
from tfgen.views.arns import iam_arn, stack_arn
from tfgen.views.warehouse.access import iam_user

if TYPE_CHECKING:
    from tfgen.hcl import Value
    from tfgen.model import Agency, Deployment


class WarehouseRoles(Struct, frozen=True):
    """Values of the blocks of `iam.tf` for the warehouse."""

    catalog: tuple[Expression, ...]
    credential_actions: tuple[str, ...]
    credential_resources: tuple[Expression, ...]
    load_description: str
    shared_role: Expression
    spectrum_description: str


def warehouse_roles(deployment: Deployment, agency: Agency) -> WarehouseRoles | None:
    """Give the values of the roles, None for an agency without a table in the warehouse."""
    if not any(dataset.table for dataset in agency.datasets):
        return None
    names = agency_names(deployment, agency)
    environment = agency.environment
    platform = platform_names(deployment, environment)
    database = names.processed_database
    whose = f"the agency {agency.id} in {environment.name}"
    return WarehouseRoles(
        catalog=(
            stack_arn(environment, "glue", "catalog"),
            stack_arn(environment, "glue", f"database/{database}"),
            stack_arn(environment, "glue", f"table/{database}/*"),
        ),
        credential_actions=_credential_actions(agency),
        credential_resources=_credential_resources(deployment, agency),
        load_description=f"Starts the loads of the warehouse's tables of {whose}.",
        shared_role=iam_arn(environment, f"role/{platform.warehouse}"),
        spectrum_description=f"Processed data of {whose}, for the warehouse.",
    )


def loader(deployment: Deployment, agency: Agency) -> str:
    """Name the database user that calls the loads.

    With Redshift Serverless a user comes of the role. With a cluster a rule of EventBridge has to name one:
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RedshiftDataParameters.html
    """
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return iam_user(agency_names(deployment, agency).role("load"))
    return f"{agency.first_id}_loader"


def _credential_actions(agency: Agency) -> tuple[str, ...]:
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return ("redshift-serverless:GetCredentials",)
    return ("redshift:GetClusterCredentials",)


def _credential_resources(deployment: Deployment, agency: Agency) -> tuple[Expression, ...]:
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return (Expression("data.aws_ssm_parameter.warehouse_arn.insecure_value"),)
    cluster = platform_names(deployment, agency.environment).warehouse
    return (
        stack_arn(agency.environment, "redshift", f"dbname:{cluster}/{deployment.platform.name}"),
        stack_arn(agency.environment, "redshift", f"dbuser:{cluster}/{loader(deployment, agency)}"),
    )


def connection(deployment: Deployment, agency: Agency) -> tuple[tuple[str, Value], ...]:
    """Give the arguments of modules that send statements as the warehouse's administrator."""
    name = platform_names(deployment, agency.environment).warehouse
    secret = Expression("data.aws_ssm_parameter.warehouse_admin_secret_arn.insecure_value")
    if isinstance(agency.environment.warehouse, ServerlessWarehouse):
        return (("database", deployment.platform.name), ("secret_arn", secret), ("workgroup_name", name))
    return (("cluster_identifier", name), ("database", deployment.platform.name), ("secret_arn", secret))
