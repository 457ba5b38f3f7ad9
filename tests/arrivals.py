"""Objects put into buckets of the emulator, and which of them an event pattern lets through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tfgen.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterable

REGION = "us-east-1"


def let_through(pattern: str, objects: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put objects, named by bucket and key, and give those whose events reach the target of a rule with the pattern."""
    objects = list(objects)
    with Emulator() as emulator:
        s3, sqs, events = (emulator.client(service, region=REGION) for service in ("s3", "sqs", "events"))
        queue = sqs.create_queue(QueueName="arrivals")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.put_rule(Name="arrival", EventPattern=pattern, State="ENABLED")
        events.put_targets(Rule="arrival", Targets=[{"Id": "queue", "Arn": arn}])
        for bucket in {bucket for bucket, _ in objects}:
            s3.create_bucket(Bucket=bucket)
            s3.put_bucket_notification_configuration(
                Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
            )
        for bucket, key in objects:
            s3.put_object(Bucket=bucket, Key=key, Body=b"{}\n")
        return sorted(_place(message) for message in _messages(sqs, queue))


def _messages(sqs: Any, queue: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while received := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages"):
        found += [json.loads(message["Body"]) for message in received]
    return found


def _place(event: dict[str, Any]) -> tuple[str, str]:
    return event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]
