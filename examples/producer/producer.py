"""Puts records on a Kinesis stream: JSON documents from standard input, one a line, or made-up traffic counts."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

# What one PutRecords call takes: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
MOST_RECORDS = 500
MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_OF_RECORD = 1024 * 1024

ATTEMPTS = 8
LONGEST_WAIT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Record:
    """One document, encoded, and the key that decides its shard: equal keys stay in order."""

    data: bytes
    partition_key: str

    @property
    def size(self) -> int:
        """Bytes that count towards the limits: the document's and the key's."""
        return len(self.data) + len(self.partition_key.encode())

    @property
    def entry(self) -> dict[str, Any]:
        """The record as PutRecords takes it."""
        return {"Data": self.data, "PartitionKey": self.partition_key}


class ProducerError(Exception):
    """What the caller has to know: a document that cannot be sent, or records that the stream keeps refusing."""


def record_of(document: Any, key: str | None) -> Record:
    """Encode a document; `key` names the attribute that decides its shard, without one every record goes anywhere.

    There is no line break at the end: delivery puts one behind each record. Raises ProducerError for what is no
    object, for an attribute that is missing, and for a document of more than 1 MiB.
    """
    if not isinstance(document, dict):
        raise ProducerError("not a JSON object")
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    if key is None:
        partition_key = f"{random.getrandbits(64):016x}"
    elif document.get(key) in (None, ""):
        raise ProducerError(f"without a value of {key}")
    else:
        partition_key = str(document[key])[:256]
    record = Record(data, partition_key)
    if record.size > MOST_BYTES_OF_RECORD:
        raise ProducerError(f"{record.size:,} bytes long; Kinesis takes {MOST_BYTES_OF_RECORD:,}")
    return record


def records_of(lines: Iterable[str], key: str | None) -> Iterator[Record]:
    """Encode the documents of lines, blank ones left out; raises ProducerError with the number of a bad line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield record_of(json.loads(line), key)
        except json.JSONDecodeError as error:
            raise ProducerError(f"line {number} is not JSON: {error.msg}") from error
        except ProducerError as error:
            raise ProducerError(f"line {number} is {error}") from error


def samples(count: int, *, start: datetime, seed: int | None = None) -> Iterator[dict[str, Any]]:
    """Make up traffic counts: every site and lane once a minute, from `start` on."""
    chance = random.Random(seed)  # noqa: S311 -- made-up data
    places = [(f"site-{site:02}", lane) for site in range(1, 11) for lane in (1, 2)]
    for number in range(count):
        site, lane = places[number % len(places)]
        counted_at = start + timedelta(minutes=number // len(places))
        yield {
            "site_id": site,
            "counted_at": counted_at.strftime("%Y-%m-%d %H:%M:%S"),
            "lane": lane,
            "vehicles": chance.randint(0, 60),
        }


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Put records together, in their order, to what one call takes."""
    batch: list[Record] = []
    size = 0
    for record in records:
        if batch and (len(batch) == MOST_RECORDS or size + record.size > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += record.size
    if batch:
        yield batch


def send(client: Any, stream: str, batch: Sequence[Record], *, sleep: Callable[[float], object] = time.sleep) -> None:
    """Put a batch on a stream, and what of it is refused again, with pauses that grow.

    A call that succeeds may still refuse some records, mostly those for a shard that is busy. Raises ProducerError
    when some are refused time after time. A record may arrive twice: readers go by the data set's key.
    """
    waiting = list(batch)
    for attempt in range(ATTEMPTS):
        if attempt:
            longest = min(LONGEST_WAIT_SECONDS, 0.1 * 2**attempt)
            sleep(random.uniform(longest / 2, longest))  # noqa: S311 -- keeps producers from trying in step
        answer = client.put_records(StreamName=stream, Records=[record.entry for record in waiting])
        results = answer["Records"]
        errors = {result["ErrorCode"] for result in results if "ErrorCode" in result}
        waiting = [record for record, result in zip(waiting, results, strict=True) if "ErrorCode" in result]
        if not waiting:
            return
    raise ProducerError(f"{len(waiting)} records were refused {ATTEMPTS} times: {', '.join(sorted(errors))}")


def kinesis(region: str | None, role_arn: str | None) -> Any:
    """Make a client, with the credentials of a role if one is named."""
    if role_arn is None:
        return boto3.client("kinesis", region_name=region)
    answer = boto3.client("sts", region_name=region).assume_role(RoleArn=role_arn, RoleSessionName="sample-producer")
    credentials = answer["Credentials"]
    return boto3.client(
        "kinesis",
        region_name=region,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("stream", help="name of the stream: an entry of the stack's output stream_names")
    made.add_argument("--region", help="region of the stream, by default that of the environment")
    made.add_argument("--role-arn", help="role to assume: the stack's output producer_role_arn")
    made.add_argument("--key", help="attribute that decides the shard; records with equal values stay in order")
    made.add_argument("--samples", type=int, metavar="N", help="send N made-up traffic counts instead of the input")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 means that every record is on the stream."""
    chosen = parser().parse_args(arguments)
    if chosen.samples is None:
        records = records_of(sys.stdin, chosen.key)
    else:
        made = samples(chosen.samples, start=datetime.now(UTC).replace(second=0, microsecond=0))
        records = (record_of(document, chosen.key or "site_id") for document in made)
    sent = 0
    try:
        client = kinesis(chosen.region, chosen.role_arn)
        for batch in batches(records):
            send(client, chosen.stream, batch)
            sent += len(batch)
    except ProducerError as error:
        print(f"error: {error}", file=sys.stderr)
        print(f"{sent:,} records sent before", file=sys.stderr)
        return 1
    print(f"{sent:,} records sent")
    return 0


if __name__ == "__main__":
    sys.exit(main())
