"""Facts of the module `cloudwatch_dashboard`: how the pipelines of one stack are doing, on one page."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Validation, Variable

MODULE = Module(
    name="cloudwatch_dashboard",
    purpose="A CloudWatch dashboard of alarms, streams, deliveries, Glue jobs, dead letters and buckets.",
    variables=(
        Variable("alarm_arns", "list(string)", "ARNs of the alarms whose state is shown.", default=()),
        Variable("buckets", "map(string)", "Names of the buckets whose size is shown, by what they are called there."),
        Variable("jobs", "map(string)", "Names of the Glue jobs whose runs are counted, by data set."),
        Variable(
            "name",
            "string",
            "Name of the dashboard.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,255}$", var.name))',
                    "A dashboard name is 1 to 255 letters, digits, _ and -.",
                ),
            ),
        ),
        Variable(
            "queues",
            "map(string)",
            "Names of the queues whose depth is shown, by what they are called there.",
            default={},
        ),
        Variable("region", "string", "Region of everything that is shown."),
        Variable(
            "streams",
            "map(object({\n  delivery_stream_name = string\n  stream_name          = string\n}))",
            "Names of the Kinesis streams and of the Firehose streams that deliver them, by data set.",
            default={},
        ),
    ),
    outputs=(Output("dashboard_name", "Name of the dashboard.", "aws_cloudwatch_dashboard.this.dashboard_name"),),
    resources=("aws_cloudwatch_dashboard",),
    example={
        "buckets": {"raw": "civic-dev-dot-raw-111122223333"},
        "jobs": {"roads": "civic-dev-dot-roads"},
        "name": "civic-dev-dot",
        "region": "us-east-1",
        "streams": {"roads": {"delivery_stream_name": "civic-dev-dot-roads", "stream_name": "civic-dev-dot-roads"}},
    },
    notes=(
        (
            "Runs of Glue jobs are counted by Glue's observability metrics, which a job sends that has the argument "
            "--enable-observability-metrics. "
            "Source: https://docs.aws.amazon.com/glue/latest/dg/monitor-observability.html"
        ),
        "S3 measures buckets once a day. Dashboards cannot be tagged.",
    ),
)
