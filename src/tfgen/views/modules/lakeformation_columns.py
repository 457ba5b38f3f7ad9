"""Facts of the module `lakeformation_columns`: somebody reads some columns of a table."""

from __future__ import annotations

from tfgen.views.facts import Module, Output
from tfgen.views.modules.lakeformation_reader import COLUMNS, DATABASE, GRANTABLE, PRINCIPAL, TABLE

MODULE = Module(
    name="lakeformation_columns",
    purpose="Lets somebody read the named columns of a Glue table, in every row.",
    variables=(COLUMNS, DATABASE, GRANTABLE, PRINCIPAL, TABLE),
    outputs=(Output("principal", "Who reads.", "aws_lakeformation_permissions.this.principal"),),
    resources=("aws_lakeformation_permissions",),
    example={
        "columns": ["road", "starts_on"],
        "database": "civic_dev_dot",
        "principal": "arn:aws:iam::111122223333:role/analysts",
        "table": "road_works",
    },
    notes=("The columns are named, not those that are left out: one that comes later stays unseen until it is named.",),
)
