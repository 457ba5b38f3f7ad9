"""Every name that a stack has, with AWS's rule for it: what is checked and counted before anything is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.names.rules import (
    ALARM,
    BUCKET,
    CLOUDWATCH_DASHBOARD,
    DELIVERY_STREAM,
    EVENT_RULE,
    KEY_ALIAS,
    LOG_GROUP,
    ON_DEMAND_STREAM,
    QUEUE,
    QUICKSIGHT_GROUP,
    QUICKSIGHT_ID,
    ROLE,
    STREAM,
    Name,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tfgen.model import Dataset
    from tfgen.names.stack import StackNames


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a data set decides which things, and so which names, it has."""

    id: str
    streamed: bool
    on_demand: bool
    alarmed: bool
    on_arrival: bool
    in_warehouse: bool
    on_dashboard: bool


def traits(dataset: Dataset) -> Traits:
    """Tell what decides the names of a resolved data set."""
    return Traits(
        dataset.id,
        streamed=dataset.stream is not None,
        on_demand=dataset.stream is not None and dataset.stream.mode == "on_demand",
        alarmed=dataset.alarms.enabled,
        on_arrival=dataset.pipeline.trigger == "arrival",
        in_warehouse=dataset.table is not None,
        on_dashboard=dataset.dashboard is not None,
    )


def names_of_platform(names: StackNames) -> Iterator[Name]:
    """Every name of a platform stack."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("access-logs"))
    yield Name(BUCKET, names.bucket("artifacts"))


def names_of_agency(names: StackNames, datasets: Collection[Traits] = ()) -> Iterator[Name]:
    """Every name of an agency's stack."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("raw"))
    yield Name(BUCKET, names.bucket("processed"))
    yield Name(ROLE, names.role("glue"))
    yield Name(LOG_GROUP, names.log_group("glue"))
    yield Name(CLOUDWATCH_DASHBOARD, names.prefix)
    if any(dataset.streamed for dataset in datasets):
        yield Name(ROLE, names.role("firehose"))
        yield Name(ROLE, names.role("producer"))
        yield Name(LOG_GROUP, names.log_group("firehose"))
    if any(dataset.on_arrival for dataset in datasets):
        yield Name(ROLE, names.role("events"))
    if any(dataset.on_arrival or dataset.in_warehouse for dataset in datasets):
        yield Name(QUEUE, names.named("dead-letters"))
        if any(dataset.alarmed for dataset in datasets):
            yield Name(ALARM, names.named("dead-letters"))
    for dataset in datasets:
        if dataset.streamed:
            yield from _names_of_stream(names, dataset)
        if dataset.on_arrival:
            yield Name(EVENT_RULE, names.event_rule(dataset.id, "arrival"))
        if dataset.on_dashboard:
            yield Name(QUICKSIGHT_ID, names.of_dataset(dataset.id))
    if any(dataset.on_dashboard for dataset in datasets):
        yield Name(QUICKSIGHT_ID, names.prefix)
        yield Name(QUICKSIGHT_GROUP, names.named("readers"))


def _names_of_stream(names: StackNames, dataset: Traits) -> Iterator[Name]:
    yield Name(ON_DEMAND_STREAM if dataset.on_demand else STREAM, names.stream(dataset.id))
    yield Name(DELIVERY_STREAM, names.delivery_stream(dataset.id))
    if dataset.alarmed:
        for purpose in ("data-freshness", "delivery-failures", "iterator-age", "write-throttles"):
            yield Name(ALARM, names.of_dataset(dataset.id, purpose))
