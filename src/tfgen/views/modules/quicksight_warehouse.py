"""Facts of the module `quicksight_warehouse`: the warehouse as a data source."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable
from tfgen.views.modules.quicksight import ACCOUNT_ID, OWNER_ARN

MODULE = Module(
    name="quicksight_warehouse",
    purpose="A QuickSight data source on a Redshift warehouse in a VPC, which it reaches with TLS and as one user.",
    variables=(
        ACCOUNT_ID,
        Variable("database", "string", "Database of the warehouse."),
        Variable("display_name", "string", "What people see as the name of the data source."),
        Variable("host", "string", "Host name of the warehouse."),
        Variable(
            "name",
            "string",
            "Id of the data source.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,512}$", var.name))',
                    "A QuickSight id is 1 to 512 letters, digits, underscores and hyphens.",
                ),
            ),
        ),
        OWNER_ARN,
        Variable("port", "number", "Port of the warehouse.", default=5439),
        Variable("secret_arn", "string", "ARN of the secret with username and password of the user."),
        Variable("vpc_connection_arn", "string", "ARN of the VPC connection through which QuickSight gets there."),
        TAGS,
    ),
    outputs=(Output("data_source_arn", "ARN of the data source.", "aws_quicksight_data_source.this.arn"),),
    resources=("aws_quicksight_data_source",),
    example={
        "account_id": "111122223333",
        "database": "civic",
        "display_name": "Department of Transportation (dev, warehouse)",
        "host": "civic-dev-platform-warehouse.111122223333.us-east-1.redshift-serverless.amazonaws.com",
        "name": "civic-dev-dot-warehouse",
        "secret_arn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:civic/dev/quicksight-a1B2c3",
        "vpc_connection_arn": "arn:aws:quicksight:us-east-1:111122223333:vpcConnection/civic-dev-platform-warehouse",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "QuickSight connects when the data source is made: user, password and network have to be there before.",
        "What a data set of it can show is what the user is granted in the warehouse.",
    ),
)
