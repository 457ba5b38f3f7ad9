"""Every name that a stack has, with AWS's rule for it: what is checked and counted before anything is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.names.rules import (
    BUCKET,
    CLUSTER,
    DELIVERY_STREAM,
    EVENT_RULE,
    KEY_ALIAS,
    LOG_GROUP,
    PARAMETER,
    ROLE,
    SCHEDULE,
    SCHEMA,
    SECURITY_GROUP,
    SERVERLESS_NAMESPACE,
    SERVERLESS_WORKGROUP,
    STREAM,
    Name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tfgen.model import Dataset
    from tfgen.names.stack import StackNames, WarehouseKind


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a data set decides which things, and so which names, it has."""

    id: str
    streamed: bool
    on_arrival: bool
    in_warehouse: bool
    on_dashboard: bool
    loaded_by_schedule: bool


def traits(dataset: Dataset) -> Traits:
    """Tell what decides the names of a resolved data set."""
    return Traits(
        dataset.id,
        streamed=dataset.stream is not None,
        on_arrival=dataset.pipeline.trigger == "arrival",
        in_warehouse=dataset.table is not None,
        on_dashboard=dataset.dashboard is not None,
        loaded_by_schedule=dataset.table is not None and dataset.table.schedule is not None,
    )


WAREHOUSE_LOGS = ("connectionlog", "useractivitylog", "userlog")
"""What Redshift logs, each in a log group of its own."""


def names_of_platform(names: StackNames, warehouse: WarehouseKind | None = None) -> Iterator[Name]:
    """Every name of a platform stack, which may have a warehouse."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("access-logs"))
    yield Name(BUCKET, names.bucket("artifacts"))
    if warehouse is not None:
        yield from _of_warehouse(names, warehouse)


def names_of_agency(names: StackNames, datasets: Iterable[Traits] = ()) -> Iterator[Name]:
    """Every name of an agency's stack."""
    datasets = tuple(datasets)
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("raw"))
    yield Name(BUCKET, names.bucket("processed"))
    yield Name(ROLE, names.role("glue"))
    yield Name(LOG_GROUP, names.log_group("glue"))
    if any(dataset.in_warehouse for dataset in datasets):
        yield Name(ROLE, names.role("load"))
        yield Name(ROLE, names.role("spectrum"))
        yield Name(SCHEMA, names.schema)
        yield Name(SCHEMA, names.external_schema)
    for dataset in datasets:
        if dataset.streamed:
            yield Name(STREAM, names.stream(dataset.id))
            yield Name(DELIVERY_STREAM, names.delivery_stream(dataset.id))
        if dataset.in_warehouse:
            place, rule = (names.schedule, SCHEDULE) if dataset.loaded_by_schedule else (names.event_rule, EVENT_RULE)
            yield Name(rule, place(dataset.id, "load"))


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
