"""Facts of the module `errors_table`: the errors as a table for Athena."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

_GLUE_NAME = Validation(
    'can(regex("^[a-z0-9_]{1,255}$", var.database_name))',
    "A database name is 1 to 255 lower-case letters, digits and _.",
)

MODULE = Module(
    name="errors_table",
    purpose="A Glue database and the table of errors over a bucket's objects, with partitions that Athena computes.",
    variables=(
        Variable("bucket_name", "string", "Name of the bucket that holds the errors."),
        Variable("database_name", "string", "Name of the database.", validations=(_GLUE_NAME,)),
        Variable(
            "prefix",
            "string",
            "First part of the objects' keys; dt=<day>/ and the object's own name follow.",
            validations=(Validation('endswith(var.prefix, "/")', "A prefix ends in a slash."),),
        ),
        Variable(
            "retention_days",
            "number",
            "Days that the objects are kept: as many partitions the table has.",
            validations=(Validation("var.retention_days >= 1", "Errors are kept for a day at least."),),
        ),
        Variable("table_name", "string", "Name of the table.", default="errors"),
        TAGS,
    ),
    outputs=(
        Output("database_name", "Name of the database.", "aws_glue_catalog_database.this.name"),
        Output("table_name", "Name of the table.", "aws_glue_catalog_table.this.name"),
    ),
    resources=("aws_glue_catalog_database", "aws_glue_catalog_table"),
    example={
        "bucket_name": "civic-dev-platform-errors-111122223333",
        "database_name": "civic_dev_platform_errors",
        "prefix": "records/",
        "retention_days": 365,
        "tags": Expression('{ environment = "dev" }'),
    },
)
