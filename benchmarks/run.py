"""Measure tfgen against its goals: print a table, and draw how time and memory grow.

`python benchmarks/run.py` takes about ten minutes; `--sizes 10,100 --at 100` about a minute. Each ratio is the
median of pairs of processes, run in turns, in folders that are kept in memory where there are such. With `--write`,
the page docs/benchmarks.md and its plot are written anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from growth_plot import Panel, Series, svg
from jobs import measure, starts
from measuring import machine, workplace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobs import Size
    from measuring import Pairs

DOCS = Path(__file__).parents[1] / "docs"
PLOT = "benchmarks/growth.svg"
MORE = 5
"""How many times as many pairs measure a start, which is over before the machine has settled."""

Row = tuple[str, str, str, str]


def ratio_rows(size: Size, started: dict[str, Pairs]) -> list[Row]:
    """Return a row for each ratio at one number of agencies: what, goal, measured, seconds of both."""
    jobs: list[tuple[str, str, Pairs]] = [
        ("first render : `cp -r` of its output", "≤ 2.5", size.cold),
        ("nothing changed : `git status` on the tree", "≤ 1.5", size.unchanged),
        ("one agency edited : `git status`", "≤ 3", size.edited),
        ("the same, in a spec of one file an agency", "≤ 3", size.edited_split),
        ("`tfgen validate`, nothing known : PyYAML's CSafeLoader reading the spec", "≤ 0.8", size.validate),
        ("`tfgen validate`, one agency edited : the same", "≤ 0.8", size.validate_edited),
        *((f'`tfgen {option}` : `python -c "import click"`', "≤ 1.2", taken) for option, taken in started.items()),
    ]
    return [(what, goal, _ratio(taken), _seconds(taken)) for what, goal, taken in jobs]


def growth_rows(sizes: Sequence[Size]) -> list[Row]:
    """Return what becomes of time and memory from the size before the last to the last."""
    if len(sizes) < 2:  # noqa: PLR2004 - growth is from one to another
        return []
    before, after = sizes[-2:]
    times = after.cold.seconds[0] / before.cold.seconds[0]
    more = after.agencies / before.agencies
    return [
        (
            f"first render, {before.agencies:,} → {after.agencies:,} agencies",
            f"≤ {1.1 * more:.0f} times the time",
            f"{times:.1f} times",
            f"{before.cold.seconds[0]:.2f} s, {after.cold.seconds[0]:.2f} s",
        ),
        (
            f"memory at {after.agencies:,} agencies : size of the output",
            "< 1",
            f"{after.cold.megabytes / after.output:.2f}",
            f"{after.cold.megabytes:.0f} MB, {after.output:.1f} MB",
        ),
    ]


def plot(sizes: Sequence[Size]) -> str:
    """Draw time and memory over the number of agencies."""

    def line(name: str, values: Sequence[float]) -> Series:
        return Series(name, tuple(zip((float(size.agencies) for size in sizes), values, strict=True)))

    times = (
        line("first render", [size.cold.seconds[0] for size in sizes]),
        line("one agency edited", [size.edited.seconds[0] for size in sizes]),
        line("nothing changed", [size.unchanged.seconds[0] for size in sizes]),
        line("cp -r of the output", [size.cold.seconds[1] for size in sizes]),
        line("git status", [size.unchanged.seconds[1] for size in sizes]),
    )
    memory = (
        line("first render", [size.cold.megabytes for size in sizes]),
        line("nothing changed", [size.unchanged.megabytes for size in sizes]),
        line("size of the output", [size.output for size in sizes]),
    )
    title = "Time and memory of tfgen render over the number of agencies"
    return svg(title, "agencies, in two environments", (Panel("Seconds", times), Panel("Megabytes", memory)))


def page(rows: Sequence[Row], size: Size, count: int, where: str) -> str:
    """Write the page of the docs."""
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""<!-- Written by benchmarks/run.py (`make benchmark`): measure again, and change nothing here by hand. -->

# Benchmarks

Whole processes of `tfgen`, with everything on, beside plain tools that do what must be done at least. The ratios are
at {size.agencies:,} agencies in two environments, {size.files:,} files of {size.output:.1f} MB; each is the median of
{count} pairs, of {count * MORE} for `--version` and `--help`, run in turns, with the smallest and the greatest in
brackets. Times drift with the machine, ratios hardly. Memory is that of the largest process.

| Ratio | Goal | Measured | Seconds of each |
| --- | --- | --- | --- |
{table}

Measured on: {where}.

![Time and memory over the number of agencies]({PLOT})

`make benchmark` measures it all again and writes this page; `python benchmarks/run.py --sizes 10,100 --at 100` prints
a small version. [What others take for the same job](benchmarks/peers.md) comes from `benchmarks/compare_peers.py`, and
`benchmarks/diagnostics.py` measures what 500 mistakes in a spec cost.
"""


def _ratio(taken: Pairs) -> str:
    return f"{taken.ratio:.2f} ({min(taken.ratios):.2f} to {max(taken.ratios):.2f})"


def _seconds(taken: Pairs) -> str:
    return ", ".join(f"{seconds:.3f} s" for seconds in taken.seconds)


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10,100,1000,10000", help="numbers of agencies, for the plot")
    parser.add_argument("--at", type=int, default=1000, help="the number of agencies of the ratios")
    parser.add_argument("--pairs", type=int, default=5, help="how often each pair is run")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and its plot")
    parser.add_argument("--docs", type=Path, default=DOCS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    numbers = sorted({*map(int, given.sizes.split(",")), given.at})
    sizes = []
    with workplace() as place:
        measure(1, 1, place)  # everything compiled and in the caches
        started = starts(given.pairs * MORE, place)
        for number in numbers:
            print(f"measuring {number:,} agencies", flush=True)
            sizes.append(measure(number, given.pairs, place))
    size = next(size for size in sizes if size.agencies == given.at)
    rows = [*ratio_rows(size, started), *growth_rows(sizes)]
    for what, goal, measured, seconds in rows:
        print(f"{what:<62} {goal:<20} {measured:<24} {seconds}")
    print(machine())
    if given.write:
        (given.docs / PLOT).parent.mkdir(parents=True, exist_ok=True)
        (given.docs / PLOT).write_text(plot(sizes), encoding="utf-8")
        (given.docs / "benchmarks.md").write_text(page(rows, size, given.pairs, machine()), encoding="utf-8")


if __name__ == "__main__":
    main()
