"""Facts of the module `redshift_table`: a table of the warehouse."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Variable
from tfgen.views.modules.redshift_inputs import CONNECTION, EXAMPLE_CONNECTION, PROCEDURES_MADE, SCHEMAS_MADE

MODULE = Module(
    name="redshift_table",
    purpose="A table of the warehouse: the procedure that makes it, run whenever it changes, and the one that loads it.",
    variables=(
        *CONNECTION,
        Variable("call", "string", "Statement that calls the procedure that makes the table."),
        Variable("load", "string", "Statement that makes the procedure that loads the table."),
        Variable("prepare", "string", "Statement that makes the procedure that makes the table, and fits its columns."),
        PROCEDURES_MADE,
        SCHEMAS_MADE,
    ),
    outputs=(
        Output(
            "fingerprint",
            "Hash of what the table is made by, for what has to be done again when it changes.",
            "sha256(var.prepare)",
        ),
        Output(
            "made",
            "Ids of the statements that made the table and its procedures, for those that run after them.",
            "[aws_redshiftdata_statement.load.id, aws_redshiftdata_statement.prepared.id]",
        ),
    ),
    resources=("aws_redshiftdata_statement", "terraform_data"),
    example={
        **EXAMPLE_CONNECTION,
        "call": 'CALL "dot"."prepare_permits"()',
        "load": 'CREATE OR REPLACE PROCEDURE "dot"."load_permits"() …',
        "prepare": 'CREATE OR REPLACE PROCEDURE "dot"."prepare_permits"() …',
        "procedures_made": [],
        "schemas_made": [],
    },
    notes=("Destroying the module does nothing in the warehouse: the table stays, with its rows.",),
)
