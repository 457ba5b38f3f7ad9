"""Facts of the module `glue_pipeline`: crawler, job, workflow and table of one data set."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable
from tfgen.views.modules.glue import database_name

_COLUMNS = (
    "list(object({\n"
    "  comment  = optional(string)\n"
    "  name     = string\n"
    "  required = optional(bool, false)\n"
    "  type     = string\n"
    "}))"
)
_TYPES = (
    "string|boolean|tinyint|smallint|int|bigint|float|double|date|timestamp|binary|"
    "decimal\\\\([0-9]+,[0-9]+\\\\)|(var)?char\\\\([0-9]+\\\\)"
)


def _columns(name: str, description: str, *, default: tuple[()] | None = None) -> Variable:
    validations = (
        Validation(
            f'alltrue([for column in var.{name} : can(regex("^[a-z][a-z0-9_]*$", column.name))])',
            "A column name is lower-case letters, digits and underscores, and starts with a letter.",
        ),
        Validation(
            f'alltrue([for column in var.{name} : can(regex("^({_TYPES})$", column.type))])',
            "A type is one of Hive's, without blanks.",
        ),
    )
    if default is None:
        return Variable(name, _COLUMNS, description, validations=validations)
    return Variable(name, _COLUMNS, description, default=default, validations=validations)


MODULE = Module(
    name="glue_pipeline",
    purpose="One data set's way from raw to processed: crawler, PySpark job, workflow with its triggers, and table.",
    variables=(
        _columns("columns", "Columns of the files, in the order of the table; rows without a required value are bad."),
        Variable(
            "dataset",
            "string",
            "Id of the data set: its table in both databases, and its folder in both buckets.",
            validations=(
                Validation(
                    'can(regex("^[a-z][a-z0-9_]*$", var.dataset))',
                    "A data set's id is lower-case letters, digits and underscores, and starts with a letter.",
                ),
            ),
        ),
        Variable("description", "string", "What the data set holds.", default=None),
        Variable(
            "input_format",
            "object({\n  delimiter = optional(string)\n  header    = optional(bool)\n  name      = string\n})",
            "Format of the raw files: csv with header and delimiter, json (one document a line), or parquet.",
            validations=(
                Validation(
                    'contains(["csv", "json", "parquet"], var.input_format.name)',
                    "Raw files are csv, json or parquet.",
                ),
            ),
        ),
        Variable(
            "key", "list(string)", "Columns that identify a row; of rows with one key the latest stays.", default=()
        ),
        Variable("kms_key_arn", "string", "ARN of the key that encrypts the job's script."),
        Variable("log_group_prefix", "string", "First part of the names of the job's log groups."),
        Variable(
            "name",
            "string",
            "Name of crawler, job and workflow, and first part of the triggers' names.",
            validations=(
                Validation(
                    'can(regex("^[A-Za-z0-9_-]{1,249}$", var.name))',
                    "A name is 1 to 249 letters, digits, hyphens and underscores.",
                ),
            ),
        ),
        _columns(
            "partition_keys", "Columns that partition the table, in order; they stand behind all others.", default=()
        ),
        Variable("processed_bucket", "string", "Name of the bucket of the data as it is read."),
        database_name("processed_database", "Database of the table that the job writes."),
        Variable("raw_bucket", "string", "Name of the bucket of the data as it arrives."),
        database_name("raw_database", "Database of the table that the crawler finds."),
        Variable(
            "retries",
            "number",
            "Times that a failed run of the job is tried again.",
            validations=(
                Validation("var.retries >= 0 && var.retries <= 10", "Glue tries a failed run again 0 to 10 times."),
            ),
        ),
        Variable("role_arn", "string", "ARN of the role of crawler and job."),
        Variable("security_configuration", "string", "Name of the security configuration of crawler and job."),
        Variable(
            "start",
            "object({\n"
            "  batch = optional(object({\n"
            "    size   = number\n"
            "    window = number\n"
            "  }))\n"
            "  schedule = optional(string)\n"
            "  type     = string\n"
            "})",
            "What starts the workflow: EVENT with the batch's size and its window in seconds, SCHEDULED with a cron "
            "expression, or ON_DEMAND.",
            validations=(
                Validation(
                    'contains(["EVENT", "ON_DEMAND", "SCHEDULED"], var.start.type)',
                    "A workflow starts on an EVENT, SCHEDULED or ON_DEMAND.",
                ),
                Validation(
                    '(var.start.type == "EVENT") == (var.start.batch != null)',
                    "A batch is given for EVENT, and for nothing else.",
                ),
                Validation(
                    '(var.start.type == "SCHEDULED") == can(regex("^cron\\\\(.+\\\\)$", var.start.schedule))',
                    "A schedule such as cron(0 4 * * ? *) is given for SCHEDULED, and for nothing else.",
                ),
            ),
        ),
        TAGS,
        Variable(
            "timeout_minutes",
            "number",
            "Minutes after which a run of the job is stopped.",
            validations=(
                Validation("var.timeout_minutes >= 1 && var.timeout_minutes <= 10080", "A run ends within 7 days."),
            ),
        ),
        Variable(
            "worker_type",
            "string",
            "Size of a worker.",
            validations=(
                Validation(
                    'contains(["G.1X", "G.2X", "G.4X", "G.8X"], var.worker_type)',
                    "A worker is a G.1X, G.2X, G.4X or G.8X.",
                ),
            ),
        ),
        Variable(
            "workers",
            "number",
            "Workers of a run.",
            validations=(Validation("var.workers >= 2 && var.workers <= 299", "A run has 2 to 299 workers."),),
        ),
    ),
    outputs=(
        Output("crawler_name", "Name of the crawler.", "aws_glue_crawler.this.name"),
        Output("job_name", "Name of the job.", "aws_glue_job.this.name"),
        Output("table_arn", "ARN of the table that the job writes.", "aws_glue_catalog_table.this.arn"),
        Output("table_name", "Name of the table that the job writes.", "aws_glue_catalog_table.this.name"),
        Output("workflow_arn", "ARN of the workflow.", "aws_glue_workflow.this.arn"),
        Output("workflow_name", "Name of the workflow.", "aws_glue_workflow.this.name"),
    ),
    resources=(
        "aws_glue_catalog_table",
        "aws_glue_classifier",
        "aws_glue_crawler",
        "aws_glue_job",
        "aws_glue_trigger",
        "aws_glue_workflow",
        "aws_s3_object",
    ),
    example={
        "columns": (
            {"name": "work_id", "required": True, "type": "string"},
            {"comment": "First day of the works.", "name": "starts_on", "type": "date"},
        ),
        "dataset": "road_works",
        "input_format": {"delimiter": ",", "header": True, "name": "csv"},
        "key": ("work_id",),
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "log_group_prefix": "/civic/dev/dot/glue",
        "name": "civic-dev-dot-road_works",
        "processed_bucket": "civic-dev-dot-processed-111122223333",
        "processed_database": "civic_dev_dot",
        "raw_bucket": "civic-dev-dot-raw-111122223333",
        "raw_database": "civic_dev_dot_raw",
        "retries": 1,
        "role_arn": "arn:aws:iam::111122223333:role/civic-dev-dot-glue",
        "security_configuration": "civic-dev-dot-glue",
        "start": {"schedule": "cron(0 4 * * ? *)", "type": "SCHEDULED"},
        "timeout_minutes": 60,
        "worker_type": "G.1X",
        "workers": 2,
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        (
            "The crawler describes the raw files as they are, for people who look into them; the job reads the files "
            "themselves and writes the table that is declared here."
        ),
        (
            "The job keeps under state/<data set>/ of the processed bucket which files it has read. It takes one run "
            "at a time, and so does the workflow: what arrives during a run is read at its end, or by the next one."
        ),
        (
            "Bad rows are kept under quarantine/<data set>/ with the reason and the file that they come from. In "
            "scripts/package, casting.py says at its head what makes a row bad, and merging.py which of two rows with "
            "one key stays."
        ),
        "The script and its parameters carry no tags: S3 takes 10 on an object, fewer than an environment may have.",
        "A starting trigger of another type replaces the trigger; the workflow stays.",
    ),
)
