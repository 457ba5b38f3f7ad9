"""The JSON Schema of the spec, as it is shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import json

if TYPE_CHECKING:
    from collections.abc import Mapping


def schema_text() -> str:
    """Return the JSON Schema of the spec as it is shipped, ready to be written to a file."""
    # By its path: importlib.resources takes as long to import as a thousand agencies take to be judged.
    return Path(__file__).with_name("check").joinpath("agencies.schema.json").read_text(encoding="utf-8")


@cache
def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the spec as data."""
    # Where the JSON is ours and known to be sound, the decoder that is there already need not explain itself.
    return json.decode(schema_text(), type=dict[str, Any])
