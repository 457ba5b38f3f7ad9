"""Every name that a stack has, with AWS's rule for it: what is checked and counted before anything is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.names.rules import (
    ALARM,
    BUCKET,
    DELIVERY_STREAM,
    EVENT_RULE,
    FUNCTION,
    GLUE_DATABASE,
    KEY_ALIAS,
    LOG_GROUP,
    QUEUE,
    ROLE,
    STREAM,
    TOPIC,
    Name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tfgen.model import Dataset
    from tfgen.names.stack import StackNames


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a data set decides which things, and so which names, it has."""

    id: str
    streamed: bool
    on_arrival: bool
    in_warehouse: bool
    on_dashboard: bool


def traits(dataset: Dataset) -> Traits:
    """Tell what decides the names of a resolved data set."""
    return Traits(
        dataset.id,
        streamed=dataset.stream is not None,
        on_arrival=dataset.pipeline.trigger == "arrival",
        in_warehouse=dataset.table is not None,
        on_dashboard=dataset.dashboard is not None,
    )


def names_of_platform(names: StackNames) -> Iterator[Name]:
    """Every name of a platform stack."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("access-logs"))
    yield Name(BUCKET, names.bucket("artifacts"))
    yield from _names_of_errors(names)


def _names_of_errors(names: StackNames) -> Iterator[Name]:
    yield Name(BUCKET, names.bucket("errors"))
    yield Name(FUNCTION, names.named("errors"))
    yield Name(GLUE_DATABASE, names.errors_database)
    yield Name(LOG_GROUP, names.log_group("errors"))
    yield Name(QUEUE, names.named("errors-dead-letters"))
    yield Name(ROLE, names.role("errors"))
    yield Name(TOPIC, names.named("errors"))
    for purpose in ("dead-letters", "failures", "throttles"):
        yield Name(ALARM, names.named(f"errors-{purpose}"))
    for purpose in ("alarms", "applications", "crawlers", "jobs", "objects", "statements"):
        yield Name(EVENT_RULE, names.named(f"errors-{purpose}"))


def names_of_agency(names: StackNames, datasets: Iterable[Traits] = (), *, notified: bool = False) -> Iterator[Name]:
    """Every name of an agency's stack; `notified` says whether somebody of it hears of its errors."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("raw"))
    yield Name(BUCKET, names.bucket("processed"))
    yield Name(ROLE, names.role("glue"))
    yield Name(LOG_GROUP, names.log_group("glue"))
    if notified:
        yield Name(TOPIC, names.named("errors"))
    for dataset in datasets:
        if dataset.streamed:
            yield Name(STREAM, names.stream(dataset.id))
            yield Name(DELIVERY_STREAM, names.delivery_stream(dataset.id))
