"""Facts of the module `glue_settings`: the encryption of an account's Glue catalog in one region."""

from __future__ import annotations

from tfgen.hcl import Expression
from tfgen.views.facts import Module, Output, Variable

MODULE = Module(
    name="glue_settings",
    purpose="Encryption at rest of the Glue catalog and of the passwords of its connections.",
    variables=(
        Variable("kms_key_arn", "string", "ARN of the key that encrypts the catalog."),
        Variable("service_role_arn", "string", "ARN of the role by which Glue uses the key for whoever calls it."),
    ),
    outputs=(
        Output(
            "catalog_id",
            "Id of the catalog: the account's.",
            "aws_glue_data_catalog_encryption_settings.this.id",
        ),
    ),
    resources=("aws_glue_data_catalog_encryption_settings",),
    example={
        "kms_key_arn": Expression("aws_kms_key.example.arn"),
        "service_role_arn": "arn:aws:iam::111122223333:role/civic-dev-platform-catalog",
    },
    notes=(
        "An account has one such setting in a region: nothing else may manage it.",
        (
            "Glue uses the key by a role of its own. Otherwise whoever reads the catalog, readers in other accounts "
            "included, would need permissions on the key."
        ),
    ),
)
