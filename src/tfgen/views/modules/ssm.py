"""Facts of the module `ssm`: values that one stack publishes for others."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="ssm",
    purpose="SSM parameters under one path: what a stack publishes so that others need not read its state.",
    variables=(
        Variable("parameters", "map(string)", "Values by the last part of their parameter's name; none is secret."),
        Variable(
            "path",
            "string",
            "First part of the parameters' names.",
            validations=(
                Validation(
                    'can(regex("^(/[A-Za-z0-9_.-]+)+$", var.path))',
                    "A path is one or more parts of letters, digits and _.-, each after a slash.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(
        Output(
            "names",
            "Names of the parameters, by the last part.",
            "{ for key, parameter in aws_ssm_parameter.this : key => parameter.name }",
        ),
    ),
    resources=("aws_ssm_parameter",),
    example={
        "parameters": {"kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012"},
        "path": "/civic/dev/platform",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("Whoever may read the parameters may read these values: ids and ARNs, no secrets.",),
)
