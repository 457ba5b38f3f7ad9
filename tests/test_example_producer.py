"""The sample producer: what it sends, how it batches, and how it repeats what is refused."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

SOURCE = Path(__file__).parents[1] / "examples" / "producer" / "producer.py"
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def load() -> ModuleType:
    """Load the example as its users run it: as a file beside nothing."""
    spec = importlib.util.spec_from_file_location("producer", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["producer"] = module
    spec.loader.exec_module(module)
    return module


producer = load()


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a client of a mocked account with a stream `counts` of one shard."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        client = boto3.client("kinesis", region_name="us-east-1")
        client.create_stream(StreamName="counts", ShardCount=1)
        yield client


def on_stream(client: Any) -> list[dict[str, Any]]:
    """Read everything that is on the stream."""
    shard = client.list_shards(StreamName="counts")["Shards"][0]["ShardId"]
    place = client.get_shard_iterator(StreamName="counts", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    return list(client.get_records(ShardIterator=place["ShardIterator"], Limit=10_000)["Records"])


def record(size: int = 10, key: str = "k") -> Any:
    return producer.Record(b"x" * size, key)


def test_documents_of_the_input_arrive_as_they_are(
    stream: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [{"site_id": "a", "vehicles": 3}, {"site_id": "ä", "vehicles": 4}]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{json.dumps(one)}\n\n" for one in documents)))
    assert producer.main(["counts", "--key", "site_id"]) == 0
    found = on_stream(stream)
    assert [json.loads(one["Data"]) for one in found] == documents
    assert [one["PartitionKey"] for one in found] == ["a", "ä"]
    assert not any(b"\n" in one["Data"] for one in found)
    assert capsys.readouterr().out == "2 records sent\n"


def test_samples_have_the_columns_of_traffic_counts(stream: Any) -> None:
    assert producer.main(["counts", "--region", "us-east-1", "--samples", "1200"]) == 0
    found = on_stream(stream)
    assert len(found) == 1200
    assert {tuple(json.loads(one["Data"])) for one in found} == {("site_id", "counted_at", "lane", "vehicles")}
    assert len({one["PartitionKey"] for one in found}) == 10


def test_samples_have_no_key_twice_and_are_the_same_for_a_seed() -> None:
    made = list(producer.samples(100, start=START, seed=1))
    assert made == list(producer.samples(100, start=START, seed=1))
    assert len({(one["site_id"], one["lane"], one["counted_at"]) for one in made}) == 100
    assert made[0]["counted_at"] == "2026-03-01 08:00:00"


def test_role_is_assumed_where_one_is_named(stream: Any) -> None:
    role = "arn:aws:iam::123456789012:role/civic-dev-dot-producer"
    assert producer.main(["counts", "--role-arn", role, "--samples", "1"]) == 0
    assert len(on_stream(stream)) == 1


def test_batches_keep_order_and_limits() -> None:
    many = [record(key=str(number)) for number in range(1001)]
    found = list(producer.batches(many))
    assert [len(batch) for batch in found] == [500, 500, 1]
    assert [one for batch in found for one in batch] == many
    large = [record(producer.MOST_BYTES_OF_RECORD - 1) for _ in range(11)]
    assert [len(batch) for batch in producer.batches(large)] == [5, 5, 1]
    assert list(producer.batches([])) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2 is not JSON"),
        ("[1]", "line 2 is not a JSON object"),
        ('{"vehicles": 1}', "line 2 is without a value of site_id"),
        (json.dumps({"site_id": "a", "note": "x" * producer.MOST_BYTES_OF_RECORD}), "bytes long"),
    ],
)
def test_bad_line_is_told_with_its_number_and_what_was_sent(
    line: str, told: str, stream: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"site_id": "a"}\n' + line))
    assert producer.main(["counts", "--key", "site_id"]) == 1
    shown = capsys.readouterr()
    assert told in shown.err
    assert "0 records sent before" in shown.err
    assert on_stream(stream) == []


def answer(*codes: str | None) -> dict[str, Any]:
    """Make PutRecords's answer: for each record an error code, or None where it is taken."""
    return {
        "Records": [
            {"ErrorCode": code, "ErrorMessage": "no"} if code else {"SequenceNumber": "1", "ShardId": "shardId-0"}
            for code in codes
        ],
    }


def asked(*records: Any) -> dict[str, Any]:
    return {"StreamName": "counts", "Records": [one.entry for one in records]}


def test_only_what_is_refused_is_sent_again_after_growing_pauses(stream: Any) -> None:
    a, b, c = (record(key=key) for key in "abc")
    busy, failed = "ProvisionedThroughputExceededException", "InternalFailure"
    pauses: list[float] = []
    with Stubber(stream) as stub:
        stub.add_response("put_records", answer(None, busy, failed), asked(a, b, c))
        stub.add_response("put_records", answer(None, busy), asked(b, c))
        stub.add_response("put_records", answer(None), asked(c))
        producer.send(stream, "counts", [a, b, c], sleep=pauses.append)
        stub.assert_no_pending_responses()
    assert len(pauses) == 2
    assert 0.1 <= pauses[0] <= 0.2 <= pauses[1] <= 0.4


def test_what_is_always_refused_is_told_in_the_end(stream: Any) -> None:
    pauses: list[float] = []
    with Stubber(stream) as stub:
        for _ in range(producer.ATTEMPTS):
            stub.add_response("put_records", answer("InternalFailure"))
        with pytest.raises(producer.ProducerError, match="1 records were refused 8 times: InternalFailure"):
            producer.send(stream, "counts", [record()], sleep=pauses.append)
    assert len(pauses) == producer.ATTEMPTS - 1
    assert max(pauses) <= producer.LONGEST_WAIT_SECONDS
