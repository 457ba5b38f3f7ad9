"""Inputs that the modules of the warehouse share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.views.facts import TAGS, Validation, Variable

if TYPE_CHECKING:
    from tfgen.hcl import Value

CONNECTION = (
    Variable("cluster_identifier", "string", "Cluster that runs the statements, if it is a cluster.", default=None),
    Variable("database", "string", "Database of the warehouse."),
    Variable(
        "secret_arn",
        "string",
        "ARN of the secret with the administrator's password.",
        validations=(
            Validation(
                'can(regex("^arn:[a-z-]+:secretsmanager:", var.secret_arn))',
                "The ARN is one of Secrets Manager.",
            ),
        ),
    ),
    Variable(
        "workgroup_name",
        "string",
        "Workgroup of Redshift Serverless that runs the statements, if it is one.",
        default=None,
        validations=(
            Validation(
                "(var.workgroup_name == null) != (var.cluster_identifier == null)",
                "Give either a cluster or a workgroup.",
            ),
        ),
    ),
)
"""Where statements run, and as whom."""

SCHEMAS_MADE = Variable("schemas_made", "list(string)", "Ids of the statements that made the schemas, which run first.")

NAME_PATTERN = "^[a-z](-?[a-z0-9])*$"


def warehouse_inputs(thing: str) -> tuple[Variable, ...]:
    """List the inputs that a warehouse of either kind has."""
    return (
        Variable(
            "database_name",
            "string",
            "Name of the database.",
            validations=(
                Validation(
                    'can(regex("^[a-z][a-z0-9_]{0,63}$", var.database_name))',
                    "A database name is 1 to 64 lower-case letters, digits and underscores, starting with a letter.",
                ),
            ),
        ),
        Variable("iam_role_arns", "list(string)", f"ARNs of the roles that the {thing} may use."),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts data, logs and the administrator's password."),
        Variable("log_retention_days", "number", "Days that log events are kept."),
        Variable("security_group_ids", "list(string)", f"Security groups of the {thing}."),
        TAGS,
    )


EXAMPLE_CONNECTION: dict[str, Value] = {
    "cluster_identifier": "civic-prod-platform-warehouse",
    "database": "civic",
    "secret_arn": "arn:aws:secretsmanager:us-east-1:444455556666:secret:redshift!civic-prod-platform-warehouse-Ab12Cd",
}
"""A connection for examples."""
