"""The command line without click, where nothing has changed or little was edited: it tells what click's tells."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from specs import small
from test_edits import write

from tfgen import shortcut
from tfgen.beside import beside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a spec that has a warning, rendered, as the working folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("TFGEN_TEMPLATES", raising=False)
    data = small()
    data["agencies"]["doh"]["name"] = "Büro of Roads"
    data["agencies"]["dot"]["name"] = "Büro of Roads"
    monkeypatch.chdir(write(tmp_path / "here", data).parent)
    assert tfgen("render").returncode == 0
    assert tfgen("validate").returncode == 0
    return tmp_path / "here"


def tfgen(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run tfgen in a process of its own."""
    command = [sys.executable, "-m", "tfgen", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **variables})


@pytest.mark.parametrize(
    "arguments", [("render",), ("render", "--check"), ("render", "-o", "generated"), ("validate",)]
)
@pytest.mark.usefixtures("folder")
def test_it_tells_what_click_tells(arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    assert shortcut.told(list(arguments))
    told = capfd.readouterr()
    by_click = tfgen(*arguments, TFGEN_TEMPLATES="")
    assert "warning[" in (told.out if arguments[0] == "validate" else told.err)
    assert (told.out, told.err) == (by_click.stdout, by_click.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("quotas",),
        ("validate", "--check"),
        ("validate", "-o", "generated"),
        ("validate", "--format", "text"),
        ("validate", "-f", "missing.yaml"),
        ("render", "--diff"),
        ("render", "--help"),
        ("render", "-o"),
        ("render", "-o", ""),
        ("render", "-o", "./generated"),
        ("render", "-f", "--check"),
        ("render", "--out=generated"),
        ("render", "-o", "elsewhere"),
        ("render", "-f", "missing.yaml"),
    ],
)
def test_everything_else_is_left_to_click(
    folder: Path, arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert folder.exists()
    assert not shortcut.told(list(arguments))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("variable", ["TFGEN_TEMPLATES", "_TFGEN_COMPLETE"])
def test_variables_that_click_reads_are_left_to_it(
    folder: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(folder))
    assert not shortcut.told(["render"])


def test_whoever_stops_reading_is_not_told_of_it(folder: Path) -> None:
    command = f"{sys.executable} -m tfgen render 2>&1 | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=folder)
    assert "Traceback" not in done.stdout + done.stderr


def test_terminal_that_lacks_a_character_gets_its_escape(folder: Path) -> None:
    assert folder.exists()
    assert "B\\xfcro" in tfgen("render", PYTHONIOENCODING="ascii").stderr


def test_work_beside_gives_its_bytes_or_nothing() -> None:
    with beside(lambda: b"x" * 100_000) as wait:
        assert wait() == b"x" * 100_000
    with beside(lambda: os._exit(3)) as wait:
        assert wait() == b""
    with beside(lambda: b"not waited for"):
        pass


def test_msgspec_is_imported_without_what_it_need_not_have() -> None:
    told = """if True:
        import sys
        from tfgen.quick_import import import_msgspec
        import_msgspec()
        assert "msgspec" in sys.modules and "typing_extensions" not in sys.modules and "inspect" not in sys.modules
        from tfgen.model import Deployment
        import typing_extensions
        import_msgspec()
        assert sys.modules["typing_extensions"] is typing_extensions
    """
    subprocess.run([sys.executable, "-c", told], check=True)


def test_mistakes_are_told_as_click_tells_them(folder: Path) -> None:
    spec = folder / "agencies.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("csv", "cvs", 1), encoding="utf-8")
    quick, by_click = tfgen("validate"), tfgen("validate", "--format", "text")
    assert quick.returncode == by_click.returncode == 1
    assert "did you mean 'csv'?" in quick.stdout
    assert (quick.stdout, quick.stderr) == (by_click.stdout, by_click.stderr)


def test_ctrl_c_before_click_is_there_is_told_as_it_tells_it() -> None:
    told = "import tfgen.shortcut, tfgen.__main__ as m, sys; sys.argv[1:] = ['validate']\n"
    told += "def told(_): raise KeyboardInterrupt\ntfgen.shortcut.told = told; m.main()"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "\nAborted!\n")
