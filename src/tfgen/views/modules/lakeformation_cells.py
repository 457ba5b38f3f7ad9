"""Facts of the module `lakeformation_cells`: somebody reads some rows of a table, and there some columns."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Validation, Variable
from tfgen.views.modules.lakeformation_reader import COLUMNS, DATABASE, GRANTABLE, PRINCIPAL, TABLE

MODULE = Module(
    name="lakeformation_cells",
    purpose="Lets somebody read those rows of a Glue table that a filter lets through, and of them the named columns.",
    variables=(
        Variable("account_id", "string", "AWS account of the Glue catalog that has the table."),
        COLUMNS,
        DATABASE,
        GRANTABLE,
        Variable(
            "name",
            "string",
            "Name of the data cells filter, unique for the table.",
            validations=(
                Validation(
                    'can(regex("^[a-z0-9_-]{1,255}$", var.name))',
                    "A filter's name is 1 to 255 lower-case letters, digits, underscores and hyphens.",
                ),
            ),
        ),
        PRINCIPAL,
        Variable(
            "rows",
            "string",
            "Condition that holds for the rows that are seen, in the syntax of a Lake Formation row filter.",
            validations=(Validation('trimspace(var.rows) != ""', "A filter without a condition filters nothing."),),
        ),
        TABLE,
    ),
    outputs=(Output("principal", "Who reads.", "aws_lakeformation_permissions.this.principal"),),
    resources=("aws_lakeformation_data_cells_filter", "aws_lakeformation_permissions"),
    example={
        "account_id": "111122223333",
        "columns": ["road", "starts_on"],
        "database": "civic_dev_dot",
        "name": "analysts",
        "principal": "arn:aws:iam::111122223333:role/analysts",
        "rows": "road = 'I-5'",
        "table": "road_works",
    },
    notes=("The columns are named, not those that are left out: one that comes later stays unseen until it is named.",),
)
