"""Facts of the module `quicksight_dashboard`: a table of the catalog as a data set and a dashboard."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable
from tfgen.views.modules.quicksight import ACCOUNT_ID, OWNER_ARN

MODULE = Module(
    name="quicksight_dashboard",
    purpose="A QuickSight data set over one table of the Glue catalog or of a warehouse, and a dashboard of it: every "
    "row in a table, rows counted over time, and filters.",
    variables=(
        ACCOUNT_ID,
        Variable(
            "catalog",
            "string",
            "Catalog of the database that Athena reads; null for a warehouse, which has none.",
            default="AwsDataCatalog",
        ),
        Variable(
            "columns",
            "list(object({\n  name = string\n  type = string\n}))",
            "Columns of the table, in its order, with QuickSight's types.",
            validations=(
                Validation(
                    "alltrue([\n"
                    "      for column in var.columns :\n"
                    '      contains(["BIT", "DATETIME", "DECIMAL", "INTEGER", "STRING"], column.type)\n'
                    "    ])",
                    "A type is BIT, DATETIME, DECIMAL, INTEGER or STRING.",
                ),
            ),
        ),
        Variable("data_source_arn", "string", "ARN of the data source through which the table is read."),
        Variable("database", "string", "Glue database, or schema of the warehouse, that has the table."),
        Variable("filters", "list(string)", "Text columns by whose values the dashboard can be filtered.", default=()),
        Variable("folder_id", "string", "Folder that shows the dashboard."),
        Variable(
            "name",
            "string",
            "Id of the data set and of the dashboard.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,512}$", var.name))',
                    "A QuickSight id is 1 to 512 letters, digits, underscores and hyphens.",
                ),
            ),
        ),
        OWNER_ARN,
        Variable("readers", "list(string)", "ARNs of the groups that may open the dashboard."),
        Variable(
            "refresh",
            "object({\n"
            "  interval     = string\n"
            "  time         = optional(string)\n"
            "  day_of_week  = optional(string)\n"
            "  day_of_month = optional(string)\n"
            "})",
            "When QuickSight takes in the table's rows, in UTC; without it every view of the dashboard is a query.",
            default=None,
            validations=(
                Validation(
                    "var.refresh == null ? true : contains(\n"
                    '      ["MINUTE15", "MINUTE30", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"], var.refresh.interval\n'
                    "    )",
                    "An interval is MINUTE15, MINUTE30, HOURLY, DAILY, WEEKLY or MONTHLY.",
                ),
            ),
        ),
        Variable("table", "string", "The table."),
        Variable("time_column", "string", "Column of the dashboard's time axis.", default=None),
        Variable("title", "string", "What people see as the name of the data set and of the dashboard."),
        TAGS,
    ),
    outputs=(
        Output("dashboard_arn", "ARN of the dashboard.", "aws_quicksight_dashboard.this.arn"),
        Output("dashboard_id", "Id of the dashboard, the last part of its address.", "var.name"),
        Output("data_set_arn", "ARN of the data set, for analyses of one's own.", "aws_quicksight_data_set.this.arn"),
    ),
    resources=(
        "aws_quicksight_dashboard",
        "aws_quicksight_data_set",
        "aws_quicksight_folder_membership",
        "aws_quicksight_refresh_schedule",
    ),
    example={
        "account_id": "111122223333",
        "columns": ({"name": "site_id", "type": "STRING"}, {"name": "counted_at", "type": "DATETIME"}),
        "data_source_arn": "arn:aws:quicksight:us-east-1:111122223333:datasource/civic-dev-dot",
        "database": "civic_dev_dot",
        "filters": ("site_id",),
        "folder_id": "civic-dev-dot",
        "name": "civic-dev-dot-traffic_counts",
        "readers": ("arn:aws:quicksight:us-east-1:111122223333:group/default/civic-dev-dot-readers",),
        "table": "traffic_counts",
        "time_column": "counted_at",
        "title": "Traffic counts (dev)",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        "Whoever may open the dashboard sees all of its columns and rows: readers who may see less get no dashboard.",
    ),
)
