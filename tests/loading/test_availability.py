"""Where CI is set, Spark and Java are there."""

from __future__ import annotations

import subprocess
import sys

import pytest
from packing import PACKED


@pytest.mark.spark
def test_spark_and_java_are_there(java: str | None) -> None:
    assert java is None or java


def test_package_is_found_in_its_zip() -> None:
    """A package in a zip needs an `__init__.py`: Python finds no other there."""
    code = "import sys; sys.path[:0] = sys.argv[1:]; from loading.parameters import Parameters; print(Parameters)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(PACKED)], capture_output=True, encoding="utf-8", check=True
    )
    assert "loading.parameters" in done.stdout
