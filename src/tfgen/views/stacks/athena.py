"""Where dashboards and readers query: `athena.tf` of the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern

if TYPE_CHECKING:
    from tfgen.model import Deployment, Environment


class AthenaView(Struct, frozen=True):
    """Values of `athena.tf`: ages in days, the limit of what one query scans in bytes."""

    abort_upload_days: int
    description: str
    noncurrent_days: int
    result_days: int
    scan_limit: int


def _platform(_deployment: Deployment, environment: Environment) -> AthenaView:
    return AthenaView(
        abort_upload_days=environment.settings.abort_upload_days,
        description=f"Queries of dashboards and readers in {environment.name}.",
        # Former versions of results are of no use to anybody.
        noncurrent_days=1,
        result_days=environment.athena.result_days,
        scan_limit=environment.athena.scan_limit_gb * 2**30,
    )


PLATFORM = Concern(
    "athena.tf",
    "The workgroup of dashboards and readers, and the bucket of its results.",
    (
        Output("athena_workgroup_arn", "ARN of the Athena workgroup of dashboards and readers.", "module.athena.arn"),
        Output(
            "athena_workgroup_name", "Name of the Athena workgroup of dashboards and readers.", "module.athena.name"
        ),
        Output(
            "query_results_bucket_name",
            "Name of the bucket with the results of Athena queries.",
            "module.query_results_bucket.name",
        ),
    ),
    _platform,
    modules=("athena", "s3"),
)
