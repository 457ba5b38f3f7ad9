"""Facts of the module `redshift_load_event`: a table that is loaded after each run of a job."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="redshift_load_event",
    purpose="A rule that runs a statement in the warehouse whenever a Glue job has succeeded.",
    variables=(
        Variable("database", "string", "Database of the warehouse."),
        Variable("db_user", "string", "User of the database, for a cluster; null for a workgroup.", default=None),
        Variable("dead_letter_arn", "string", "ARN of the queue for what could not be started.", default=None),
        Variable("description", "string", "What the rule is for."),
        Variable("job_name", "string", "Name of the Glue job."),
        Variable(
            "name",
            "string",
            "Name of the rule.",
            validations=(
                Validation(
                    'can(regex("^[0-9A-Za-z_.-]{1,64}$", var.name))',
                    "A rule's name is 1 to 64 letters, digits and . _ -.",
                ),
            ),
        ),
        Variable("role_arn", "string", "ARN of the role that sends the statement."),
        Variable("sql", "string", "The statement."),
        Variable("warehouse_arn", "string", "ARN of the cluster or of the workgroup."),
        TAGS,
    ),
    outputs=(Output("rule_arn", "ARN of the rule.", "aws_cloudwatch_event_rule.this.arn"),),
    resources=("aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"),
    example={
        "database": "civic",
        "description": "Loads a table of the warehouse.",
        "job_name": "civic-dev-dot-permits",
        "name": "civic-dev-dot-permits-load",
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-dot-load",
        "sql": 'CALL "dot"."load_permits"()',
        "warehouse_arn": "arn:aws:redshift:us-east-1:111122223333:cluster:civic-dev-platform-warehouse",
        "tags": Expression('{ environment = "dev" }'),
    },
)
