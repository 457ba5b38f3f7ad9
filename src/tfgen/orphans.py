"""What holds data in a stack that the spec no longer has: it would be left in AWS without code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tfgen.names import StackNames
from tfgen.owners import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_PREFIX = re.compile(r'^  name_prefix = "(.+)"$', re.MULTILINE)
_STREAM = re.compile(r'^  stream_name +=  *"(.+)"$', re.MULTILINE)


def data_stores(environment: str, owner: str, data: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Name what a stack keeps data in, as AWS knows it; `folder` is the stack's, as it was rendered.

    Where the environment is gone from the spec, too, nobody knows its account, and a `*` stands for it.
    """
    account = data["environments"].get(environment, {}).get("account_id", "*")
    platform = data["platform"]["name"]
    names = StackNames(platform, environment, _first_id(folder, f"{platform}-{environment}-") or owner, account)
    purposes = ("access-logs", "artifacts", "errors") if owner == PLATFORM else ("processed", "raw")
    yield from (f"the S3 bucket {names.bucket(purpose)}" for purpose in purposes)
    yield f"the KMS key {names.key_alias}"
    if (folder / "redshift.tf").is_file():
        yield f"the warehouse {names.warehouse}" if owner == PLATFORM else f"the Redshift schema {names.schema}"
    yield from (f"the Kinesis stream {name}" for name in _STREAM.findall(_text(folder / "kinesis.tf")))


def _first_id(folder: Path, start: str) -> str:
    """Return the id that the names of a rendered stack come from, which differs from its own if it was renamed."""
    found = _PREFIX.search(_text(folder / "locals.tf"))
    return found[1].removeprefix(start) if found else ""


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
