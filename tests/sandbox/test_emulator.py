"""The emulator itself: accounts, state, and what it says when it fails."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from moto.s3.models import S3Backend
from moto.sqs.models import SQSBackend

from tfgen.errors import TfgenError
from tfgen.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("account_id", "region", "partition"),
    [("111122223333", "us-east-1", "aws"), ("444455556666", "us-gov-west-1", "aws-us-gov")],
)
def test_credentials_lead_to_their_account_and_partition(account_id: str, region: str, partition: str) -> None:
    with Emulator() as emulator:
        credentials = emulator.credentials(account_id, region=region, partition=partition)
        identity = emulator.client("sts", region=region, credentials=credentials).get_caller_identity()
        topic = emulator.client("sns", region=region, credentials=credentials).create_topic(Name="a")

    assert identity["Account"] == account_id
    assert topic["TopicArn"] == f"arn:{partition}:sns:{region}:{account_id}:a"


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_a_state_bucket_is_made_once(region: str) -> None:
    with Emulator() as emulator:
        credentials = emulator.credentials("111122223333", region=region, partition="aws")
        for _ in range(2):
            emulator.make_bucket("state", region=region, credentials=credentials)
        s3 = emulator.client("s3", region=region, credentials=credentials)
        versioning = s3.get_bucket_versioning(Bucket="state")["Status"]

    assert versioning == "Enabled"


def test_nothing_is_remembered() -> None:
    for _ in range(2):
        with Emulator() as emulator:
            sqs = emulator.client("sqs", region="us-east-1")
            assert sqs.list_queues().get("QueueUrls", []) == []
            sqs.create_queue(QueueName="a")


def test_one_emulator_runs_at_a_time() -> None:
    with Emulator(), pytest.raises(TfgenError, match="already running"), Emulator():
        pass
    with Emulator():
        pass


def test_a_failure_inside_is_explained(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(SQSBackend, "list_queues", fail)
    monkeypatch.setattr(S3Backend, "list_buckets", fail)
    with Emulator() as emulator:
        for call in (
            emulator.client("sqs", region="us-east-1").list_queues,
            emulator.client("s3", region="us-east-1").list_buckets,
        ):
            with pytest.raises(ClientError, match="The emulator failed: ZeroDivisionError: by zero"):
                call()

    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


def test_the_users_own_settings_of_aws_do_not_matter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "of-somebody-else")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9")

    with Emulator() as emulator:
        credentials = emulator.credentials("111122223333", region="us-east-1", partition="aws")
        emulator.make_bucket("state", region="us-east-1", credentials=credentials)
        url = emulator.client("sqs", region="us-east-1", credentials=credentials).create_queue(QueueName="a")[
            "QueueUrl"
        ]

    assert url == f"{emulator.endpoint}/111122223333/a"
    assert os.environ["AWS_PROFILE"] == "of-somebody-else"
