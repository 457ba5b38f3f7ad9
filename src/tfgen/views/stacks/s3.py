"""The stack's buckets: `s3.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression, template
from tfgen.names import agency_names, platform_names
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern, Kept
from tfgen.views.stacks.pipelines import piped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tfgen.hcl import Value
    from tfgen.model import Agency, Deployment, Environment
    from tfgen.names import StackNames

AGENCY_OUTPUTS = (
    Output("processed_bucket_arn", "ARN of the bucket with data as it is read.", "module.processed_bucket.arn"),
    Output("processed_bucket_name", "Name of the bucket with data as it is read.", "module.processed_bucket.name"),
    Output("raw_bucket_arn", "ARN of the bucket with data as it arrives.", "module.raw_bucket.arn"),
    Output("raw_bucket_name", "Name of the bucket with data as it arrives.", "module.raw_bucket.name"),
)
PLATFORM_OUTPUTS = (
    Output(
        "access_logs_bucket_name",
        "Name of the bucket with every bucket's access logs.",
        "module.access_logs_bucket.name",
    ),
    Output(
        "artifacts_bucket_arn",
        "ARN of the bucket for scripts and packages of jobs of your own.",
        "module.artifacts_bucket.arn",
    ),
    Output(
        "artifacts_bucket_name",
        "Name of the bucket for scripts and packages of jobs of your own.",
        "module.artifacts_bucket.name",
    ),
)


class AgencyBuckets(Struct, frozen=True):
    """Values of an agency's `s3.tf`; expirations are by data set: a prefix and an age in days."""

    abort_upload_days: int
    access_logs_bucket: Expression
    noncurrent_days: int
    processed_expirations: Mapping[str, Value]
    raw_expirations: Mapping[str, Value]


class PlatformBuckets(Struct, frozen=True):
    """Values of a platform's `s3.tf`, in days."""

    abort_upload_days: int
    access_log_days: int
    noncurrent_days: int


def _agency(deployment: Deployment, agency: Agency) -> AgencyBuckets:
    platform_prefix = platform_names(deployment, agency.environment).prefix
    return AgencyBuckets(
        abort_upload_days=agency.settings.abort_upload_days,
        access_logs_bucket=template(f"{platform_prefix}-access-logs-", Expression("var.account_id")),
        noncurrent_days=agency.settings.noncurrent_days,
        # What was rejected is raw data still, wherever it lies.
        processed_expirations=_expirations("data", ((d.first_id, d.processed_days) for d in agency.datasets))
        | _expirations("quarantine", ((d.first_id, d.raw_days) for d in piped(agency))),
        raw_expirations=_expirations("data", ((d.first_id, d.raw_days) for d in agency.datasets))
        | _expirations("errors", ((d.first_id, d.raw_days) for d in agency.datasets if d.stream is not None)),
    )


def _platform(_deployment: Deployment, environment: Environment) -> PlatformBuckets:
    settings = environment.settings
    return PlatformBuckets(settings.abort_upload_days, settings.log_days, settings.noncurrent_days)


def _expirations(kind: str, ages: Iterable[tuple[str, int | None]]) -> dict[str, Value]:
    """Return the rules of one kind of objects by their ids: that of data is the data set's."""
    return {
        dataset if kind == "data" else f"{dataset}-{kind}": {"days": days, "prefix": f"{kind}/{dataset}/"}
        for dataset, days in ages
        if days is not None
    }


def _kept(names: StackNames, *purposes: str) -> tuple[Kept, ...]:
    return tuple(
        Kept(f"{purpose.replace('-', '_')}_bucket", f"the S3 bucket {names.bucket(purpose)}") for purpose in purposes
    )


AGENCY = Concern(
    "s3.tf",
    "The raw and the processed bucket.",
    AGENCY_OUTPUTS,
    _agency,
    modules=("s3",),
    keeps=lambda deployment, agency: _kept(agency_names(deployment, agency), "processed", "raw"),
)
PLATFORM = Concern(
    "s3.tf",
    "The buckets for access logs and for artifacts of jobs that teams bring themselves.",
    PLATFORM_OUTPUTS,
    _platform,
    modules=("s3", "s3_access_logs"),
    keeps=lambda deployment, environment: _kept(platform_names(deployment, environment), "access-logs", "artifacts"),
)
