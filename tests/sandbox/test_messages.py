"""Terraform's messages and plans in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tfgen.sandbox.messages import changes, describe, plain

STACK = Path("/tree/stacks/dev/dot")


def test_a_diagnostic_names_file_line_and_resource_from_the_root_of_the_tree() -> None:
    diagnostic = {
        "severity": "error",
        "summary": "creating KMS Key",
        "detail": "AccessDenied\n\nNot you.",
        "address": "module.kms.aws_kms_key.this",
        "range": {"filename": "../../../modules/kms/main.tf", "start": {"line": 12}},
    }

    assert describe(diagnostic, STACK) == (
        "Error: creating KMS Key\n"
        "  at modules/kms/main.tf:12 (module.kms.aws_kms_key.this)\n"
        "  AccessDenied\n\n  Not you."
    )


def test_a_diagnostic_of_no_place_is_described_too() -> None:
    assert describe({"severity": "error", "summary": "No credentials", "detail": ""}, STACK) == "Error: No credentials"


@pytest.mark.parametrize("line", ["│ Error: x\n", "Error: x\n", "│ Error: x"])
def test_boxes_are_stripped(line: str) -> None:
    assert plain(line) == "Error: x"


def change(actions: list[str], before: Any, after: Any, unknown: Any = None) -> dict[str, Any]:
    return {"actions": actions, "before": before, "after": after, "after_unknown": unknown or {}}


def test_changes_name_action_resource_and_attributes() -> None:
    plan = {
        "resource_changes": [
            {"address": "aws_a.same", "change": change(["no-op"], {"x": 1}, {"x": 1})},
            {"address": "data.aws_b.this", "change": change(["read"], None, {})},
            {"address": "aws_c.this", "change": change(["update"], {"x": 1, "y": 1}, {"x": 2, "y": 1}, {"z": True})},
            {"address": "aws_d.this", "change": change(["delete", "create"], {"x": 1}, {"x": 2})},
            {"address": "aws_e.this", "change": change(["create"], None, {"x": 1})},
        ],
        "output_changes": {
            "name": {"actions": ["update"]},
            "same": {"actions": ["no-op"]},
        },
    }

    assert changes(plan) == (
        "update aws_c.this (x, z)",
        "replace aws_d.this (x)",
        "create aws_e.this",
        "update output name",
    )
