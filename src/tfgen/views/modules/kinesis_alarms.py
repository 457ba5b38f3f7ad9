"""Facts of the module `kinesis_alarms`: what tells that a stream or its delivery fails."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="kinesis_alarms",
    purpose=(
        "Alarms for a Kinesis stream and the Firehose stream that delivers it: neither sends an event when it fails."
    ),
    variables=(
        Variable("delivery_stream_name", "string", "Name of the Firehose stream."),
        Variable(
            "freshness_minutes",
            "number",
            "Minutes that a record may wait in Firehose before it is in the bucket.",
            validations=(Validation("var.freshness_minutes >= 1", "The shortest wait is a minute."),),
        ),
        Variable(
            "iterator_age_minutes",
            "number",
            "Minutes that a record may wait on the stream before it is read.",
            validations=(Validation("var.iterator_age_minutes >= 1", "The shortest wait is a minute."),),
        ),
        Variable(
            "name",
            "string",
            "First part of the alarms' names.",
            validations=(
                Validation(
                    'can(regex("^[!-~]{1,237}$", var.name))',
                    "The first part of an alarm's name is 1 to 237 visible ASCII characters.",
                ),
            ),
        ),
        Variable("stream_name", "string", "Name of the Kinesis stream."),
        TAGS,
    ),
    outputs=(
        Output(
            "alarm_arns",
            "ARNs of the alarms.",
            "[\n"
            "    aws_cloudwatch_metric_alarm.data_freshness.arn,\n"
            "    aws_cloudwatch_metric_alarm.delivery_failures.arn,\n"
            "    aws_cloudwatch_metric_alarm.iterator_age.arn,\n"
            "    aws_cloudwatch_metric_alarm.unread_records.arn,\n"
            "    aws_cloudwatch_metric_alarm.write_throttles.arn,\n"
            "  ]",
        ),
    ),
    resources=("aws_cloudwatch_metric_alarm",),
    example={
        "delivery_stream_name": "civic-dev-dot-roads",
        "freshness_minutes": 60,
        "iterator_age_minutes": 60,
        "name": "civic-dev-dot-roads",
        "stream_name": "civic-dev-dot-roads",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        (
            "The alarms have no actions: CloudWatch reports each change of state to EventBridge, where the platform's "
            "error handler hears of it."
        ),
        (
            "An age that is not measured for a while leaves its alarm as it is: silence does not end one. Where "
            "nothing is counted, nothing was refused and nothing failed."
        ),
        (
            "An age needs somebody who reads. That Firehose reads nothing at all, since it lost a permission, is told "
            "by three quarters of an hour within three hours in which records came and none was read; a stream that "
            "gets less than a record an hour may be left unread without an alarm."
        ),
    ),
)
