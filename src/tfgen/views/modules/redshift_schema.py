"""Facts of the module `redshift_schema`: an agency's schemas and procedures."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Variable
from tfgen.views.modules.redshift_inputs import CONNECTION, EXAMPLE_CONNECTION

MODULE = Module(
    name="redshift_schema",
    purpose="Schemas of one agency in the warehouse, and procedures in them, made by statements of the Data API.",
    variables=(
        *CONNECTION,
        Variable(
            "procedures",
            "map(string)",
            "Statements that make procedures, by name; they run once the schemas are there.",
        ),
        Variable("schemas", "map(string)", "Statements that make the schemas, by name."),
    ),
    outputs=(
        Output(
            "procedures_made",
            "Ids of the statements that made the procedures, for those that call them.",
            "[for statement in aws_redshiftdata_statement.procedures : statement.id]",
        ),
        Output(
            "schemas_made",
            "Ids of the statements that made the schemas, for those that run after them.",
            "[for statement in aws_redshiftdata_statement.schemas : statement.id]",
        ),
    ),
    resources=("aws_redshiftdata_statement", "terraform_data"),
    example={
        **EXAMPLE_CONNECTION,
        "procedures": {},
        "schemas": {"tables": 'CREATE SCHEMA IF NOT EXISTS "dot"'},
    },
    notes=(
        "Statements can run again at any time, and destroying them does nothing: the schemas stay, with all in them.",
    ),
)
