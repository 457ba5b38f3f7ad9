"""An agency's two schemas, and the procedures that its tables and grants are made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen import sql
from tfgen.views.warehouse.tables import FIT_COLUMN, REMOVE_COLUMN
from tfgen.views.warehouse.types import NARROWER

if TYPE_CHECKING:
    from tfgen.names import StackNames

REVOKE_READS = "revoke_reads"
"""Name of the procedure that takes all reads of an agency's tables back; it stays when the agency's stack goes."""

_NAME = "varchar(128)"
_WIDENED = "\n  OR ".join(
    f"(old_type = {sql.string(old)} AND in_type = {sql.string(new)})"
    for new, narrower in NARROWER.items()
    for old in narrower
)


def create_schema(names: StackNames) -> str:
    """Write the statement that creates the schema of the agency's tables."""
    return f"CREATE SCHEMA IF NOT EXISTS {sql.identifier(names.schema)}"


def create_external_schema(names: StackNames, role_arns: tuple[str, str]) -> str:
    """Write the statement that creates the schema over the agency's Glue database.

    The warehouse has the first role and, as it, assumes the second, which alone may read the agency's data:
    https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service.html#authorizing-redshift-service-chaining-roles
    """
    return "\n".join(
        (
            f"CREATE EXTERNAL SCHEMA IF NOT EXISTS {sql.identifier(names.external_schema)}",
            f"FROM DATA CATALOG DATABASE {sql.string(names.processed_database)}",
            f"IAM_ROLE {sql.string(','.join(role_arns))}",
        )
    )


def helper_procedures(names: StackNames) -> dict[str, str]:
    """Write the procedures that do what Redshift has no IF NOT EXISTS for, by name."""
    return {
        FIT_COLUMN: _fit_column(names.schema),
        "make_role": _make_role(names.schema),
        "make_user": _make_user(names.schema),
        REMOVE_COLUMN: _remove_column(names.schema),
        "revoke_members": _revoke_members(names.schema),
        REVOKE_READS: _revoke_reads(names.schema),
    }


def _fit_column(schema: str) -> str:
    """Add a column, or widen it by a column beside it: Redshift widens text only, and that not in a transaction.

    https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
    """
    table = f"'ALTER TABLE {sql.identifier(schema)}.' || quote_ident(in_table)"
    update = f"'UPDATE {sql.identifier(schema)}.' || quote_ident(in_table)"
    column, wider = "quote_ident(in_column)", "quote_ident(in_column || '__wider')"
    return sql.procedure(
        schema,
        FIT_COLUMN,
        [
            (
                "SELECT data_type, character_maximum_length, numeric_precision, numeric_scale"
                f" INTO old_type, old_length, old_precision, old_scale\n{_where(schema)}"
            ),
            (
                "IF in_type LIKE 'character varying(%' THEN\n"
                "  new_length := CAST(split_part(split_part(in_type, '(', 2), ')', 1) AS integer);\n"
                "ELSIF in_type LIKE 'numeric(%' THEN\n"
                "  new_precision := CAST(split_part(split_part(in_type, '(', 2), ',', 1) AS integer);\n"
                "  new_scale := CAST(split_part(split_part(in_type, ',', 2), ')', 1) AS integer);\n"
                "END IF"
            ),
            (
                f"IF old_type IS NULL THEN\n"
                f"  EXECUTE {table} || ' ADD COLUMN ' || {column} || ' ' || in_type;\n"
                f"ELSIF {_WIDENED}\n"
                "  OR (old_type = 'character varying' AND old_length < new_length)\n"
                "  OR (old_type = 'numeric' AND old_scale <= new_scale\n"
                "    AND old_precision - old_scale <= new_precision - new_scale\n"
                "    AND old_precision < new_precision) THEN\n"
                f"  EXECUTE {table} || ' ADD COLUMN ' || {wider} || ' ' || in_type;\n"
                f"  EXECUTE {update} || ' SET ' || {wider} || ' = ' || {column};\n"
                f"  EXECUTE {table} || ' DROP COLUMN ' || {column};\n"
                f"  EXECUTE {table} || ' RENAME COLUMN ' || {wider} || ' TO ' || {column};\n"
                "END IF"
            ),
        ],
        parameters=[("in_table", _NAME), ("in_column", _NAME), ("in_type", _NAME)],
        variables=[
            ("old_type", _NAME),
            *((f"{age}_{part}", "integer") for part in ("length", "precision", "scale") for age in ("old", "new")),
        ],
    )


def _remove_column(schema: str) -> str:
    return sql.procedure(
        schema,
        REMOVE_COLUMN,
        [
            f"SELECT count(*) INTO found\n{_where(schema)}",
            (
                "IF found > 0 THEN\n"
                f"  EXECUTE 'ALTER TABLE {sql.identifier(schema)}.' || quote_ident(in_table)\n"
                "    || ' DROP COLUMN ' || quote_ident(in_column);\n"
                "END IF"
            ),
        ],
        parameters=[("in_table", _NAME), ("in_column", _NAME)],
        variables=[("found", "integer")],
    )


def _make_role(schema: str) -> str:
    return _make(schema, "make_role", "svv_roles", "role_name", "'CREATE ROLE ' || quote_ident(in_name)")


def _make_user(schema: str) -> str:
    """Users come in with credentials of IAM, never with a password."""
    create = "'CREATE USER ' || quote_ident(in_name) || ' PASSWORD DISABLE'"
    return _make(schema, "make_user", "pg_user", "usename", create)


def _make(schema: str, name: str, view: str, column: str, create: str) -> str:
    return sql.procedure(
        schema,
        name,
        [
            f"SELECT count(*) INTO found\nFROM {view}\nWHERE {column} = in_name",
            f"IF found = 0 THEN\n  EXECUTE {create};\nEND IF",
        ],
        parameters=[("in_name", _NAME)],
        variables=[("found", "integer")],
    )


def _revoke_members(schema: str) -> str:
    """Take a role away from every user and role that has it."""
    loops = [
        f"FOR member IN\n"
        f"  SELECT DISTINCT {column} AS name\n"
        f"  FROM {view}\n"
        f"  WHERE {role} = in_name\n"
        "LOOP\n"
        f"  EXECUTE 'REVOKE ROLE ' || quote_ident(in_name) || ' FROM {kind}' || quote_ident(member.name);\n"
        "END LOOP"
        for view, column, role, kind in (
            ("svv_user_grants", "user_name", "role_name", ""),
            ("svv_role_grants", "role_name", "granted_role_name", "ROLE "),
        )
    ]
    return sql.procedure(
        schema, "revoke_members", loops, parameters=[("in_name", _NAME)], variables=[("member", "record")]
    )


def _revoke_reads(schema: str) -> str:
    """Take all that roles may read away from them, whoever granted it: grants on columns outlive those on tables."""
    identity = "quote_ident(grantee.identity_name)"
    of_schema = f"namespace_name = {sql.string(schema)} AND identity_type = 'role'"
    return sql.procedure(
        schema,
        REVOKE_READS,
        [
            (
                "FOR grantee IN\n"
                "  SELECT DISTINCT identity_name\n"
                "  FROM svv_schema_privileges\n"
                f"  WHERE {of_schema}\n"
                "LOOP\n"
                f"  EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA {sql.identifier(schema)} FROM ROLE ' || {identity};\n"
                f"  EXECUTE 'REVOKE ALL ON SCHEMA {sql.identifier(schema)} FROM ROLE ' || {identity};\n"
                "END LOOP"
            ),
            (
                "FOR grantee IN\n"
                "  SELECT relation_name, column_name, identity_name\n"
                "  FROM svv_column_privileges\n"
                f"  WHERE {of_schema}\n"
                "LOOP\n"
                "  EXECUTE 'REVOKE SELECT (' || quote_ident(grantee.column_name) || ')'\n"
                f"    || ' ON {sql.identifier(schema)}.' || quote_ident(grantee.relation_name)\n"
                f"    || ' FROM ROLE ' || {identity};\n"
                "END LOOP"
            ),
        ],
        variables=[("grantee", "record")],
    )


def _where(schema: str) -> str:
    return (
        "FROM svv_columns\n"
        f"WHERE table_schema = {sql.string(schema)} AND table_name = in_table AND column_name = in_column"
    )
