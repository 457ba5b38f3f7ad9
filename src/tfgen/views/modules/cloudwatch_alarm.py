"""Facts of the module `cloudwatch_alarm`: an alarm on one metric that counts what should not be there."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="cloudwatch_alarm",
    purpose="A CloudWatch alarm for a metric that counts failures: it is raised when the count is above a threshold.",
    variables=(
        Variable(
            "alarm_actions",
            "list(string)",
            "ARNs that hear of the alarm at once, beside EventBridge, which hears of every change of state.",
            default=(),
        ),
        Variable("description", "string", "What it means that the alarm is raised."),
        Variable("dimensions", "map(string)", "Dimensions of the metric: which thing is measured."),
        Variable("metric_name", "string", "Name of the metric."),
        Variable(
            "name",
            "string",
            "Name of the alarm.",
            validations=(
                Validation(
                    'can(regex("^[!-~]{1,255}$", var.name))',
                    "An alarm's name is 1 to 255 visible ASCII characters.",
                ),
            ),
        ),
        Variable("namespace", "string", "Namespace of the metric, such as AWS/SQS."),
        Variable(
            "period_seconds",
            "number",
            "Seconds over which the metric is taken together.",
            default=300,
            validations=(
                Validation(
                    "contains([10, 20, 30], var.period_seconds) || "
                    "(var.period_seconds >= 60 && var.period_seconds % 60 == 0)",
                    "A period is 10, 20 or 30 seconds, or whole minutes.",
                ),
            ),
        ),
        Variable(
            "statistic",
            "string",
            "How the metric is taken together over the period.",
            default="Sum",
            validations=(
                Validation(
                    'contains(["Average", "Maximum", "Minimum", "SampleCount", "Sum"], var.statistic)',
                    "A statistic is Average, Maximum, Minimum, SampleCount or Sum.",
                ),
            ),
        ),
        Variable("threshold", "number", "Count above which the alarm is raised.", default=0),
        TAGS,
    ),
    outputs=(
        Output("alarm_arn", "ARN of the alarm.", "aws_cloudwatch_metric_alarm.this.arn"),
        Output("alarm_name", "Name of the alarm.", "aws_cloudwatch_metric_alarm.this.alarm_name"),
    ),
    resources=("aws_cloudwatch_metric_alarm",),
    example={
        "description": "Events could not be delivered.",
        "dimensions": {"QueueName": "civic-dev-dot-dead-letters"},
        "metric_name": "ApproximateNumberOfMessagesVisible",
        "name": "civic-dev-dot-dead-letters",
        "namespace": "AWS/SQS",
        "statistic": "Maximum",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("Where nothing is counted, nothing failed: missing data does not raise the alarm.",),
)
