"""Folders in place of buckets, and a list in place of the catalog."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import packing
from loading.parameters import Column, Parameters
from loading.store import Stored

assert packing.PACKED.exists()  # it puts the package on the path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from loading.store import Partition


class CrashError(Exception):
    """What ends a run in the middle."""


@dataclass
class Folders:
    """Buckets as folders; `left` changes are made, and the next one crashes."""

    root: Path
    left: int | None = None

    def list(self, bucket: str, prefix: str) -> Iterator[Stored]:
        for path in sorted((self.root / bucket).rglob("*")):
            key = path.relative_to(self.root / bucket).as_posix()
            if path.is_file() and key.startswith(prefix) and not key.endswith(".crc"):
                content = path.read_bytes()
                yield Stored(key, hashlib.sha256(content).hexdigest(), len(content))

    def read(self, bucket: str, key: str, most: int | None = None) -> bytes | None:
        path = self.root / bucket / key
        return path.read_bytes()[:most] if path.exists() else None

    def write(self, bucket: str, key: str, content: bytes) -> None:
        self._change()
        path = self.root / bucket / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def copy(self, bucket: str, source: str, target: str) -> None:
        content = self.read(bucket, source)
        assert content is not None, f"{source} is gone"
        self.write(bucket, target, content)

    def delete(self, bucket: str, keys: Iterable[str]) -> None:
        for key in keys:
            self._change()
            (self.root / bucket / key).unlink(missing_ok=True)

    def uri(self, bucket: str, key: str) -> str:
        return f"file://{self.root / bucket / key}"

    def keys(self, bucket: str, prefix: str = "") -> Sequence[str]:
        return [one.key for one in self.list(bucket, prefix)]

    def _change(self) -> None:
        if self.left is not None:
            if self.left == 0:
                raise CrashError
            self.left -= 1


@dataclass
class Partitions:
    """The partitions that were added, each once, as the catalog has it."""

    values: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, database: str, table: str, partitions: Sequence[Partition]) -> None:
        assert (database, table) == ("civic_dev_doh", "results")
        self.values |= {one.values for one in partitions}


def parameters(columns: dict[str, str], **changes: Any) -> Parameters:
    """Give the parameters of a data set with these columns; those of `required` are required."""
    required = changes.pop("required", ())
    values: dict[str, Any] = {
        "key": (),
        "partition_by": (),
        "format": "json",
        "header": True,
        "delimiter": ",",
        "raw_bucket": "raw",
        "processed_bucket": "processed",
        "processed_database": "civic_dev_doh",
    }
    return Parameters(
        dataset="results",
        columns=tuple(Column(name, kind, name in required) for name, kind in columns.items()),
        **(values | changes),
    )
