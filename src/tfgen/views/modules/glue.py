"""Facts of the module `glue`: an agency's databases in the catalog and how Glue encrypts what it writes for it."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable


def database_name(variable: str, description: str) -> Variable:
    """Describe an input that names a database; Athena takes less than Glue does.

    Source: https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
    """
    return Variable(
        variable,
        "string",
        description,
        validations=(
            Validation(
                f'can(regex("^[a-z0-9_]{{1,255}}$", var.{variable}))',
                "A database name is 1 to 255 lower-case letters, digits and underscores.",
            ),
        ),
    )


MODULE = Module(
    name="glue",
    purpose="Two databases of the Glue catalog, for raw and for processed data, and a Glue security configuration.",
    variables=(
        Variable("description", "string", "Whose data the databases describe."),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts what Glue writes: objects, logs, bookmarks."),
        database_name("processed_database", "Name of the database of the data as it is read."),
        database_name("raw_database", "Name of the database of the data as it arrives."),
        Variable(
            "security_configuration",
            "string",
            "Name of the security configuration; it becomes part of the names of log groups.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,255}$", var.security_configuration))',
                    "A security configuration's name is 1 to 255 letters, digits, hyphens and underscores.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(
        Output(
            "processed_database_arn",
            "ARN of the database of the data as it is read.",
            "aws_glue_catalog_database.processed.arn",
        ),
        Output(
            "processed_database_name",
            "Name of the database of the data as it is read.",
            "aws_glue_catalog_database.processed.name",
        ),
        Output(
            "raw_database_arn",
            "ARN of the database of the data as it arrives.",
            "aws_glue_catalog_database.raw.arn",
        ),
        Output(
            "raw_database_name",
            "Name of the database of the data as it arrives.",
            "aws_glue_catalog_database.raw.name",
        ),
        Output(
            "security_configuration_name",
            "Name of the security configuration of crawlers and jobs.",
            "aws_glue_security_configuration.this.name",
        ),
    ),
    resources=("aws_glue_catalog_database", "aws_glue_security_configuration"),
    example={
        "description": "Department of Transportation",
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "processed_database": "civic_dev_dot",
        "raw_database": "civic_dev_dot_raw",
        "security_configuration": "civic-dev-dot-glue",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        (
            "With the security configuration, Glue writes logs to groups whose names carry it: a crawler to "
            "/aws-glue/crawlers-role/<role>-<security configuration>, a job of Glue 5.0 to <prefix>/<security "
            "configuration>-role/<role>/output and …/error, where the prefix is the job's --custom-logGroup-prefix. "
            "Make these groups beforehand, with key and retention; else Glue makes them, and they never expire."
        ),
        (
            "Who may use new tables is Lake Formation's matter: databases take the defaults of the account's data "
            "lake settings."
        ),
    ),
)
