"""Who may read what: `lakeformation.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression
from tfgen.names import agency_names, platform_names
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern, Edge
from tfgen.views.stacks.grants import grantees, grants, has_group, modules_of_grants, reading_agency
from tfgen.views.stacks.pipelines import processes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.model import Agency, Deployment, Environment
    from tfgen.readers import Reader
    from tfgen.views.stacks.grants import Grant

ZONE = "zone"
"""Purpose, in its name, of the LF-tag that tells raw databases from processed ones."""

_SESSION = Expression("data.aws_iam_session_context.current.issuer_arn")
_CROSS_ACCOUNT = "https://docs.aws.amazon.com/lake-formation/latest/dg/cross-account-permissions.html"
_READ_BACK = "https://github.com/hashicorp/terraform-provider-aws/pull/49398"
_LOOK_FIRST = (
    "Before the first apply, look who administers Lake Formation in the account and region: this stack's settings "
    "replace them, and databases made from then on are open to nobody by default."
)
_SHARING = (
    "Where a reader is another account or a role there, attach the managed policy AWSLakeFormationCrossAccountManager "
    "to the role that applies the stacks."
)
_SAME_ROLE = (
    "Always apply with the same role, or name it in the spec as deploy_role_arn: whoever applies administers the data "
    "lake, alone."
)


class AccessView(Struct, frozen=True):
    """Values of an agency's `lakeformation.tf`."""

    grants: tuple[Grant, ...]
    processed_database: str
    raw_database: str
    zone_tag: str


class LakeView(Struct, frozen=True):
    """Values of a platform's `lakeformation.tf`; without a role for deploying, whoever applies administers."""

    admins: tuple[str | Expression, ...]
    deploy_role_arn: str | None
    zone_tag: str


def _agency(deployment: Deployment, agency: Agency) -> AccessView | None:
    # Without a pipeline there is nothing to read, and nobody to write it.
    if not processes(agency):
        return None
    names = agency_names(deployment, agency)
    return AccessView(
        grants=grants(deployment, agency),
        processed_database=names.processed_database,
        raw_database=names.raw_database,
        zone_tag=platform_names(deployment, agency.environment).named(ZONE),
    )


def _platform(deployment: Deployment, environment: Environment) -> LakeView:
    return LakeView(
        admins=(environment.deploy_role_arn or _SESSION,),
        deploy_role_arn=environment.deploy_role_arn,
        zone_tag=platform_names(deployment, environment).named(ZONE),
    )


def _agency_steps(deployment: Deployment, agency: Agency) -> tuple[str, ...]:
    return tuple(step for reader in agency.readers for step in _reader_steps(deployment, agency, reader))


def _reader_steps(deployment: Deployment, agency: Agency, reader: Reader) -> Iterator[str]:
    far = reader.kind == "role" and reader.principal.split(":")[4] != agency.environment.account_id
    if far and any(read.rows is not None for read in reader.reads):
        # First, since it has to be so before the first apply.
        yield (
            f"Apply with a version of the AWS provider that has the fix {_READ_BACK}, or give the reader {reader.id} a "
            f"role of this account instead. Without the fix, as in 5.100, the rows are granted to {reader.principal}, "
            "but the provider does not find the grant again: each apply, also the next one, ends after a minute with a "
            "timeout, and the grants that come after it in lakeformation.tf are not made. Terraform then does not know "
            "of the grant, and whoever takes the reader away revokes it by hand."
        )
    if reader.kind == "account":
        yield (
            f"In account {reader.principal}, accept the share that AWS RAM offers for the reader {reader.id} (not "
            "needed within one organization that shares by itself), make resource links to the tables, and let a data "
            f"lake administrator there grant on to roles: {_CROSS_ACCOUNT}."
        )
    elif far:
        yield (
            f"In account {reader.principal.split(':')[4]}, accept the share that AWS RAM offers for the reader "
            f"{reader.id} (not needed within one organization that shares by itself), make resource links to the "
            f"tables, and let {reader.principal} describe the links: {_CROSS_ACCOUNT}."
        )
    if reader.kind == "role":
        yield (
            f"Give {reader.principal} an IAM policy with lakeformation:GetDataAccess, glue:GetDatabase, glue:GetTable, "
            "glue:GetTables and glue:GetPartitions, and a workgroup of Athena: Lake Formation says which tables it "
            "reads, and IAM that it may ask."
        )
    elif reader.kind == "quicksight_group":
        yield (
            f"Make the group {reader.principal} in QuickSight, namespace default, before the first apply: Lake "
            "Formation grants to nobody who is not there."
        )
    elif reader.kind == "agency":
        yield from _group_steps(reading_agency(deployment, agency, reader), reader)


def _group_steps(other: Agency | None, reader: Reader) -> Iterator[str]:
    if other is not None and has_group(other):
        yield (
            f"Apply the stack of the agency {reader.principal} first: the reader {reader.id} is its group of readers "
            "in QuickSight."
        )
    elif other is not None:
        yield (
            f"The reader {reader.id} reads nothing through Lake Formation: the agency {reader.principal} has no "
            f"dashboard in {other.environment.name}, and so no group of readers in QuickSight."
        )


def _platform_steps(_deployment: Deployment, environment: Environment) -> tuple[str, ...]:
    return (_LOOK_FIRST, _SHARING) if environment.deploy_role_arn else (_LOOK_FIRST, _SHARING, _SAME_ROLE)


AGENCY = Concern(
    "lakeformation.tf",
    "What Lake Formation governs, and who may read which table, column and row.",
    (
        Output(
            "lakeformation_location_arn",
            "ARN of the location that Lake Formation governs.",
            "module.lakeformation.location_arn",
        ),
    ),
    _agency,
    modules=(
        "lakeformation",
        "lakeformation_cells",
        "lakeformation_columns",
        "lakeformation_reader",
        "lakeformation_table",
    ),
    calls=lambda deployment, agency: ("lakeformation", *modules_of_grants(deployment, agency)),
    flow=(
        Edge("Processed bucket", "Lake Formation", "data"),
        Edge("Glue catalog", "Lake Formation", "tables"),
        Edge("Lake Formation", "Athena", "what each reader may see"),
    ),
    steps=_agency_steps,
    labels=lambda deployment, agency: [
        (read.dataset, f"{grantee.name}-reads-{{}}")
        for grantee in grantees(deployment, agency)
        for read in grantee.reads
    ],
)
PLATFORM = Concern(
    "lakeformation.tf",
    "Who administers Lake Formation, and the LF-tag of databases.",
    (
        Output(
            "lakeformation_zone_tag",
            "Key of the LF-tag that tells raw databases from processed ones.",
            "module.lakeformation_settings.zone_tag",
        ),
    ),
    _platform,
    modules=("lakeformation_settings",),
    steps=_platform_steps,
)
