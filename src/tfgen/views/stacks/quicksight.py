"""The agency's dashboards: `quicksight.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression
from tfgen.names import agency_names, platform_names
from tfgen.quicksight_refresh import refresh
from tfgen.views.arns import stack_arn
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern, Edge
from tfgen.views.stacks.grants import has_group, owner_arn, owner_steps
from tfgen.views.warehouse.access import QUICKSIGHT_USER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.hcl import Value
    from tfgen.model import Agency, Column, Dashboard, Dataset, Deployment
    from tfgen.names import StackNames

_TYPES = {
    "boolean": "BIT",
    "tinyint": "INTEGER",
    "smallint": "INTEGER",
    "int": "INTEGER",
    "bigint": "INTEGER",
    "float": "DECIMAL",
    "double": "DECIMAL",
    "decimal": "DECIMAL",
    "date": "DATETIME",
    "timestamp": "DATETIME",
    "string": "STRING",
    "char": "STRING",
    "varchar": "STRING",
}
"""QuickSight's type for each of Hive's; binary has none, and is refused before rendering.

Source: https://docs.aws.amazon.com/quicksight/latest/user/supported-data-types-and-values.html
"""


class DashboardView(Struct, frozen=True):
    """One data set's dashboard; `readers` are ARNs of groups, `waits` says whether it reads the warehouse."""

    label: str
    data_source: Expression
    database: str
    table: str
    name: str
    title: str
    columns: tuple[Mapping[str, Value], ...]
    filters: tuple[str, ...]
    readers: tuple[Expression | str, ...]
    refresh: Mapping[str, str] | None
    time_column: str | None
    waits: bool


class WarehouseSource(Struct, frozen=True):
    """Values of the data source on the warehouse."""

    database: str
    display_name: str
    host_parameter: str
    secret_parameter: str
    vpc_connection_arn: Expression


class QuickSightView(Struct, frozen=True):
    """Values of `quicksight.tf`."""

    display_name: str
    group_description: str
    name: str
    owner: Expression | None
    workgroup: str
    dashboards: tuple[DashboardView, ...]
    warehouse: WarehouseSource | None


_LONGEST = 128
"""Characters of the name of a data source or of a data set.

Source: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDataSet.html
"""


def display_name(name: str, about: str) -> str:
    r"""Write what people see as a name: on one line, what it is about whole, and in front of that what fits of a name.

    >>> display_name("Department of\nTransportation", " (dev)")
    'Department of Transportation (dev)'
    >>> len(display_name("x" * 256, " (dev)"))
    128
    """
    line = " ".join(name.split())
    room = _LONGEST - len(about)
    return (line if len(line) <= room else line[: room - 1].rstrip() + "…") + about


def quicksight_type(column: Column) -> str:
    """Return QuickSight's type of a column."""
    return _TYPES[column.type.partition("(")[0]]


def _agency(deployment: Deployment, agency: Agency) -> QuickSightView | None:
    """Give the values, None without readers: another agency may let those read that have no dashboards here."""
    if not has_group(agency):
        return None
    shown = [(dataset, dataset.dashboard) for dataset in agency.datasets if dataset.dashboard is not None]
    names = agency_names(deployment, agency)
    environment = agency.environment.name
    return QuickSightView(
        display_name=display_name(agency.name, f" ({environment})"),
        group_description=f"Readers of the agency {agency.id} in {environment}.",
        name=names.prefix,
        owner=owner_arn(agency.environment),
        workgroup=platform_names(deployment, agency.environment).named("athena"),
        dashboards=tuple(_dashboard(agency, names, dataset, dashboard) for dataset, dashboard in shown),
        warehouse=_warehouse(deployment, agency) if _shows_warehouse(agency) else None,
    )


def _shows_lake(agency: Agency) -> bool:
    return any(dataset.dashboard is not None and dataset.shown_table is None for dataset in agency.datasets)


def _shows_warehouse(agency: Agency) -> bool:
    return any(dataset.shown_table for dataset in agency.datasets)


def _warehouse(deployment: Deployment, agency: Agency) -> WarehouseSource:
    platform = platform_names(deployment, agency.environment)
    return WarehouseSource(
        database=deployment.platform.name,
        display_name=display_name(agency.name, f" ({agency.environment.name}, warehouse)"),
        host_parameter=platform.parameter("warehouse_host"),
        secret_parameter=platform.parameter("quicksight_secret_arn"),
        vpc_connection_arn=stack_arn(agency.environment, "quicksight", f"vpcConnection/{platform.warehouse}"),
    )


def _dashboard(agency: Agency, names: StackNames, dataset: Dataset, dashboard: Dashboard) -> DashboardView:
    types = {column.name: quicksight_type(column) for column in dataset.columns}
    table = dataset.shown_table
    source = "quicksight" if table is None else "quicksight_warehouse"
    return DashboardView(
        label=f"{dataset.id}_dashboard",
        data_source=Expression(f"module.{source}.data_source_arn"),
        database=names.processed_database if table is None else names.schema,
        table=dataset.first_id if table is None else table.name,
        name=names.of_dataset(dataset.first_id),
        title=display_name(agency.name, f": {dataset.id.replace('_', ' ')} ({agency.environment.name})"),
        columns=tuple({"name": column, "type": kind} for column, kind in types.items()),
        filters=tuple(column for column in dashboard.filters if types[column] == "STRING"),
        readers=(Expression("module.quicksight_readers.group_arn"), *_named_groups(agency, dataset)),
        refresh=None if dashboard.refresh is None else refresh(dashboard.refresh),
        time_column=dashboard.time_column,
        waits=table is not None,
    )


def _named_groups(agency: Agency, dataset: Dataset) -> tuple[str, ...]:
    """Return the ARNs of the groups that `access:` lets see all of the data set.

    A dashboard hides nothing from whoever opens it: groups that may see less get none.
    """
    where = agency.environment
    groups = f"arn:{where.partition}:quicksight:{where.region}:{where.account_id}:group/default"
    return tuple(
        f"{groups}/{reader.principal}"
        for reader in agency.readers
        if reader.kind == "quicksight_group"
        for read in reader.reads
        if read.dataset == dataset.id and read.columns is None and read.rows is None
    )


def _steps(deployment: Deployment, agency: Agency) -> tuple[str, ...]:
    if not has_group(agency):
        return ()
    group = f"{agency_names(deployment, agency).prefix}-readers"
    by_hand = [
        (
            "Subscribe the account to QuickSight (Enterprise edition) once, in this environment's region and before "
            "the first apply: groups and users live where the subscription is made, and Terraform does not make it."
        ),
    ]
    if _shows_lake(agency):
        by_hand.append(
            "Allow QuickSight, in its security settings, to use Athena, and none of the agency's buckets: Lake "
            "Formation reads there for it, and what it could read itself no grant would hold back."
        )
    by_hand += owner_steps(agency.environment) if any(dataset.dashboard for dataset in agency.datasets) else ()
    if _shows_warehouse(agency):
        by_hand.append(
            "Before dashboards read the warehouse, take the steps of the platform's README about its user "
            f"{QUICKSIGHT_USER}: QuickSight connects as it when the data source is made."
        )
    return (
        *by_hand,
        f"Put the people who may read all that the agency may read into the QuickSight group {group}.",
    )


def _calls(_deployment: Deployment, agency: Agency) -> Iterator[str]:
    yield "quicksight_readers"
    if any(dataset.dashboard for dataset in agency.datasets):
        yield from ("quicksight", "quicksight_dashboard")
    if _shows_warehouse(agency):
        yield "quicksight_warehouse"


def _shows(edge: Edge, _deployment: Deployment, agency: Agency) -> bool:
    return _shows_warehouse(agency) if edge.source == "Redshift" else _shows_lake(agency)


AGENCY = Concern(
    "quicksight.tf",
    "The agency's readers, the folder of its dashboards, and one for each data set that is published there.",
    (
        Output(
            "quicksight_group_name",
            "Name of the QuickSight group whose members read for the agency.",
            "module.quicksight_readers.group_name",
        ),
    ),
    _agency,
    modules=("quicksight", "quicksight_dashboard", "quicksight_readers", "quicksight_warehouse"),
    calls=_calls,
    flow=(Edge("Athena", "QuickSight"), Edge("Redshift", "QuickSight")),
    shows=_shows,
    steps=_steps,
    labels=lambda _deployment, agency: [
        (dataset.id, "{}_dashboard") for dataset in agency.datasets if dataset.dashboard is not None
    ],
)
