"""Facts of the module `redshift_access`: who may read an agency's tables."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import Module, Variable
from tfgen.views.modules.redshift_inputs import CONNECTION, EXAMPLE_CONNECTION, PROCEDURES_MADE, SCHEMAS_MADE

MODULE = Module(
    name="redshift_access",
    purpose="Grants on the tables of one agency: all are made anew whenever one of them, or a table, changes.",
    variables=(
        *CONNECTION,
        Variable("call", "string", "Statement that calls the procedure that makes the grants."),
        Variable("grants", "string", "Statement that makes the procedure that makes the grants."),
        PROCEDURES_MADE,
        SCHEMAS_MADE,
        Variable("tables", "map(string)", "Hashes of the tables, by data set."),
        Variable("tables_made", "list(string)", "Ids of the statements that made the tables, which run first."),
    ),
    outputs=(),
    resources=("aws_redshiftdata_statement", "terraform_data"),
    example={
        **EXAMPLE_CONNECTION,
        "call": 'CALL "dot"."grant_access"()',
        "grants": 'CREATE OR REPLACE PROCEDURE "dot"."grant_access"() …',
        "procedures_made": [],
        "schemas_made": [],
        "tables": {"permits": Expression("module.permits_table.fingerprint")},
        "tables_made": Expression("module.permits_table.made"),
    },
    notes=("Destroying the module does nothing in the warehouse: the grants stay.",),
)
