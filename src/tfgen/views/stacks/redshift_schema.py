"""An agency's schemas in the warehouse: `redshift_schema.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.heredoc import heredoc
from tfgen.names import agency_names, platform_names
from tfgen.views.stacks.concern import Concern
from tfgen.views.stacks.redshift_roles import connection
from tfgen.views.warehouse import schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.hcl import Value
    from tfgen.model import Agency, Deployment
    from tfgen.views.facts import Arguments


class SchemaView(Struct, frozen=True):
    """Values of `redshift_schema.tf`: statements by name."""

    connection: Arguments
    procedures: Mapping[str, Value]
    schemas: Mapping[str, Value]


def _agency(deployment: Deployment, agency: Agency) -> SchemaView | None:
    if not any(dataset.table for dataset in agency.datasets):
        return None
    names = agency_names(deployment, agency)
    return SchemaView(
        connection=connection(deployment, agency),
        procedures={name: heredoc(text, 4) for name, text in schemas.helper_procedures(names).items()},
        schemas={
            "lake": heredoc(schemas.create_external_schema(names, _role_arns(deployment, agency)), 4),
            "tables": heredoc(schemas.create_schema(names), 4),
        },
    )


def _role_arns(deployment: Deployment, agency: Agency) -> tuple[str, str]:
    environment = agency.environment
    start = f"arn:{environment.partition}:iam::{environment.account_id}:role/"
    shared = platform_names(deployment, environment).role("warehouse")
    return start + shared, start + agency_names(deployment, agency).role("spectrum")


AGENCY = Concern(
    "redshift_schema.tf",
    "The agency's schemas in the warehouse, and the procedures that its tables are made with.",
    (),
    _agency,
    modules=("redshift_schema",),
)
