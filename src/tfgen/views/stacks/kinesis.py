"""The agency's streams, and their delivery into the raw bucket: `kinesis.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression
from tfgen.names import agency_names
from tfgen.views.facts import Output
from tfgen.views.remembered import remembered
from tfgen.views.stacks.concern import Concern, Edge, Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.hcl import Value
    from tfgen.model import Agency, Dataset, Deployment
    from tfgen.names import StackNames


class StreamView(Struct, frozen=True):
    """One stream and its delivery; `shards` is None where AWS sizes the stream."""

    dataset: str
    label: str
    stream_name: str
    delivery_stream_name: str
    shards: int | None
    retention_hours: int
    buffer_mb: int
    buffer_seconds: int


class StreamsView(Struct, frozen=True):
    """Values of `kinesis.tf`, by data set."""

    streams: tuple[StreamView, ...]


@remembered
def streamed(agency: Agency) -> tuple[Dataset, ...]:
    """Give the data sets that arrive on a stream."""
    return tuple(dataset for dataset in agency.datasets if dataset.stream is not None)


@remembered
def watched_streams(agency: Agency) -> tuple[Dataset, ...]:
    """Give the data sets that arrive on a stream that has alarms."""
    return tuple(dataset for dataset in streamed(agency) if dataset.alarms.enabled)


def _agency(deployment: Deployment, agency: Agency) -> StreamsView | None:
    names = agency_names(deployment, agency)
    streams = tuple(_stream(names, dataset) for dataset in streamed(agency))
    return StreamsView(streams) if streams else None


def _stream(names: StackNames, dataset: Dataset) -> StreamView:
    stream = dataset.stream
    if stream is None:
        raise ValueError(f"data set {dataset.id} does not arrive on a stream")
    return StreamView(
        dataset=dataset.first_id,
        label=f"{dataset.id}_stream",
        stream_name=names.stream(dataset.first_id),
        delivery_stream_name=names.delivery_stream(dataset.first_id),
        shards=stream.shards if stream.mode == "provisioned" else None,
        retention_hours=stream.retention_hours,
        buffer_mb=stream.buffer_mb,
        buffer_seconds=stream.buffer_seconds,
    )


def _kept(deployment: Deployment, agency: Agency) -> tuple[Kept, ...]:
    """Keep the streams, with what nobody has read yet; where a data set was renamed, state may have a former label."""
    names = agency_names(deployment, agency)
    return tuple(
        Kept(f"{id_}_stream", f"the Kinesis stream {names.stream(dataset.first_id)}", "aws_kinesis_stream.this")
        for dataset in streamed(agency)
        for id_ in dict.fromkeys((dataset.id, *dataset.former_ids))
    )


def _values(_deployment: Deployment, agency: Agency) -> Mapping[str, Value]:
    return {
        output: {dataset.id: Expression(f"module.{dataset.id}_stream.{value}") for dataset in streamed(agency)}
        for output, value in (
            ("delivery_stream_arns", "delivery_stream_arn"),
            ("stream_arns", "stream_arn"),
            ("stream_names", "stream_name"),
        )
    }


AGENCY = Concern(
    "kinesis.tf",
    "Streams that data arrives on, and their delivery into the raw bucket.",
    (
        Output("delivery_stream_arns", "ARNs of the Firehose streams, by data set.", "{}"),
        Output(
            "producer_role_arn",
            "ARN of the role that producers assume to put records on the agency's streams.",
            "module.producer_role.arn",
        ),
        Output("stream_arns", "ARNs of the Kinesis streams, by data set.", "{}"),
        Output("stream_names", "Names of the Kinesis streams, by data set.", "{}"),
    ),
    _agency,
    modules=("kinesis",),
    flow=(
        Edge("Producer", "Kinesis stream", "records"),
        Edge("Kinesis stream", "Firehose"),
        Edge("Firehose", "Raw bucket", "data/"),
        Edge("Firehose", "CloudWatch alarms", "age, failures"),
        Edge("Kinesis stream", "CloudWatch alarms", "age, throttles"),
    ),
    shows=lambda edge, _deployment, agency: edge.target != "CloudWatch alarms" or bool(watched_streams(agency)),
    keeps=_kept,
    values=_values,
    labels=lambda _deployment, agency: [(dataset.id, "{}_stream") for dataset in streamed(agency)],
)
