"""Facts of the module `redshift_agency`: an agency's tables and grants, applied together."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Variable
from tfgen.views.modules.redshift_inputs import CONNECTION, EXAMPLE_CONNECTION, SCHEMAS_MADE

MODULE = Module(
    name="redshift_agency",
    purpose="What makes the tables and grants of one agency: a procedure, called whenever it or a table has changed.",
    variables=(
        *CONNECTION,
        Variable("apply", "string", "Statement that makes the procedure."),
        Variable("call", "string", "Statement that calls it."),
        Variable(
            "procedures_made",
            "list(string)",
            "Ids of the statements that made the procedures which it calls, and which run first.",
        ),
        SCHEMAS_MADE,
        Variable("tables", "map(string)", "Hashes of the tables, by data set."),
    ),
    outputs=(
        Output(
            "applied",
            "Ids of the statements that made the tables and grants, for what runs after them.",
            "[aws_redshiftdata_statement.applied.id]",
        ),
    ),
    resources=("aws_redshiftdata_statement", "terraform_data"),
    example={
        **EXAMPLE_CONNECTION,
        "apply": 'CREATE OR REPLACE PROCEDURE "dot"."apply_spec"() …',
        "call": 'CALL "dot"."apply_spec"()',
        "procedures_made": [],
        "schemas_made": [],
        "tables": {"permits": "9f86d081884c7d65"},
    },
    notes=(
        "The call is one transaction: either all tables and grants are as the procedure says, or none has changed.",
        "Destroying the module does nothing in the warehouse: tables and grants stay.",
    ),
)
