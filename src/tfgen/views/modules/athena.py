"""Facts of the module `athena`: a workgroup whose settings hold for every query."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="athena",
    purpose="An Athena workgroup: where results go, how they are encrypted and how much a query may scan.",
    variables=(
        Variable("account_id", "string", "AWS account that the bucket of the results must belong to."),
        Variable(
            "bytes_scanned_cutoff",
            "number",
            "Bytes after which a query is cancelled.",
            validations=(
                Validation(
                    "var.bytes_scanned_cutoff >= 10485760",
                    "Athena takes 10 MiB (10485760) as the smallest limit.",
                ),
            ),
        ),
        Variable("description", "string", "What the workgroup is for."),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts the results."),
        Variable(
            "name",
            "string",
            "Name of the workgroup.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9._-]{1,128}$", var.name))',
                    "A workgroup name is 1 to 128 letters, digits and . _ -.",
                ),
            ),
        ),
        Variable(
            "output_location",
            "string",
            "Where the results go: an S3 URI that ends in a slash.",
            validations=(
                Validation(
                    'can(regex("^s3://[a-z0-9-]+/(.+/)?$", var.output_location))',
                    "An output location looks like s3://bucket/prefix/.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(
        Output("arn", "ARN of the workgroup.", "aws_athena_workgroup.this.arn"),
        Output("name", "Name of the workgroup.", "aws_athena_workgroup.this.name"),
    ),
    resources=("aws_athena_workgroup",),
    example={
        "account_id": "111122223333",
        "bytes_scanned_cutoff": 107374182400,
        "description": "Queries of dashboards and readers.",
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "name": "civic-dev-platform-athena",
        "output_location": "s3://civic-dev-platform-query-results-111122223333/results/",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "Its settings are enforced: a client can choose neither another place for results nor no encryption.",
        "Whoever may read objects below the output location may read every result there, whoever asked for it.",
    ),
)
