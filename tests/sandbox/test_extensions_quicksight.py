"""The extension `quicksight`: documents come back as they were written, in the shapes of QuickSight's own model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tfgen.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCOUNT = "111122223333"
READER = f"arn:aws:quicksight:us-east-1:{ACCOUNT}:group/default/readers"
VIEW = ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"]
Client = Any

pytestmark = pytest.mark.sandbox


def client(emulator: Emulator) -> Client:
    credentials = emulator.credentials(ACCOUNT, region="us-east-1", partition="aws")
    return emulator.client("quicksight", region="us-east-1", credentials=credentials)


@pytest.fixture
def stock() -> Iterator[Client]:
    with Emulator(extensions=("core",)) as emulator:
        yield client(emulator)


@pytest.fixture
def extended() -> Iterator[Client]:
    with Emulator() as emulator:
        yield client(emulator)


def code(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    found: str = caught.value.response["Error"]["Code"]
    return found


def create_source(quicksight: Client) -> str:
    made = quicksight.create_data_source(
        AwsAccountId=ACCOUNT,
        DataSourceId="lake",
        Name="The lake",
        Type="ATHENA",
        DataSourceParameters={"AthenaParameters": {"WorkGroup": "athena"}},
        Tags=[{"Key": "environment", "Value": "dev"}],
    )
    arn: str = made["Arn"]
    return arn


def create_set(quicksight: Client) -> str:
    table = {
        "DataSourceArn": create_source(quicksight),
        "Catalog": "AwsDataCatalog",
        "Schema": "civic_dev_dot",
        "Name": "traffic_counts",
        "InputColumns": [{"Name": "site_id", "Type": "STRING"}],
    }
    made = quicksight.create_data_set(
        AwsAccountId=ACCOUNT,
        DataSetId="counts",
        Name="Counts",
        ImportMode="SPICE",
        PhysicalTableMap={"table": {"RelationalTable": table}},
    )
    arn: str = made["Arn"]
    return arn


def definition(data_set_arn: str) -> dict[str, Any]:
    return {
        "DataSetIdentifierDeclarations": [{"Identifier": "data", "DataSetArn": data_set_arn}],
        "Sheets": [{"SheetId": "overview", "Name": "Overview"}],
    }


def create_dashboard(quicksight: Client) -> None:
    quicksight.create_dashboard(
        AwsAccountId=ACCOUNT,
        DashboardId="counts",
        Name="Counts",
        Definition=definition(create_set(quicksight)),
        Permissions=[{"Principal": READER, "Actions": VIEW}],
    )


def test_data_source_is_ready_with_its_parameters_and_tags(extended: Client) -> None:
    arn = create_source(extended)
    source = extended.describe_data_source(AwsAccountId=ACCOUNT, DataSourceId="lake")["DataSource"]
    assert (source["Arn"], source["Status"]) == (arn, "CREATION_SUCCESSFUL")
    assert source["DataSourceParameters"] == {"AthenaParameters": {"WorkGroup": "athena"}}
    assert source["CreatedTime"].year > 2020
    assert extended.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "environment", "Value": "dev"}]


def test_data_set_shows_its_tables_and_columns(extended: Client) -> None:
    create_set(extended)
    found = extended.describe_data_set(AwsAccountId=ACCOUNT, DataSetId="counts")["DataSet"]
    assert found["PhysicalTableMap"]["table"]["RelationalTable"]["Schema"] == "civic_dev_dot"
    assert [(column["Name"], column["Type"]) for column in found["OutputColumns"]] == [("site_id", "STRING")]
    assert extended.describe_data_set_permissions(AwsAccountId=ACCOUNT, DataSetId="counts")["Permissions"] == []
    missing = code(lambda: extended.describe_data_set_refresh_properties(AwsAccountId=ACCOUNT, DataSetId="counts"))
    assert missing == "ResourceNotFoundException"


def test_dashboard_keeps_definition_version_and_permissions(extended: Client) -> None:
    create_dashboard(extended)
    shown = extended.describe_dashboard(AwsAccountId=ACCOUNT, DashboardId="counts")["Dashboard"]
    assert (shown["Version"]["VersionNumber"], shown["Version"]["Status"]) == (1, "CREATION_SUCCESSFUL")
    sheets = extended.describe_dashboard_definition(AwsAccountId=ACCOUNT, DashboardId="counts")["Definition"]["Sheets"]
    assert sheets == [{"SheetId": "overview", "Name": "Overview"}]
    granted = extended.describe_dashboard_permissions(AwsAccountId=ACCOUNT, DashboardId="counts")["Permissions"]
    assert [(one["Principal"], sorted(one["Actions"])) for one in granted] == [(READER, VIEW)]


def test_updated_dashboard_has_a_new_version(extended: Client) -> None:
    create_dashboard(extended)
    arn = extended.describe_data_set(AwsAccountId=ACCOUNT, DataSetId="counts")["DataSet"]["Arn"]
    extended.update_dashboard(AwsAccountId=ACCOUNT, DashboardId="counts", Name="More", Definition=definition(arn))
    shown = extended.describe_dashboard(AwsAccountId=ACCOUNT, DashboardId="counts")["Dashboard"]
    assert (shown["Name"], shown["Version"]["VersionNumber"]) == ("More", 2)


def test_permissions_are_granted_and_revoked(extended: Client) -> None:
    create_dashboard(extended)
    change = {"AwsAccountId": ACCOUNT, "DashboardId": "counts"}
    extended.update_dashboard_permissions(**change, RevokePermissions=[{"Principal": READER, "Actions": VIEW}])
    assert extended.describe_dashboard_permissions(**change)["Permissions"] == []


def test_vpc_connection_is_available_in_its_subnets(extended: Client) -> None:
    given = {"Name": "warehouse", "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/quicksight", "SecurityGroupIds": ["sg-1"]}
    named = {"AwsAccountId": ACCOUNT, "VPCConnectionId": "warehouse"}
    made = extended.create_vpc_connection(**named, **given, SubnetIds=["subnet-1", "subnet-2"])
    assert made["Arn"] == f"arn:aws:quicksight:us-east-1:{ACCOUNT}:vpcConnection/warehouse"
    found = extended.describe_vpc_connection(**named)["VPCConnection"]
    assert {name: found[name] for name in given} == given
    assert (found["Status"], found["AvailabilityStatus"]) == ("CREATION_SUCCESSFUL", "AVAILABLE")
    assert [interface["SubnetId"] for interface in found["NetworkInterfaces"]] == ["subnet-1", "subnet-2"]
    extended.update_vpc_connection(**named, **given, SubnetIds=["subnet-1", "subnet-3"])
    found = extended.describe_vpc_connection(**named)["VPCConnection"]
    assert [interface["SubnetId"] for interface in found["NetworkInterfaces"]] == ["subnet-1", "subnet-3"]
    extended.delete_vpc_connection(**named)
    assert code(lambda: extended.describe_vpc_connection(**named)) == "ResourceNotFoundException"


def test_folder_lists_its_members(extended: Client) -> None:
    create_dashboard(extended)
    extended.create_folder(AwsAccountId=ACCOUNT, FolderId="dot", Name="Transportation")
    member = {"AwsAccountId": ACCOUNT, "FolderId": "dot", "MemberId": "counts", "MemberType": "DASHBOARD"}
    extended.create_folder_membership(**member)
    listed = extended.list_folder_members(AwsAccountId=ACCOUNT, FolderId="dot")["FolderMemberList"]
    assert [one["MemberId"] for one in listed] == ["counts"]
    extended.delete_folder_membership(**member)
    assert extended.list_folder_members(AwsAccountId=ACCOUNT, FolderId="dot")["FolderMemberList"] == []


def test_refresh_schedule_comes_back(extended: Client) -> None:
    create_set(extended)
    schedule = {
        "ScheduleId": "refresh",
        "RefreshType": "FULL_REFRESH",
        "ScheduleFrequency": {"Interval": "DAILY", "TimeOfTheDay": "06:00", "Timezone": "UTC"},
    }
    where = {"AwsAccountId": ACCOUNT, "DataSetId": "counts"}
    extended.create_refresh_schedule(**where, Schedule=schedule)
    shown = extended.describe_refresh_schedule(**where, ScheduleId="refresh")["RefreshSchedule"]
    assert shown["ScheduleFrequency"] == schedule["ScheduleFrequency"]
    assert len(extended.list_refresh_schedules(**where)["RefreshSchedules"]) == 1
    extended.delete_refresh_schedule(**where, ScheduleId="refresh")
    assert extended.list_refresh_schedules(**where)["RefreshSchedules"] == []


def test_deleted_and_unknown_documents_are_not_found_and_known_ones_not_made_twice(extended: Client) -> None:
    create_source(extended)
    assert code(lambda: create_source(extended)) == "ResourceExistsException"
    extended.delete_data_source(AwsAccountId=ACCOUNT, DataSourceId="lake")
    gone = code(lambda: extended.describe_data_source(AwsAccountId=ACCOUNT, DataSourceId="lake"))
    assert gone == "ResourceNotFoundException"


@pytest.mark.parametrize(
    "operation",
    [
        lambda c: c.describe_data_set(AwsAccountId=ACCOUNT, DataSetId="x"),
        lambda c: c.describe_folder(AwsAccountId=ACCOUNT, FolderId="x"),
        lambda c: c.describe_vpc_connection(AwsAccountId=ACCOUNT, VPCConnectionId="x"),
        lambda c: c.describe_dashboard_definition(AwsAccountId=ACCOUNT, DashboardId="x"),
        lambda c: c.list_refresh_schedules(AwsAccountId=ACCOUNT, DataSetId="x"),
        lambda c: c.list_folder_members(AwsAccountId=ACCOUNT, FolderId="x"),
    ],
)
def test_stock_moto_still_lacks_the_operation(stock: Client, operation: Callable[[Client], object]) -> None:
    assert code(lambda: operation(stock)) == "NotImplemented"
