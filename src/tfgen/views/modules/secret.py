"""Facts of the module `secret`: a secret whose value Terraform never sees."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="secret",
    purpose="A secret of Secrets Manager without its value, which is put in by hand and is in no state.",
    variables=(
        Variable("description", "string", "What the secret is for."),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts the secret."),
        Variable(
            "name",
            "string",
            "Name of the secret.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.name)) && !can(regex("-[A-Za-z0-9]{6}$", var.name))',
                    "A name is 1 to 512 letters, digits and /_+=.@-, and does not end in a hyphen and six characters, "
                    "as AWS ends the ARN.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(Output("arn", "ARN of the secret.", "aws_secretsmanager_secret.this.arn"),),
    resources=("aws_secretsmanager_secret",),
    example={
        "description": "How QuickSight comes into the warehouse.",
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "name": "civic/dev/platform/quicksight/warehouse",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("A deleted secret can be restored for 30 days, and its name is taken for as long.",),
)
