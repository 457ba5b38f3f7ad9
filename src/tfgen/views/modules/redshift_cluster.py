"""Facts of the module `redshift_cluster`: a provisioned warehouse."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import Module, Output, Validation, Variable
from tfgen.views.modules.redshift_inputs import NAME_PATTERN, warehouse_inputs

MODULE = Module(
    name="redshift_cluster",
    purpose="A provisioned Redshift cluster that requires TLS, logs what users do and is reached from inside only.",
    variables=(
        Variable(
            "maintenance_window",
            "string",
            "Half an hour or more of a week, in UTC, in which AWS may interrupt the cluster.",
            default="sun:06:00-sun:07:00",
            validations=(
                Validation(
                    'can(regex("^[a-z]{3}:[0-9]{2}:[0-9]{2}-[a-z]{3}:[0-9]{2}:[0-9]{2}$", var.maintenance_window))',
                    "A window looks like sun:06:00-sun:07:00.",
                ),
            ),
        ),
        Variable(
            "name",
            "string",
            "Identifier of the cluster.",
            validations=(
                Validation(
                    f'can(regex("{NAME_PATTERN}", var.name)) && length(var.name) <= 63',
                    "An identifier is 1 to 63 lower-case letters, digits and single hyphens, starting with a letter.",
                ),
            ),
        ),
        Variable(
            "node_type",
            "string",
            "Type of the nodes.",
            validations=(
                Validation(
                    'can(regex("^ra3\\\\.", var.node_type))',
                    "The nodes are of an ra3 type, which alone can be relocated.",
                ),
            ),
        ),
        Variable(
            "nodes",
            "number",
            "Number of nodes.",
            validations=(Validation("var.nodes >= 1", "A cluster has a node at least."),),
        ),
        Variable(
            "snapshot_days",
            "number",
            "Days that snapshots are kept.",
            default=35,
            validations=(
                Validation("var.snapshot_days >= 1 && var.snapshot_days <= 35", "Snapshots are kept for 1 to 35 days."),
            ),
        ),
        Variable("subnet_ids", "list(string)", "Private subnets of the cluster."),
        *warehouse_inputs("cluster"),
    ),
    outputs=(
        Output(
            "admin_secret_arn",
            "ARN of the secret with the administrator's password.",
            "aws_redshift_cluster.this.master_password_secret_arn",
        ),
        Output("arn", "ARN of the cluster, to which statements are sent.", "aws_redshift_cluster.this.arn"),
        Output("database_name", "Name of the database.", "aws_redshift_cluster.this.database_name"),
        Output("host", "Host name of the cluster.", "aws_redshift_cluster.this.dns_name"),
        Output("name", "Identifier of the cluster.", "aws_redshift_cluster.this.cluster_identifier"),
    ),
    resources=(
        "aws_cloudwatch_log_group",
        "aws_redshift_cluster",
        "aws_redshift_logging",
        "aws_redshift_parameter_group",
        "aws_redshift_subnet_group",
    ),
    example={
        "database_name": "civic",
        "iam_role_arns": ["arn:aws:iam::111122223333:role/civic-dev-platform-warehouse"],
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "log_retention_days": 365,
        "name": "civic-prod-platform-warehouse",
        "node_type": "ra3.xlplus",
        "nodes": 2,
        "security_group_ids": ["sg-0a1b2c3d4e5f60718"],
        "subnet_ids": ["subnet-0f1e2d3c4b5a60001", "subnet-0f1e2d3c4b5a60002"],
        "tags": Expression('{ environment = "prod" }'),
    },
    notes=(
        "AWS keeps the administrator's password in a secret and changes it every 30 days.",
        "The cluster is protected by prevent_destroy, and leaves a last snapshot where it is destroyed all the same.",
    ),
)
