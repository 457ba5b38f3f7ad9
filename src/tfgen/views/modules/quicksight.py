"""Facts of the module `quicksight`: what an owner's dashboards share."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable, account_id

ACCOUNT_ID = account_id("Account whose QuickSight subscription it is.")
OWNER_ARN = Variable(
    "owner_arn",
    "string",
    "ARN of the QuickSight user who owns what this makes; without one it can be changed through the API only.",
    default=None,
)

MODULE = Module(
    name="quicksight",
    purpose="The QuickSight folder that readers open, and the Athena data source of what is in it.",
    variables=(
        ACCOUNT_ID,
        Variable("display_name", "string", "What people see as the name of the folder and of the data source."),
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
        OWNER_ARN,
        Variable("readers_arn", "string", "ARN of the group that sees the folder."),
        Variable("workgroup", "string", "Athena workgroup that runs the queries."),
        TAGS,
    ),
    outputs=(
        Output("data_source_arn", "ARN of the Athena data source.", "aws_quicksight_data_source.athena.arn"),
        Output("folder_id", "Id of the folder.", "aws_quicksight_folder.this.folder_id"),
    ),
    resources=("aws_quicksight_data_source", "aws_quicksight_folder"),
    example={
        "account_id": "111122223333",
        "display_name": "Department of Transportation (dev)",
        "name": "civic-dev-dot",
        "readers_arn": "arn:aws:quicksight:us-east-1:111122223333:group/default/civic-dev-dot-readers",
        "workgroup": "civic-dev-platform-athena",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=("The account's QuickSight subscription exists before; Terraform does not make it.",),
)
