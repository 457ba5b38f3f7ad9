"""What holds data in a stack that the spec no longer has: it would be left in AWS without code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tfgen.model import PLATFORM
from tfgen.names import StackNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_STREAM = re.compile(r'^module "(\w+)_stream" \{$', re.MULTILINE)


def data_stores(environment: str, owner: str, data: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Name what a stack keeps data in, as AWS knows it; `folder` is the stack's, as it was rendered.

    Where the environment is gone from the spec, too, nobody knows its account, and a `*` stands for it.
    """
    account = data["environments"].get(environment, {}).get("account_id", "*")
    names = StackNames(data["platform"]["name"], environment, owner, account)
    purposes = ("access-logs", "artifacts", "errors") if owner == PLATFORM else ("processed", "raw")
    yield from (f"the S3 bucket {names.bucket(purpose)}" for purpose in purposes)
    yield f"the KMS key {names.key_alias}"
    if (folder / "redshift.tf").is_file():
        yield f"the warehouse {names.warehouse}" if owner == PLATFORM else f"the Redshift schema {names.schema}"
    streams = folder / "kinesis.tf"
    if streams.is_file():
        for dataset in _STREAM.findall(streams.read_text(encoding="utf-8", errors="replace")):
            yield f"the Kinesis stream {names.stream(dataset)}"
