"""Processes of a run: interrupted together, with all that they have started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tfgen.sandbox.children import GRACE, Children, Stopped
from tfgen.sandbox.together import all_at_once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def run_stubborn(children: Children, folder: Path, pids: list[int], ready: threading.Event) -> Callable[[], None]:
    def task() -> None:
        with children.start([sys.executable, "-c", STUBBORN], folder, os.environ) as child:
            assert child.stdout is not None
            pids.extend([child.pid, int(child.stdout.readline())])
            ready.set()
            child.wait()
        children.check()

    return task


def test_stopping_kills_what_does_not_heed_an_interrupt_and_its_children(tmp_path: Path) -> None:
    children, pids, ready = Children(), [0][:0], threading.Event()
    thread = threading.Thread(target=all_at_once, args=([run_stubborn(children, tmp_path, pids, ready)], children))
    thread.start()
    assert ready.wait(20)

    children.stop(grace=0.2)
    thread.join(20)

    assert not thread.is_alive()
    assert len(pids) == 2
    time.sleep(0.2)
    assert not any(is_running(pid) for pid in pids)


def test_nothing_starts_after_the_stop(tmp_path: Path) -> None:
    children = Children()
    children.stop()

    with pytest.raises(Stopped), children.start(["true"], tmp_path, {}):
        pass


def test_the_first_failure_ends_all_tasks_and_passes(tmp_path: Path) -> None:
    children, pids, ready = Children(), [0][:0], threading.Event()

    def fail() -> None:
        ready.wait(20)
        raise ZeroDivisionError

    started = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        all_at_once([run_stubborn(children, tmp_path, pids, ready), fail], children)

    assert time.monotonic() - started < 20
    assert not any(is_running(pid) for pid in pids)


def test_tasks_run_side_by_side() -> None:
    barrier = threading.Barrier(3, timeout=20)

    all_at_once([barrier.wait] * 3, Children())  # type: ignore[list-item]  # the result of a task is not looked at

    assert not barrier.broken


def test_an_interrupt_that_another_thread_gets_is_noticed() -> None:
    over = threading.Event()

    class Ending(Children):
        """Ends the task as it ends terraform."""

        def stop(self, grace: float = GRACE) -> None:
            super().stop(grace)
            over.set()

    def get_interrupt() -> None:
        time.sleep(0.5)  # until the caller waits
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        over.wait(30)

    since = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        all_at_once([get_interrupt], Ending())
    assert time.monotonic() - since < 20
