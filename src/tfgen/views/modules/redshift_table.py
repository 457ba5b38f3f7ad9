"""Facts of the module `redshift_table`: a table of the warehouse."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Variable
from tfgen.views.modules.redshift_inputs import CONNECTION, EXAMPLE_CONNECTION, SCHEMAS_MADE

MODULE = Module(
    name="redshift_table",
    purpose="Procedures of a table of the warehouse: one makes it and fits its columns, and one loads it.",
    variables=(
        *CONNECTION,
        Variable("load", "string", "Statement that makes the procedure that loads the table."),
        Variable("prepare", "string", "Statement that makes the procedure that makes the table, and fits its columns."),
        SCHEMAS_MADE,
    ),
    outputs=(
        Output(
            "fingerprint",
            "Hash of what the table is made by, for what has to be done again when it changes.",
            "sha256(var.prepare)",
        ),
        Output(
            "procedures_made",
            "Ids of the statements that made the procedures, for those that call them.",
            "[aws_redshiftdata_statement.load.id, aws_redshiftdata_statement.prepare.id]",
        ),
    ),
    resources=("aws_redshiftdata_statement", "terraform_data"),
    example={
        **EXAMPLE_CONNECTION,
        "load": 'CREATE OR REPLACE PROCEDURE "dot"."load_permits"() …',
        "prepare": 'CREATE OR REPLACE PROCEDURE "dot"."prepare_permits"() …',
        "schemas_made": [],
    },
    notes=("Destroying the module does nothing in the warehouse: table and procedures stay.",),
)
