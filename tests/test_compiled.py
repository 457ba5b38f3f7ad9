"""The code of shipped templates is made once, and kept where Python keeps that of modules."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from specs import small, tree, write_spec

if TYPE_CHECKING:
    from pathlib import Path


def render(folder: Path, out: str, **variables: str) -> None:
    own = {"XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "tfgen", "render", "-o", out]
    done = subprocess.run(command, cwd=folder, env=kept | own | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def codes(folder: Path) -> dict[str, list[Path]]:
    """Find the code of templates beside that of modules, and in the user's folder."""
    return {
        "compiled": sorted((folder / "compiled").rglob("templates.*.code")),
        "cache": sorted((folder / "cache").rglob("templates")),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_spec(tmp_path, small())
    return tmp_path


def test_code_is_kept_beside_that_of_modules_and_taken_from_there(folder: Path) -> None:
    render(folder, "first")
    found = codes(folder)
    assert (len(found["compiled"]), found["cache"]) == (1, [])
    before = found["compiled"][0].stat().st_mtime_ns
    render(folder, "second")
    assert found["compiled"][0].stat().st_mtime_ns == before  # what was known was not made anew
    assert tree(folder / "first") == tree(folder / "second")


def test_code_goes_to_the_user_where_python_writes_none(folder: Path) -> None:
    render(folder, "first", PYTHONDONTWRITEBYTECODE="1")
    found = codes(folder)
    assert (found["compiled"], len(found["cache"])) == ([], 1)


def test_code_that_is_damaged_is_made_anew(folder: Path) -> None:
    render(folder, "first")
    (file,) = codes(folder)["compiled"]
    content = file.read_bytes()
    file.write_bytes(content[:-100] + b"x" * 100)
    render(folder, "second")
    assert tree(folder / "first") == tree(folder / "second")
    assert len(file.read_bytes()) == len(content)
