"""Facts of the module `redshift_serverless`: a namespace and its workgroup."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import Module, Output, Validation, Variable
from tfgen.views.modules.redshift_inputs import warehouse_inputs

MODULE = Module(
    name="redshift_serverless",
    purpose="A warehouse of Redshift Serverless: a namespace with the data and a workgroup that computes.",
    variables=(
        Variable(
            "base_capacity",
            "number",
            "Redshift processing units that a query starts with.",
            validations=(
                Validation(
                    "var.base_capacity >= 4 && var.base_capacity <= 1024",
                    "The base capacity is 4 to 1024 processing units.",
                ),
            ),
        ),
        Variable(
            "max_capacity",
            "number",
            "Redshift processing units that the workgroup may grow to; null for no limit.",
            default=None,
            validations=(
                Validation(
                    "var.max_capacity == null ? true : var.max_capacity >= var.base_capacity",
                    "The limit is not below the base capacity.",
                ),
            ),
        ),
        Variable(
            "name",
            "string",
            "Name of the namespace and of the workgroup.",
            validations=(
                Validation(
                    'can(regex("^[a-z0-9-]{3,64}$", var.name))',
                    "A name is 3 to 64 lower-case letters, digits and hyphens.",
                ),
            ),
        ),
        Variable(
            "subnet_ids",
            "list(string)",
            "Private subnets, in three availability zones at least.",
            validations=(
                Validation("length(var.subnet_ids) >= 3", "Redshift Serverless needs three subnets or more."),
            ),
        ),
        *warehouse_inputs("namespace"),
    ),
    outputs=(
        Output(
            "admin_secret_arn",
            "ARN of the secret with the administrator's password.",
            "aws_redshiftserverless_namespace.this.admin_password_secret_arn",
        ),
        Output(
            "arn", "ARN of the workgroup, to which statements are sent.", "aws_redshiftserverless_workgroup.this.arn"
        ),
        Output("database_name", "Name of the database.", "aws_redshiftserverless_namespace.this.db_name"),
        Output("host", "Host name of the workgroup.", "aws_redshiftserverless_workgroup.this.endpoint[0].address"),
        Output("name", "Name of the workgroup.", "aws_redshiftserverless_workgroup.this.workgroup_name"),
    ),
    resources=(
        "aws_cloudwatch_log_group",
        "aws_redshiftserverless_namespace",
        "aws_redshiftserverless_workgroup",
    ),
    example={
        "base_capacity": 8,
        "database_name": "civic",
        "iam_role_arns": ["arn:aws:iam::111122223333:role/civic-dev-platform-warehouse"],
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "log_retention_days": 365,
        "max_capacity": 32,
        "name": "civic-dev-platform-warehouse",
        "security_group_ids": ["sg-0a1b2c3d4e5f60718"],
        "subnet_ids": ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002", "subnet-0a1b2c3d4e5f60003"],
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "AWS keeps the administrator's password in a secret and changes it every 30 days.",
        "The namespace is protected by prevent_destroy: without it, the data is lost.",
        "Parameters of the workgroup are set when it is made; later changes of them are not seen.",
    ),
)
