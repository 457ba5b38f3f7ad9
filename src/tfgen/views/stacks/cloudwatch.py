"""The agency's log groups: `cloudwatch.tf`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.names import agency_names
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern

if TYPE_CHECKING:
    from tfgen.model import Agency, Deployment


@dataclass(frozen=True, slots=True)
class LogsView:
    """Values of `cloudwatch.tf`; logs are kept for `log_days` days."""

    glue_log_group: str
    log_days: int


def _agency(deployment: Deployment, agency: Agency) -> LogsView:
    return LogsView(agency_names(deployment, agency).log_group("glue"), agency.settings.log_days)


AGENCY = Concern(
    "cloudwatch.tf",
    "The log group of Glue.",
    (
        Output(
            "glue_log_group_name",
            "Name of the log group of the agency's Glue crawlers and jobs.",
            "module.glue_log_group.log_group_name",
        ),
    ),
    _agency,
    modules=("cloudwatch",),
)
