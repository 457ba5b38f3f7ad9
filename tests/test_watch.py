"""`tfgen render --watch`, as a process of its own: it follows however editors save, and survives mistakes."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING

import pytest
from command import invoke
from specs import agency, small, write_spec

from tfgen import watching

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 60
ENDED = {0, 130}  # the last run has said what it did, and may not be through yet
WITH_EVENTS = "from tfgen.__main__ import main; main()"
WITHOUT_EVENTS = f"import sys; sys.modules['watchfiles'] = None; {WITH_EVENTS}"


class Watch:
    """A running `tfgen render --watch`, whose lines are waited for."""

    def __init__(self, folder: Path, program: str, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, "render", "--watch", *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"NO_COLOR": "1"},
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.readers: list[threading.Thread] = []
        self.out, self.err = self._follow(self.process.stdout), self._follow(self.process.stderr)

    def _follow(self, stream: IO[str]) -> queue.Queue[str]:
        lines: queue.Queue[str] = queue.Queue()

        def read() -> None:
            with stream:
                for line in stream:
                    lines.put(line.rstrip("\n"))

        self.readers.append(threading.Thread(target=read, daemon=True))
        self.readers[-1].start()
        return lines

    def line(self) -> str:
        return self.out.get(timeout=PATIENCE)

    def error(self, start: str) -> str:
        while not (line := self.err.get(timeout=PATIENCE)).startswith(start):
            pass
        return line

    def end(self, how: int = signal.SIGINT) -> int:
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the small spec and an empty folder of templates."""
    write_spec(tmp_path, small())
    (tmp_path / "own").mkdir()
    return tmp_path


@pytest.fixture(params=[WITH_EVENTS, WITHOUT_EVENTS], ids=["events", "looks"])
def watch(folder: Path, request: pytest.FixtureRequest) -> Iterator[Watch]:
    """Give a watch that has rendered once."""
    started = Watch(folder, request.param, "--templates", "own")
    assert started.line().startswith("start: generated: ")
    started.error("watching; Ctrl-C ends it")
    yield started
    started.end(signal.SIGKILL)


def test_each_save_renders_what_it_changes(watch: Watch, folder: Path) -> None:
    spec, data = folder / "agencies.yaml", small()

    data["environments"]["dev"]["tags"] = {"cost_center": "1"}
    write_spec(folder, data)
    assert watch.line().startswith("agencies.yaml: generated: 1 updated, ")

    data["environments"]["dev"]["tags"] = {"cost_center": "22"}
    (folder / "agencies.yaml.swp").write_text(json.dumps(data), encoding="utf-8")
    (folder / "agencies.yaml.swp").replace(spec)
    assert watch.line().startswith("agencies.yaml: generated: 1 updated, ")

    (folder / "agencies").mkdir()
    (folder / "agencies/aging.yaml").write_text(json.dumps(agency("Department of Aging")), encoding="utf-8")
    line = watch.line()
    assert line.startswith("agencies/aging.yaml: generated: ")
    assert " created, " in line

    template = folder / "own/stacks/{environment}/{agency}/kms.tf.j2"
    template.parent.mkdir(parents=True)
    template.write_text("# mine\n", encoding="utf-8")
    assert watch.line().startswith(f"{template.relative_to(folder)}: generated: 6 updated, ")
    shutil.rmtree(folder / "own")
    (folder / "own").mkdir()
    last = watch.line()
    if last.endswith("not rendered"):  # it may have looked while there was no folder
        last = watch.line()
    assert "generated: 6 updated, " in last

    assert watch.end() in ENDED
    assert invoke("render", "--check", "-f", spec, "-o", folder / "generated").exit_code == 0


def test_mistakes_are_told_and_do_not_end_it(watch: Watch, folder: Path) -> None:
    data = small()
    data["agencies"]["dot"]["nmae"] = data["agencies"]["dot"].pop("name")
    write_spec(folder, data)
    assert watch.line() == "agencies.yaml: not rendered"
    assert watch.error("agencies.yaml:").endswith("unknown key 'nmae'")

    (folder / "agencies.yaml").write_text("version: [1\n", encoding="utf-8")
    assert watch.line() == "agencies.yaml: not rendered"

    (folder / "agencies.yaml").unlink()
    assert watch.line() == "agencies.yaml: not rendered"
    watch.error("error: ")

    data = small()
    data["agencies"].pop("dot")
    write_spec(folder, data)
    assert watch.line() == "agencies.yaml: not rendered"
    watch.error("error: ")

    write_spec(folder, small())
    assert watch.line().startswith("agencies.yaml: generated: ")

    template = folder / "own/README.md.j2"
    template.write_text("{{ view.nothing | md }}\n", encoding="utf-8")
    assert watch.line() == "own/README.md.j2: not rendered"
    watch.error("error: template README.md.j2, line 1, failed")

    template.unlink()
    line = watch.line()
    assert line.startswith("own/README.md.j2: generated: ")
    assert watch.end() in ENDED


def test_nothing_is_rendered_for_what_is_no_input(watch: Watch, folder: Path) -> None:
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / "generated/notes.txt").write_text("x", encoding="utf-8")
    data = small()
    data["agencies"]["dot"]["name"] = "Department of Roads"
    write_spec(folder, data)
    assert watch.line().startswith("agencies.yaml: generated: ")
    time.sleep(1)
    assert watch.out.empty()
    assert watch.end() == 0


def test_ctrl_c_in_the_middle_of_a_run_is_an_interruption(folder: Path) -> None:
    program = (
        "import time, tfgen.pipeline as p, sys; "
        "p.write = lambda *_, **__: (print('writing', flush=True), time.sleep(60)); " + WITH_EVENTS
    )
    watch = Watch(folder, program)
    assert watch.line() == "writing"
    assert watch.end() == 130


@pytest.mark.parametrize("option", [["--check"], ["--diff"], ["--format", "json"], ["-f", "-"]])
def test_watch_goes_with_nothing_that_is_for_one_run(option: list[str], folder: Path) -> None:
    result = invoke("render", "--watch", "-f", folder / "agencies.yaml", "-o", folder / "generated", *option)
    assert result.exit_code == 2
    assert "--watch" in result.stderr


def test_changes_while_the_caller_works_are_in_the_next_list(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("1", encoding="utf-8")
    changes = watching.changes(lambda: [file])
    file.write_text("22", encoding="utf-8")
    assert next(changes) == [file]
    file.unlink()
    assert next(changes) == [file]
    file.write_text("22", encoding="utf-8")
    assert next(changes) == [file]
