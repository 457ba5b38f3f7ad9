"""Facts of the module `iam`: a role for one AWS service with one inline policy."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="iam",
    purpose="An IAM role that one AWS service assumes, with one inline policy made of the statements given.",
    variables=(
        Variable("description", "string", "What the role is for."),
        Variable(
            "name",
            "string",
            "Name of the role.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_+=,.@-]{1,64}$", var.name))',
                    "A role name is 1 to 64 letters, digits and _+=,.@-.",
                ),
            ),
        ),
        Variable(
            "service",
            "string",
            "Service principal that may assume the role.",
            validations=(
                Validation(
                    'can(regex("^[a-z0-9.-]+\\\\.amazonaws\\\\.com(\\\\.cn)?$", var.service))',
                    "A service principal looks like glue.amazonaws.com.",
                ),
            ),
        ),
        Variable(
            "statements",
            "map(object({\n  actions   = list(string)\n  resources = list(string)\n}))",
            "What the role is allowed, by statement id: actions and the exact resources they apply to.",
            validations=(
                Validation(
                    'alltrue([for statement in values(var.statements) : !contains(statement.resources, "*")])',
                    "Name the resources: the resource * is not allowed.",
                ),
                Validation(
                    'alltrue([for id in keys(var.statements) : can(regex("^[A-Za-z0-9]+$", id))])',
                    "A statement id is letters and digits.",
                ),
            ),
        ),
        TAGS,
    ),
    outputs=(
        Output("arn", "ARN of the role.", "aws_iam_role.this.arn"),
        Output("name", "Name of the role.", "aws_iam_role.this.name"),
    ),
    resources=("aws_iam_role", "aws_iam_role_policy"),
    example={
        "description": "Reads the raw data of one agency.",
        "name": "civic-dev-dot-glue",
        "service": "glue.amazonaws.com",
        "statements": {
            "ReadRaw": {
                "actions": ["s3:GetObject"],
                "resources": ["arn:aws:s3:::civic-dev-dot-raw-111122223333/data/*"],
            }
        },
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("The policy is inline: it belongs to the role alone and goes with it.",),
)
