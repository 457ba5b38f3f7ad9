"""Facts of the module `cloudwatch`: an encrypted log group with a retention."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

LOG_RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
    1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""Retentions that AWS accepts, in days.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""

MODULE = Module(
    name="cloudwatch",
    purpose="A CloudWatch log group that is encrypted with a KMS key and forgets after a while.",
    variables=(
        Variable(
            "kms_key_arn",
            "string",
            "ARN of the key that encrypts the log events; its policy must let CloudWatch Logs use it.",
        ),
        Variable(
            "name",
            "string",
            "Name of the log group.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9._/#-]{1,512}$", var.name))',
                    "A log group name is 1 to 512 letters, digits and . _ / # -.",
                ),
            ),
        ),
        Variable(
            "retention_in_days",
            "number",
            "Days that log events are kept.",
            validations=(
                Validation(
                    f"contains([{', '.join(map(str, LOG_RETENTION_DAYS))}], var.retention_in_days)",
                    f"CloudWatch Logs keeps events for one of {', '.join(map(str, LOG_RETENTION_DAYS))} days.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(
        Output(
            "log_group_arn",
            "ARN of the log group, without the trailing :*.",
            "aws_cloudwatch_log_group.this.arn",
        ),
        Output("log_group_name", "Name of the log group.", "aws_cloudwatch_log_group.this.name"),
    ),
    resources=("aws_cloudwatch_log_group",),
    example={
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "name": "/civic/dev/dot/glue",
        "retention_in_days": 365,
        "tags": Expression('{ environment = "dev" }'),
    },
)
