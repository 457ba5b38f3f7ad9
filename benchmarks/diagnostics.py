"""How much longer `tfgen validate` takes where a spec of 1,000 agencies has 500 mistakes.

Both specs are generated, each is validated by a process of its own, in turn, and the median of the pairs' ratios
is printed: `python benchmarks/diagnostics.py`. It is meant to stay below 2. Wall-clock time suffers from what else
the machine does; the CPU time beside it does so less.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from made_specs import spec

from tfgen.cli import tfgen  # noqa: F401  # fails here, and not five times below, where tfgen is not installed

AGENCIES = 1000
MISTAKES = 500


def seconds(path: Path, expected: int) -> tuple[float, float]:
    """Validate one spec in a process of its own; return the seconds of the clock and of the processor."""
    # As installed by pip, with compiled modules, whatever this process was told.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables["PYTHONPYCACHEPREFIX"] = str(path.parent / "compiled")
    # What a run before has found out is not to help.
    variables["XDG_CACHE_HOME"] = tempfile.mkdtemp(dir=path.parent)
    command = [sys.executable, "-m", "tfgen", "validate", "-f", str(path)]
    used, start = _processor_seconds(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=variables)
    taken = time.perf_counter() - start, _processor_seconds() - used
    if done.returncode != (1 if expected else 0) or (expected and f"\n{expected} errors" not in done.stdout):
        sys.exit(f"{path.name}: not {expected} mistakes, but: {done.stdout[-200:]}{done.stderr[-2000:]}")
    return taken


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs: int = parser.parse_args().runs
    counts = {"valid": 0, "mistaken": MISTAKES}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in counts}
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder, f"{name}.yaml") for name in counts}
        for name, path in paths.items():
            path.write_text(spec(AGENCIES, counts[name]), encoding="utf-8")
            seconds(path, counts[name])
        for _ in range(runs):
            for name, path in paths.items():
                taken[name].append(seconds(path, counts[name]))
    for column, clock in enumerate(("wall clock", "processor")):
        times = {name: [one[column] for one in pairs] for name, pairs in taken.items()}
        ratios = [after / before for before, after in zip(times["valid"], times["mistaken"], strict=True)]
        medians = ", ".join(f"{name} {statistics.median(values):.2f} s" for name, values in times.items())
        print(f"{clock}: {medians}; ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
