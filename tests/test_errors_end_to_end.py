"""From a failure to an inbox: events through the platform's own rules on the emulator, to the handler's code.

The emulator delivers events to queues and runs no functions; so each rule gets a queue beside the function that it
calls, and what arrives there is handed to the function's code in this process, with the function's own settings.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import error_events
import handler
import pytest
from error_events import ACCOUNT, ERRORS, REGION, STRANGERS

from tfgen.sandbox import environment
from tfgen.sandbox.emulator import Credentials, Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERATED = Path(__file__).parents[1] / "generated"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:civic-dev-platform-errors"
DOT_TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:civic-dev-dot-errors"
BUCKET = f"civic-dev-platform-errors-{ACCOUNT}"

pytestmark = [
    pytest.mark.terraform,
    pytest.mark.sandbox,
    # One worker runs them all: they share one run.
    pytest.mark.xdist_group("errors_end_to_end"),
]


@dataclass(frozen=True, slots=True)
class Platform:
    """An applied platform with queues at its ends: `routed` has what rules match, `inboxes` what topics send."""

    emulator: Emulator
    credentials: Credentials
    routed: str
    inboxes: dict[str, str]

    def client(self, service: str) -> Any:
        return self.emulator.client(service, region=REGION, credentials=self.credentials)

    def put(self, event: error_events.Event) -> None:
        """Send an event through the bus, as a service or an application does."""
        entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"])}
        self.client("events").put_events(Entries=[{**entry, "Resources": event["resources"]}])

    def take(self, queue: str) -> list[Any]:
        """Take all messages out of a queue."""
        sqs = self.client("sqs")
        found = []
        while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    def rows(self) -> dict[str, Any]:
        """Take all rows out of the errors bucket, by key."""
        s3 = self.client("s3")
        found = {}
        for entry in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            found[entry["Key"]] = s3.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read().decode()
            s3.delete_object(Bucket=BUCKET, Key=entry["Key"])
        return found


@pytest.fixture(scope="module")
def platform(terraform: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    work = tmp_path_factory.mktemp("errors")
    tree = Path(shutil.copytree(GENERATED, work / "generated", symlinks=True))
    stack = tree / "stacks" / "dev" / "platform"
    (stack / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n', encoding="utf-8")
    with Emulator() as emulator:
        credentials = emulator.credentials(ACCOUNT, region=REGION, partition="aws")
        variables = environment.base(os.environ, work) | environment.access(emulator.endpoint, credentials)
        # Without the bucket's lifecycle, which takes a minute to settle and has no part in this.
        targets = ["module.errors", "module.errors_topic", "module.errors_table"]
        for arguments in (["init"], ["apply", "-auto-approve", *(f"-target={target}" for target in targets)]):
            done = subprocess.run(
                [terraform, *arguments], cwd=stack, env=variables, capture_output=True, encoding="utf-8", check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
        yield _with_queues(emulator, credentials)


def _with_queues(emulator: Emulator, credentials: Credentials) -> Platform:
    def client(service: str) -> Any:
        return emulator.client(service, region=REGION, credentials=credentials)

    def queue(name: str) -> str:
        url: str = client("sqs").create_queue(QueueName=name)["QueueUrl"]
        return url

    def arn(name: str) -> str:
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"

    events = client("events")
    routed = queue("routed")
    for rule in events.list_rules()["Rules"]:
        (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        assert target["Arn"] == f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:civic-dev-platform-errors"
        # The emulator refuses events that would go to a function.
        events.remove_targets(Rule=rule["Name"], Ids=[target["Id"]])
        events.put_targets(Rule=rule["Name"], Targets=[{"Id": "routed", "Arn": arn("routed")}])
    # What the agency's own stack makes when somebody of it wants to hear.
    client("sns").create_topic(Name="civic-dev-dot-errors")
    inboxes = {}
    for topic, name in ((TOPIC, "inbox"), (DOT_TOPIC, "inbox-dot")):
        inboxes[topic] = queue(name)
        client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn(name))
    return Platform(emulator, credentials, routed, inboxes)


@pytest.fixture
def handle(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give the handler with the settings of the applied function, and clients that reach the emulator."""
    function = platform.client("lambda").get_function_configuration(FunctionName="civic-dev-platform-errors")
    settings = environment.access(platform.emulator.endpoint, platform.credentials) | {"AWS_DEFAULT_REGION": REGION}
    for name, value in (settings | function["Environment"]["Variables"]).items():
        monkeypatch.setenv(name, value)
    module, _, attribute = function["Handler"].partition(".")
    assert module == handler.__name__
    handler._client.cache_clear()
    yield getattr(handler, attribute)
    handler._client.cache_clear()


@pytest.mark.parametrize("kind", ERRORS)
def test_each_kind_of_failure_comes_out_as_one_message_and_one_row(kind: str, platform: Platform, handle: Any) -> None:
    platform.put(ERRORS[kind])

    (event,) = platform.take(platform.routed)
    assert event["detail"] == ERRORS[kind]["detail"]
    returned = handle(event, None)
    (notification,) = platform.take(platform.inboxes[TOPIC])
    ((key, line),) = platform.rows().items()
    row = json.loads(line)

    assert row == returned
    assert json.loads(notification["Message"]) == row
    assert {name: found["Value"] for name, found in notification["MessageAttributes"].items()} == {
        "agency": row["agency"],
        "severity": row["severity"],
    }
    assert (row["agency"], row["severity"]) == EXPECTED[kind]
    assert row["environment"] == "dev"
    assert_fits_the_table(platform, key, line)
    handle(event, None)
    assert len(platform.take(platform.inboxes[TOPIC])) == 1
    assert list(platform.rows()) == [key], "a second attempt writes the same object"
    platform.take(platform.inboxes[DOT_TOPIC])


EXPECTED = {
    "job": ("dot", "high"),
    "crawler": ("dot", "high"),
    "statement": ("doh", "high"),
    "alarm": ("dep", "high"),
    "object": ("dot", "medium"),
    "rejected rows": ("dot", "medium"),
    "application": ("parks", "low"),
}


def assert_fits_the_table(platform: Platform, key: str, line: str) -> None:
    """Hold a row against the Glue table as Athena does: columns, types, and the partition of the object."""
    table = platform.client("glue").get_table(DatabaseName="civic_dev_platform_errors", Name="errors")["Table"]
    columns = {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]}
    row = json.loads(line)
    assert line == line.strip() + "\n", "one object of JSON to a line"
    assert list(row) == list(columns)
    patterns = {"timestamp": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", "string": r"(?s).*"}
    for name, kind in columns.items():
        assert row[name] is None or re.fullmatch(patterns[kind], row[name]), f"{name} is no {kind}"
    assert [(column["Name"], column["Type"]) for column in table["PartitionKeys"]] == [("dt", "date")]
    folder = table["Parameters"]["storage.location.template"].replace("${dt}", row["time"][:10])
    assert f"s3://{BUCKET}/{key}".startswith(folder)
    assert table["Parameters"]["projection.dt.format"] == "yyyy-MM-dd"


@pytest.mark.parametrize("kind", STRANGERS)
def test_strangers_event_reaches_nobody(kind: str, platform: Platform, handle: Any) -> None:
    platform.put(STRANGERS[kind])

    assert platform.take(platform.routed) == []
    # And if one came through, the handler would know.
    assert handle(STRANGERS[kind], None) is None
    assert platform.take(platform.inboxes[TOPIC]) == []
    assert platform.rows() == {}


def test_agency_with_a_topic_of_its_own_hears_of_its_errors_alone(platform: Platform, handle: Any) -> None:
    handle(error_events.job(), None)
    handle(error_events.statement(), None)

    (own,) = platform.take(platform.inboxes[DOT_TOPIC])
    assert json.loads(own["Message"])["agency"] == "dot"
    assert {json.loads(one["Message"])["agency"] for one in platform.take(platform.inboxes[TOPIC])} == {"dot", "doh"}
    platform.rows()


@pytest.mark.parametrize(("purpose", "kept"), [("raw", "errors"), ("processed", "quarantine")])
def test_object_that_keeps_what_failed_is_heard_of(purpose: str, kept: str, platform: Platform, handle: Any) -> None:
    """By S3's own event, not by one that the test sends."""
    s3 = platform.client("s3")
    bucket = f"civic-dev-dot-{purpose}-{ACCOUNT}"
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    s3.put_object(Bucket=bucket, Key="data/roads/1.json", Body=b"{}")
    s3.put_object(Bucket=bucket, Key=f"{kept}/roads/1.json", Body=b"{}")

    (event,) = platform.take(platform.routed)
    handle(event, None)
    (notification,) = platform.take(platform.inboxes[TOPIC])

    assert json.loads(notification["Message"])["resource"] == f"s3://{bucket}/{kept}/roads/1.json"
    platform.take(platform.inboxes[DOT_TOPIC])
    platform.rows()


def test_package_of_the_function_is_the_source_that_is_tested(platform: Platform) -> None:
    found = platform.client("lambda").get_function_configuration(FunctionName="civic-dev-platform-errors")
    package = GENERATED / "modules" / "errors" / "handler.zip"

    assert found["CodeSize"] == package.stat().st_size
    assert found["Runtime"] == "python3.13"
