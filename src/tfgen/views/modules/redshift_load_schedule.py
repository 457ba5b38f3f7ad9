"""Facts of the module `redshift_load_schedule`: a table that is loaded by the clock."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import Module, Output, Validation, Variable

MODULE = Module(
    name="redshift_load_schedule",
    purpose="A schedule that runs a statement in the warehouse.",
    variables=(
        Variable(
            "connection",
            "map(string)",
            "Where the statement runs, as ExecuteStatement names it: ClusterIdentifier and DbUser, or WorkgroupName.",
        ),
        Variable("database", "string", "Database of the warehouse."),
        Variable("dead_letter_arn", "string", "ARN of the queue for what could not be started.", default=None),
        Variable("description", "string", "What the schedule is for."),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts the schedule."),
        Variable(
            "name",
            "string",
            "Name of the schedule.",
            validations=(
                Validation(
                    'can(regex("^[0-9A-Za-z_.-]{1,64}$", var.name))',
                    "A schedule's name is 1 to 64 letters, digits and . _ -.",
                ),
            ),
        ),
        Variable("partition", "string", "AWS partition of the environment."),
        Variable("role_arn", "string", "ARN of the role that sends the statement."),
        Variable(
            "schedule",
            "string",
            "When it runs, in UTC.",
            validations=(
                Validation('can(regex("^(cron|rate)[(].+[)]$", var.schedule))', "A schedule is cron(…) or rate(…)."),
            ),
        ),
        Variable("sql", "string", "The statement."),
    ),
    outputs=(Output("schedule_arn", "ARN of the schedule.", "aws_scheduler_schedule.this.arn"),),
    resources=("aws_scheduler_schedule",),
    example={
        "connection": {"WorkgroupName": "civic-dev-platform-warehouse"},
        "database": "civic",
        "description": "Loads a table of the warehouse.",
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "name": "civic-dev-dot-permits-load",
        "partition": "aws",
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-dot-load",
        "schedule": "cron(0 5 * * ? *)",
        "sql": 'CALL "dot"."load_permits"()',
    },
    notes=("AWS has no tags on schedules: they are on their group.",),
)
