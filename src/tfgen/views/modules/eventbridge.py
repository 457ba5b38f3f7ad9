"""Facts of the module `eventbridge`: a rule of the default bus, and the one target of its events."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="eventbridge",
    purpose="A rule for events of the default bus that sends them to one target, and to a queue what it cannot send.",
    variables=(
        Variable("dead_letter_arn", "string", "ARN of the queue that receives the events that could not be delivered."),
        Variable("description", "string", "What the rule is for."),
        Variable("event_pattern", "string", "Pattern that an event must match, as JSON."),
        Variable(
            "input_transformer",
            "object({\n  input_paths    = map(string)\n  input_template = string\n})",
            "What the target gets instead of the event: paths into it by name, and a template with these names.",
            default=None,
        ),
        Variable(
            "maximum_event_age_seconds",
            "number",
            "Seconds during which the delivery of an event is tried again.",
            default=86400,
            validations=(
                Validation(
                    "var.maximum_event_age_seconds >= 60 && var.maximum_event_age_seconds <= 86400",
                    "EventBridge keeps an event for 60 to 86,400 seconds.",
                ),
            ),
        ),
        Variable(
            "maximum_retry_attempts",
            "number",
            "Times that the delivery of an event is tried again.",
            default=185,
            validations=(
                Validation(
                    "var.maximum_retry_attempts >= 0 && var.maximum_retry_attempts <= 185",
                    "EventBridge tries again 0 to 185 times.",
                ),
            ),
        ),
        Variable(
            "name",
            "string",
            "Name of the rule.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9._-]{1,64}$", var.name))',
                    "A rule name is 1 to 64 letters, digits and . _ -.",
                ),
            ),
        ),
        Variable(
            "role_arn",
            "string",
            "ARN of the role with which EventBridge calls the target, for targets that take one.",
            default=None,
        ),
        Variable("target_arn", "string", "ARN of the target."),
        TAGS,
    ),
    outputs=(
        Output("rule_arn", "ARN of the rule.", "aws_cloudwatch_event_rule.this.arn"),
        Output("rule_name", "Name of the rule.", "aws_cloudwatch_event_rule.this.name"),
    ),
    resources=("aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"),
    example={
        "dead_letter_arn": "arn:aws:sqs:us-east-1:111122223333:civic-dev-dot-dead-letters",
        "description": "Starts the pipeline of roads when an object arrives.",
        "event_pattern": Expression('jsonencode({ source = ["aws.s3"] })'),
        "name": "civic-dev-dot-roads-arrival",
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-dot-events",
        "target_arn": "arn:aws:glue:us-east-1:111122223333:workflow/civic-dev-dot-roads",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("AWS's own events arrive on the default bus only.",),
)
