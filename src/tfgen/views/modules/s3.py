"""Facts of the module `s3`: a private bucket for data, encrypted with a key of its own."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

BUCKET_NAME = Variable(
    "name",
    "string",
    "Name of the bucket.",
    validations=(
        Validation(
            'can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))',
            "A bucket name is 3 to 63 lower-case letters, digits and hyphens.",
        ),
    ),
)

MODULE = Module(
    name="s3",
    purpose="A private, versioned S3 bucket that encrypts every object with one KMS key and reports to EventBridge.",
    variables=(
        Variable(
            "abort_upload_days",
            "number",
            "Days after which unfinished multipart uploads are removed.",
            validations=(Validation("var.abort_upload_days >= 1", "Unfinished uploads are kept for a day at least."),),
        ),
        Variable("access_logs_bucket", "string", "Name of the bucket that receives this bucket's access logs."),
        Variable(
            "expirations",
            "map(object({\n  days   = number\n  prefix = string\n}))",
            "Prefixes whose objects expire, and after how many days, by a name for the rule.",
            default={},
            validations=(
                Validation(
                    'alltrue([for rule in values(var.expirations) : rule.days >= 1 && rule.prefix != ""])',
                    "Each expiration has a prefix and at least one day.",
                ),
            ),
        ),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts the objects."),
        BUCKET_NAME,
        Variable(
            "noncurrent_days",
            "number",
            "Days that overwritten and deleted object versions are kept.",
            validations=(Validation("var.noncurrent_days >= 1", "Former versions are kept for a day at least."),),
        ),
        TAGS,
    ),
    outputs=(
        Output("arn", "ARN of the bucket.", "aws_s3_bucket.this.arn"),
        Output("name", "Name of the bucket.", "aws_s3_bucket.this.bucket"),
    ),
    resources=(
        "aws_s3_bucket",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_logging",
        "aws_s3_bucket_notification",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
    ),
    example={
        "abort_upload_days": 7,
        "access_logs_bucket": "civic-dev-platform-access-logs-111122223333",
        "expirations": {"roads": {"days": 365, "prefix": "data/roads/"}},
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "name": "civic-dev-dot-raw-111122223333",
        "noncurrent_days": 30,
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "Requests without TLS 1.2 or newer, and objects encrypted with another key, are denied by the bucket's policy.",
        "A bucket has one notification configuration: nothing else may manage this one's.",
        "The bucket is protected by prevent_destroy.",
    ),
)
