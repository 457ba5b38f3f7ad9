"""Facts of the module `iam`: a role for one AWS service with one inline policy."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable

MODULE = Module(
    name="iam",
    purpose="An IAM role for one purpose, with one inline policy made of the statements given.",
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
            "source_account",
            "string",
            "Account for which alone the service may assume the role; for services that say on whose behalf they call.",
            default=None,
        ),
        Variable(
            "trusted_principals",
            "list(string)",
            "ARNs of roles, or of an account's root, that may assume the role.",
            default=[],
        ),
        Variable(
            "trusted_services",
            "list(string)",
            "Service principals that may assume the role.",
            default=[],
            validations=(
                Validation(
                    "alltrue([\n"
                    "      for service in var.trusted_services :\n"
                    '      can(regex("^[a-z0-9.-]+\\\\.amazonaws\\\\.com(\\\\.cn)?$", service))\n'
                    "    ])",
                    "A service principal looks like glue.amazonaws.com.",
                ),
            ),
        ),
        Variable(
            "statements",
            "map(object({\n"
            "  actions    = list(string)\n"
            "  conditions = optional(map(map(list(string))), {})\n"
            "  resources  = list(string)\n"
            "}))",
            "What the role is allowed, by statement id: actions, the exact resources they apply to, and conditions by "
            "operator and key.",
            validations=(
                Validation(
                    "alltrue([\n"
                    '      for statement in values(var.statements) : !contains(statement.resources, "*") || (\n'
                    "        length(setsubtract(statement.actions, local.actions_without_resources)) == 0\n"
                    "      )\n"
                    "    ])",
                    "Name the resources: the resource * is only for actions that AWS defines for no other.",
                ),
                Validation(
                    "alltrue([\n"
                    "      for statement in values(var.statements) : alltrue([\n"
                    '        for action in statement.actions : action != "cloudwatch:PutMetricData" || can(\n'
                    '          statement.conditions["StringEquals"]["cloudwatch:namespace"]\n'
                    "        )\n"
                    "      ])\n"
                    "    ])",
                    "Name the namespace of metrics in a condition: they have no resources.",
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
        # Who takes on the role, such as a VPC connection of QuickSight, may need all that it allows at once.
        Output("arn", "ARN of the role.", "aws_iam_role.this.arn", ("aws_iam_role_policy.this",)),
        Output("name", "Name of the role.", "aws_iam_role.this.name"),
    ),
    resources=("aws_iam_role", "aws_iam_role_policy"),
    example={
        "description": "Reads the raw data of one agency.",
        "name": "civic-dev-dot-glue",
        "statements": {
            "ReadRaw": {
                "actions": ["s3:GetObject"],
                "resources": ["arn:aws:s3:::civic-dev-dot-raw-111122223333/data/*"],
            }
        },
        "trusted_services": ["glue.amazonaws.com"],
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("The policy is inline: it belongs to the role alone and goes with it.",),
)
