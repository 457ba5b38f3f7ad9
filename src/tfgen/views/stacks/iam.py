"""The agency's roles: `iam.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression, template
from tfgen.names import agency_names
from tfgen.views.arns import iam_arn, stack_arn
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern
from tfgen.views.stacks.eventbridge import on_arrival, workflow_arn
from tfgen.views.stacks.kinesis import streamed
from tfgen.views.stacks.pipelines import piped, processes
from tfgen.views.stacks.redshift_roles import WarehouseRoles, warehouse_roles

if TYPE_CHECKING:
    from tfgen.model import Agency, Deployment
    from tfgen.names import StackNames


class StreamRoles(Struct, frozen=True):
    """What producers and Firehose may use; the objects are those that Firehose writes."""

    producer_description: str
    producer_account_arn: Expression
    firehose_description: str
    stream_arns: tuple[Expression, ...]
    object_arns: tuple[Expression, ...]


class EventsRole(Struct, frozen=True):
    """What EventBridge may start."""

    description: str
    workflow_arns: tuple[Expression, ...]


class ProcessingRoles(Struct, frozen=True):
    """What Glue and Lake Formation may do; Glue reads and writes what data sets with a pipeline have."""

    description: str
    catalog_arn: Expression
    raw_tables_arn: Expression
    processed_tables_arn: Expression
    raw_objects: tuple[Expression, ...]
    scripts: tuple[Expression, ...]
    processed_objects: tuple[Expression, ...]
    lakeformation_description: str


class RolesView(Struct, frozen=True):
    """Values of `iam.tf`; an agency without streams, arrivals or pipelines has no roles for them."""

    processing: ProcessingRoles | None
    streams: StreamRoles | None
    events: EventsRole | None
    warehouse: WarehouseRoles | None


def _agency(deployment: Deployment, agency: Agency) -> RolesView | None:
    names = agency_names(deployment, agency)
    # IAM takes only Latin-1 in a role's description, so it carries the agency's id and not its name:
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    whose = f"of the agency {agency.id} in {agency.environment.name}"
    if not processes(agency) and not streamed(agency):
        return None
    return RolesView(
        processing=_processing(agency, names, whose) if processes(agency) else None,
        streams=_streams(agency, names, whose),
        events=_events(agency, names, whose),
        warehouse=warehouse_roles(deployment, agency),
    )


def _processing(agency: Agency, names: StackNames, whose: str) -> ProcessingRoles:
    raw, processed = Expression("module.raw_bucket.arn"), Expression("module.processed_bucket.arn")
    # All of a folder, unless some of the data sets that have a part of it are none of Glue's business.
    parts = [""] if piped(agency) == agency.datasets else [f"{dataset.first_id}/" for dataset in piped(agency)]
    return ProcessingRoles(
        description=f"Glue crawlers and jobs {whose}.",
        catalog_arn=stack_arn(agency.environment, "glue", "catalog"),
        raw_tables_arn=stack_arn(agency.environment, "glue", f"table/{names.raw_database}/*"),
        processed_tables_arn=stack_arn(agency.environment, "glue", f"table/{names.processed_database}/*"),
        raw_objects=tuple(template(raw, f"/data/{part}*") for part in parts),
        scripts=tuple(template(processed, f"/scripts/{part}*") for part in parts),
        processed_objects=(
            *(template(processed, f"/{folder}/{part}*") for folder in ("data", "quarantine") for part in parts),
            template(processed, "/staging*"),
            *(template(processed, f"/state/{part}*") for part in parts),
        ),
        lakeformation_description=f"Lake Formation, where it reads for those who may read data {whose}.",
    )


def _streams(agency: Agency, names: StackNames, whose: str) -> StreamRoles | None:
    datasets = [dataset.first_id for dataset in streamed(agency)]
    if not datasets:
        return None
    return StreamRoles(
        producer_description=f"Producers {whose}, who put records on its streams.",
        producer_account_arn=iam_arn(agency.environment, "root"),
        firehose_description=f"Delivery of the streams {whose} into its raw bucket.",
        # Computed, since the streams wait for this role.
        stream_arns=tuple(
            stack_arn(agency.environment, "kinesis", f"stream/{names.stream(dataset)}") for dataset in datasets
        ),
        object_arns=tuple(
            template(Expression("module.raw_bucket.arn"), f"/{folder}/{dataset}/*")
            for dataset in datasets
            for folder in ("data", "errors")
        ),
    )


def _events(agency: Agency, names: StackNames, whose: str) -> EventsRole | None:
    arns = tuple(workflow_arn(agency, names, dataset.first_id) for dataset in on_arrival(agency))
    return EventsRole(f"Start of the Glue workflows {whose} when objects arrive.", arns) if arns else None


AGENCY = Concern(
    "iam.tf",
    "The roles of the services that work for the agency, each with exactly what it may do.",
    (
        Output("glue_role_arn", "ARN of the role of the agency's Glue crawlers and jobs.", "module.glue_role.arn"),
        Output(
            "lakeformation_role_arn",
            "ARN of the role with which Lake Formation reads the agency's data.",
            "module.lakeformation_role.arn",
        ),
    ),
    _agency,
    modules=("iam",),
    lacks=lambda _deployment, agency: () if processes(agency) else ("glue_role_arn", "lakeformation_role_arn"),
)
