"""An object under a data set's prefix of the raw bucket makes an event that starts its pipeline, and no other does."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from arrivals import let_through

EVENTS = Path(__file__).parents[1] / "generated" / "stacks" / "dev" / "dot" / "eventbridge.tf"
BUCKET = "civic-dev-dot-raw-111122223333"
CALL = re.compile(
    r'^module "(\w+)_arrival" \{.*?^  event_pattern = (jsonencode\(\{.*?^  \}\))$', re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def pattern(terraform: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Let terraform itself make the pattern out of the generated call."""
    expressions = dict(CALL.findall(EVENTS.read_text(encoding="utf-8")))
    expression = expressions["traffic_counts"].replace("module.raw_bucket.name", f'"{BUCKET}"')
    folder = tmp_path_factory.mktemp("console")
    (folder / "main.tf").write_text(f"locals {{\n  pattern = {expression}\n}}\n", encoding="utf-8")
    printed = subprocess.run(
        [terraform, "console"],
        cwd=folder,
        input="local.pattern",
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    made: str = json.loads(printed)
    return made


@pytest.mark.terraform
@pytest.mark.sandbox
def test_object_of_the_data_set_starts_its_pipeline_and_no_other_does(pattern: str) -> None:
    arrived = (BUCKET, "data/traffic_counts/dt=2026-03-01/civic-dev-dot-1.gz")
    others = [
        (BUCKET, "data/traffic_counts_of_others/one.json"),
        (BUCKET, "data/road_works/one.csv"),
        (BUCKET, "errors/traffic_counts/processing-failed/dt=2026-03-01/one"),
        (BUCKET, "traffic_counts/one.json"),
        ("civic-dev-doh-raw-111122223333", "data/traffic_counts/one.json"),
    ]
    assert let_through(pattern, [arrived, *others]) == [arrived]
