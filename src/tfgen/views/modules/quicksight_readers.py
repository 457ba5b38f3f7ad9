"""Facts of the module `quicksight_readers`: who reads in QuickSight."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Validation, Variable
from tfgen.views.modules.quicksight import ACCOUNT_ID

MODULE = Module(
    name="quicksight_readers",
    purpose="A QuickSight group of readers, who are put into it in QuickSight.",
    variables=(
        ACCOUNT_ID,
        Variable("description", "string", "Who belongs to the group."),
        Variable(
            "name",
            "string",
            "Name of the group.",
            validations=(
                Validation(
                    'can(regex("^[!-~]{1,256}$", var.name))',
                    "A group's name is 1 to 256 characters of ASCII without blanks.",
                ),
            ),
        ),
    ),
    outputs=(
        Output("group_arn", "ARN of the group.", "aws_quicksight_group.this.arn"),
        Output("group_name", "Name of the group.", "aws_quicksight_group.this.group_name"),
    ),
    resources=("aws_quicksight_group",),
    example={
        "account_id": "111122223333",
        "description": "Readers of the Department of Transportation in dev.",
        "name": "civic-dev-dot-readers",
    },
    notes=(
        "The account's QuickSight subscription exists before; Terraform does not make it.",
        "Users are put into the group in QuickSight, or by the identity provider: the module has no members.",
        "QuickSight has no tags for groups.",
    ),
)
