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

    crawler_log_group: str
    glue_log_group: str
    glue_error_log_group: str
    log_days: int


def _agency(deployment: Deployment, agency: Agency) -> LogsView:
    names = agency_names(deployment, agency)
    return LogsView(
        crawler_log_group=names.crawler_log_group,
        glue_log_group=names.job_log_group("output"),
        glue_error_log_group=names.job_log_group("error"),
        log_days=agency.settings.log_days,
    )


AGENCY = Concern(
    "cloudwatch.tf",
    "The log groups of Glue.",
    (
        Output(
            "crawler_log_group_name",
            "Name of the log group of the agency's Glue crawlers.",
            "module.crawler_log_group.log_group_name",
        ),
        Output(
            "glue_error_log_group_name",
            "Name of the log group of what Spark logs in the agency's Glue jobs.",
            "module.glue_error_log_group.log_group_name",
        ),
        Output(
            "glue_log_group_name",
            "Name of the log group of what the agency's Glue jobs print.",
            "module.glue_log_group.log_group_name",
        ),
    ),
    _agency,
)
