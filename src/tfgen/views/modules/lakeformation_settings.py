"""Facts of the module `lakeformation_settings`: what Lake Formation has once an account and region."""

from __future__ import annotations

from tfgen.views.facts import Module, Output, Validation, Variable

MODULE = Module(
    name="lakeformation_settings",
    purpose="Who administers Lake Formation in an account and region, and the LF-tag that says how far data has come.",
    variables=(
        Variable(
            "admins",
            "list(string)",
            "ARNs of the data lake administrators, all of them: the role that applies the stacks, and none who reads.",
            validations=(
                Validation(
                    "length(var.admins) > 0 && "
                    'alltrue([for arn in var.admins : can(regex("^arn:[a-z-]+:iam::", arn))])',
                    "Name at least one role or user; without an administrator nobody could grant anything.",
                ),
            ),
        ),
        Variable(
            "zone_tag",
            "string",
            "Key of the LF-tag that tells raw databases from processed ones.",
            validations=(
                Validation(
                    'can(regex("^[a-z0-9_.:/=+@-]{1,50}$", var.zone_tag))',
                    "An LF-tag key is 1 to 50 characters; AWS turns upper case into lower.",
                ),
            ),
        ),
    ),
    outputs=(
        Output(
            "zone_tag",
            "Key of the LF-tag that tells raw databases from processed ones.",
            "aws_lakeformation_lf_tag.zone.key",
        ),
    ),
    resources=("aws_lakeformation_data_lake_settings", "aws_lakeformation_lf_tag"),
    example={
        "admins": ["arn:aws:iam::111122223333:role/deploy"],
        "zone_tag": "civic-dev-platform-zone",
    },
    notes=(
        "An account and region has one set of these settings: administrators who are not named here lose their rights.",
        "New databases and tables are open to nobody by default: the group IAMAllowedPrincipals gets nothing.",
    ),
)
