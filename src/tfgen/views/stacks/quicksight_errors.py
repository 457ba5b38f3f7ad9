"""The screen that shows every error of every pipeline: the platform's `quicksight.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tfgen.names import platform_names
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern, Edge
from tfgen.views.stacks.grants import owner_arn, owner_steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.hcl import Expression
    from tfgen.model import Deployment, Environment

COLUMNS: Final[tuple[Mapping[str, str], ...]] = (
    {"name": "time", "type": "DATETIME"},
    *(
        {"name": name, "type": "STRING"}
        for name in ("agency", "environment", "service", "resource", "severity", "message", "run_id", "console_url")
    ),
)
"""Columns of the table of errors, as QuickSight shows them; its partition is of no use to a reader."""

FILTERS: Final = ("agency", "service", "severity")


class ErrorScreenView(Struct, frozen=True):
    """Values of the platform's `quicksight.tf`."""

    columns: tuple[Mapping[str, str], ...]
    database: str
    display_name: str
    filters: tuple[str, ...]
    group_description: str
    name: str
    owner: Expression | None
    title: str
    workgroup: str


def _platform(deployment: Deployment, environment: Environment) -> ErrorScreenView | None:
    if not environment.errors.dashboard:
        return None
    names = platform_names(deployment, environment)
    return ErrorScreenView(
        columns=COLUMNS,
        database=names.errors_database,
        display_name=f"Data platform ({environment.name})",
        filters=FILTERS,
        group_description=f"Readers of the errors of every pipeline in {environment.name}.",
        name=names.named("errors"),
        owner=owner_arn(environment),
        title=f"Errors of every pipeline ({environment.name})",
        workgroup=names.named("athena"),
    )


def _steps(deployment: Deployment, environment: Environment) -> tuple[str, ...]:
    group = platform_names(deployment, environment).named("readers")
    return (
        (
            "Subscribe the account to QuickSight (Enterprise edition) once, in this environment's region and before "
            "the first apply: groups and users live where the subscription is made, and Terraform does not make it."
        ),
        (
            "Allow QuickSight, in its security settings, to use Athena, the buckets of query results and of errors, "
            "and the platform's key."
        ),
        *owner_steps(environment),
        f"Put those who watch the pipelines into the QuickSight group {group}.",
    )


PLATFORM = Concern(
    "quicksight.tf",
    "The dashboard with every error of every pipeline, and who may open it.",
    (
        Output(
            "errors_dashboard_id",
            "Id of the QuickSight dashboard with the errors of every pipeline.",
            "module.errors_dashboard.dashboard_id",
        ),
        Output(
            "quicksight_group_name",
            "Name of the QuickSight group whose members see the errors of every pipeline.",
            "module.quicksight_readers.group_name",
        ),
    ),
    _platform,
    modules=("lakeformation_reader", "lakeformation_table", "quicksight", "quicksight_dashboard", "quicksight_readers"),
    flow=(Edge("Errors bucket", "Athena"), Edge("Athena", "QuickSight")),
    steps=_steps,
)
