"""Facts of the module `kinesis`: a stream, and its delivery into a bucket."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="kinesis",
    purpose="A Kinesis stream that is encrypted with a KMS key, and a Firehose stream that delivers it into a bucket.",
    variables=(
        Variable("bucket_arn", "string", "ARN of the bucket that records are delivered to."),
        Variable(
            "buffer_mb",
            "number",
            "Size in MiB at which delivery writes an object.",
            validations=(
                Validation(
                    "var.buffer_mb >= 1 && var.buffer_mb <= 128",
                    "Firehose collects 1 to 128 MiB.",
                ),
            ),
        ),
        Variable(
            "buffer_seconds",
            "number",
            "Seconds after which delivery writes an object, however small.",
            validations=(
                Validation(
                    "var.buffer_seconds >= 0 && var.buffer_seconds <= 900",
                    "Firehose collects for 0 to 900 seconds.",
                ),
            ),
        ),
        Variable(
            "delivery_stream_name",
            "string",
            "Name of the Firehose stream.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_.-]{1,64}$", var.delivery_stream_name))',
                    "A Firehose stream name is 1 to 64 letters, digits and _.-.",
                ),
            ),
        ),
        Variable(
            "error_prefix",
            "string",
            "Prefix of the objects with what could not be delivered.",
            validations=(Validation('endswith(var.error_prefix, "/")', "The prefix ends in a slash."),),
        ),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts the records and the objects."),
        Variable("log_group_name", "string", "Name of the log group that receives the errors of delivery."),
        Variable(
            "prefix",
            "string",
            "Prefix of the objects; a partition for the day of arrival (UTC) follows.",
            validations=(Validation('endswith(var.prefix, "/")', "The prefix ends in a slash."),),
        ),
        Variable(
            "retention_hours",
            "number",
            "Hours that a record stays readable on the stream.",
            validations=(
                Validation(
                    "var.retention_hours >= 24 && var.retention_hours <= 8760",
                    "Kinesis keeps records for 24 to 8,760 hours.",
                ),
            ),
        ),
        Variable("role_arn", "string", "ARN of the role with which Firehose reads the stream and writes objects."),
        Variable(
            "shard_count",
            "number",
            "Shards of the stream; without a number, AWS sizes it on demand.",
            default=None,
        ),
        Variable(
            "stream_name",
            "string",
            "Name of the Kinesis stream.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_.-]{1,128}$", var.stream_name))',
                    "A Kinesis stream name is 1 to 128 letters, digits and _.-.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(
        Output("delivery_stream_arn", "ARN of the Firehose stream.", "aws_kinesis_firehose_delivery_stream.this.arn"),
        Output(
            "delivery_stream_name", "Name of the Firehose stream.", "aws_kinesis_firehose_delivery_stream.this.name"
        ),
        Output("stream_arn", "ARN of the Kinesis stream.", "aws_kinesis_stream.this.arn"),
        Output("stream_name", "Name of the Kinesis stream.", "aws_kinesis_stream.this.name"),
    ),
    resources=("aws_cloudwatch_log_stream", "aws_kinesis_firehose_delivery_stream", "aws_kinesis_stream"),
    example={
        "bucket_arn": "arn:aws:s3:::civic-dev-dot-raw-111122223333",
        "buffer_mb": 64,
        "buffer_seconds": 300,
        "delivery_stream_name": "civic-dev-dot-roads",
        "error_prefix": "errors/roads/",
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "log_group_name": "/civic/dev/dot/firehose",
        "prefix": "data/roads/",
        "retention_hours": 24,
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-dot-firehose",
        "stream_name": "civic-dev-dot-roads",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "Records are delivered as they are, each with a line break behind it: JSON becomes newline-delimited JSON.",
        (
            "The delivery itself has no encryption setting: with a Kinesis stream as its source, Firehose keeps "
            "nothing, and AWS refuses one. "
            "Source: https://docs.aws.amazon.com/firehose/latest/dev/encryption.html"
        ),
        (
            "A switch between on-demand and provisioned capacity happens in place, twice in 24 hours at most. "
            "Source: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html"
        ),
    ),
)
