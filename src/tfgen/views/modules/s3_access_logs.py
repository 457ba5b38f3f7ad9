"""Facts of the module `s3_access_logs`: the bucket that receives the access logs of others."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable
from tfgen.views.modules.s3 import BUCKET_NAME

MODULE = Module(
    name="s3_access_logs",
    purpose="The S3 bucket that receives the access logs of the other buckets of an account.",
    variables=(
        Variable("account_id", "string", "Account whose buckets may log here."),
        BUCKET_NAME,
        Variable(
            "retention_days",
            "number",
            "Days that access logs are kept.",
            validations=(Validation("var.retention_days >= 1", "Logs are kept for a day at least."),),
        ),
        TAGS,
    ),
    outputs=(
        Output("arn", "ARN of the bucket.", "aws_s3_bucket.this.arn"),
        # Through the policy: S3 refuses to log to a bucket that does not yet let it.
        Output("name", "Name of the bucket, ready to receive logs.", "aws_s3_bucket_policy.this.bucket"),
    ),
    resources=(
        "aws_s3_bucket",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
    ),
    example={
        "account_id": "111122223333",
        "name": "civic-dev-platform-access-logs-111122223333",
        "retention_days": 365,
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        (
            "Encrypted with keys of S3 (SSE-S3), not of KMS: S3 delivers access logs to no other kind of bucket. "
            "Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html"
        ),
        "The bucket is protected by prevent_destroy.",
    ),
)
