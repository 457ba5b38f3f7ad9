"""Facts of the module `kms`: a key, its policy and its alias."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import TAGS, Module, Output, Validation, Variable, account_id

MODULE = Module(
    name="kms",
    purpose="A KMS key with yearly rotation, a policy that delegates to IAM, and an alias.",
    variables=(
        account_id("Account that owns the key."),
        Variable(
            "alias",
            "string",
            "Name of the alias, without the leading alias/.",
            validations=(
                Validation(
                    'can(regex("^[0-9A-Za-z_/-]{1,250}$", var.alias)) && !startswith(var.alias, "aws/")',
                    "An alias is 1 to 250 letters, digits, _, / and -, and does not start with aws/.",
                ),
            ),
        ),
        Variable(
            "deletion_window_in_days",
            "number",
            "Days between the key's scheduled deletion and its end.",
            validations=(
                Validation(
                    "var.deletion_window_in_days >= 7 && var.deletion_window_in_days <= 30",
                    "AWS keeps a key that is scheduled for deletion for 7 to 30 days.",
                ),
            ),
        ),
        Variable("description", "string", "What the key encrypts."),
        Variable("log_group_prefix", "string", "CloudWatch log groups whose names start so may use the key."),
        Variable(
            "log_groups",
            "list(string)",
            "CloudWatch log groups with names of AWS's choice that may use the key, too; * stands for any text.",
            default=(),
        ),
        Variable("region", "string", "Region of the key."),
        Variable(
            "service_principals",
            "list(string)",
            "AWS services that may use the key to publish encrypted messages from this account.",
            default=(),
        ),
        TAGS,
    ),
    outputs=(
        Output("alias_name", "Name of the alias, with the leading alias/.", "aws_kms_alias.this.name"),
        Output("key_arn", "ARN of the key, for policies and encryption settings.", "aws_kms_key.this.arn"),
        Output("key_id", "Id of the key.", "aws_kms_key.this.key_id"),
    ),
    resources=("aws_kms_alias", "aws_kms_key"),
    example={
        "account_id": "111122223333",
        "alias": "civic-dev-dot",
        "deletion_window_in_days": 30,
        "description": "Encrypts the data of one agency.",
        "log_group_prefix": "/civic/dev/dot/",
        "region": "us-east-1",
        "tags": Expression('{ environment = "dev" }'),
    },
    notes=(
        (
            "The policy names no roles: it delegates to the account's IAM policies, so that a role may come and go "
            "without a change of the key. The statement for the account's root is what keeps the key manageable."
        ),
        "The key is protected by prevent_destroy: without it, everything encrypted with it is lost.",
    ),
)
