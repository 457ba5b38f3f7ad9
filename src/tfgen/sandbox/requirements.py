"""What the sandbox needs beside tfgen: Terraform and a few Python packages."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST_TERRAFORM = (1, 10)
"""`use_lockfile` of the S3 backend came with this version of Terraform."""

_PACKAGES = {"moto": "moto", "flask": "flask", "flask_cors": "flask-cors", "hcl2": "python-hcl2"}
_INSTALL_TERRAFORM = "Install Terraform {}.{} or newer: https://developer.hashicorp.com/terraform/install."


def require_tools() -> None:
    """Raise TfgenError unless all is there that a run needs."""
    check_packages()
    find_terraform(os.environ)


def check_packages() -> None:
    """Raise TfgenError unless the packages of the extra `sandbox` can be imported."""
    missing = [name for module, name in _PACKAGES.items() if importlib.util.find_spec(module) is None]
    if missing:
        raise TfgenError(
            f"The sandbox needs Python packages that are not installed: {', '.join(missing)}.",
            "Install them: pip install 'tfgen-data-platform[sandbox]'.",
        )


def find_terraform(environment: Mapping[str, str]) -> str:
    """Return the path of the `terraform` command; raise TfgenError when there is none, or it is too old."""
    hint = _INSTALL_TERRAFORM.format(*OLDEST_TERRAFORM)
    program = shutil.which("terraform", path=environment.get("PATH"))
    if program is None:
        raise TfgenError("The sandbox runs terraform, which is not on the PATH.", hint)
    version = terraform_version(program, environment)
    if version is None:
        raise TfgenError(f"{program} does not say which version of Terraform it is.", hint)
    if version[:2] < OLDEST_TERRAFORM:
        raise TfgenError(f"Terraform {'.'.join(map(str, version))} is too old for the sandbox.", hint)
    return program


def terraform_version(program: str, environment: Mapping[str, str]) -> tuple[int, int, int] | None:
    """Ask a terraform command for its version, `None` when its answer is not one."""
    try:
        answer = subprocess.run(
            [program, "version", "-json"],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        text = json.loads(answer.stdout)["terraform_version"]
    except (OSError, subprocess.TimeoutExpired, ValueError, TypeError, KeyError):
        return None
    parts = re.match(r"(\d+)\.(\d+)\.(\d+)", str(text))
    return (int(parts[1]), int(parts[2]), int(parts[3])) if parts else None
