"""Fixtures that all tests share."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what renders remember out of the user's own cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


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
