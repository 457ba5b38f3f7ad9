"""Facts of the module `lakeformation_reader`: somebody who may see that a database exists."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Validation, Variable

DATABASE = Variable("database", "string", "Name of the Glue database.")
PRINCIPAL = Variable(
    "principal",
    "string",
    "Who reads: the ARN of an IAM role or of a QuickSight group or user, or the id of another account.",
    validations=(
        Validation(
            'can(regex("^([0-9]{12}|arn:[a-z-]+:(iam::[0-9]{12}:role|quicksight:[a-z0-9-]+:[0-9]{12}:(group|user))/.+)$'
            '", var.principal))',
            "A reader is a role, a group or user of QuickSight, or an account; everybody at once is none.",
        ),
    ),
)
GRANTABLE = Variable(
    "grantable",
    "bool",
    "Whether the reader may grant on what it may do: another account does, to its own roles.",
    default=False,
)
TABLE = Variable("table", "string", "Name of the Glue table.")
COLUMNS = Variable(
    "columns",
    "list(string)",
    "Names of the columns that are seen.",
    validations=(Validation("length(var.columns) > 0", "Name a column; whoever sees none needs no grant."),),
)

MODULE = Module(
    name="lakeformation_reader",
    purpose="Lets somebody see that a Glue database exists, as everybody must who reads one of its tables.",
    variables=(DATABASE, GRANTABLE, PRINCIPAL),
    outputs=(Output("principal", "Who reads.", "aws_lakeformation_permissions.database.principal"),),
    resources=("aws_lakeformation_permissions",),
    example={
        "database": "civic_dev_dot",
        "principal": "arn:aws:iam::111122223333:role/analysts",
    },
    notes=("The name of the database is seen, and not which tables it has.",),
)
