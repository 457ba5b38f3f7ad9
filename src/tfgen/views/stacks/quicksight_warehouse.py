"""QuickSight's way to the warehouse: the platform's `quicksight_warehouse.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression, template
from tfgen.names import platform_names
from tfgen.views.arns import stack_arn
from tfgen.views.stacks.concern import Concern, Edge
from tfgen.views.warehouse.access import QUICKSIGHT_USER

if TYPE_CHECKING:
    from tfgen.model import Deployment, Environment


class WayView(Struct, frozen=True):
    """Values of the platform's `quicksight_warehouse.tf`; what QuickSight makes network interfaces with are ARNs."""

    changed_with: tuple[Expression, ...]
    made_with: tuple[Expression, ...]
    name: Expression
    role_description: str
    secret_description: str
    secret_name: str
    subnet_ids: tuple[str, ...]
    vpc_id: str


def _platform(deployment: Deployment, environment: Environment) -> WayView | None:
    network = environment.network
    if network is None or environment.name not in deployment.shown_warehouses:
        return None
    interfaces = (
        stack_arn(environment, "ec2", "network-interface/*"),
        template(
            f"arn:{environment.partition}:ec2:",
            Expression("var.region"),
            ":",
            Expression("var.account_id"),
            ":security-group/",
            Expression("module.quicksight_vpc.security_group_id"),
        ),
    )
    subnets = tuple(stack_arn(environment, "ec2", f"subnet/{subnet}") for subnet in network.subnet_ids)
    return WayView(
        changed_with=interfaces,
        made_with=(*interfaces, *subnets),
        name=template(Expression("local.name_prefix"), "-warehouse"),
        role_description=f"QuickSight's network interfaces on the way to the warehouse in {environment.name}.",
        secret_description=f"How QuickSight comes into the warehouse in {environment.name}: username and password.",
        secret_name=platform_names(deployment, environment).quicksight_secret,
        subnet_ids=network.subnet_ids,
        vpc_id=network.vpc_id,
    )


def _steps(deployment: Deployment, environment: Environment) -> tuple[str, ...]:
    if environment.name not in deployment.shown_warehouses:
        return ()
    secret = platform_names(deployment, environment).quicksight_secret
    return (
        (
            "Before stacks are applied whose dashboards read the warehouse, make the user that QuickSight connects as, "
            f"as the warehouse's administrator: CREATE USER {QUICKSIGHT_USER} PASSWORD '…', or ALTER USER if it is "
            f'there. Then put {{"username": "{QUICKSIGHT_USER}", "password": "…"}} into the secret {secret}. The '
            "agencies' stacks grant the user what their dashboards show, and nothing else."
        ),
        (
            f"Let QuickSight read the secret {secret}, in its security settings, and its role "
            "aws-quicksight-secretsmanager-role-v0 decrypt with the platform's key: "
            "https://docs.aws.amazon.com/quicksight/latest/user/secrets-manager-integration.html."
        ),
    )


PLATFORM = Concern(
    "quicksight_warehouse.tf",
    "QuickSight's way to the warehouse: network, role and secret.",
    (),
    _platform,
    modules=("iam", "quicksight_vpc", "secret"),
    flow=(Edge("Redshift", "QuickSight"),),
    steps=_steps,
)
