"""The environment that terraform runs in: it leads to the emulator and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tfgen.sandbox.emulator import Credentials

_FOREIGN = ("AWS_", "TF_")
_KEPT = frozenset({"TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR"})
"""Where providers come from is the user's business; nothing else of his settings may change the run."""


def base(surroundings: Mapping[str, str], work: Path) -> dict[str, str]:
    """Return the user's environment without credentials, profiles, endpoints and settings of terraform.

    `work` is an existing folder that receives an empty AWS configuration and, unless the user has one, the
    cache of providers, so that several stacks do not each download them.
    """
    kept = {
        name: value for name, value in surroundings.items() if name in _KEPT or not name.upper().startswith(_FOREIGN)
    }
    empty = work / "aws-config"
    empty.touch()
    cache = work / "providers"
    cache.mkdir(exist_ok=True)
    loopback = "127.0.0.1,localhost"
    return {
        # Terraform and its provider spend a third of their time on collecting garbage at Go's default of 100.
        "GOGC": "400",
        "TF_PLUGIN_CACHE_DIR": str(cache),
        **kept,
        "AWS_CONFIG_FILE": str(empty),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": str(empty),
        "CHECKPOINT_DISABLE": "1",
        "NO_PROXY": loopback,
        "no_proxy": loopback,
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        # A lock file without checksums of this platform would make each stack download the provider again.
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
    }


def access(endpoint: str, credentials: Credentials) -> dict[str, str]:
    """Return the variables that lead AWS clients to the emulator, as one of its accounts."""
    return {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
    }
