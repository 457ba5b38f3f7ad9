"""The warehouse, and what an agency has in it: `redshift.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen import sql
from tfgen.hcl import Expression, template
from tfgen.heredoc import heredoc
from tfgen.model import ServerlessWarehouse
from tfgen.names import agency_names, platform_names
from tfgen.views.arns import iam_arn
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern, Edge, Kept
from tfgen.views.stacks.redshift_roles import connection, loader
from tfgen.views.warehouse import access, tables
from tfgen.views.warehouse.schemas import REVOKE_READS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.hcl import Value
    from tfgen.model import Agency, Dataset, Deployment, Environment, WarehouseTable
    from tfgen.names import StackNames
    from tfgen.views.facts import Arguments

_SECRET = "warehouse_admin_secret_arn"  # noqa: S105 -- the last part of a parameter's name
_ARN = "warehouse_arn"
_APPLY = "apply_spec"


class WarehouseView(Struct, frozen=True):
    """Values of the platform's `redshift.tf`; logs are kept for `log_days` days."""

    agency_roles: Expression
    database: str
    log_days: int
    name: Expression
    role_description: str
    size: Arguments
    source: str
    subnet_ids: tuple[str, ...]
    vpc_id: str


class TableView(Struct, frozen=True):
    """One table and what loads it."""

    arguments: Arguments
    dataset: str
    load: Expression
    prepare: Expression
    source: str
    tagged: bool


class TablesView(Struct, frozen=True):
    """Values of an agency's `redshift.tf`."""

    apply: Expression
    arn_parameter: str
    call: str
    connection: Arguments
    fingerprints: Mapping[str, Value]
    procedures_made: Expression
    secret_parameter: str
    tables: tuple[TableView, ...]


def _platform(deployment: Deployment, environment: Environment) -> WarehouseView | None:
    warehouse, network = environment.warehouse, environment.network
    if warehouse is None or network is None:
        return None
    pattern = f"role/{deployment.platform.name}-{environment.name}-*-spectrum"
    size: Arguments
    if isinstance(warehouse, ServerlessWarehouse):
        limit = () if warehouse.max_capacity is None else (("max_capacity", warehouse.max_capacity),)
        source, size = "redshift_serverless", (("base_capacity", warehouse.base_capacity), *limit)
    else:
        source, size = "redshift_cluster", (("node_type", warehouse.node_type), ("nodes", warehouse.nodes))
    return WarehouseView(
        agency_roles=iam_arn(environment, pattern),
        database=deployment.platform.name,
        log_days=environment.settings.log_days,
        name=template(Expression("local.name_prefix"), "-warehouse"),
        role_description=f"The warehouse in {environment.name}: assumes the agencies' own roles.",
        size=size,
        source=f"../../../modules/{source}",
        subnet_ids=network.subnet_ids,
        vpc_id=network.vpc_id,
    )


def _agency(deployment: Deployment, agency: Agency) -> TablesView | None:
    published = _published(agency)
    if not published:
        return None
    names = agency_names(deployment, agency)
    platform = platform_names(deployment, agency.environment)
    statements = [
        *(sql.call(names.schema, tables.prepare_name(table)) for _, table in published),
        *access.grants(names, agency, published, loader(deployment, agency)),
    ]
    applied = sql.procedure(names.schema, _APPLY, statements)
    labels = ["redshift_schema", *(f"{dataset.id}_table" for dataset, _ in published)]
    made = "".join(f"    module.{label}.procedures_made,\n" for label in labels)
    return TablesView(
        apply=heredoc(applied, 2),
        arn_parameter=platform.parameter(_ARN),
        call=sql.call(names.schema, _APPLY),
        connection=connection(deployment, agency),
        fingerprints={one.first_id: Expression(f"module.{one.id}_table.fingerprint") for one, _ in published},
        secret_parameter=platform.parameter(_SECRET),
        tables=tuple(_table(deployment, agency, dataset, table) for dataset, table in published),
        procedures_made=Expression(f"concat(\n{made}  )"),
    )


def _published(agency: Agency) -> list[tuple[Dataset, WarehouseTable]]:
    return [(dataset, dataset.table) for dataset in agency.datasets if dataset.table is not None]


def _table(deployment: Deployment, agency: Agency, dataset: Dataset, table: WarehouseTable) -> TableView:
    names = agency_names(deployment, agency)
    loading = _by_schedule if table.schedule else _by_event
    return TableView(
        arguments=loading(deployment, agency, dataset, table),
        dataset=dataset.id,
        load=heredoc(tables.load_procedure(names, dataset, table), 2),
        prepare=heredoc(tables.prepare_procedure(names, dataset, table), 2),
        source=f"../../../modules/redshift_load_{'schedule' if table.schedule else 'event'}",
        tagged=table.schedule is None,
    )


def _common(deployment: Deployment, names: StackNames, table: WarehouseTable) -> dict[str, Value]:
    return {
        "dead_letter_arn": Expression("module.dead_letters.queue_arn"),
        "database": deployment.platform.name,
        "role_arn": Expression("module.load_role.arn"),
        "sql": sql.call(names.schema, tables.load_name(table)),
    }


def _by_schedule(deployment: Deployment, agency: Agency, dataset: Dataset, table: WarehouseTable) -> Arguments:
    names = agency_names(deployment, agency)
    warehouse = platform_names(deployment, agency.environment).warehouse
    serverless = isinstance(agency.environment.warehouse, ServerlessWarehouse)
    where = (
        {"WorkgroupName": warehouse}
        if serverless
        else {
            "ClusterIdentifier": warehouse,
            "DbUser": loader(deployment, agency),
        }
    )
    return _sorted(
        _common(deployment, names, table)
        | {
            "connection": where,
            "description": f"Loads the table {table.name} of the agency {agency.id}.",
            "kms_key_arn": Expression("module.kms.key_arn"),
            "name": names.schedule(dataset.first_id, "load"),
            "partition": agency.environment.partition,
            "schedule": table.schedule,
        }
    )


def _by_event(deployment: Deployment, agency: Agency, dataset: Dataset, table: WarehouseTable) -> Arguments:
    names = agency_names(deployment, agency)
    serverless = isinstance(agency.environment.warehouse, ServerlessWarehouse)
    user: dict[str, Value] = {} if serverless else {"db_user": loader(deployment, agency)}
    return _sorted(
        _common(deployment, names, table)
        | user
        | {
            "description": f"Loads the table {table.name} of the agency {agency.id} after each run of its job.",
            "job_name": names.of_dataset(dataset.first_id),
            "name": names.event_rule(dataset.first_id, "load"),
            "warehouse_arn": Expression("data.aws_ssm_parameter.warehouse_arn.insecure_value"),
        }
    )


def _sorted(arguments: dict[str, Value]) -> Arguments:
    return tuple(sorted(arguments.items()))


def _platform_steps(_deployment: Deployment, environment: Environment) -> tuple[str, ...]:
    return (
        (
            "See that the subnets reach S3, Glue, KMS, STS and Lake Formation, by VPC endpoints or a NAT gateway: with "
            "enhanced VPC routing the warehouse has no other way to them."
        ),
        (
            f"Let the role that deploys agencies in {environment.name} read the secret that the SSM parameter "
            f"{_SECRET} names, and decrypt with the platform's key: their stacks send statements as administrator."
        ),
    )


def _agency_steps(deployment: Deployment, agency: Agency) -> tuple[str, ...]:
    published = _published(agency)
    names = agency_names(deployment, agency)
    steps = [
        f"Give people who may read all tables the warehouse's role {access.readers_role(names.schema)}.",
        *(
            f"Give the members of {reader.principal} the warehouse's role {access.reader_role(names.schema, reader)}."
            for reader in agency.readers
            if access.sees_any(reader, published) and access.joins_by_hand(agency, reader)
        ),
        *(
            f"Reader {reader.id} may see some rows of {read.dataset} only, which the warehouse does not tell apart: it "
            "has no access to that table there, and reads it in Athena."
            for reader, read in access.unreadable(agency, published)
        ),
        (
            "Destroying this stack, or taking a data set out of it, leaves schemas and tables in the warehouse: drop "
            "them by hand once nobody needs them. With the last table readers keep their grants, too: "
            f"{sql.call(names.schema, REVOKE_READS)}, sent by an administrator, takes them back."
        ),
    ]
    return tuple(steps)


def _calls(_deployment: Deployment, agency: Agency) -> Iterator[str]:
    yield from ("redshift_agency", "redshift_table")
    for _, table in _published(agency):
        yield f"redshift_load_{'schedule' if table.schedule else 'event'}"


def _kept(deployment: Deployment, environment: Environment) -> tuple[Kept, ...]:
    """Keep the warehouse, and what it cannot be without."""
    names = platform_names(deployment, environment)
    return (
        Kept("warehouse", f"the warehouse {names.warehouse}"),
        Kept("warehouse_network", f"the security group {names.warehouse}"),
        Kept("warehouse_role", f"the role {names.role('warehouse')}"),
    )


def _platform_calls(_deployment: Deployment, environment: Environment) -> Iterator[str]:
    yield from ("iam", "redshift_network")
    yield "redshift_serverless" if isinstance(environment.warehouse, ServerlessWarehouse) else "redshift_cluster"


AGENCY = Concern(
    "redshift.tf",
    "The agency's tables and grants in the warehouse, and what loads the tables.",
    (),
    _agency,
    modules=("redshift_agency", "redshift_load_event", "redshift_load_schedule", "redshift_table"),
    calls=_calls,
    flow=(
        Edge("Glue job", "EventBridge", "succeeded"),
        Edge("EventBridge", "Redshift", "load"),
        Edge("Processed bucket", "Redshift"),
        Edge("Glue catalog", "Redshift"),
    ),
    steps=_agency_steps,
    labels=lambda _deployment, agency: [
        (dataset.id, label) for dataset, _ in _published(agency) for label in ("{}_load", "{}_table")
    ],
)
PLATFORM = Concern(
    "redshift.tf",
    "The warehouse that all agencies share.",
    (
        Output("warehouse_arn", "ARN of the warehouse, to which statements are sent.", "module.warehouse.arn"),
        Output("warehouse_database_name", "Name of the warehouse's database.", "module.warehouse.database_name"),
        Output("warehouse_host", "Host name of the warehouse.", "module.warehouse.host"),
        Output("warehouse_name", "Identifier of the cluster, or name of the workgroup.", "module.warehouse.name"),
    ),
    _platform,
    modules=("iam", "redshift_cluster", "redshift_network", "redshift_serverless"),
    calls=_platform_calls,
    keeps=_kept,
    steps=_platform_steps,
)
