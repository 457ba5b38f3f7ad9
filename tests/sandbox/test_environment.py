"""The environment of terraform: nothing in it leads to a real account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.sandbox import environment

if TYPE_CHECKING:
    from pathlib import Path


def test_the_users_own_credentials_and_settings_are_gone(tmp_path: Path) -> None:
    theirs = {
        "AWS_PROFILE": "production",
        "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
        "AWS_REGION": "eu-west-1",
        "TF_CLI_ARGS_plan": "-destroy",
        "TF_VAR_region": "eu-west-1",
        "TF_WORKSPACE": "other",
        "aws_session_token": "secret",
    }

    ours = environment.base({**theirs, "PATH": "/bin", "HOME": "/home/someone"}, tmp_path)

    assert not theirs.keys() & ours.keys()
    assert ours["PATH"] == "/bin"
    assert ours["HOME"] == "/home/someone"


def test_the_users_configuration_of_aws_is_not_read(tmp_path: Path) -> None:
    ours = environment.base({"AWS_CONFIG_FILE": "/home/someone/.aws/config"}, tmp_path)

    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        assert (tmp_path / ours[name]).read_text() == ""


def test_the_users_way_to_get_providers_is_kept(tmp_path: Path) -> None:
    theirs = {"TF_CLI_CONFIG_FILE": "/home/someone/mirror.tfrc", "TF_PLUGIN_CACHE_DIR": "/home/someone/cache"}

    assert environment.base(theirs, tmp_path).items() >= theirs.items()


def test_without_one_providers_are_cached_for_all_stacks(tmp_path: Path) -> None:
    cache = environment.base({}, tmp_path)["TF_PLUGIN_CACHE_DIR"]

    assert (tmp_path / cache).is_dir()


def test_no_proxy_comes_between(tmp_path: Path) -> None:
    ours = environment.base({"HTTP_PROXY": "http://proxy.example.com", "NO_PROXY": "example.com"}, tmp_path)

    assert "127.0.0.1" in ours["NO_PROXY"]
    assert "127.0.0.1" in ours["no_proxy"]
