"""The agency's log groups, alarms and dashboard: `cloudwatch.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression
from tfgen.names import agency_names
from tfgen.views.facts import Output
from tfgen.views.remembered import remembered
from tfgen.views.stacks.concern import Concern, Edge
from tfgen.views.stacks.eventbridge import has_dead_letters, watches_dead_letters
from tfgen.views.stacks.kinesis import streamed, watched_streams
from tfgen.views.stacks.pipelines import piped, processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.hcl import Value
    from tfgen.model import Agency, Dataset, Deployment
    from tfgen.names import StackNames


class StreamAlarms(Struct, frozen=True):
    """The alarms of one stream; the ages are in minutes."""

    label: str
    stream_label: str
    name: str
    iterator_age_minutes: int
    freshness_minutes: int


class RefreshAlarm(Struct, frozen=True):
    """The alarm of a data set of QuickSight that is refreshed, and may be so in vain."""

    label: str
    description: str
    dataset_id: str
    name: str


class DashboardView(Struct, frozen=True):
    """What the dashboard shows; what is None or empty has no part of it."""

    name: str
    alarm_arns: Expression | None
    jobs: Mapping[str, Value]
    streams: Mapping[str, Value]
    queues: Mapping[str, Value]


class GlueLogs(Struct, frozen=True):
    """Names of the log groups of crawlers and jobs."""

    crawlers: str
    output: str
    error: str


class MonitoringView(Struct, frozen=True):
    """Values of `cloudwatch.tf`; logs are kept for `log_days` days.

    Without a stream there is no log group of Firehose, with every pipeline switched off none of Glue; without a
    queue, or with every data set's alarms switched off, no alarm on its depth.
    """

    glue: GlueLogs | None
    firehose_log_group: str | None
    log_days: int
    stream_alarms: tuple[StreamAlarms, ...]
    refresh_alarms: tuple[RefreshAlarm, ...]
    queue_alarm: str | None
    dashboard: DashboardView | None


def _agency(deployment: Deployment, agency: Agency) -> MonitoringView | None:
    names = agency_names(deployment, agency)
    if not any(_calls(deployment, agency)):
        return None
    return MonitoringView(
        glue=GlueLogs(names.crawler_log_group, names.job_log_group("output"), names.job_log_group("error"))
        if processes(agency)
        else None,
        firehose_log_group=names.log_group("firehose") if streamed(agency) else None,
        log_days=agency.settings.log_days,
        stream_alarms=tuple(
            StreamAlarms(
                label=f"{dataset.id}_alarms",
                stream_label=f"{dataset.id}_stream",
                name=names.of_dataset(dataset.first_id),
                iterator_age_minutes=dataset.alarms.iterator_age_minutes,
                freshness_minutes=dataset.alarms.freshness_minutes,
            )
            for dataset in watched_streams(agency)
        ),
        refresh_alarms=tuple(
            RefreshAlarm(
                label=f"{dataset.id}_refresh_alarm",
                description=f"The dashboard of {dataset.id} shows what was there before: a refresh of its data failed.",
                dataset_id=names.of_dataset(dataset.first_id),
                name=names.of_dataset(dataset.first_id, "refresh"),
            )
            for dataset in _refreshed(agency)
        ),
        queue_alarm=names.named("dead-letters") if watches_dead_letters(agency) else None,
        dashboard=_dashboard(agency, names) if agency.settings.has_dashboard else None,
    )


def _dashboard(agency: Agency, names: StackNames) -> DashboardView:
    return DashboardView(
        name=names.prefix,
        alarm_arns=_alarm_arns(agency),
        jobs={dataset.id: names.of_dataset(dataset.first_id) for dataset in piped(agency)},
        streams={dataset.id: dict(_stream_names(dataset)) for dataset in streamed(agency)},
        queues={"dead letters": Expression("module.dead_letters.queue_name")} if has_dead_letters(agency) else {},
    )


def _alarm_arns(agency: Agency) -> Expression | None:
    streams = [f"module.{dataset.id}_alarms.alarm_arns" for dataset in watched_streams(agency)]
    queue = ["[module.dead_letters_alarm.alarm_arn]"] if watches_dead_letters(agency) else []
    refreshes = [f"[module.{dataset.id}_refresh_alarm.alarm_arn]" for dataset in _refreshed(agency)]
    if not streams and not refreshes:
        return Expression(queue[0]) if queue else None
    # A line for each, so that another data set adds one; indented as an argument of a module's call.
    return Expression("\n".join(["concat(", *(f"    {one}," for one in (*queue, *streams, *refreshes)), "  )"]))


@remembered
def _refreshed(agency: Agency) -> tuple[Dataset, ...]:
    """Return the data sets of which QuickSight keeps a copy, and somebody wants to hear if it grows old."""
    return tuple(
        dataset
        for dataset in agency.datasets
        if dataset.dashboard is not None and dataset.dashboard.refresh is not None and dataset.alarms.enabled
    )


def _stream_names(dataset: Dataset) -> Iterator[tuple[str, Value]]:
    for name in ("delivery_stream_name", "stream_name"):
        yield name, Expression(f"module.{dataset.id}_stream.{name}")


def _calls(_deployment: Deployment, agency: Agency) -> Iterator[str]:
    if processes(agency) or streamed(agency):
        yield "cloudwatch"
    if agency.settings.has_dashboard:
        yield "cloudwatch_dashboard"
    if watched_streams(agency):
        yield "kinesis_alarms"
    if watches_dead_letters(agency) or _refreshed(agency):
        yield "cloudwatch_alarm"


def _lacks(_deployment: Deployment, agency: Agency) -> Iterator[str]:
    if not agency.settings.has_dashboard:
        yield _DASHBOARD.name
    if not processes(agency):
        yield from (output.name for output in _GLUE_LOGS)


def _has_alarms(_edge: Edge, _deployment: Deployment, agency: Agency) -> bool:
    return bool(watched_streams(agency) or _refreshed(agency)) or watches_dead_letters(agency)


_DASHBOARD = Output("dashboard_name", "Name of the agency's CloudWatch dashboard.", "module.dashboard.dashboard_name")
_GLUE_LOGS = (
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
)

AGENCY = Concern(
    "cloudwatch.tf",
    "Log groups, alarms for failures that send no event, and the agency's dashboard.",
    (_DASHBOARD, *_GLUE_LOGS),
    _agency,
    modules=("cloudwatch", "cloudwatch_alarm", "cloudwatch_dashboard", "kinesis_alarms"),
    calls=_calls,
    flow=(Edge("CloudWatch alarms", "Error handler", "change of state"),),
    shows=_has_alarms,
    lacks=_lacks,
    labels=lambda _deployment, agency: [
        *((dataset.id, "{}_alarms") for dataset in watched_streams(agency)),
        *((dataset.id, "{}_refresh_alarm") for dataset in _refreshed(agency)),
    ],
)
