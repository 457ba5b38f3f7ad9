"""What the sandbox needs, and what it says when that is missing."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tfgen.errors import TfgenError
from tfgen.sandbox.requirements import check_packages, find_terraform

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from pathlib import Path


def fake_terraform(folder: Path, answer: str) -> dict[str, str]:
    program = folder / "terraform"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def test_terraform_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(TfgenError, match="not on the PATH") as caught:
        find_terraform({"PATH": str(tmp_path)})

    assert caught.value.exit_code == 2
    assert "https://developer.hashicorp.com/terraform/install" in caught.value.hint


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ('{"terraform_version": "1.9.8"}', "Terraform 1.9.8 is too old"),
        ("Terraform v1.11.4", "does not say which version"),
        ("[]", "does not say which version"),
    ],
)
def test_terraform_that_will_not_do_is_refused(tmp_path: Path, answer: str, problem: str) -> None:
    with pytest.raises(TfgenError, match=problem) as caught:
        find_terraform(fake_terraform(tmp_path, answer))

    assert caught.value.exit_code == 2
    assert "1.10" in caught.value.hint


@pytest.mark.parametrize("version", ["1.10.0", "1.11.4", "1.12.0-beta1", "2.0.0"])
def test_terraform_that_is_new_enough_is_found(tmp_path: Path, version: str) -> None:
    environment = fake_terraform(tmp_path, f'{{"terraform_version": "{version}"}}')

    assert find_terraform(environment) == str(tmp_path / "terraform")


def test_packages_that_are_missing_are_named_with_the_way_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def without_two(name: str) -> ModuleSpec | None:
        return None if name in {"moto", "hcl2"} else find(name)

    monkeypatch.setattr(importlib.util, "find_spec", without_two)

    with pytest.raises(TfgenError, match=r"moto, python-hcl2") as caught:
        check_packages()

    assert caught.value.exit_code == 2
    assert "pip install 'tfgen-data-platform[sandbox]'" in caught.value.hint


def test_the_package_can_be_imported_without_the_extra() -> None:
    code = """
import sys
for name in ("boto3", "botocore", "flask", "flask_cors", "hcl2", "moto", "werkzeug"):
    sys.modules[name] = None
import tfgen.sandbox
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
