"""Facts of the module `sqs`: a queue for events that could not be delivered."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="sqs",
    purpose="A dead-letter queue: it keeps the events that EventBridge could not deliver for 14 days, encrypted.",
    variables=(
        Variable("account_id", "string", "Account whose rules may send to the queue."),
        Variable(
            "kms_key_arn",
            "string",
            "ARN of the key that encrypts the messages; its policy must let EventBridge use it.",
        ),
        Variable(
            "name",
            "string",
            "Name of the queue.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,80}$", var.name))',
                    "A queue name is 1 to 80 letters, digits, _ and -.",
                ),
            ),
        ),
        Variable("region", "string", "Region of the queue."),
        Variable(
            "rule_arns",
            "list(string)",
            "ARNs of the event rules that may send to the queue; a * stands for any text.",
            validations=(
                Validation(
                    'alltrue([for arn in var.rule_arns : can(regex("^arn:[a-z-]+:events:.*:rule/[^*]", arn))])',
                    "Each is the ARN of a rule, arn:aws:events:<region>:<account>:rule/<name>, and names its start.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(
        Output("queue_arn", "ARN of the queue.", "aws_sqs_queue.this.arn"),
        Output("queue_name", "Name of the queue.", "aws_sqs_queue.this.name"),
        Output("queue_url", "URL of the queue.", "aws_sqs_queue.this.url"),
    ),
    resources=("aws_sqs_queue",),
    example={
        "account_id": "111122223333",
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "name": "civic-dev-dot-dead-letters",
        "region": "us-east-1",
        "rule_arns": ["arn:aws:events:us-east-1:111122223333:rule/civic-dev-dot-*"],
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        (
            "Rules are named by the queue's policy. Schedules need no statement: EventBridge Scheduler sends with the "
            "schedule's own role. "
            "Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"
        ),
    ),
)
