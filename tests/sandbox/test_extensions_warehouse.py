"""The warehouse on the emulator: what is mended, in the shapes of AWS's own service model, and still needed.

botocore's clients parse answers by that model, so what they give is in its shapes; where AWS leaves a member out, so
does the emulator.
"""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tfgen.sandbox.emulator import Credentials, Emulator
from tfgen.sandbox.network import make_network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCOUNT, REGION = "111122223333", "us-east-1"
VPC, SUBNETS = "vpc-0a1b2c3d4e5f60718", [f"subnet-0a1b2c3d4e5f6000{number}" for number in (1, 2, 3)]
Client = Any


class Account:
    """Clients of one account of an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._credentials: Credentials = emulator.credentials(ACCOUNT, region=REGION, partition="aws")

    def client(self, service: str) -> Client:
        return self._emulator.client(service, region=REGION, credentials=self._credentials)


@pytest.fixture
def stock() -> Iterator[Account]:
    with Emulator(extensions=()) as emulator:
        make_network(VPC, SUBNETS, account_id=ACCOUNT, region=REGION)
        yield Account(emulator)


@pytest.fixture
def extended() -> Iterator[Account]:
    with Emulator() as emulator:
        make_network(VPC, SUBNETS, account_id=ACCOUNT, region=REGION)
        yield Account(emulator)


def members(service: str, shape: str) -> set[str]:
    return set(boto3.session.Session().client(service, REGION).meta.service_model.shape_for(shape).members)


def error_code(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    code: str = caught.value.response["Error"]["Code"]
    return code


def test_network_has_the_ids_of_the_spec_in_three_zones(extended: Account) -> None:
    filters = [{"Name": "vpc-id", "Values": [VPC]}]
    found = extended.client("ec2").describe_subnets(Filters=filters)["Subnets"]
    assert sorted(subnet["SubnetId"] for subnet in found) == SUBNETS
    assert len({subnet["AvailabilityZone"] for subnet in found}) == 3


def test_network_that_exists_stays(extended: Account) -> None:
    make_network(VPC, SUBNETS, account_id=ACCOUNT, region=REGION)
    assert len(extended.client("ec2").describe_subnets(SubnetIds=SUBNETS)["Subnets"]) == 3


def test_network_has_an_end(extended: Account) -> None:
    extended.client("ec2")
    with pytest.raises(ValueError, match="no room"):
        make_network(VPC, [f"subnet-{number:017x}" for number in range(300)], account_id=ACCOUNT, region=REGION)


def rule_description(account: Account) -> object:
    ec2 = account.client("ec2")
    group = ec2.create_security_group(GroupName="nodes", Description="Nodes.", VpcId=VPC)["GroupId"]
    pair = {"GroupId": group, "Description": "Nodes reach each other."}
    permission = {"IpProtocol": "tcp", "FromPort": 5439, "ToPort": 5439, "UserIdGroupPairs": [pair]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    return next(rule for rule in rules if not rule["IsEgress"]).get("Description")


def test_ec2_rule_that_names_a_group_keeps_its_description(extended: Account) -> None:
    assert rule_description(extended) == "Nodes reach each other."


def test_ec2_is_still_needed(stock: Account) -> None:
    assert rule_description(stock) is None


def parameters(account: Account) -> dict[str, str]:
    redshift = account.client("redshift")
    redshift.create_cluster_parameter_group(
        ParameterGroupName="pg", ParameterGroupFamily="redshift-2.0", Description="d"
    )
    one = {"ParameterName": "require_ssl", "ParameterValue": "true"}
    redshift.modify_cluster_parameter_group(ParameterGroupName="pg", Parameters=[one])
    found = redshift.describe_cluster_parameters(ParameterGroupName="pg", Source="user")["Parameters"]
    return {one["ParameterName"]: one["ParameterValue"] for one in found}


def test_redshift_keeps_the_parameters_of_a_group(extended: Account) -> None:
    assert parameters(extended) == {"require_ssl": "true"}
    every = extended.client("redshift").describe_cluster_parameters(ParameterGroupName="pg")["Parameters"]
    assert {one["ParameterName"]: one["Source"] for one in every}["datestyle"] == "engine-default"


def test_redshift_parameters_are_still_needed(stock: Account) -> None:
    with pytest.raises(ClientError):
        parameters(stock)


MISSING = {
    "AvailabilityZoneRelocationStatus",
    "ClusterAvailabilityStatus",
    "ClusterNamespaceArn",
    "ClusterNodes",
    "MaintenanceTrackName",
    "ManualSnapshotRetentionPeriod",
    "MasterPasswordSecretArn",
    "MasterPasswordSecretKmsKeyId",
    "MultiAZ",
    "VpcId",
}


def cluster(account: Account) -> dict[str, Any]:
    redshift = account.client("redshift")
    redshift.create_cluster_subnet_group(ClusterSubnetGroupName="sg", Description="x", SubnetIds=SUBNETS)
    redshift.create_cluster(
        AvailabilityZoneRelocation=True,
        ClusterIdentifier="warehouse",
        ClusterSubnetGroupName="sg",
        ClusterType="multi-node",
        ManageMasterPassword=True,
        ManualSnapshotRetentionPeriod=35,
        MasterPasswordSecretKmsKeyId="key",
        MasterUsername="warehouse_admin",
        NodeType="ra3.xlplus",
        NumberOfNodes=2,
        PreferredMaintenanceWindow="sun:06:00-sun:07:00",
    )
    found: dict[str, Any] = redshift.describe_clusters(ClusterIdentifier="warehouse")["Clusters"][0]
    return found


def test_redshift_describes_clusters_as_they_were_made(extended: Account) -> None:
    found = cluster(extended)
    assert members("redshift", "Cluster") >= MISSING
    assert found["AvailabilityZoneRelocationStatus"] == "enabled"
    assert found["ClusterAvailabilityStatus"] == "Available"
    assert found["ClusterNamespaceArn"].startswith(f"arn:aws:redshift:{REGION}:{ACCOUNT}:namespace:")
    assert [node["NodeRole"] for node in found["ClusterNodes"]] == ["LEADER", "COMPUTE-0", "COMPUTE-1"]
    assert (found["MaintenanceTrackName"], found["ManualSnapshotRetentionPeriod"]) == ("current", 35)
    secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:redshift!warehouse-warehouse_admin-"
    assert found["MasterPasswordSecretArn"].startswith(secret)
    assert found["MasterPasswordSecretKmsKeyId"] == "key"
    assert (found["MultiAZ"], found["VpcId"]) == ("Disabled", VPC)
    assert found["PreferredMaintenanceWindow"] == "sun:06:00-sun:07:00"


def test_redshift_keeps_what_a_cluster_is_changed_to(extended: Account) -> None:
    cluster(extended)
    redshift = extended.client("redshift")
    redshift.modify_cluster(
        ClusterIdentifier="warehouse",
        AutomatedSnapshotRetentionPeriod=0,
        PreferredMaintenanceWindow="Mon:01:00-Mon:02:00",
    )
    found = redshift.describe_clusters(ClusterIdentifier="warehouse")["Clusters"][0]
    assert found["AutomatedSnapshotRetentionPeriod"] == 0
    assert found["PreferredMaintenanceWindow"] == "mon:01:00-mon:02:00"


def test_redshift_clusters_are_still_needed(stock: Account) -> None:
    assert set(cluster(stock)).isdisjoint(MISSING)


def statement(account: Account) -> tuple[Client, str]:
    data = account.client("redshift-data")
    sent = data.execute_statement(WorkgroupName="warehouse", Database="civic", Sql="SELECT 1", WithEvent=True)
    identity: str = sent["Id"]
    return data, identity


def test_redshiftdata_statement_finishes_and_knows_its_workgroup(extended: Account) -> None:
    data, identity = statement(extended)
    found = data.describe_statement(Id=identity)
    found.pop("ResponseMetadata")
    assert set(found) <= members("redshift-data", "DescribeStatementResponse")
    assert (found["Status"], found["WorkgroupName"], found["QueryString"]) == ("FINISHED", "warehouse", "SELECT 1")
    assert "ClusterIdentifier" not in found
    assert abs(found["CreatedAt"].timestamp() - time.time()) < 60 * 60 * 24


def test_redshiftdata_writes_times_as_numbers(extended: Account) -> None:
    data, identity = statement(extended)
    assert isinstance(raw(data, identity)["CreatedAt"], float)


def test_redshiftdata_is_still_needed(stock: Account) -> None:
    data, identity = statement(stock)
    found = raw(data, identity)
    assert isinstance(found["CreatedAt"], str)
    assert found["Status"] == "STARTED"
    assert "WorkgroupName" not in found


def raw(data: Client, identity: str) -> dict[str, Any]:
    """Describe a statement as the wire has it."""
    seen: list[bytes] = []
    data.meta.events.register(
        "before-parse.redshift-data.DescribeStatement", lambda response_dict, **_: seen.append(response_dict["body"])
    )
    data.describe_statement(Id=identity)
    found: dict[str, Any] = json.loads(seen[0])
    return found


def serverless(account: Account) -> Client:
    client = account.client("redshift-serverless")
    client.create_namespace(
        namespaceName="warehouse",
        adminUsername="warehouse_admin",
        dbName="civic",
        logExports=["userlog"],
        manageAdminPassword=True,
        tags=[{"key": "agency", "value": "none"}],
    )
    client.create_workgroup(
        workgroupName="warehouse",
        namespaceName="warehouse",
        baseCapacity=8,
        maxCapacity=32,
        subnetIds=SUBNETS,
        configParameters=[{"parameterKey": "require_ssl", "parameterValue": "true"}],
    )
    return client


def test_serverless_namespace_is_there_at_once(extended: Account) -> None:
    found = serverless(extended).get_namespace(namespaceName="warehouse")["namespace"]
    assert set(found) <= members("redshift-serverless", "Namespace")
    assert isinstance(found["creationDate"], datetime)
    assert (found["status"], found["dbName"], found["logExports"]) == ("AVAILABLE", "civic", ["userlog"])
    assert found["namespaceArn"].startswith(f"arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:namespace/")
    assert "redshift!warehouse-warehouse_admin-" in found["adminPasswordSecretArn"]


def test_serverless_workgroup_is_there_at_once(extended: Account) -> None:
    found = serverless(extended).get_workgroup(workgroupName="warehouse")["workgroup"]
    assert set(found) <= members("redshift-serverless", "Workgroup")
    assert found["endpoint"]["address"] == f"warehouse.{ACCOUNT}.{REGION}.redshift-serverless.amazonaws.com"
    assert (found["baseCapacity"], found["maxCapacity"], found["subnetIds"]) == (8, 32, SUBNETS)
    assert found["configParameters"] == [{"parameterKey": "require_ssl", "parameterValue": "true"}]


def test_serverless_tags_come_and_go(extended: Account) -> None:
    client = serverless(extended)
    arn = client.get_namespace(namespaceName="warehouse")["namespace"]["namespaceArn"]
    client.tag_resource(resourceArn=arn, tags=[{"key": "owner", "value": "a"}])
    client.untag_resource(resourceArn=arn, tagKeys=["agency"])
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "owner", "value": "a"}]


def test_serverless_usage_limit_changes(extended: Account) -> None:
    client = serverless(extended)
    arn = client.get_workgroup(workgroupName="warehouse")["workgroup"]["workgroupArn"]
    made = client.create_usage_limit(resourceArn=arn, usageType="serverless-compute", amount=100)["usageLimit"]
    assert set(made) <= members("redshift-serverless", "UsageLimit")
    client.update_usage_limit(usageLimitId=made["usageLimitId"], amount=200)
    assert client.get_usage_limit(usageLimitId=made["usageLimitId"])["usageLimit"]["amount"] == 200
    client.delete_usage_limit(usageLimitId=made["usageLimitId"])
    gone = error_code(lambda: client.get_usage_limit(usageLimitId=made["usageLimitId"]))
    assert gone == "ResourceNotFoundException"


def test_serverless_changes_and_goes_in_order(extended: Account) -> None:
    client = serverless(extended)
    client.update_workgroup(workgroupName="warehouse", maxCapacity=64)
    client.update_namespace(namespaceName="warehouse", logExports=[])
    assert client.get_workgroup(workgroupName="warehouse")["workgroup"]["maxCapacity"] == 64
    assert client.get_namespace(namespaceName="warehouse")["namespace"]["logExports"] == []
    assert error_code(lambda: client.delete_namespace(namespaceName="warehouse")) == "ConflictException"
    assert client.delete_workgroup(workgroupName="warehouse")["workgroup"]["status"] == "DELETING"
    client.delete_namespace(namespaceName="warehouse")
    for call in (
        lambda: client.get_workgroup(workgroupName="warehouse"),
        lambda: client.get_namespace(namespaceName="warehouse"),
    ):
        assert error_code(call) == "ResourceNotFoundException"


def test_serverless_refuses_a_name_that_is_taken(extended: Account) -> None:
    client = serverless(extended)
    assert error_code(lambda: client.create_namespace(namespaceName="warehouse")) == "ConflictException"


def test_serverless_is_of_one_account_and_forgotten_with_the_emulator() -> None:
    with Emulator() as emulator:
        serverless(Account(emulator))
        other = emulator.credentials("444455556666", region=REGION, partition="aws")
        client = emulator.client("redshift-serverless", region=REGION, credentials=other)
        assert error_code(lambda: client.get_namespace(namespaceName="warehouse")) == "ResourceNotFoundException"
    with Emulator() as emulator:
        serverless(Account(emulator))


def test_serverless_is_still_needed(stock: Account) -> None:
    with pytest.raises(ClientError):
        serverless(stock)
