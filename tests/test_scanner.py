"""The policy scanner finds nothing in `generated/` that is not explained where it stands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SKIP = re.compile(r"# checkov:skip=(CKV2?_[A-Z]+_\d+):(.*)")


@pytest.fixture(scope="module")
def report() -> Any:
    checkov = Path(sys.prefix) / "scanner" / "bin" / "checkov"
    if not checkov.exists():
        reason = "checkov is not installed: `make test` does that"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI may not leave these tests out")
        pytest.skip(reason)
    scan = [str(checkov), "--directory", "generated", "--framework", "terraform", "--skip-download", "--output", "json"]
    done = subprocess.run(scan, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.scanner
@pytest.mark.xdist_group("scanner")
def test_no_check_fails(report: Any) -> None:
    failed = [f"{one['check_id']} {one['file_path']} {one['resource']}" for one in report["results"]["failed_checks"]]
    assert failed == []
    assert report["results"]["parsing_errors"] == []
    assert report["summary"]["passed"] > 90


@pytest.mark.scanner
@pytest.mark.xdist_group("scanner")
def test_every_skip_is_needed(report: Any) -> None:
    used = {one["check_id"] for one in report["results"]["skipped_checks"]}
    stated = {
        match[1] for file in (ROOT / "templates").rglob("*.j2") for match in SKIP.finditer(file.read_text("utf-8"))
    }
    assert stated == used


def test_every_skip_has_a_reason_that_is_a_sentence() -> None:
    for file in (ROOT / "templates").rglob("*.j2"):
        text = file.read_text("utf-8")
        assert text.count("checkov:skip") == len(SKIP.findall(text)), file
        for _, reason in SKIP.findall(text):
            assert re.fullmatch(r"[A-Z].*[^.]\.", reason), f"{file}: {reason}"
