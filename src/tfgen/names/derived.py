"""Every name that a stack has, with AWS's rule for it: what is checked and counted before anything is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.names.rules import (
    BUCKET,
    CLASSIFIER,
    CRAWLER,
    DELIVERY_STREAM,
    GLUE_DATABASE,
    JOB,
    KEY_ALIAS,
    LOG_GROUP,
    ROLE,
    SECURITY_CONFIGURATION,
    STREAM,
    TRIGGER,
    WORKFLOW,
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
    csv: bool
    on_arrival: bool
    in_warehouse: bool
    on_dashboard: bool


def traits(dataset: Dataset) -> Traits:
    """Tell what decides the names of a resolved data set."""
    return Traits(
        dataset.id,
        streamed=dataset.stream is not None,
        csv=dataset.files is not None and dataset.files.format == "csv",
        on_arrival=dataset.pipeline.trigger == "arrival",
        in_warehouse=dataset.table is not None,
        on_dashboard=dataset.dashboard is not None,
    )


def names_of_platform(names: StackNames) -> Iterator[Name]:
    """Every name of a platform stack."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("access-logs"))
    yield Name(BUCKET, names.bucket("artifacts"))
    yield Name(ROLE, names.role("catalog"))


def names_of_agency(names: StackNames, datasets: Iterable[Traits] = ()) -> Iterator[Name]:
    """Every name of an agency's stack."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("raw"))
    yield Name(BUCKET, names.bucket("processed"))
    yield Name(ROLE, names.role("glue"))
    yield Name(LOG_GROUP, names.crawler_log_group)
    yield Name(LOG_GROUP, names.job_log_group("error"))
    yield Name(LOG_GROUP, names.job_log_group("output"))
    yield Name(GLUE_DATABASE, names.raw_database)
    yield Name(GLUE_DATABASE, names.processed_database)
    yield Name(SECURITY_CONFIGURATION, names.security_configuration)
    for dataset in datasets:
        yield Name(CRAWLER, names.of_dataset(dataset.id))
        yield Name(JOB, names.of_dataset(dataset.id))
        yield Name(WORKFLOW, names.of_dataset(dataset.id))
        yield Name(TRIGGER, names.of_dataset(dataset.id, "start"))
        yield Name(TRIGGER, names.of_dataset(dataset.id, "load"))
        if dataset.csv:
            yield Name(CLASSIFIER, names.of_dataset(dataset.id))
        if dataset.streamed:
            yield Name(STREAM, names.stream(dataset.id))
            yield Name(DELIVERY_STREAM, names.delivery_stream(dataset.id))
