"""The function's entry: one event in, one row and one message out.

The row comes first and has a name that follows from the event, so that a second attempt writes the same object.
Whatever S3 or SNS refuses is raised: Lambda tries again, then puts the event into the dead-letter queue.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError
from events import record_of
from messages import publication
from records import Record, text
from whose import PLATFORM, Names


@dataclass(frozen=True, slots=True)
class Places:
    """Where rows and messages go; `topic_arn` is the platform's, and `prefix` ends in a slash."""

    bucket: str
    prefix: str
    topic_arn: str

    def key(self, record: Record, event: Any) -> str:
        """Key of the row's object, within the partition of its day."""
        return f"{self.prefix}dt={record.day}/{_identity(event)}.json"

    def agency_topic_arn(self, names: Names, agency: str) -> str:
        """ARN of an agency's own topic, which exists if anybody of the agency wants to hear."""
        start, _, _ = self.topic_arn.rpartition(":")
        return f"{start}:{names.platform}-{names.environment}-{agency}-errors"


def handle(event: Any, _context: object) -> dict[str, str | None] | None:
    """Write down an event and tell of it; return the row, or None for an event that is no error of ours."""
    names = Names(os.environ["PLATFORM"], os.environ["ENVIRONMENT"])
    places = Places(os.environ["BUCKET"], os.environ["PREFIX"], os.environ["TOPIC_ARN"])
    record = record_of(event, names)
    if record is None:
        return None
    _client("s3").put_object(
        Body=f"{record.line()}\n".encode(),
        Bucket=places.bucket,
        ContentType="application/json",
        Key=places.key(record, event),
    )
    if record.agency != PLATFORM:
        _publish_if_there(places.agency_topic_arn(names, record.agency), record)
    _client("sns").publish(TopicArn=places.topic_arn, **publication(record))
    return record.row()


def _publish_if_there(topic_arn: str, record: Record) -> None:
    try:
        _client("sns").publish(TopicArn=topic_arn, **publication(record))
    except ClientError as error:
        # Nobody of the agency asked to hear of errors.
        if error.response["Error"]["Code"] not in {"NotFound", "NotFoundException"}:
            raise


def _identity(event: Any) -> str:
    """Name an event by its id, or by what it says where the id is none that can stand in a key."""
    given = event.get("id") if isinstance(event, dict) else None
    if isinstance(given, str) and 0 < len(given) <= 64 and given.isascii() and given.replace("-", "").isalnum():  # noqa: PLR2004 - an id of AWS has 36
        return given
    said = json.dumps(text(event, 1_000_000)).encode()
    return hashlib.sha256(said).hexdigest()


@cache
def _client(service: str) -> Any:
    return boto3.client(service)
