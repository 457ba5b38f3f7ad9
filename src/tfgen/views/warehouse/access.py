"""Who may read an agency's tables, and who may load them: grants that are made anew whenever they change.

There is a role for each reader, and one for those who may read all. IAM roles of the environment's account come in
as the users that Redshift makes of them; whoever else is to be a reader is given the role by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen import sql
from tfgen.views.warehouse.schemas import REVOKE_READS
from tfgen.views.warehouse.tables import load_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tfgen.model import Agency, Dataset, WarehouseTable
    from tfgen.names import StackNames
    from tfgen.readers import Read, Reader

Published = tuple["Dataset", "WarehouseTable"]
"""A data set and its table."""


def readers_role(schema: str) -> str:
    """Name of the role that may read all of an agency's tables.

    >>> readers_role("dot")
    'dot_readers'
    """
    return f"{schema}_readers"


def reader_role(schema: str, reader: Reader) -> str:
    """Name of a reader's role, which is never that of the readers of all."""
    return f"{schema}_reader_{reader.id}"


QUICKSIGHT_USER = "quicksight_reader"
"""User with which QuickSight comes into the warehouse; no loader is called so, since an agency's id comes first."""


def quicksight_role(schema: str) -> str:
    """Name of the role of what QuickSight shows of an agency; no reader's is called so.

    >>> quicksight_role("dot")
    'dot_quicksight'
    """
    return f"{schema}_quicksight"


def iam_user(role_name: str) -> str:
    """Name of the user that Redshift makes of an IAM role.

    Source: https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html
    """
    return f"IAMR:{role_name}"


def grants(names: StackNames, agency: Agency, published: Sequence[Published], loader: str) -> Iterator[str]:
    """Write the statements that take all grants on the agency's tables back and make those of the spec."""
    schema = names.schema
    everything = _Grantee(readers_role(schema), {dataset.id: None for dataset, _ in published})
    readers = [reader for reader in agency.readers if sees_any(reader, published)]
    yield sql.call(schema, REVOKE_READS)
    for grantee in (everything, *(_grantee(schema, reader) for reader in readers)):
        yield sql.call(schema, "make_role", grantee.role)
        yield from _grants(schema, grantee, published)
    for reader in readers:
        yield from _members(schema, agency, reader)
    yield from _shown(schema, published)
    yield sql.call(schema, "make_user", loader)
    yield _closed(loader)
    yield f"GRANT USAGE ON SCHEMA {sql.identifier(schema)} TO {sql.identifier(loader)}"
    for _, table in published:
        load = sql.qualified(schema, load_name(table))
        yield f"GRANT EXECUTE ON PROCEDURE {load}() TO {sql.identifier(loader)}"


def _closed(loader: str) -> str:
    """Take from everybody the right to make tables in the schema `public`, which a database gives to all its users.

    The schema is every agency's, and stacks are applied side by side: a REVOKE writes the schema's row in the catalog
    also where it changes nothing, and of two at once one fails. So it runs only while a user with no grant of its own
    there, the loader, has the right.
    https://docs.aws.amazon.com/redshift/latest/dg/r_Privileges.html
    """
    public = "public"
    return (
        f"IF has_schema_privilege({sql.string(loader)}, {sql.string(public)}, 'create') THEN\n"
        f"  REVOKE CREATE ON SCHEMA {sql.identifier(public)} FROM PUBLIC;\n"
        "END IF"
    )


def unreadable(agency: Agency, published: Sequence[Published]) -> list[tuple[Reader, Read]]:
    """List what readers do not see in the warehouse: tables of which they may see some rows only."""
    tables = {dataset.id for dataset, _ in published}
    return [
        (reader, read)
        for reader in agency.readers
        for read in reader.reads
        if read.rows is not None and read.dataset in tables
    ]


def sees_any(reader: Reader, published: Sequence[Published]) -> bool:
    """Tell whether a reader sees a table of the warehouse, or columns of one: without any it needs no role there."""
    tables = {dataset.id for dataset, _ in published}
    return any(read.rows is None and read.dataset in tables for read in reader.reads)


def joins_by_hand(agency: Agency, reader: Reader) -> bool:
    """Tell whether it takes an administrator of the warehouse to give a reader its role."""
    return reader.kind != "agency" and (reader.kind != "role" or _user(agency, reader) is None)


class _Grantee(Struct, frozen=True):
    """A role, and by data set the columns that it may read, None for all."""

    role: str
    reads: dict[str, tuple[str, ...] | None]


def _grantee(schema: str, reader: Reader) -> _Grantee:
    # A row filter is Lake Formation's and has no counterpart here: who may see some rows sees none.
    return _Grantee(reader_role(schema, reader), {one.dataset: one.columns for one in reader.reads if one.rows is None})


def _grants(schema: str, grantee: _Grantee, published: Sequence[Published]) -> Iterator[str]:
    role = f"ROLE {sql.identifier(grantee.role)}"
    if any(dataset.id in grantee.reads for dataset, _ in published):
        yield f"GRANT USAGE ON SCHEMA {sql.identifier(schema)} TO {role}"
    for dataset, table in published:
        if dataset.id in grantee.reads:
            seen = grantee.reads[dataset.id]
            what = "SELECT" if seen is None else f"SELECT ({sql.columns(seen)})"
            yield f"GRANT {what} ON {sql.qualified(schema, table.name)} TO {role}"


def _shown(schema: str, published: Sequence[Published]) -> Iterator[str]:
    """Let QuickSight read the tables of its dashboards: whole ones, since a dashboard shows every column."""
    shown = {dataset.id: None for dataset, _ in published if dataset.shown_table is not None}
    if shown:
        grantee = _Grantee(quicksight_role(schema), {**shown})
        yield sql.call(schema, "make_role", grantee.role)
        yield from _grants(schema, grantee, published)
        yield sql.call(schema, "make_user", QUICKSIGHT_USER)
        yield f"GRANT ROLE {sql.identifier(grantee.role)} TO {sql.identifier(QUICKSIGHT_USER)}"


def _members(schema: str, agency: Agency, reader: Reader) -> Iterator[str]:
    role = sql.identifier(reader_role(schema, reader))
    if reader.kind == "agency":
        theirs = readers_role(reader.named_after)
        yield sql.call(schema, "make_role", theirs)
        yield sql.call(schema, "revoke_members", reader_role(schema, reader))
        yield f"GRANT ROLE {role} TO ROLE {sql.identifier(theirs)}"
    elif reader.kind == "role" and (user := _user(agency, reader)) is not None:
        yield sql.call(schema, "make_user", user)
        yield sql.call(schema, "revoke_members", reader_role(schema, reader))
        yield f"GRANT ROLE {role} TO {sql.identifier(user)}"


def _user(agency: Agency, reader: Reader) -> str | None:
    """Name the user of an IAM role; a role of another account has none here, and one of the same name may be there."""
    _, _, _, _, account, resource = reader.principal.split(":", 5)
    return iam_user(resource.rpartition("/")[2]) if account == agency.environment.account_id else None
