"""Fixtures that all tests share."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def terraform() -> str:
    """Give the path of the terraform command; without one, fail where CI is set and skip elsewhere."""
    path = shutil.which("terraform")
    if path is None:
        reason = "the terraform command is not on PATH"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI may not leave these tests out")
        pytest.skip(reason)
    return path
