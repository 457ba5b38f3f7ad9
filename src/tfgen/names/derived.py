"""Every name that a stack has, with AWS's rule for it: what is checked and counted before anything is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tfgen.names.rules import (
    ALARM,
    BUCKET,
    CLASSIFIER,
    CLOUDWATCH_DASHBOARD,
    CLUSTER,
    CRAWLER,
    DELIVERY_STREAM,
    EVENT_RULE,
    FUNCTION,
    GLUE_DATABASE,
    JOB,
    KEY_ALIAS,
    LF_TAG,
    LOG_GROUP,
    ON_DEMAND_STREAM,
    PARAMETER,
    QUEUE,
    QUICKSIGHT_GROUP,
    QUICKSIGHT_ID,
    QUICKSIGHT_SOURCE,
    QUICKSIGHT_VPC_CONNECTION,
    ROLE,
    SCHEDULE,
    SCHEMA,
    SECRET,
    SECURITY_CONFIGURATION,
    SECURITY_GROUP,
    SERVERLESS_NAMESPACE,
    SERVERLESS_WORKGROUP,
    STREAM,
    TOPIC,
    TRIGGER,
    WORKFLOW,
    WORKGROUP,
    Name,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from tfgen.model import Dataset, WarehouseKind
    from tfgen.names.stack import StackNames


class Traits(Struct, frozen=True):
    """What of a data set decides which things, and so which names, it has; the id is the first that it had."""

    id: str
    processed: bool
    streamed: bool
    on_demand: bool
    alarmed: bool
    csv: bool
    on_arrival: bool
    in_warehouse: bool
    on_dashboard: bool
    refreshed: bool
    shown_from_warehouse: bool
    loaded_by_schedule: bool


def traits(dataset: Dataset) -> Traits:
    """Tell what decides the names of a resolved data set."""
    return Traits(
        dataset.first_id,
        processed=dataset.pipeline.enabled,
        streamed=dataset.stream is not None,
        on_demand=dataset.stream is not None and dataset.stream.mode == "on_demand",
        alarmed=dataset.alarms.enabled,
        csv=dataset.files is not None and dataset.files.format == "csv",
        on_arrival=dataset.pipeline.enabled and dataset.pipeline.trigger == "arrival",
        in_warehouse=dataset.table is not None,
        on_dashboard=dataset.dashboard is not None,
        refreshed=dataset.dashboard is not None and dataset.dashboard.refresh is not None,
        shown_from_warehouse=dataset.shown_table is not None,
        loaded_by_schedule=dataset.table is not None and dataset.table.schedule is not None,
    )


WAREHOUSE_LOGS = ("connectionlog", "useractivitylog", "userlog")
"""What Redshift logs, each in a log group of its own."""


def names_of_platform(
    names: StackNames, warehouse: WarehouseKind | None = None, *, error_screen: bool = True, shown: bool = False
) -> list[Name]:
    """Every name of a platform stack, which may have a warehouse and, in QuickSight, a dashboard of errors.

    `shown` says whether a dashboard reads the warehouse.
    """
    found = [
        Name(KEY_ALIAS, names.key_alias),
        Name(BUCKET, names.bucket("access-logs")),
        Name(BUCKET, names.bucket("artifacts")),
        Name(ROLE, names.role("catalog")),
        Name(BUCKET, names.bucket("query-results")),
        Name(WORKGROUP, names.named("athena")),
        Name(LF_TAG, names.named("zone")),
        Name(PARAMETER, names.parameter("kms_key_arn")),
    ]
    if warehouse is not None:
        found += _of_warehouse(names, warehouse)
    if shown:
        found += _shown_warehouse(names)
    found += _errors(names)
    if error_screen:
        found += (
            Name(QUICKSIGHT_ID, names.prefix),
            Name(QUICKSIGHT_ID, names.named("errors")),
            Name(QUICKSIGHT_GROUP, names.named("readers")),
        )
    return found


def _errors(names: StackNames) -> list[Name]:
    alarms = ("dead-letters", "failures", "throttles")
    rules = ("alarms", "applications", "crawlers", "jobs", "objects", "quarantine", "statements")
    return [
        Name(BUCKET, names.bucket("errors")),
        Name(FUNCTION, names.named("errors")),
        Name(GLUE_DATABASE, names.errors_database),
        Name(LOG_GROUP, names.log_group("errors")),
        Name(QUEUE, names.named("errors-dead-letters")),
        Name(ROLE, names.role("errors")),
        Name(TOPIC, names.named("errors")),
        *(Name(ALARM, names.named(f"errors-{purpose}")) for purpose in alarms),
        *(Name(EVENT_RULE, names.named(f"errors-{purpose}")) for purpose in rules),
    ]


def names_of_agency(
    names: StackNames,
    datasets: Collection[Traits] = (),
    *,
    notified: bool = False,
    monitored: bool = True,
    quicksight: bool = True,
) -> list[Name]:
    """Every name of an agency's stack; `notified` says whether somebody of it hears of its errors.

    `monitored` says whether it has a dashboard in CloudWatch, `quicksight` whether its environment has QuickSight
    anyway: without, there are readers only where there are dashboards.
    """
    found = [Name(TOPIC, names.named("errors"))] if notified else []
    for concern in _CONCERNS:
        found += concern(names, datasets)
    if monitored:
        found.append(Name(CLOUDWATCH_DASHBOARD, names.prefix))
    if quicksight or any(dataset.on_dashboard for dataset in datasets):
        found.append(Name(QUICKSIGHT_GROUP, names.named("readers")))
    return found


_STREAM_ALARMS: Final = ("data-freshness", "delivery-failures", "iterator-age", "unread-records", "write-throttles")
"""How the names of a stream's alarms end, those of the module `kinesis_alarms`."""


def _storage(names: StackNames, _datasets: Collection[Traits]) -> list[Name]:
    return [
        Name(KEY_ALIAS, names.key_alias),
        Name(BUCKET, names.bucket("raw")),
        Name(BUCKET, names.bucket("processed")),
    ]


def _streams(names: StackNames, datasets: Collection[Traits]) -> list[Name]:
    streamed = [dataset for dataset in datasets if dataset.streamed]
    if not streamed:
        return []
    found = [
        Name(ROLE, names.role("firehose")),
        Name(ROLE, names.role("producer")),
        Name(LOG_GROUP, names.log_group("firehose")),
    ]
    for dataset in streamed:
        found.append(Name(ON_DEMAND_STREAM if dataset.on_demand else STREAM, names.stream(dataset.id)))
        found.append(Name(DELIVERY_STREAM, names.delivery_stream(dataset.id)))
        if dataset.alarmed:
            found += [Name(ALARM, names.of_dataset(dataset.id, purpose)) for purpose in _STREAM_ALARMS]
    return found


def _events(names: StackNames, datasets: Collection[Traits]) -> list[Name]:
    arriving = [dataset for dataset in datasets if dataset.on_arrival]
    found = [Name(ROLE, names.role("events"))] if arriving else []
    found += [Name(EVENT_RULE, names.event_rule(dataset.id, "arrival")) for dataset in arriving]
    if any(dataset.on_arrival or dataset.in_warehouse for dataset in datasets):
        found.append(Name(QUEUE, names.named("dead-letters")))
        if any(dataset.alarmed for dataset in datasets):
            found.append(Name(ALARM, names.named("dead-letters")))
    return found


def _glue(names: StackNames, datasets: Collection[Traits]) -> list[Name]:
    found = [
        Name(GLUE_DATABASE, names.raw_database),
        Name(GLUE_DATABASE, names.processed_database),
        Name(SECURITY_CONFIGURATION, names.security_configuration),
    ]
    if _processes(datasets):
        found += (
            Name(ROLE, names.role("glue")),
            Name(LOG_GROUP, names.crawler_log_group),
            Name(LOG_GROUP, names.job_log_group("error")),
            Name(LOG_GROUP, names.job_log_group("output")),
        )
    for dataset in datasets:
        if not dataset.processed:
            continue
        name = names.of_dataset(dataset.id)
        found += (
            Name(CRAWLER, name),
            Name(JOB, name),
            Name(WORKFLOW, name),
            Name(TRIGGER, names.of_dataset(dataset.id, "start")),
            Name(TRIGGER, names.of_dataset(dataset.id, "load")),
        )
        if dataset.csv:
            found.append(Name(CLASSIFIER, name))
    return found


def _permissions(names: StackNames, datasets: Collection[Traits]) -> list[Name]:
    return [Name(ROLE, names.role("lakeformation"))] if _processes(datasets) else []


def _processes(datasets: Collection[Traits]) -> bool:
    """Whether an agency is there to process data, as the model has it."""
    return not datasets or any(dataset.processed for dataset in datasets)


def _warehouse(names: StackNames, datasets: Collection[Traits]) -> list[Name]:
    loaded = [dataset for dataset in datasets if dataset.in_warehouse]
    if not loaded:
        return []
    found = [
        Name(ROLE, names.role("load")),
        Name(ROLE, names.role("spectrum")),
        Name(SCHEMA, names.schema),
        Name(SCHEMA, names.external_schema),
    ]
    for dataset in loaded:
        place, rule = (names.schedule, SCHEDULE) if dataset.loaded_by_schedule else (names.event_rule, EVENT_RULE)
        found.append(Name(rule, place(dataset.id, "load")))
    return found


def _dashboards(names: StackNames, datasets: Collection[Traits]) -> list[Name]:
    found = []
    shown = [dataset for dataset in datasets if dataset.on_dashboard]
    for dataset in shown:
        found.append(Name(QUICKSIGHT_ID, names.of_dataset(dataset.id)))
        if dataset.refreshed and dataset.alarmed:
            found.append(Name(ALARM, names.of_dataset(dataset.id, "refresh")))
    if shown:
        found.append(Name(QUICKSIGHT_ID, names.prefix))
    if any(dataset.shown_from_warehouse for dataset in datasets):
        found.append(Name(QUICKSIGHT_SOURCE, names.warehouse))
    return found


_CONCERNS = (_storage, _streams, _events, _glue, _permissions, _warehouse, _dashboards)
"""The names of each concern of an agency's stack."""


def _of_warehouse(names: StackNames, kind: WarehouseKind) -> list[Name]:
    own = (CLUSTER,) if kind == "cluster" else (SERVERLESS_NAMESPACE, SERVERLESS_WORKGROUP)
    return [
        Name(ROLE, names.role("warehouse")),
        Name(SECURITY_GROUP, names.warehouse),
        Name(PARAMETER, names.parameter("warehouse_admin_secret_arn")),
        Name(PARAMETER, names.parameter("warehouse_arn")),
        *(Name(LOG_GROUP, f"{names.warehouse_logs(kind)}/{log}") for log in WAREHOUSE_LOGS),
        *(Name(rule, names.warehouse) for rule in own),
    ]


def _shown_warehouse(names: StackNames) -> list[Name]:
    return [
        Name(PARAMETER, names.parameter("quicksight_secret_arn")),
        Name(PARAMETER, names.parameter("warehouse_host")),
        Name(QUICKSIGHT_VPC_CONNECTION, names.warehouse),
        Name(ROLE, names.role("quicksight")),
        Name(SECRET, names.quicksight_secret),
        Name(SECURITY_GROUP, names.named("quicksight")),
    ]
