"""Buckets keep objects for as long as the spec says, wherever in them the objects lie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from specs import rendered, small, write_spec

if TYPE_CHECKING:
    from pathlib import Path


def test_rejected_data_goes_when_raw_data_does(tmp_path: Path) -> None:
    data = small()
    datasets = data["agencies"]["dot"]["datasets"]
    columns = {"columns": {"id": "string"}, "retention": {"raw_days": 30, "processed_days": 90}}
    datasets["trips"] = {"source": {"stream": {}}, **columns}
    datasets["maps"] = {"source": {"files": {"format": "csv"}}, "pipeline": {"enabled": False}, **columns}
    text = rendered(write_spec(tmp_path, data))["stacks/dev/dot/s3.tf"]
    assert isinstance(text, bytes)
    rules = re.findall(rb"days   = (\d+)\n +prefix = \"([^\"]+)\"", text)
    assert {(30, "errors/trips/"), (30, "quarantine/trips/"), (90, "data/maps/")} <= {
        (int(days), prefix.decode()) for days, prefix in rules
    }
    assert b"quarantine/maps/" not in text
    assert b"errors/maps/" not in text
