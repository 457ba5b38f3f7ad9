"""The extension for Lake Formation: grants and data cells filters, in the shapes of AWS's own service model."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from tfgen.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGION = "us-east-1"
ACCOUNT = "111122223333"
ANALYSTS = {"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:role/analysts"}
OTHERS = {"DataLakePrincipalIdentifier": f"arn:aws:iam::{ACCOUNT}:role/others"}
ROADS = {"Table": {"DatabaseName": "dot", "Name": "roads"}}
ALL_OF_DOT = {"Table": {"DatabaseName": "dot", "TableWildcard": {}}}
COLUMNS = {"TableWithColumns": {"DatabaseName": "dot", "Name": "roads", "ColumnNames": ["road", "lanes"]}}
CELLS = {"TableCatalogId": ACCOUNT, "DatabaseName": "dot", "TableName": "roads", "Name": "analysts"}
FILTER = {**CELLS, "ColumnNames": ["road"], "RowFilter": {"FilterExpression": "road = 'I-5'"}}

Client = Any


def client(emulator: Emulator) -> Client:
    credentials = emulator.credentials(ACCOUNT, region=REGION, partition="aws")
    return emulator.client("lakeformation", region=REGION, credentials=credentials)


@pytest.fixture
def stock() -> Iterator[Client]:
    with Emulator(extensions=()) as emulator:
        yield client(emulator)


@pytest.fixture
def extended() -> Iterator[Client]:
    with Emulator() as emulator:
        catalog(emulator)
        yield client(emulator)


def catalog(emulator: Emulator) -> None:
    """Make the database and the table that the tests grant on: what is not there can be granted to nobody."""
    credentials = emulator.credentials(ACCOUNT, region=REGION, partition="aws")
    glue = emulator.client("glue", region=REGION, credentials=credentials)
    glue.create_database(DatabaseInput={"Name": "dot"})
    glue.create_table(DatabaseName="dot", TableInput={"Name": "roads"})


def grants(lake: Client, resource: dict[str, Any], principal: dict[str, str] = ANALYSTS) -> list[tuple[str, list[str]]]:
    """Give what is granted to somebody on a table, whole or in part: the kind of resource and the permissions."""
    answer = lake.list_permissions(Principal=principal, Resource=resource)
    answer.pop("ResponseMetadata")
    assert_shape("ListPermissions", answer)
    return sorted(
        (next(iter(one["Resource"])), one["Permissions"] + [f"+{p}" for p in one["PermissionsWithGrantOption"]])
        for one in answer["PrincipalResourcePermissions"]
    )


def assert_shape(operation: str, answer: dict[str, Any]) -> None:
    """Check an answer against the service model: every member known, and of the right type."""
    model = botocore.session.get_session().get_service_model("lakeformation")
    report = ParamValidator().validate(answer, model.operation_model(operation).output_shape)
    assert not report.has_errors(), report.generate_report()


def refused(call: Callable[[], object]) -> tuple[str, str]:
    """Give code and message of a call that fails."""
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def test_select_is_listed_apart_from_what_else_a_table_allows(extended: Client) -> None:
    extended.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["DESCRIBE", "SELECT"])

    assert grants(extended, ROADS) == [("Table", ["DESCRIBE"]), ("TableWithColumns", ["SELECT"])]
    assert grants(extended, ROADS, OTHERS) == []


def test_all_tables_and_one_table_are_told_apart(extended: Client) -> None:
    extended.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["DESCRIBE"])
    extended.grant_permissions(Principal=ANALYSTS, Resource=ALL_OF_DOT, Permissions=["ALTER", "SELECT"])

    assert grants(extended, ROADS) == [("Table", ["DESCRIBE"])]
    assert grants(extended, ALL_OF_DOT) == [("Table", ["ALTER"]), ("TableWithColumns", ["SELECT"])]
    (table,) = [
        one["Resource"]["Table"]
        for one in extended.list_permissions(Principal=ANALYSTS, Resource=ALL_OF_DOT)["PrincipalResourcePermissions"]
        if "Table" in one["Resource"]
    ]
    assert table == {"CatalogId": ACCOUNT, "DatabaseName": "dot", "Name": "ALL_TABLES", "TableWildcard": {}}


def test_columns_are_listed_with_their_table(extended: Client) -> None:
    extended.grant_permissions(Principal=ANALYSTS, Resource=COLUMNS, Permissions=["SELECT"])

    (found,) = extended.list_permissions(Principal=ANALYSTS, Resource=ROADS)["PrincipalResourcePermissions"]
    assert sorted(found["Resource"]["TableWithColumns"]["ColumnNames"]) == ["lanes", "road"]


def test_what_may_be_granted_on_is_listed_and_revoked_with_it(extended: Client) -> None:
    both: dict[str, Any] = {"Permissions": ["SELECT"], "PermissionsWithGrantOption": ["SELECT"]}
    account = {"DataLakePrincipalIdentifier": "444455556666"}
    extended.grant_permissions(Principal=account, Resource=ROADS, **both)
    assert grants(extended, ROADS, account) == [("TableWithColumns", ["SELECT", "+SELECT"])]

    extended.revoke_permissions(Principal=account, Resource=ROADS, **both)
    assert grants(extended, ROADS, account) == []


@pytest.mark.parametrize(
    "resource",
    [
        ROADS,
        ALL_OF_DOT,
        COLUMNS,
        {"Database": {"Name": "dot"}},
        {"DataLocation": {"ResourceArn": "arn:aws:s3:::dot/data"}},
        {"DataCellsFilter": CELLS},
    ],
    ids=lambda resource: next(iter(resource)),
)
def test_what_is_revoked_twice_is_refused_in_the_words_that_the_provider_waits_for(
    extended: Client, resource: dict[str, Any]
) -> None:
    call = {"Principal": ANALYSTS, "Resource": resource, "Permissions": ["SELECT"]}
    extended.grant_permissions(**call)
    extended.revoke_permissions(**call)

    code, message = refused(lambda: extended.revoke_permissions(**call))
    assert code == "InvalidInputException"
    assert message.startswith("No permissions revoked. Grantee has no")


def test_revoking_one_permission_leaves_the_others(extended: Client) -> None:
    extended.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["ALTER", "DESCRIBE", "SELECT"])
    extended.revoke_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["ALTER", "SELECT"])

    assert grants(extended, ROADS) == [("Table", ["DESCRIBE"])]


def test_grants_are_listed_by_type_of_resource(extended: Client) -> None:
    database = {"Database": {"Name": "dot"}}
    extended.grant_permissions(Principal=ANALYSTS, Resource=database, Permissions=["DESCRIBE"])
    extended.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["SELECT"])

    found = extended.list_permissions(ResourceType="TABLE")["PrincipalResourcePermissions"]
    assert [next(iter(one["Resource"])) for one in found] == ["TableWithColumns"]
    assert len(extended.list_permissions()["PrincipalResourcePermissions"]) == 2


def test_a_filter_is_made_read_changed_listed_and_deleted(extended: Client) -> None:
    extended.create_data_cells_filter(TableData=FILTER)
    answer = extended.get_data_cells_filter(**CELLS)
    answer.pop("ResponseMetadata")
    assert_shape("GetDataCellsFilter", answer)
    assert answer["DataCellsFilter"] == {**FILTER, "VersionId": "1"}
    assert refused(lambda: extended.create_data_cells_filter(TableData=FILTER))[0] == "AlreadyExistsException"

    extended.update_data_cells_filter(TableData={**FILTER, "ColumnNames": ["lanes"]})
    (found,) = extended.list_data_cells_filter()["DataCellsFilters"]
    assert (found["ColumnNames"], found["VersionId"]) == (["lanes"], "2")
    other = {"CatalogId": ACCOUNT, "DatabaseName": "dot", "Name": "bridges"}
    assert extended.list_data_cells_filter(Table=other)["DataCellsFilters"] == []

    extended.delete_data_cells_filter(**CELLS)
    assert refused(lambda: extended.get_data_cells_filter(**CELLS))[0] == "EntityNotFoundException"
    assert refused(lambda: extended.delete_data_cells_filter(**CELLS))[0] == "EntityNotFoundException"


def test_what_is_not_in_the_catalog_can_be_granted_to_nobody() -> None:
    with Emulator() as emulator:
        lake = client(emulator)
        credentials = emulator.credentials(ACCOUNT, region=REGION, partition="aws")
        glue = emulator.client("glue", region=REGION, credentials=credentials)
        database: dict[str, Any] = {"Database": {"Name": "dot"}}
        on_tables = (ROADS, COLUMNS, {"DataCellsFilter": CELLS})

        def refusals() -> list[str]:
            found = []
            for resource in (database, ALL_OF_DOT, *on_tables):
                call = {"Principal": ANALYSTS, "Resource": resource, "Permissions": ["SELECT"]}
                with suppress(lake.exceptions.EntityNotFoundException):
                    lake.grant_permissions(**call)
                    continue
                found.append(next(iter(resource)))
            return found

        assert refusals() == ["Database", "Table", "Table", "TableWithColumns", "DataCellsFilter"]
        glue.create_database(DatabaseInput={"Name": "dot"})
        assert refusals() == ["Table", "TableWithColumns", "DataCellsFilter"]
        assert refused(lambda: lake.create_data_cells_filter(TableData=FILTER))[0] == "EntityNotFoundException"
        glue.create_table(DatabaseName="dot", TableInput={"Name": "roads"})
        assert refusals() == []


def test_nothing_is_left_for_the_next_emulator() -> None:
    for _ in range(2):
        with Emulator() as emulator:
            lake = client(emulator)
            assert lake.list_permissions()["PrincipalResourcePermissions"] == []
            catalog(emulator)
            lake.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["SELECT"])
            lake.create_data_cells_filter(TableData=FILTER)


def test_revoking_is_still_needed(stock: Client) -> None:
    stock.revoke_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["SELECT"])


def test_listing_columns_is_still_needed(stock: Client) -> None:
    stock.grant_permissions(Principal=ANALYSTS, Resource=COLUMNS, Permissions=["SELECT"])

    assert grants(stock, ROADS) == []


def test_listing_select_apart_is_still_needed(stock: Client) -> None:
    stock.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["DESCRIBE", "SELECT"])

    assert [kind for kind, _ in grants(stock, ROADS)] == ["Table"]


def test_wildcards_are_still_needed(stock: Client) -> None:
    stock.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["DESCRIBE"])
    stock.grant_permissions(Principal=ANALYSTS, Resource=ALL_OF_DOT, Permissions=["DESCRIBE"])

    assert refused(lambda: grants(stock, ROADS))[0] not in {"InvalidInputException", "EntityNotFoundException"}


def test_filters_are_still_needed(stock: Client) -> None:
    refused(lambda: stock.create_data_cells_filter(TableData=FILTER))


def test_the_role_that_is_assumed_exists() -> None:
    with Emulator() as emulator:
        credentials = emulator.credentials(ACCOUNT, region=REGION, partition="aws")
        assert emulator.credentials(ACCOUNT, region=REGION, partition="aws") != credentials
        arn = emulator.client("sts", region=REGION, credentials=credentials).get_caller_identity()["Arn"]
        role = emulator.client("iam", region=REGION, credentials=credentials).get_role(RoleName=arn.split("/")[1])
        assert role["Role"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/sandbox"


def test_grants_on_what_is_not_there_are_still_needed(stock: Client) -> None:
    stock.grant_permissions(Principal=ANALYSTS, Resource=ROADS, Permissions=["SELECT"])
