"""What starts the agency's pipelines when objects arrive, and what becomes of events that fail: `eventbridge.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.names import agency_names
from tfgen.views.arns import stack_arn
from tfgen.views.facts import Output
from tfgen.views.remembered import remembered
from tfgen.views.stacks.concern import Concern, Edge
from tfgen.views.stacks.pipelines import piped

if TYPE_CHECKING:
    from tfgen.hcl import Expression
    from tfgen.model import Agency, Dataset, Deployment
    from tfgen.names import StackNames


class ArrivalView(Struct, frozen=True):
    """The rule that starts one data set's workflow."""

    label: str
    description: str
    key_prefix: str
    name: str
    workflow_arn: Expression


class EventsView(Struct, frozen=True):
    """Values of `eventbridge.tf`; `rule_arns` are those that may leave what they cannot deliver in the queue."""

    queue_name: str
    rule_arns: Expression
    arrivals: tuple[ArrivalView, ...]


@remembered
def on_arrival(agency: Agency) -> tuple[Dataset, ...]:
    """Give the data sets whose pipeline starts when an object arrives."""
    return tuple(dataset for dataset in piped(agency) if dataset.pipeline.trigger == "arrival")


@remembered
def has_dead_letters(agency: Agency) -> bool:
    """Whether the agency has rules or schedules, whose events may fail to be delivered."""
    return bool(on_arrival(agency)) or any(dataset.table is not None for dataset in agency.datasets)


@remembered
def watches_dead_letters(agency: Agency) -> bool:
    """Whether the dead-letter queue has an alarm: the agency has one queue, so one data set with alarms is enough."""
    return has_dead_letters(agency) and any(dataset.alarms.enabled for dataset in agency.datasets)


def workflow_arn(agency: Agency, names: StackNames, dataset: str) -> Expression:
    """Write the ARN of a data set's Glue workflow, which follows from its name."""
    return stack_arn(agency.environment, "glue", f"workflow/{names.of_dataset(dataset)}")


def _agency(deployment: Deployment, agency: Agency) -> EventsView | None:
    if not has_dead_letters(agency):
        return None
    names = agency_names(deployment, agency)
    return EventsView(
        queue_name=names.named("dead-letters"),
        rule_arns=stack_arn(agency.environment, "events", f"rule/{names.prefix}-*"),
        arrivals=tuple(
            ArrivalView(
                label=f"{dataset.id}_arrival",
                description=f"Starts the pipeline of {dataset.id} when objects arrive in the raw bucket.",
                key_prefix=f"data/{dataset.first_id}/",
                name=names.event_rule(dataset.first_id, "arrival"),
                workflow_arn=workflow_arn(agency, names, dataset.first_id),
            )
            for dataset in on_arrival(agency)
        ),
    )


_ARRIVAL = (Edge("Raw bucket", "EventBridge", "object created"), Edge("EventBridge", "Glue workflow", "starts"))
_DEPTH = Edge("Dead-letter queue", "CloudWatch alarms", "depth")


def _shows(edge: Edge, _deployment: Deployment, agency: Agency) -> bool:
    if edge in _ARRIVAL:
        return bool(on_arrival(agency))
    return edge != _DEPTH or watches_dead_letters(agency)


AGENCY = Concern(
    "eventbridge.tf",
    "Rules that start pipelines when objects arrive, and the queue for events that could not be delivered.",
    (
        Output(
            "dead_letter_queue_arn",
            "ARN of the queue with the events that could not be delivered.",
            "module.dead_letters.queue_arn",
        ),
        Output(
            "dead_letter_queue_url",
            "URL of the queue with the events that could not be delivered.",
            "module.dead_letters.queue_url",
        ),
    ),
    _agency,
    modules=("eventbridge", "sqs"),
    calls=lambda _deployment, agency: ("eventbridge", "sqs") if on_arrival(agency) else ("sqs",),
    flow=(*_ARRIVAL, Edge("EventBridge", "Dead-letter queue", "not delivered"), _DEPTH),
    shows=_shows,
    labels=lambda _deployment, agency: [(dataset.id, "{}_arrival") for dataset in on_arrival(agency)],
)
