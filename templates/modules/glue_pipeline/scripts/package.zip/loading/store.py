"""Objects in buckets, as far as the job needs them; tests put a folder in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST_KEYS = 1000
"""Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""
_MOST_PARTITIONS = 100
"""Source: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html"""


@dataclass(frozen=True)
class Stored:
    """An object: its key, what changes with its content, and its size in bytes."""

    key: str
    etag: str
    size: int


@dataclass(frozen=True)
class Partition:
    """A partition of the table: its values as text, and the URI of its folder."""

    values: tuple[str, ...]
    location: str


class Store(Protocol):
    """Buckets."""

    def list(self, bucket: str, prefix: str) -> Iterator[Stored]:
        """List the objects whose keys start so."""

    def read(self, bucket: str, key: str, most: int | None = None) -> bytes | None:
        """Return an object's content, or its first bytes; None where there is no such object."""

    def write(self, bucket: str, key: str, content: bytes) -> None:
        """Write an object whole."""

    def copy(self, bucket: str, source: str, target: str) -> None:
        """Copy an object within a bucket."""

    def delete(self, bucket: str, keys: Iterable[str]) -> None:
        """Delete objects; missing ones are no matter."""

    def uri(self, bucket: str, key: str) -> str:
        """Return the name by which Spark knows an object or a folder."""


class Catalog(Protocol):
    """The table's partitions."""

    def add(self, database: str, table: str, partitions: Sequence[Partition]) -> None:
        """Add partitions; those that exist stay as they are."""


class S3Store:
    """Buckets of S3; objects take the encryption of their bucket."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def list(self, bucket: str, prefix: str) -> Iterator[Stored]:
        """List the objects whose keys start so."""
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for found in page.get("Contents", ()):
                yield Stored(found["Key"], found["ETag"].strip('"'), found["Size"])

    def read(self, bucket: str, key: str, most: int | None = None) -> bytes | None:
        """Return an object's content, or its first bytes; None where there is no such object."""
        some = {} if most is None else {"Range": f"bytes=0-{most - 1}"}
        try:
            content: bytes = self._client.get_object(Bucket=bucket, Key=key, **some)["Body"].read()
        except self._client.exceptions.NoSuchKey:
            return None
        return content

    def write(self, bucket: str, key: str, content: bytes) -> None:
        """Write an object whole."""
        self._client.put_object(Bucket=bucket, Key=key, Body=content)

    def copy(self, bucket: str, source: str, target: str) -> None:
        """Copy an object within a bucket, in parts where it is large."""
        self._client.copy({"Bucket": bucket, "Key": source}, bucket, target)

    def delete(self, bucket: str, keys: Iterable[str]) -> None:
        """Delete objects; missing ones are no matter. Raises OSError where S3 refuses one."""
        rest = list(keys)
        while rest:
            some, rest = rest[:_MOST_KEYS], rest[_MOST_KEYS:]
            objects = {"Objects": [{"Key": key} for key in some], "Quiet": True}
            errors = self._client.delete_objects(Bucket=bucket, Delete=objects).get("Errors")
            if errors:
                raise OSError(f"could not delete {errors[0]['Key']} and {len(errors) - 1} more: {errors[0]['Message']}")

    def uri(self, bucket: str, key: str) -> str:
        """Return the name by which Spark knows an object or a folder."""
        return f"s3://{bucket}/{key}"


class GlueCatalog:
    """The Glue catalog of the account."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def add(self, database: str, table: str, partitions: Sequence[Partition]) -> None:
        """Add partitions with the table's own description; raises OSError where Glue refuses one."""
        if not partitions:
            return
        found = self._client.get_table(DatabaseName=database, Name=table)["Table"]["StorageDescriptor"]
        inputs = [
            {"Values": list(one.values), "StorageDescriptor": {**found, "Location": one.location}} for one in partitions
        ]
        for start in range(0, len(inputs), _MOST_PARTITIONS):
            some = inputs[start : start + _MOST_PARTITIONS]
            answer = self._client.batch_create_partition(
                DatabaseName=database, TableName=table, PartitionInputList=some
            )
            for error in answer.get("Errors", ()):
                if error["ErrorDetail"]["ErrorCode"] != "AlreadyExistsException":
                    raise OSError(f"could not add partition {error['PartitionValues']}: {error['ErrorDetail']}")
