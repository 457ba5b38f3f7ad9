"""Who may read which table of an agency, as the row of grants that Lake Formation gets, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.hcl import Expression, template
from tfgen.names import StackNames, agency_names
from tfgen.readers import Read
from tfgen.views.arns import iam_arn, stack_arn
from tfgen.views.remembered import remembered_of_both

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tfgen.model import Agency, Dataset, Deployment, Environment
    from tfgen.readers import Reader
    from tfgen.views.facts import Arguments

READERS = "readers"
"""Purpose, in its name, of the QuickSight group of an agency's own readers."""
SPECTRUM = "spectrum"
"""Purpose, in its name, of the role with which the warehouse reads an agency's catalog."""

_PRINCIPAL = "lakeformation_reader"


class Grantee(Struct, frozen=True):
    """Somebody who reads: a name in the stack, a principal of Lake Formation, and what waits for whom.

    `principal` is HCL; `made_by` is the module of this stack that makes the principal, if one does. A grantable
    grant is one that another account hands on to its own roles.
    """

    name: str
    principal: Expression
    reads: tuple[Read, ...]
    grantable: bool = False
    made_by: str | None = None


class Grant(Struct, frozen=True):
    """One call of a module, which comes after all of `after`."""

    label: str
    module: str
    arguments: Arguments
    after: tuple[Expression, ...]

    @property
    def source(self) -> str:
        """Path of the module from a stack."""
        return f"../../../modules/{self.module}"


@remembered_of_both
def grantees(deployment: Deployment, agency: Agency) -> tuple[Grantee, ...]:
    """List who reads the agency's tables: those of `access`, its dashboards' own readers, and its warehouse.

    An agency that is a reader is left out where it is not deployed, or has no group. No name of a reader in
    `access` has a hyphen, so those of the agency's own are never taken.
    """
    return tuple(_grantees(deployment, agency))


def _grantees(deployment: Deployment, agency: Agency) -> Iterator[Grantee]:
    names = agency_names(deployment, agency)
    for reader in agency.readers:
        principal = _principal(deployment, agency, reader)
        if principal is not None:
            yield Grantee(reader.id, principal, reader.reads, grantable=reader.kind == "account")
    # What a dashboard takes from the warehouse is granted there.
    shown = _whole(d for d in agency.datasets if d.dashboard is not None and d.dashboard.source == "athena")
    if shown:
        group = _quicksight_group(agency, names.named(READERS))
        yield Grantee("dashboard-readers", group, shown, made_by="quicksight_readers")
        owner = owner_arn(agency.environment)
        if owner is not None:
            yield Grantee("dashboard-owner", owner, shown)
    loaded = _whole(dataset for dataset in agency.datasets if dataset.table is not None)
    if loaded:
        role = iam_arn(agency.environment, f"role/{names.role(SPECTRUM)}")
        yield Grantee("spectrum-role", role, loaded, made_by="spectrum_role")


def reading_agency(deployment: Deployment, agency: Agency, reader: Reader) -> Agency | None:
    """Find the agency that a reader is, in the environment of the one that it reads; None where it is not deployed."""
    environment = agency.environment.name
    is_there = reader.principal in deployment.agency_ids[environment]
    return deployment.agency(environment, reader.principal) if is_there else None


def has_group(agency: Agency) -> bool:
    """Whether an agency's readers have a group in QuickSight: where its environment uses that for errors, all have.

    Elsewhere the group comes with the first dashboard: nobody is made to subscribe to QuickSight.
    """
    return agency.environment.errors.dashboard or any(dataset.dashboard is not None for dataset in agency.datasets)


def grants(deployment: Deployment, agency: Agency) -> tuple[Grant, ...]:
    """Order all grants in one row: Lake Formation refuses some that run side by side, and so each waits for the last.

    The provider tries again when Lake Formation answers ConcurrentModificationException, for two minutes when it
    grants and for half a minute only when it revokes; a row has nothing to try again, and also holds backwards.
    Sources: https://docs.aws.amazon.com/lake-formation/latest/dg/troubleshooting.html and the provider's
    internal/service/lakeformation/permissions.go.
    """
    names = agency_names(deployment, agency)
    row: list[Grant] = []
    described: set[str] = set()
    for grantee in grantees(deployment, agency):
        made_by = [grantee.made_by] if grantee.made_by else []
        to: Arguments = (("grantable", True),) if grantee.grantable else ()
        # Two readers can be one principal; a grant that two resources hold goes when either of them does.
        if grantee.principal.text not in described:
            described.add(grantee.principal.text)
            own: Arguments = (("database", names.processed_database), *to, ("principal", grantee.principal))
            _append(row, f"{grantee.name}-reads", _PRINCIPAL, own, made_by)
        for read in grantee.reads:
            label = f"{grantee.name}-reads-{read.dataset}"
            _append(row, label, _module(read), _read(agency, names, grantee, read), [f"{read.dataset}_pipeline"])
    return tuple(row)


def modules_of_grants(deployment: Deployment, agency: Agency) -> Iterator[str]:
    """Name the modules that make the grants."""
    for grantee in grantees(deployment, agency):
        yield _PRINCIPAL
        yield from map(_module, grantee.reads)


def _append(row: list[Grant], label: str, module: str, arguments: Arguments, made_by: Iterable[str]) -> None:
    before = row[-1].label if row else "lakeformation"
    after = tuple(Expression(f"module.{name}") for name in (before, *made_by))
    row.append(Grant(label, module, tuple(sorted(arguments)), after))


def _module(read: Read) -> str:
    if read.rows is not None:
        return "lakeformation_cells"
    return "lakeformation_table" if read.columns is None else "lakeformation_columns"


def _read(agency: Agency, names: StackNames, grantee: Grantee, read: Read) -> Arguments:
    """Give the arguments of the module for a read."""
    (dataset,) = (dataset for dataset in agency.datasets if dataset.id == read.dataset)
    arguments: Arguments = (
        ("database", names.processed_database),
        *((("grantable", True),) if grantee.grantable else ()),
        ("principal", grantee.principal),
        ("table", dataset.first_id),
    )
    if read.rows is not None:
        # With a filter of rows all columns are named as well: then one kind of filter is enough.
        seen = read.columns or tuple(column.name for column in dataset.columns)
        cells = (("account_id", Expression("var.account_id")), ("name", grantee.name), ("rows", read.rows))
        return (*arguments, *cells, ("columns", seen))
    return arguments if read.columns is None else (*arguments, ("columns", read.columns))


def _principal(deployment: Deployment, agency: Agency, reader: Reader) -> Expression | None:
    if reader.kind == "agency":
        other = reading_agency(deployment, agency, reader)
        if other is None or not has_group(other):
            return None
        return _quicksight_group(agency, agency_names(deployment, other).named(READERS))
    if reader.kind == "quicksight_group":
        return _quicksight_group(agency, reader.principal)
    return template(reader.principal)


def owner_arn(environment: Environment) -> Expression | None:
    """Return the ARN of the user who owns an environment's dashboards, None without one.

    A data set asks Lake Formation as its owner:
    https://docs.aws.amazon.com/quicksight/latest/user/lake-formation.html
    """
    if environment.quicksight_owner is None:
        return None
    return stack_arn(environment, "quicksight", f"user/default/{environment.quicksight_owner}")


def owner_steps(environment: Environment) -> tuple[str, ...]:
    """Say what an environment's dashboards need of people to have an owner."""
    owner = environment.quicksight_owner
    if owner is None:
        step = (
            "Let an author of QuickSight who may read the tables own the data sets before people open dashboards: what "
            "has no owner asks Lake Formation as nobody. `quicksight.owner` of the environment names one for good."
        )
    else:
        step = (
            f"Make {owner} an author in QuickSight before the first apply: data sets are that user's, and ask Lake "
            "Formation as that user."
        )
    return (step,)


def _quicksight_group(agency: Agency, name: str) -> Expression:
    return stack_arn(agency.environment, "quicksight", f"group/default/{name}")


def _whole(datasets: Iterable[Dataset]) -> tuple[Read, ...]:
    return tuple(Read(dataset.id, None, None) for dataset in datasets)
