"""Facts of the module `errors`: what fails reaches one function, which writes it down and tells people."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable, account_id

MODULE = Module(
    name="errors",
    purpose=(
        "Event rules for everything that fails, and the Lambda function that makes of each event a row in a bucket "
        "and a message to a topic."
    ),
    variables=(
        account_id("Account of the function."),
        Variable("bucket_name", "string", "Name of the bucket that receives the rows."),
        Variable(
            "concurrency",
            "number",
            "How many events are handled at the same time, at most; so much is taken from the account's own limit.",
            default=5,
            validations=(Validation("var.concurrency >= 1", "The handler needs a concurrency of at least one."),),
        ),
        Variable("environment", "string", "Name of the environment; names of what it watches carry it."),
        Variable(
            "kms_key_arn",
            "string",
            "ARN of the key of queue and function; its policy must let EventBridge use it.",
        ),
        Variable("log_group_name", "string", "Name of the function's log group."),
        Variable(
            "name",
            "string",
            "Name of the function, and the first part of the names of queue, rules and alarms.",
            validations=(
                Validation(
                    # An event rule takes 64 characters, and the longest ends in -applications.
                    'can(regex("^[A-Za-z0-9_-]{1,51}$", var.name))',
                    "A name is 1 to 51 letters, digits, _ and -.",
                ),
            ),
        ),
        Variable("partition", "string", "AWS partition of the account, such as aws."),
        Variable("platform", "string", "Name of the platform: the first part of the names of what it watches."),
        Variable(
            "prefix",
            "string",
            "First part of the keys of the objects that hold the rows.",
            validations=(
                Validation(
                    'endswith(var.prefix, "/") && !startswith(var.prefix, "errors/")',
                    "A prefix ends in a slash, and does not start with errors/, which is watched.",
                ),
            ),
        ),
        Variable("region", "string", "Region of the function."),
        Variable("role_arn", "string", "ARN of the function's role; its policy must exist before the function does."),
        Variable(
            "topic_arn",
            "string",
            "ARN of the topic of all errors; the agencies' own are named alike, with their id in the place of the "
            "platform's.",
        ),
        TAGS,
    ),
    outputs=(
        Output(
            "dead_letter_queue_name",
            "Name of the queue of events that could not be handled.",
            "aws_sqs_queue.dead_letters.name",
        ),
        Output("function_arn", "ARN of the function.", "aws_lambda_function.this.arn"),
        Output("function_name", "Name of the function.", "aws_lambda_function.this.function_name"),
    ),
    resources=(
        "aws_cloudwatch_event_rule",
        "aws_cloudwatch_event_target",
        "aws_cloudwatch_metric_alarm",
        "aws_lambda_function",
        "aws_lambda_function_event_invoke_config",
        "aws_lambda_permission",
        "aws_sqs_queue",
    ),
    example={
        "account_id": "111122223333",
        "bucket_name": "civic-dev-platform-errors-111122223333",
        "environment": "dev",
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "log_group_name": "/civic/dev/platform/errors",
        "name": "civic-dev-platform-errors",
        "partition": "aws",
        "platform": "civic",
        "prefix": "records/",
        "region": "us-east-1",
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-platform-errors",
        "topic_arn": "arn:aws:sns:us-east-1:111122223333:civic-dev-platform-errors",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "The function's source is in handler/, and handler.zip is made of it, the same bytes on every machine.",
        (
            "The package is uploaded with the function, not by way of a bucket: it is small, and so a plan shows a "
            "change of the source as a change of the function alone."
        ),
        (
            "The reserved concurrency is taken from the account's. AWS keeps 100 unreserved, so a new account with a "
            "limit of 10 has to have it raised first. "
            "Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
        ),
    ),
)
