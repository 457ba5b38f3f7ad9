"""A table of the warehouse: the procedures that prepare and load it.

Every statement may run again at any time: Terraform repeats one whose SQL has changed, or that AWS has forgotten.
A table is never dropped; a column goes only where the spec says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen import sql
from tfgen.views.warehouse.types import redshift_type

if TYPE_CHECKING:
    from tfgen.model import Dataset, WarehouseTable
    from tfgen.names import StackNames

FIT_COLUMN = "fit_column"
"""Procedure that adds a column where it is missing, and widens one that is narrower: table, column, type."""

REMOVE_COLUMN = "remove_column"
"""Procedure that removes a column where it is: table, column."""

_STAGING = "staging"


def prepare_name(table: WarehouseTable) -> str:
    """Name of the procedure that makes a table what the spec says."""
    return f"prepare_{table.name}"


def load_name(table: WarehouseTable) -> str:
    """Name of the procedure that loads a table."""
    return f"load_{table.name}"


def prepare_procedure(names: StackNames, dataset: Dataset, table: WarehouseTable) -> str:
    """Write the procedure that creates a table, and fits one that exists to the columns of the spec."""
    body = [create_table(names, dataset, table)]
    body += [
        sql.call(names.schema, FIT_COLUMN, table.name, column.name, redshift_type(column.type))
        for column in dataset.columns
    ]
    body += [sql.call(names.schema, REMOVE_COLUMN, table.name, column) for column in removed_columns(dataset, table)]
    return sql.procedure(names.schema, prepare_name(table), body)


def create_table(names: StackNames, dataset: Dataset, table: WarehouseTable) -> str:
    """Write the statement that creates a table where there is none."""
    inside = ",\n".join(f"  {sql.identifier(column.name)} {redshift_type(column.type)}" for column in dataset.columns)
    lines = [f"CREATE TABLE IF NOT EXISTS {sql.qualified(names.schema, table.name)} (\n{inside}\n)"]
    if table.distribution_key is not None:
        lines.append(f"DISTSTYLE KEY DISTKEY ({sql.identifier(table.distribution_key)})")
    if table.sort_key:
        lines.append(f"COMPOUND SORTKEY ({sql.columns(table.sort_key)})")
    return "\n".join(lines)


def removed_columns(dataset: Dataset, table: WarehouseTable) -> tuple[str, ...]:
    """List the columns that leave the table: the spec allows it and has them no more."""
    present = {column.name for column in dataset.columns}
    return tuple(column for column in table.removable_columns if column not in present)


def load_procedure(names: StackNames, dataset: Dataset, table: WarehouseTable) -> str:
    """Write the procedure that loads a table from the processed data, in one transaction.

    It reads through the external schema and not by COPY: COPY finds no columns that are partitions, goes by the
    order of columns, and knows nothing of Lake Formation. With a key, rows of the same key are replaced and all
    others stay but those that lack a part of it; without, the table becomes what the processed data is. One load of
    a table waits for another.
    """
    own = sql.qualified(names.schema, table.name)
    lake = sql.qualified(names.external_schema, dataset.first_id)
    listed = sql.columns(column.name for column in dataset.columns)
    lock = f"LOCK TABLE {own}"
    if not dataset.key:
        body = [lock, f"DELETE FROM {own}", f"INSERT INTO {own} ({listed})\nSELECT {listed}\nFROM {lake}"]
    else:
        staging = sql.identifier(_STAGING)
        names_of_key = [sql.identifier(column) for column in dataset.key]
        same_key = "\n  AND ".join(f"{own}.{name} = {staging}.{name}" for name in names_of_key)
        body = [
            lock,
            f"CREATE TEMPORARY TABLE {staging} (LIKE {own})",
            f"INSERT INTO {staging} ({listed})\nSELECT {listed}\nFROM {lake}",
            f"DELETE FROM {own}\nUSING {staging}\nWHERE {same_key}",
            *_without_key(own, dataset),
            f"INSERT INTO {own} ({listed})\nSELECT {listed}\nFROM {staging}",
            # Not before it is made: the name would then be that of a table of somebody's in the schema `public`.
            f"DROP TABLE {staging}",
        ]
    return sql.procedure(names.schema, load_name(table), body, as_owner=True)


def _without_key(own: str, dataset: Dataset) -> list[str]:
    """Delete the rows without a whole key, which no row of the staging table would ever replace."""
    required = {column.name for column in dataset.columns if column.required}
    missing = [f"{sql.identifier(column)} IS NULL" for column in dataset.key if column not in required]
    return [f"DELETE FROM {own}\nWHERE {' OR '.join(missing)}"] if missing else []
