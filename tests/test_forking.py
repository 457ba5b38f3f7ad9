"""Work shared with a second process comes out as if one had done it all."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tfgen import forking
from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork: one process does it all")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "MOST_ALONE", 4)
    monkeypatch.setattr(forking, "TOGETHER", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def ignored(_: int) -> None:
    pass


def with_processes(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    time.sleep(0.001)  # long enough for the other process to get some, too
    return [(number, os.getpid()) for number in numbers]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 101])
def test_each_is_done_once_and_given_in_order(count: int) -> None:
    heard: list[int] = []
    found = forking.in_two(range(count), with_processes, ignored, heard.append)
    assert [number for number, _ in found] == list(range(count))
    assert heard == sorted(heard)
    assert heard[-1:] == [count] * bool(count)
    assert count < 100 or len({process for _, process in found}) == 2


def test_more_rows_than_a_pipe_has_room_for_get_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "_MOST_ROWS", 3)
    lengths = forking.in_two(range(100), lambda some: [len(some)] * len(some), ignored, ignored)
    assert lengths == [34] * 68 + [32] * 32


def test_second_process_is_prepared_and_the_first_is_not() -> None:
    prepared: list[int] = []

    def work(numbers: Sequence[int]) -> Iterable[tuple[bool, int]]:
        time.sleep(0.001)
        return [(prepared == [1], os.getpid()) for _ in numbers]

    found = set(forking.in_two(range(100), work, prepared.append, ignored))
    assert (False, os.getpid()) in found
    assert len(found) == 2
    assert all(was_prepared == (process != os.getpid()) for was_prepared, process in found)


@pytest.mark.parametrize("slow", [0, 2])
def test_first_failure_is_raised_whichever_comes_first(slow: int) -> None:
    def work(numbers: Sequence[int]) -> Iterable[int]:
        if numbers[0] == slow:
            time.sleep(0.1)
        if numbers[0] in {0, 2}:
            raise ValueError(f"row of {numbers[0]}")
        return numbers

    for _ in range(5):
        with pytest.raises(ValueError, match="row of 0"):
            forking.in_two(range(100), work, ignored, ignored)


def test_failure_stops_both() -> None:
    first = os.getpid()
    done: list[int] = []

    def work(numbers: Sequence[int]) -> Iterable[int]:
        if os.getpid() != first:
            raise ValueError("in the second process")
        time.sleep(0.01)
        done.extend(numbers)
        return numbers

    with pytest.raises(ValueError, match="in the second process"):
        forking.in_two(range(1000), work, ignored, ignored)
    assert len(done) < 500


def test_process_that_was_ended_from_outside_is_told() -> None:
    first = os.getpid()

    def work(numbers: Sequence[int]) -> Iterable[int]:
        if os.getpid() != first:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.005)
        return numbers

    with pytest.raises(TfgenError, match="ended from outside"):
        forking.in_two(range(100), work, ignored, ignored)


def test_process_that_was_ended_while_it_tells_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    first = os.getpid()

    def fork() -> int:
        child = real()
        if child:
            threading.Timer(1, os.kill, (child, signal.SIGKILL)).start()
        return child

    def work(numbers: Sequence[int]) -> Iterable[bytes]:
        time.sleep(0.005 if os.getpid() != first else 0.02)
        return [b"x" * 100_000 for _ in numbers]  # more than a pipe takes before somebody reads

    def on_items(_: int) -> None:
        if not waited:
            waited.append(True)
            time.sleep(1.5)

    waited: list[bool] = []
    real = os.fork
    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(TfgenError, match="ended from outside"):
        forking.in_two(range(100), work, ignored, on_items)


class OddError(Exception):
    """One that cannot be made anew from what it tells."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def test_failure_that_goes_through_no_pipe_is_told_all_the_same() -> None:
    first = os.getpid()

    def work(numbers: Sequence[int]) -> Iterable[int]:
        if os.getpid() != first:
            raise OddError("this", "that")
        time.sleep(0.01)
        return numbers

    with pytest.raises(RuntimeError, match="OddError: this and that"):
        forking.in_two(range(100), work, ignored, ignored)


def descriptors() -> int:
    """Count what this process has open, where the system tells it."""
    place = Path("/proc/self/fd")
    return len([*place.iterdir()]) if place.is_dir() else 0


def test_one_process_does_it_all_where_no_other_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> int:
        raise BlockingIOError("too many")

    def prepare(_: int) -> None:
        raise AssertionError("there is no second process")

    monkeypatch.setattr(os, "fork", fork)
    before = descriptors()
    handler = signal.getsignal(signal.SIGINT)
    found = forking.in_two(range(100), with_processes, prepare, ignored)
    assert found == [(number, os.getpid()) for number in range(100)]
    assert signal.getsignal(signal.SIGINT) is handler
    assert descriptors() == before


def test_interruption_ends_the_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[int] = []

    def work(_: Sequence[int]) -> Iterable[int]:
        if not children:
            time.sleep(60)
        raise KeyboardInterrupt

    def fork() -> int:
        child = real()
        if child:
            children.append(child)
        return child

    real = os.fork
    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(KeyboardInterrupt):
        forking.in_two(range(100), work, ignored, ignored)
    with pytest.raises(ChildProcessError):
        os.waitpid(children[0], 0)
