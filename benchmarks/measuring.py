"""How the benchmarks measure: processes of their own, in new folders, two at a time in alternating order."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MEMORY = Path("/dev/shm")  # noqa: S108 - files that are kept in memory are what it is for


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process took: seconds of the clock, and megabytes of its largest process."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Samples of two commands, taken in turns."""

    ours: tuple[Sample, ...]
    theirs: tuple[Sample, ...]

    @property
    def ratios(self) -> list[float]:
        """How many times the seconds of theirs ours took, pair by pair."""
        return [ours.seconds / theirs.seconds for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios."""
        return statistics.median(self.ratios)

    @property
    def seconds(self) -> tuple[float, float]:
        """The median of each side."""
        return _median(self.ours), _median(self.theirs)

    @property
    def megabytes(self) -> float:
        """The most memory that ours took."""
        return max(sample.megabytes for sample in self.ours)


def _median(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.seconds for sample in samples)


def pairs(count: int, ours: Callable[[], Sample], theirs: Callable[[], Sample]) -> Pairs:
    """Take samples of both, `count` times; who comes first alternates, since the second finds a warmer machine."""
    taken: tuple[list[Sample], list[Sample]] = ([], [])
    for number in range(count):
        for side in (0, 1) if number % 2 == 0 else (1, 0):
            taken[side].append((ours, theirs)[side]())
    return Pairs(tuple(taken[0]), tuple(taken[1]))


class Workplace:
    """A folder for a benchmark, in memory where there is room, and the variables that its commands run with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def new(self) -> Path:
        """Make a folder that nothing was in before: some file systems are slow where files have just been removed."""
        self._made += 1
        folder = self._folder / str(self._made)
        folder.mkdir()
        return folder

    def done(self, folder: Path) -> None:
        """Take away a folder that is kept in memory: ten thousand agencies fill that."""
        if MEMORY in self._folder.parents:
            shutil.rmtree(folder)

    def run(self, *command: str | Path, cwd: Path, cache: Path | None = None) -> Sample:
        """Run a command to its end and measure it; ends the benchmark where the command fails."""
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            env=self._variables(cache or self._folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None  # noqa: S101 - it was asked for
        with process.stderr:
            told = process.stderr.read()
        # Popen.wait would not tell what this one process used.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{' '.join(map(str, command))} failed:\n{told.decode()[-2000:]}")
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return Sample(seconds, usage.ru_maxrss / unit)

    def tfgen(self, *arguments: str | Path, cwd: Path, cache: Path | None = None) -> Sample:
        """Run tfgen as its users do: the installed command."""
        return self.run(Path(sys.executable).with_name("tfgen"), *arguments, cwd=cwd, cache=cache)

    def _variables(self, cache: Path) -> dict[str, str]:
        """Return the environment: as after pip, with compiled modules, and with a cache that is the benchmark's own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "TFGEN_"))}
        return kept | {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PYTHONPYCACHEPREFIX": str(self._folder / "compiled"),
            "XDG_CACHE_HOME": str(cache),
        }


@contextlib.contextmanager
def workplace() -> Iterator[Workplace]:
    """Give a folder to work in, and take it away afterwards."""
    where = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="tfgen-benchmark-", dir=where))
    try:
        yield Workplace(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def machine() -> str:
    """Describe the machine in general terms, without names that are its own."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    system = f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}"
    where = "memory" if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else "the temporary folder"
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    python = f"Python {platform.python_version()}"
    return f"{cores} cores, {platform.machine()}, {system}, {python}, git {git}, files in {where}"
