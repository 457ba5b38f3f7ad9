"""Facts of the module `lakeformation`: an agency's data under Lake Formation, and what its Glue role may do there."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import Module, Output, Validation, Variable

MODULE = Module(
    name="lakeformation",
    purpose="Puts an agency's data and its two Glue databases under Lake Formation, and lets its Glue role work there.",
    variables=(
        Variable("glue_role_arn", "string", "ARN of the role of the agency's Glue crawlers and jobs."),
        Variable(
            "location_arn",
            "string",
            "ARN of the bucket's folder with the data that is read, without a slash at its end.",
            validations=(
                Validation(
                    'can(regex("^arn:[a-z-]+:s3:::[a-z0-9-]+(/[^/]+)*$", var.location_arn))',
                    "A location looks like arn:aws:s3:::bucket/folder.",
                ),
            ),
        ),
        Variable("processed_database", "string", "Name of the Glue database of the data as it is read."),
        Variable("raw_database", "string", "Name of the Glue database of the data as it arrives."),
        Variable(
            "role_arn",
            "string",
            "ARN of the role with which Lake Formation reads the location on behalf of those who may.",
        ),
        Variable("zone_tag", "string", "Key of the LF-tag that tells raw databases from processed ones."),
    ),
    outputs=(Output("location_arn", "ARN of the location that is registered.", "aws_lakeformation_resource.this.arn"),),
    resources=(
        "aws_lakeformation_permissions",
        "aws_lakeformation_resource",
        "aws_lakeformation_resource_lf_tags",
    ),
    example={
        "glue_role_arn": "arn:aws:iam::111122223333:role/civic-dev-dot-glue",
        "location_arn": "arn:aws:s3:::civic-dev-dot-processed-111122223333/data",
        "processed_database": "civic_dev_dot",
        "raw_database": "civic_dev_dot_raw",
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-dot-lakeformation",
        "zone_tag": Expression("module.lakeformation_settings.zone_tag"),
    },
    notes=(
        "The raw bucket is not registered: nobody reads it but the Glue role, whose IAM policy lets it.",
        "Grants come one after another: Lake Formation refuses some that meet on the same thing.",
    ),
)
