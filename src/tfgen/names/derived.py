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
    from collections.abc import Collection, Iterator

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
) -> Iterator[Name]:
    """Every name of a platform stack, which may have a warehouse and, in QuickSight, a dashboard of errors.

    `shown` says whether a dashboard reads the warehouse.
    """
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("access-logs"))
    yield Name(BUCKET, names.bucket("artifacts"))
    yield Name(ROLE, names.role("catalog"))
    yield Name(BUCKET, names.bucket("query-results"))
    yield Name(WORKGROUP, names.named("athena"))
    yield Name(LF_TAG, names.named("zone"))
    yield Name(PARAMETER, names.parameter("kms_key_arn"))
    if warehouse is not None:
        yield from _of_warehouse(names, warehouse)
    if shown:
        yield from _shown_warehouse(names)
    yield from _errors(names)
    if error_screen:
        yield Name(QUICKSIGHT_ID, names.prefix)
        yield Name(QUICKSIGHT_ID, names.named("errors"))
        yield Name(QUICKSIGHT_GROUP, names.named("readers"))


def _errors(names: StackNames) -> Iterator[Name]:
    yield Name(BUCKET, names.bucket("errors"))
    yield Name(FUNCTION, names.named("errors"))
    yield Name(GLUE_DATABASE, names.errors_database)
    yield Name(LOG_GROUP, names.log_group("errors"))
    yield Name(QUEUE, names.named("errors-dead-letters"))
    yield Name(ROLE, names.role("errors"))
    yield Name(TOPIC, names.named("errors"))
    for purpose in ("dead-letters", "failures", "throttles"):
        yield Name(ALARM, names.named(f"errors-{purpose}"))
    for purpose in ("alarms", "applications", "crawlers", "jobs", "objects", "quarantine", "statements"):
        yield Name(EVENT_RULE, names.named(f"errors-{purpose}"))


def names_of_agency(
    names: StackNames,
    datasets: Collection[Traits] = (),
    *,
    notified: bool = False,
    monitored: bool = True,
    quicksight: bool = True,
) -> Iterator[Name]:
    """Every name of an agency's stack; `notified` says whether somebody of it hears of its errors.

    `monitored` says whether it has a dashboard in CloudWatch, `quicksight` whether its environment has QuickSight
    anyway: without, there are readers only where there are dashboards.
    """
    if notified:
        yield Name(TOPIC, names.named("errors"))
    for concern in _CONCERNS:
        yield from concern(names, datasets)
    if monitored:
        yield Name(CLOUDWATCH_DASHBOARD, names.prefix)
    if quicksight or any(dataset.on_dashboard for dataset in datasets):
        yield Name(QUICKSIGHT_GROUP, names.named("readers"))


_STREAM_ALARMS: Final = ("data-freshness", "delivery-failures", "iterator-age", "unread-records", "write-throttles")
"""How the names of a stream's alarms end, those of the module `kinesis_alarms`."""


def _storage(names: StackNames, _datasets: Collection[Traits]) -> Iterator[Name]:
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("raw"))
    yield Name(BUCKET, names.bucket("processed"))


def _streams(names: StackNames, datasets: Collection[Traits]) -> Iterator[Name]:
    streamed = [dataset for dataset in datasets if dataset.streamed]
    if streamed:
        yield Name(ROLE, names.role("firehose"))
        yield Name(ROLE, names.role("producer"))
        yield Name(LOG_GROUP, names.log_group("firehose"))
    for dataset in streamed:
        yield Name(ON_DEMAND_STREAM if dataset.on_demand else STREAM, names.stream(dataset.id))
        yield Name(DELIVERY_STREAM, names.delivery_stream(dataset.id))
        if dataset.alarmed:
            for purpose in _STREAM_ALARMS:
                yield Name(ALARM, names.of_dataset(dataset.id, purpose))


def _events(names: StackNames, datasets: Collection[Traits]) -> Iterator[Name]:
    arriving = [dataset for dataset in datasets if dataset.on_arrival]
    if arriving:
        yield Name(ROLE, names.role("events"))
    for dataset in arriving:
        yield Name(EVENT_RULE, names.event_rule(dataset.id, "arrival"))
    if any(dataset.on_arrival or dataset.in_warehouse for dataset in datasets):
        yield Name(QUEUE, names.named("dead-letters"))
        if any(dataset.alarmed for dataset in datasets):
            yield Name(ALARM, names.named("dead-letters"))


def _glue(names: StackNames, datasets: Collection[Traits]) -> Iterator[Name]:
    if _processes(datasets):
        yield Name(ROLE, names.role("glue"))
        yield Name(LOG_GROUP, names.crawler_log_group)
        yield Name(LOG_GROUP, names.job_log_group("error"))
        yield Name(LOG_GROUP, names.job_log_group("output"))
    yield Name(GLUE_DATABASE, names.raw_database)
    yield Name(GLUE_DATABASE, names.processed_database)
    yield Name(SECURITY_CONFIGURATION, names.security_configuration)
    for dataset in datasets:
        if not dataset.processed:
            continue
        yield Name(CRAWLER, names.of_dataset(dataset.id))
        yield Name(JOB, names.of_dataset(dataset.id))
        yield Name(WORKFLOW, names.of_dataset(dataset.id))
        yield Name(TRIGGER, names.of_dataset(dataset.id, "start"))
        yield Name(TRIGGER, names.of_dataset(dataset.id, "load"))
        if dataset.csv:
            yield Name(CLASSIFIER, names.of_dataset(dataset.id))


def _permissions(names: StackNames, datasets: Collection[Traits]) -> Iterator[Name]:
    if _processes(datasets):
        yield Name(ROLE, names.role("lakeformation"))


def _processes(datasets: Collection[Traits]) -> bool:
    """Whether an agency is there to process data, as the model has it."""
    return not datasets or any(dataset.processed for dataset in datasets)


def _warehouse(names: StackNames, datasets: Collection[Traits]) -> Iterator[Name]:
    loaded = [dataset for dataset in datasets if dataset.in_warehouse]
    if loaded:
        yield Name(ROLE, names.role("load"))
        yield Name(ROLE, names.role("spectrum"))
        yield Name(SCHEMA, names.schema)
        yield Name(SCHEMA, names.external_schema)
    for dataset in loaded:
        place, rule = (names.schedule, SCHEDULE) if dataset.loaded_by_schedule else (names.event_rule, EVENT_RULE)
        yield Name(rule, place(dataset.id, "load"))


def _dashboards(names: StackNames, datasets: Collection[Traits]) -> Iterator[Name]:
    shown = [dataset for dataset in datasets if dataset.on_dashboard]
    for dataset in shown:
        yield Name(QUICKSIGHT_ID, names.of_dataset(dataset.id))
        if dataset.refreshed and dataset.alarmed:
            yield Name(ALARM, names.of_dataset(dataset.id, "refresh"))
    if shown:
        yield Name(QUICKSIGHT_ID, names.prefix)
    if any(dataset.shown_from_warehouse for dataset in datasets):
        yield Name(QUICKSIGHT_SOURCE, names.warehouse)


_CONCERNS = (_storage, _streams, _events, _glue, _permissions, _warehouse, _dashboards)
"""The names of each concern of an agency's stack."""


def _of_warehouse(names: StackNames, kind: WarehouseKind) -> Iterator[Name]:
    yield Name(ROLE, names.role("warehouse"))
    yield Name(SECURITY_GROUP, names.warehouse)
    yield Name(PARAMETER, names.parameter("warehouse_admin_secret_arn"))
    yield Name(PARAMETER, names.parameter("warehouse_arn"))
    for log in WAREHOUSE_LOGS:
        yield Name(LOG_GROUP, f"{names.warehouse_logs(kind)}/{log}")
    if kind == "cluster":
        yield Name(CLUSTER, names.warehouse)
    else:
        yield Name(SERVERLESS_NAMESPACE, names.warehouse)
        yield Name(SERVERLESS_WORKGROUP, names.warehouse)


def _shown_warehouse(names: StackNames) -> Iterator[Name]:
    yield Name(PARAMETER, names.parameter("quicksight_secret_arn"))
    yield Name(PARAMETER, names.parameter("warehouse_host"))
    yield Name(QUICKSIGHT_VPC_CONNECTION, names.warehouse)
    yield Name(ROLE, names.role("quicksight"))
    yield Name(SECRET, names.quicksight_secret)
    yield Name(SECURITY_GROUP, names.named("quicksight"))
