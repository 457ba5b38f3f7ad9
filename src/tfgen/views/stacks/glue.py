"""The data sets' way from raw to processed, and the catalog: `glue.tf`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression, inline
from tfgen.names import agency_names
from tfgen.views.facts import Output
from tfgen.views.glue_schedule import glue_schedule
from tfgen.views.remembered import remembered
from tfgen.views.stacks.concern import Concern, Edge
from tfgen.views.stacks.pipelines import piped, processes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.hcl import Value
    from tfgen.model import Agency, Column, Dataset, Deployment, Environment, Pipeline
    from tfgen.names import StackNames

# The patterns of `DescriptionString` and `CommentString`: https://docs.aws.amazon.com/glue/latest/webapi/API_Database.html
_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_LONGEST_COMMENT = 255
"""Bytes. Source: https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html"""


class PipelineView(Struct, frozen=True):
    """Values of the call of one data set's pipeline; `columns` and `partition_keys` are objects on a line each."""

    label: str
    dataset: str
    name: str
    description: str | None
    columns: tuple[Expression, ...]
    partition_keys: tuple[Expression, ...]
    key: tuple[str, ...]
    input_format: Expression
    start: Expression
    retries: int
    timeout_minutes: int
    worker_type: str
    workers: int


class GlueView(Struct, frozen=True):
    """Values of an agency's `glue.tf`."""

    description: str
    log_group_prefix: str
    raw_database: str
    processed_database: str
    security_configuration: str
    pipelines: tuple[PipelineView, ...]


class CatalogView(Struct, frozen=True):
    """Values of a platform's `glue.tf`."""

    description: str


def _agency(deployment: Deployment, agency: Agency) -> GlueView:
    names = agency_names(deployment, agency)
    return GlueView(
        description=_described(f"{agency.name} ({agency.id}) in {agency.environment.name}"),
        log_group_prefix=names.log_group("glue"),
        raw_database=names.raw_database,
        processed_database=names.processed_database,
        security_configuration=names.security_configuration,
        pipelines=tuple(_pipeline(names, dataset) for dataset in piped(agency)),
    )


def _platform(_deployment: Deployment, environment: Environment) -> CatalogView:
    return CatalogView(f"Encrypts the Glue catalog of {environment.name} for whoever calls Glue.")


def _pipeline(names: StackNames, dataset: Dataset) -> PipelineView:
    columns, partition_keys = _columns(dataset)
    return PipelineView(
        label=f"{dataset.id}_pipeline",
        dataset=dataset.first_id,
        name=names.of_dataset(dataset.first_id),
        description=_described(dataset.description) if dataset.description is not None else None,
        columns=columns,
        partition_keys=partition_keys,
        key=dataset.key,
        input_format=inline(dict(_input_format(dataset))),
        start=_start(dataset.pipeline),
        retries=dataset.pipeline.retries,
        timeout_minutes=dataset.pipeline.timeout_minutes,
        worker_type=dataset.pipeline.worker_type,
        workers=dataset.pipeline.workers,
    )


@remembered
def _columns(dataset: Dataset) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    """Write the columns that are in the files, and those that the data is partitioned by."""
    by_name = {column.name: _column(column) for column in dataset.columns}
    inside = tuple(text for name, text in by_name.items() if name not in dataset.partition_by)
    return inside, tuple(by_name[name] for name in dataset.partition_by)


def _column(column: Column) -> Expression:
    attributes: dict[str, Value] = {"name": column.name, "type": column.type}
    if column.required:
        attributes["required"] = True
    if column.description is not None:
        attributes["comment"] = _comment(column.description)
    return inline(attributes)


def _described(text: str) -> str:
    r"""Bring a text to what the catalog takes as a description: a character that it refuses becomes a space.

    >>> _described("first line\nse\x1bcond")
    'first line\nse cond'
    """
    return _REFUSED.sub(" ", text)


def _comment(text: str) -> str:
    r"""Bring a description to the form of a comment in the catalog: one line that is not too long.

    >>> _comment("first line\nsecond line")
    'first line second line'
    >>> len(_comment("ä" * 200).encode())
    255
    """
    line = " ".join(_described(text).split())
    if len(line.encode()) <= _LONGEST_COMMENT:
        return line
    return line.encode()[: _LONGEST_COMMENT - len("…".encode())].decode(errors="ignore") + "…"


def _input_format(dataset: Dataset) -> Iterator[tuple[str, Value]]:
    # Producers put JSON documents on a stream, one a line.
    yield "name", dataset.files.format if dataset.files else "json"
    if dataset.files and dataset.files.format == "csv":
        yield "header", dataset.files.header
        yield "delimiter", dataset.files.delimiter


def _start(pipeline: Pipeline) -> Expression:
    match pipeline.trigger:
        case "arrival":
            # AWS takes a window of one second at least; the spec's 0 means no waiting.
            batch = {"size": pipeline.batch_size, "window": max(1, pipeline.batch_window_seconds)}
            return inline({"type": "EVENT", "batch": inline(batch)})
        case "schedule":
            return inline({"type": "SCHEDULED", "schedule": glue_schedule(pipeline.schedule or "")})
        case "demand":
            return inline({"type": "ON_DEMAND"})


AGENCY = Concern(
    "glue.tf",
    "The catalog's databases and tables, and each data set's way from raw to processed: crawler, job, workflow.",
    (
        Output(
            "processed_database_name",
            "Name of the Glue database of the data as it is read.",
            "module.glue_catalog.processed_database_name",
        ),
        Output(
            "raw_database_name",
            "Name of the Glue database of the data as it arrives.",
            "module.glue_catalog.raw_database_name",
        ),
    ),
    _agency,
    modules=("glue", "glue_pipeline"),
    calls=lambda _deployment, agency: ("glue", "glue_pipeline") if piped(agency) else ("glue",),
    flow=(
        Edge("Glue workflow", "Glue job", "crawls, then loads"),
        Edge("Raw bucket", "Glue job", "reads"),
        Edge("Glue job", "Processed bucket", "writes Parquet"),
        Edge("Glue job", "Glue catalog", "adds partitions"),
    ),
    shows=lambda _edge, _deployment, agency: processes(agency),
    labels=lambda _deployment, agency: [(dataset.id, "{}_pipeline") for dataset in piped(agency)],
)
PLATFORM = Concern(
    "glue.tf",
    "Encryption of the Glue catalog, which an account has once in a region.",
    (),
    _platform,
    modules=("glue_settings", "iam"),
)
