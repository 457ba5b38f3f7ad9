"""Every statement for the warehouse is one statement, of the kind that it should be, about what it should be about."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
import redshift_parser
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from specs import REPOSITORY, rendered
from sqlglot import exp

from tfgen import pipeline, sql
from tfgen.model import Column, Dataset, WarehouseTable
from tfgen.names import StackNames, agency_names
from tfgen.views.warehouse import access, schemas, tables
from tfgen.views.warehouse.types import redshift_type, widens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.model import Agency, Deployment

NAMES = StackNames("civic", "dev", "dot", "111122223333")
HEREDOC = re.compile(r"<<-SQL\n(.*?)\n +SQL\n", re.DOTALL)
# The parser takes a backslash before a quote in a name for an escape, which Redshift does not.
ODD = st.text(st.characters(exclude_characters="\0\\", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


@cache
def deployment() -> Deployment:
    found = pipeline.check(REPOSITORY / "agencies.yaml").deployment
    assert found is not None
    return found


def rendered_statements() -> list[str]:
    """Every statement of the reference deployment, as Terraform gets it."""
    files = rendered(REPOSITORY / "agencies.yaml")
    texts = [files[path] for path in files if path.endswith(("/redshift.tf", "/redshift_schema.tf"))]
    found = [match[1] for text in texts if isinstance(text, bytes) for match in HEREDOC.finditer(text.decode())]
    assert len(found) > 40
    return ["\n".join(line.strip() for line in one.splitlines()) for one in found]


def in_dev(agency: str) -> Agency:
    return next(one for one in deployment().agencies_of("dev") if one.id == agency)


def dataset(columns: tuple[Column, ...], key: tuple[str, ...] = (), table: WarehouseTable | None = None) -> Dataset:
    like = in_dev("dot").datasets[0]
    values = {name: getattr(like, name) for name in Dataset.__struct_fields__}
    return Dataset(**{**values, "columns": columns, "key": key, "table": table})


@pytest.mark.parametrize("name", ["dot", 'a"b', "a b", "select", "Ünï", 'x"; DROP TABLE t; --'])
def test_identifiers_come_back_as_they_were(name: str) -> None:
    table = redshift_parser.parse(f"DROP TABLE {sql.qualified('s', name)}").find(exp.Table)
    assert table is not None
    assert (table.db, table.name) == ("s", name)


@given(ODD)
def test_any_identifier_comes_back_as_it_was(name: str) -> None:
    assert redshift_parser.words(sql.identifier(name)) == [name]


@given(TEXT)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert redshift_parser.call(f"CALL {sql.qualified('s', 'p')}({sql.string(text)})").arguments == (text,)


@pytest.mark.parametrize("name", ["", "a\0b", "é" * 64])
def test_what_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        sql.identifier(name)


def test_string_with_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        sql.string("\0")


def test_body_that_would_end_early_is_refused() -> None:
    with pytest.raises(ValueError, match="would end it"):
        sql.procedure("dot", "p", [sql.call("dot", "make_role", "$$ LANGUAGE plpgsql; DROP SCHEMA dot; --")])


def kind(statement: str) -> str:
    """Say what a statement does, after having it parsed."""
    first = statement.split(maxsplit=1)[0]
    assigned = re.fullmatch(r"new_\w+ := (.+)", statement)
    if assigned:
        redshift_parser.parse(f"SELECT {assigned[1]}")
        return "assignment"
    if first == "CALL":
        redshift_parser.call(statement)
    elif first not in {"LOCK", "EXECUTE"} and not re.match(r"(GRANT|REVOKE) ROLE |CREATE EXTERNAL", statement):
        # The variables of a procedure are no part of the query.
        parsed = redshift_parser.parse(
            re.sub(r" INTO \w+(, \w+)*\n", "\n", statement) if first == "SELECT" else statement
        )
        assert not isinstance(parsed, exp.Command), statement
    redshift_parser.words(statement)
    return first


def test_statements_of_the_reference_deployment_are_parsed_one_by_one() -> None:
    kinds = set()
    for statement in rendered_statements():
        kinds.add(kind(statement))
        assert len(statement.encode()) < sql.LONGEST_STATEMENT
        if " PROCEDURE " in statement:
            kinds |= {kind(inside) for inside in redshift_parser.statements(statement)}
    assert kinds == {
        *("CALL", "CREATE", "DELETE", "DROP", "EXECUTE", "GRANT", "INSERT", "LOCK", "REVOKE", "SELECT", "assignment")
    }


def table_of(statement: str) -> tuple[str, str]:
    found = redshift_parser.parse(statement).find(exp.Table)
    assert found is not None
    return found.db, found.name


@st.composite
def odd_datasets(draw: st.DrawFn) -> Dataset:
    columns = tuple(
        Column(
            name, draw(st.sampled_from(["string", "int", "decimal(12,4)", "date", "binary"])), None, draw(st.booleans())
        )
        for name in draw(st.lists(ODD, min_size=1, max_size=4, unique=True))
    )
    names = [column.name for column in columns]
    table = WarehouseTable(
        name=draw(ODD),
        schedule=None,
        distribution_key=draw(st.sampled_from([None, *names])),
        sort_key=tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))),
        removable_columns=(draw(ODD),),
    )
    return dataset(columns, tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))), table)


@given(odd_datasets())
def test_table_is_made_with_the_very_names_of_the_spec(found: Dataset) -> None:
    table = found.table
    assert table is not None
    assume("$$" not in repr(found))
    create, *calls = redshift_parser.statements(tables.prepare_procedure(NAMES, found, table))
    parsed = redshift_parser.parse(create)
    assert isinstance(parsed, exp.Create)
    assert parsed.args["exists"]
    assert table_of(create) == ("dot", table.name)
    assert [one.name for one in parsed.find_all(exp.ColumnDef)] == [column.name for column in found.columns]
    fitted = [
        redshift_parser.Call("dot", "fit_column", (table.name, column.name, redshift_type(column.type)))
        for column in found.columns
    ]
    gone = [
        redshift_parser.Call("dot", "remove_column", (table.name, one)) for one in tables.removed_columns(found, table)
    ]
    assert [redshift_parser.call(one) for one in calls] == fitted + gone


@given(odd_datasets())
def test_load_touches_its_own_table_and_reads_the_agency_s_lake(found: Dataset) -> None:
    table = found.table
    assert table is not None
    assume("$$" not in repr(found))
    load = tables.load_procedure(NAMES, found, table)
    assert load.endswith("SECURITY DEFINER")
    lock, *rest = redshift_parser.statements(load)
    assert redshift_parser.words(lock) == ["LOCK", "TABLE", "dot", ".", table.name]
    touched = {(one.db, one.name) for text in rest for one in redshift_parser.parse(text).find_all(exp.Table)}
    assert touched == {("dot", table.name), ("dot_lake", found.id)} | ({("", "staging")} if found.key else set())
    kinds = [text.split()[0] for text in rest]
    nullable = {column.name for column in found.columns if not column.required} & set(found.key)
    if found.key:
        assert kinds == ["CREATE", "INSERT", "DELETE", *(["DELETE"] if nullable else []), "INSERT", "DROP"]
    else:
        assert kinds == ["DELETE", "INSERT"]


def test_load_compares_whole_keys() -> None:
    columns = (Column("a", "int", None, required=True), Column("b", "int", None, required=False))
    table = WarehouseTable("t", None, None, (), ())
    load = tables.load_procedure(NAMES, dataset(columns, ("a", "b"), table), table)
    deletes = [one for one in redshift_parser.statements(load) if one.startswith("DELETE")]
    assert 'WHERE "dot"."t"."a" = "staging"."a"\n    AND "dot"."t"."b" = "staging"."b"' in deletes[0]
    assert deletes[1].endswith('WHERE "b" IS NULL')


@given(ODD, ODD)
def test_helpers_execute_one_statement_about_the_very_names(table: str, column: str) -> None:
    helpers = schemas.helper_procedures(NAMES)
    values = {
        "in_table": table,
        "in_column": column,
        "in_type": "character varying(40)",
        "in_name": table,
        "grantee.identity_name": table,
        "grantee.relation_name": table,
        "grantee.column_name": column,
        "member.name": column,
    }
    ran = {name: list(redshift_parser.executed(text, values)) for name, text in helpers.items()}
    wider = f"{column}__wider"
    alter = ["ALTER", "TABLE", "dot", ".", table]
    kinds = ["CHARACTER VARYING", "(", "40", ")"]
    assert [redshift_parser.words(one) for one in ran["fit_column"]] == [
        [*alter, "ADD", "COLUMN", column, *kinds],
        [*alter, "ADD", "COLUMN", wider, *kinds],
        ["UPDATE", "dot", ".", table, "SET", wider, "=", column],
        [*alter, "DROP", "COLUMN", column],
        [*alter, "RENAME", "COLUMN", wider, "TO", column],
    ]
    assert [redshift_parser.words(one) for one in ran["remove_column"]] == [[*alter, "DROP", "COLUMN", column]]
    assert [redshift_parser.words(one) for one in ran["make_role"]] == [["CREATE", "ROLE", table]]
    assert [redshift_parser.words(one) for one in ran["make_user"]] == [
        ["CREATE", "USER", table, "PASSWORD", "DISABLE"]
    ]
    assert [redshift_parser.words(one) for one in ran["revoke_members"]] == [
        ["REVOKE", "ROLE", table, "FROM", column],
        ["REVOKE", "ROLE", table, "FROM", "ROLE", column],
    ]
    assert [redshift_parser.words(one)[:2] for one in ran["revoke_reads"]] == [["REVOKE", "ALL"]] * 2 + [
        ["REVOKE", "SELECT"]
    ]


def grants_of(agency: str, **changes: object) -> list[str]:
    """The statements for an agency in dev, all of whose readers have these changes."""
    found = in_dev(agency)
    found = replace(found, readers=tuple(replace(reader, **changes) for reader in found.readers))
    published = [(one, one.table) for one in found.datasets if one.table is not None]
    return list(access.grants(agency_names(deployment(), found), found, published, "the_loader"))


def test_readers_get_what_the_spec_says_and_no_more() -> None:
    found = grants_of("dot")
    assert found[0] == 'CALL "dot"."revoke_reads"()'
    planners = [one for one in found if one.startswith("GRANT SELECT") and "health_planners" in one]
    seen, role = '"site_id", "counted_at", "vehicles"', '"dot_reader_health_planners"'
    assert planners == [f'GRANT SELECT ({seen}) ON "dot"."traffic_counts" TO ROLE {role}']
    assert 'GRANT ROLE "dot_reader_health_planners" TO ROLE "doh_readers"' in found


def test_reader_loses_the_schema_with_the_last_table_of_what_it_reads() -> None:
    found = in_dev("dot")
    published = [(one, one.table) for one in found.datasets if one.table is not None and one.id != "traffic_counts"]
    assert published
    made = list(access.grants(agency_names(deployment(), found), found, published, "the_loader"))
    assert made[0] == 'CALL "dot"."revoke_reads"()', "what it had is taken away first"
    assert not [one for one in made if " ON " in one and "health_planners" in one]


def test_reader_of_some_rows_gets_nothing_but_a_note() -> None:
    assert not any("epidemiology" in one for one in grants_of("doh"))
    agency = in_dev("doh")
    published = [(one, one.table) for one in agency.datasets if one.table is not None]
    assert [(reader.id, read.dataset) for reader, read in access.unreadable(agency, published)] == [
        ("epidemiology_rehearsal", "lab_results")
    ]
    readme = rendered(REPOSITORY / "agencies.yaml")["stacks/dev/doh/README.md"]
    assert isinstance(readme, bytes)
    assert b"doh_reader_" not in readme


def test_role_of_another_account_is_not_taken_for_one_of_the_same_name() -> None:
    whole = tuple(replace(read, rows=None) for read in in_dev("doh").readers[0].reads)
    assert any("IAMR:epidemiology" in one for one in grants_of("doh", reads=whole))
    elsewhere = grants_of("doh", reads=whole, principal="arn:aws:iam::444455556666:role/epidemiology")
    assert any("doh_reader_epidemiology" in one for one in elsewhere)
    assert not any("IAMR:epidemiology" in one for one in elsewhere)


def test_quicksight_reads_the_tables_of_dashboards_on_the_warehouse_alone() -> None:
    found = [one for one in grants_of("doh") if "quicksight" in one]
    assert found == [
        """CALL "doh"."make_role"('doh_quicksight')""",
        'GRANT USAGE ON SCHEMA "doh" TO ROLE "doh_quicksight"',
        'GRANT SELECT ON "doh"."lab_results" TO ROLE "doh_quicksight"',
        """CALL "doh"."make_user"('quicksight_reader')""",
        'GRANT ROLE "doh_quicksight" TO "quicksight_reader"',
    ]
    assert not [one for one in grants_of("dot") if "quicksight" in one]


@pytest.mark.parametrize("agency", ["dot", "doh"])
def test_nobody_makes_tables_in_the_schema_public(agency: str) -> None:
    found = grants_of(agency)
    (closed,) = [one for one in found if "PUBLIC" in one]
    condition, statement, end = closed.splitlines()
    asked = redshift_parser.parse(f"SELECT {condition.removeprefix('IF ').removesuffix(' THEN')}").find(exp.Anonymous)
    assert asked is not None
    assert asked.name == "has_schema_privilege"
    assert [one.this for one in asked.expressions] == ["the_loader", "public", "create"]
    revoked = redshift_parser.parse(statement.strip().removesuffix(";"))
    assert isinstance(revoked, exp.Revoke)
    assert redshift_parser.words(revoked.sql("redshift")) == [
        *("REVOKE", "CREATE", "ON", "SCHEMA", "public", "FROM", "PUBLIC")
    ]
    assert end == "END IF"
    assert found.index(f"""CALL "{agency}"."make_user"('the_loader')""") < found.index(closed), "asked of a user"


def test_loader_may_call_the_loads_and_nothing_else() -> None:
    assert [one for one in grants_of("dot") if one.endswith('TO "the_loader"')] == [
        'GRANT USAGE ON SCHEMA "dot" TO "the_loader"',
        'GRANT EXECUTE ON PROCEDURE "dot"."load_road_works"() TO "the_loader"',
        'GRANT EXECUTE ON PROCEDURE "dot"."load_traffic_counts"() TO "the_loader"',
    ]


@pytest.mark.parametrize(
    ("hive", "redshift"),
    [
        ("string", "character varying(65535)"),
        ("varchar(20000)", "character varying(65535)"),
        ("char(3)", "character varying(12)"),
        ("tinyint", "smallint"),
        ("float", "real"),
        ("double", "double precision"),
        ("decimal(38, 10)", "numeric(38,10)"),
        ("binary", "varbyte(1024000)"),
    ],
)
def test_types_are_those_of_redshift(hive: str, redshift: str) -> None:
    assert redshift_type(hive) == redshift
    parsed = redshift_parser.parse(f"CREATE TABLE t (c {redshift})")
    assert parsed.find(exp.DataType) is not None


def test_type_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no type"):
        redshift_type("map<string,int>")


def pairs() -> Iterator[tuple[str, str]]:
    kinds = ["string", "varchar(10)", "tinyint", "smallint", "int", "bigint", "float", "double", "date"]
    kinds += ["decimal(5,2)", "decimal(6,3)", "decimal(6,2)", "decimal(5,3)"]
    yield from ((redshift_type(old), redshift_type(new)) for old in kinds for new in kinds)


def test_nothing_widens_into_what_widens_into_it() -> None:
    assert not any(widens(old, new) and widens(new, old) for old, new in pairs())
    assert {(old, new) for old, new in pairs() if widens(old, new)} == {
        ("smallint", "integer"),
        ("smallint", "bigint"),
        ("integer", "bigint"),
        ("real", "double precision"),
        ("character varying(40)", "character varying(65535)"),
        ("numeric(5,2)", "numeric(6,3)"),
        ("numeric(5,2)", "numeric(6,2)"),
        ("numeric(5,3)", "numeric(6,3)"),
    }
