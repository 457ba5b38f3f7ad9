"""Extensions: each mends what stock moto does otherwise.

Every mended behaviour is asked for twice. Where stock moto gives the right answer too, the extension has become
superfluous, and its test fails.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from moto.core.responses import BaseResponse
from moto.iam.models import IAMBackend
from moto.s3.models import FakeBucket

from tfgen.sandbox.emulator import Credentials, Emulator
from tfgen.sandbox.extensions import EXTENSIONS, install
from tfgen.sandbox.extensions.patching import Patches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGION = "us-east-1"
Client = Any


class Account:
    """Clients of one account of an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._credentials: Credentials = emulator.credentials("111122223333", region=REGION, partition="aws")

    def client(self, service: str) -> Client:
        return self._emulator.client(service, region=REGION, credentials=self._credentials)


@pytest.fixture
def stock() -> Iterator[Account]:
    with Emulator(extensions=()) as emulator:
        yield Account(emulator)


@pytest.fixture
def extended() -> Iterator[Account]:
    with Emulator() as emulator:
        yield Account(emulator)


def status(call: Callable[[], object]) -> int:
    """Give the HTTP status of a call that fails."""
    with pytest.raises(ClientError) as caught:
        call()
    code: int = caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
    return code


MISSING: dict[str, Callable[[Account], object]] = {
    "JSON 1.1": lambda account: account.client("glue").list_blueprints(),
    "query": lambda account: account.client("redshift").describe_cluster_tracks(),
    "EC2": lambda account: account.client("ec2").create_ipam(),
    "path of REST with JSON": lambda account: account.client("lakeformation").list_lf_tag_expressions(),
    "path of REST with XML": lambda account: account.client("route53").list_cidr_collections(),
}


@pytest.mark.parametrize("protocol", MISSING)
def test_core_missing_operations_are_refused_for_good(extended: Account, protocol: str) -> None:
    with pytest.raises(ClientError) as caught:
        MISSING[protocol](extended)

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert caught.value.response["Error"]["Code"] == "NotImplemented"
    assert "emulator lacks" in caught.value.response["Error"]["Message"]


@pytest.mark.parametrize("protocol", MISSING)
def test_core_is_still_needed(stock: Account, protocol: str) -> None:
    assert status(lambda: MISSING[protocol](stock)) != 400


def managed_policy(account: Account) -> object:
    arn = "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole"
    return account.client("iam").get_policy(PolicyArn=arn)["Policy"]["PolicyName"]


def test_iam_managed_policies_exist(extended: Account) -> None:
    assert managed_policy(extended) == "AWSGlueServiceRole"


def test_iam_own_policies_live_beside_the_managed_ones(extended: Account) -> None:
    iam = extended.client("iam")
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
    iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(document))

    policies = iam.list_policies(Scope="Local")["Policies"]

    assert [policy["PolicyName"] for policy in policies] == ["own"]


def test_iam_is_still_needed(stock: Account) -> None:
    assert status(lambda: managed_policy(stock)) == 404


def stream_tags(account: Account) -> object:
    kinesis = account.client("kinesis")
    kinesis.create_stream(StreamName="arrivals", ShardCount=1, Tags={"agency": "dot"})
    return kinesis.list_tags_for_stream(StreamName="arrivals")["Tags"]


def test_kinesis_keeps_tags_of_creation(extended: Account) -> None:
    assert stream_tags(extended) == [{"Key": "agency", "Value": "dot"}]


def test_kinesis_is_still_needed(stock: Account) -> None:
    assert stream_tags(stock) == []


def rotation(account: Account) -> dict[str, Any]:
    kms = account.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    status: dict[str, Any] = kms.get_key_rotation_status(KeyId=key)
    return status


def test_kms_keeps_the_period_of_rotation(extended: Account) -> None:
    found = rotation(extended)

    assert found["KeyRotationEnabled"] is True
    assert found["RotationPeriodInDays"] == 180


def test_kms_rotates_once_a_year_by_default(extended: Account) -> None:
    kms = extended.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key)

    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365


def test_kms_is_still_needed(stock: Account) -> None:
    assert rotation(stock).get("RotationPeriodInDays") != 180


def redrive_policy(account: Account) -> object:
    sqs = account.client("sqs")
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3}, separators=(",", ":"))
    queue = sqs.create_queue(QueueName="alive", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    return attributes["RedrivePolicy"] == policy


def test_sqs_gives_redrive_policies_back_as_they_came(extended: Account) -> None:
    assert redrive_policy(extended)


def test_sqs_is_still_needed(stock: Account) -> None:
    assert not redrive_policy(stock)


KEY = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"


def deny(action: str, condition: dict[str, Any]) -> dict[str, Any]:
    resources = ["arn:aws:s3:::raw", "arn:aws:s3:::raw/*"]
    return {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": resources, "Condition": condition}


def guarded_bucket(account: Account) -> Client:
    """Make a bucket that denies requests without TLS and objects under another key."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket="raw")
    key = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    statements = [
        deny("s3:*", {"Bool": {"aws:SecureTransport": "false"}}),
        deny("s3:PutObject", {"StringNotEqualsIfExists": {key: KEY}, "Null": {key: "false"}}),
    ]
    s3.put_bucket_policy(Bucket="raw", Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return s3


def test_s3_objects_pass_a_policy_that_denies_requests_without_tls(extended: Account) -> None:
    s3 = guarded_bucket(extended)

    s3.put_object(Bucket="raw", Key="a", Body=b"1")
    s3.put_object(Bucket="raw", Key="b", Body=b"2", ServerSideEncryption="aws:kms", SSEKMSKeyId=KEY)

    assert s3.get_object(Bucket="raw", Key="a")["Body"].read() == b"1"
    s3.delete_object(Bucket="raw", Key="a")


def test_s3_conditions_that_hold_deny(extended: Account) -> None:
    s3 = guarded_bucket(extended)
    other = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KEY.replace("key/1", "key/9")}

    assert status(lambda: s3.put_object(Bucket="raw", Key="a", Body=b"1", **other)) == 403


def test_s3_statements_without_conditions_deny_as_ever(extended: Account) -> None:
    s3 = extended.client("s3")
    s3.create_bucket(Bucket="raw")
    statement = {**deny("s3:GetObject", {})}
    del statement["Condition"]
    s3.put_object(Bucket="raw", Key="a", Body=b"1")
    s3.put_bucket_policy(Bucket="raw", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    assert status(lambda: s3.get_object(Bucket="raw", Key="a")) == 403


def test_s3_conditions_are_still_needed(stock: Account) -> None:
    s3 = guarded_bucket(stock)

    assert status(lambda: s3.put_object(Bucket="raw", Key="a", Body=b"1")) == 403


def notification(account: Account) -> dict[str, Any]:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="raw")
    s3.put_bucket_notification_configuration(Bucket="raw", NotificationConfiguration={"EventBridgeConfiguration": {}})
    found: dict[str, Any] = s3.get_bucket_notification_configuration(Bucket="raw")
    return found


def test_s3_reports_that_events_go_to_eventbridge(extended: Account) -> None:
    assert notification(extended)["EventBridgeConfiguration"] == {}


def test_s3_reports_no_eventbridge_where_there_is_none(extended: Account) -> None:
    s3 = extended.client("s3")
    s3.create_bucket(Bucket="quiet")

    assert "EventBridgeConfiguration" not in s3.get_bucket_notification_configuration(Bucket="quiet")


def test_s3_eventbridge_is_still_needed(stock: Account) -> None:
    assert "EventBridgeConfiguration" not in notification(stock)


def logged_bucket(account: Account, *, open_principal: bool) -> Client:
    """Make a bucket that logs into another one, whose policy has the permission in a list."""
    s3 = account.client("s3")
    for name in ("raw", "logs"):
        s3.create_bucket(Bucket=name)
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/*",
    }
    deny_all = {**deny("s3:*", {"Bool": {"aws:SecureTransport": "false"}}), "Resource": "arn:aws:s3:::logs/*"}
    statements = [deny_all, allow] if open_principal else [allow]
    s3.put_bucket_policy(Bucket="logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    target = {"TargetBucket": "logs", "TargetPrefix": "raw/"}
    s3.put_bucket_logging(Bucket="raw", BucketLoggingStatus={"LoggingEnabled": target})
    s3.list_objects_v2(Bucket="raw")
    return s3


def test_s3_delivers_no_access_logs_while_a_run_lasts(extended: Account) -> None:
    s3 = logged_bucket(extended, open_principal=True)

    assert s3.get_bucket_logging(Bucket="raw")["LoggingEnabled"]["TargetBucket"] == "logs"
    assert s3.list_objects_v2(Bucket="logs")["KeyCount"] == 0


def test_s3_access_logs_are_still_delivered_at_once_by_stock_moto(stock: Account) -> None:
    s3 = logged_bucket(stock, open_principal=False)

    assert s3.list_objects_v2(Bucket="logs")["KeyCount"] > 0


def test_s3_permission_to_deliver_logs_is_still_overlooked_by_stock_moto(stock: Account) -> None:
    assert status(lambda: logged_bucket(stock, open_principal=True)) == 500


def test_s3_refuses_to_log_into_a_bucket_that_does_not_let_it(extended: Account) -> None:
    s3 = extended.client("s3")
    for name in ("raw", "logs"):
        s3.create_bucket(Bucket=name)
    target = {"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": "raw/"}}

    assert status(lambda: s3.put_bucket_logging(Bucket="raw", BucketLoggingStatus=target)) == 400


def test_extensions_leave_nothing_behind() -> None:
    before = [dict(vars(owner)) for owner in (BaseResponse, IAMBackend, FakeBucket)]
    with Patches() as patches:
        install(patches, EXTENSIONS)
        during = [dict(vars(owner)) for owner in (BaseResponse, IAMBackend, FakeBucket)]

    assert [dict(vars(owner)) for owner in (BaseResponse, IAMBackend, FakeBucket)] == before
    assert all(changed != former for changed, former in zip(during, before, strict=True))


def test_an_attribute_that_was_inherited_is_inherited_again() -> None:
    class Base:
        value = 1

    class Derived(Base):
        pass

    with Patches() as patches:
        patches.replace(Derived, "value", 2)
        assert Derived.value == 2

    assert Derived.value == 1
    assert "value" not in vars(Derived)
