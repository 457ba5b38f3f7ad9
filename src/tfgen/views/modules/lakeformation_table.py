"""Facts of the module `lakeformation_table`: somebody reads a whole table."""

from __future__ import annotations

from tfgen.views.facts import Module, Output
from tfgen.views.modules.lakeformation_reader import DATABASE, GRANTABLE, PRINCIPAL, TABLE

MODULE = Module(
    name="lakeformation_table",
    purpose="Lets somebody read a Glue table: every row and every column, also those that come later.",
    variables=(DATABASE, GRANTABLE, PRINCIPAL, TABLE),
    outputs=(Output("principal", "Who reads.", "aws_lakeformation_permissions.this.principal"),),
    resources=("aws_lakeformation_permissions",),
    example={
        "database": "civic_dev_dot",
        "principal": "arn:aws:iam::111122223333:role/analysts",
        "table": "roads",
    },
)
