"""Facts of the module `quicksight`: what an owner's dashboards share."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable, account_id

ACCOUNT_ID = account_id("Account whose QuickSight subscription it is.")

MODULE = Module(
    name="quicksight",
    purpose="A QuickSight group of readers, the folder that they open, and the Athena data source of what is in it.",
    variables=(
        ACCOUNT_ID,
        Variable("display_name", "string", "What people see as the name of the folder and of the data source."),
        Variable("group_description", "string", "Who belongs to the group."),
        Variable(
            "name",
            "string",
            "Id of the folder and of the data source.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,512}$", var.name))',
                    "A QuickSight id is 1 to 512 letters, digits, underscores and hyphens.",
                ),
            ),
        ),
        Variable("workgroup", "string", "Athena workgroup that runs the queries."),
        TAGS,
    ),
    outputs=(
        Output("data_source_arn", "ARN of the Athena data source.", "aws_quicksight_data_source.athena.arn"),
        Output("folder_id", "Id of the folder.", "aws_quicksight_folder.this.folder_id"),
        Output("group_arn", "ARN of the group of readers.", "aws_quicksight_group.readers.arn"),
        Output("group_name", "Name of the group of readers.", "aws_quicksight_group.readers.group_name"),
    ),
    resources=("aws_quicksight_data_source", "aws_quicksight_folder", "aws_quicksight_group"),
    example={
        "account_id": "111122223333",
        "display_name": "Department of Transportation (dev)",
        "group_description": "Readers of the Department of Transportation's dashboards in dev.",
        "name": "civic-dev-dot",
        "workgroup": "civic-dev-platform-athena",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "The account's QuickSight subscription exists before; Terraform does not make it.",
        "Users are put into the group in QuickSight, or by the identity provider: the module has no members.",
    ),
)
