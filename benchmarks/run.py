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
from made_specs import LARGE, SMALL, WIDE
from measuring import machine, workplace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobs import Size
    from measuring import Pairs

DOCS = Path(__file__).parents[1] / "docs"
PLOT = "benchmarks/growth.svg"
MORE = 5
"""How many times as many pairs measure a start, which is over before the machine has settled."""

KINDS = {"41 lines, one data set": WIDE, "41 lines, three data sets": LARGE, "14 lines, one data set": SMALL}
"""The agencies that are measured, by what they are in the spec; the first are those that goals and growth are of."""

Row = tuple[str, ...]


def ratio_rows(sizes: Sequence[Size], started: dict[str, Pairs]) -> list[Row]:
    """Return a row for each ratio: what, goal, and for each kind of agency what was measured."""
    jobs: list[tuple[str, str, list[Pairs]]] = [
        ("first render : `cp -r` of its output", "≤ 2.5", [size.cold for size in sizes]),
        ("nothing changed : `git status` on the tree", "≤ 1.5", [size.unchanged for size in sizes]),
        ("one agency edited : `git status`", "≤ 3", [size.edited for size in sizes]),
        ("the same, in a spec of one file an agency", "≤ 3", [size.edited_split for size in sizes]),
        ("`tfgen validate` : PyYAML's CSafeLoader reading the spec", "≤ 0.8", [size.validate for size in sizes]),
        ("`tfgen validate`, one agency edited : the same", "≤ 0.8", [size.validate_edited for size in sizes]),
        *((f'`tfgen {option}` : `python -c "import click"`', "≤ 1.2", [taken]) for option, taken in started.items()),
    ]
    return [
        (what, goal, *(_measured(pairs) for pairs in (*taken, *[None] * len(sizes))[: len(sizes)]))
        for what, goal, taken in jobs
    ]


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
            f"{times:.1f} times: {before.cold.seconds[0]:.2f} s, {after.cold.seconds[0]:.2f} s",
            *[""] * (len(KINDS) - 1),
        ),
        (
            f"memory at {after.agencies:,} agencies : size of the output",
            "< 1",
            f"{after.cold.megabytes / after.output:.2f}: {after.cold.megabytes:.0f} MB, {after.output:.1f} MB",
            *[""] * (len(KINDS) - 1),
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


def page(rows: Sequence[Row], sizes: Sequence[Size], count: int, where: str) -> str:
    """Write the page of the docs."""
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    outputs = "\n".join(
        f"- {kind}: {size.files:,} files of {size.output:.1f} MB, {size.output * 1024 / size.files:.1f} kB each"
        for kind, size in zip(KINDS, sizes, strict=True)
    )
    return f"""<!-- Written by benchmarks/run.py (`make benchmark`): measure again, and change nothing here by hand. -->

# Benchmarks

Whole processes of `tfgen`, with everything on, beside plain tools that do what must be done at least. The ratios are
at {sizes[0].agencies:,} agencies in two environments, of three kinds in the spec:

{outputs}

The goals were set with agencies of 41 lines, as the first two kinds have, and files of 1.2 kB. How much is written
decides what a first render takes beside `cp`, to which only the number of files matters, and the lines decide how long
a spec is read. The third kind has little to read, and as much to start and to judge: there `validate` misses its goal.

Each ratio is the median of {count} pairs, of {count * MORE} for `--version` and `--help`, run in turns, with the
smallest and the greatest in brackets, and the median seconds of both. Times drift with the machine, ratios less.
Memory is that of the largest process. Growth is that of the first kind.

| Ratio | Goal | {" | ".join(KINDS)} |
| --- | --- |{" --- |" * len(KINDS)}
{table}

Measured on: {where}.

![Time and memory over the number of agencies]({PLOT})

`make benchmark` measures it all again and writes this page; `python benchmarks/run.py --sizes 10,100 --at 100` prints
a small version. [What others take for the same job](benchmarks/peers.md) comes from `benchmarks/compare_peers.py`, and
`benchmarks/diagnostics.py` measures what 500 mistakes in a spec cost.
"""


def _measured(taken: Pairs | None) -> str:
    if taken is None:
        return ""
    ours, theirs = taken.seconds
    return f"{taken.ratio:.2f} ({min(taken.ratios):.2f} to {max(taken.ratios):.2f}): {ours:.3f} s, {theirs:.3f} s"


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
    sizes: dict[int, Size] = {}
    with workplace() as place:
        measure(1, 1, place, WIDE)  # everything compiled and in the caches
        started = starts(given.pairs * MORE, place)
        others = []
        for kind, agency in list(KINDS.items())[1:]:
            print(f"measuring {given.at:,} agencies of {kind}", flush=True)
            others.append(measure(given.at, given.pairs, place, agency))
        for number in numbers:
            print(f"measuring {number:,} agencies", flush=True)
            sizes[number] = measure(number, given.pairs, place, WIDE)
    every = [sizes[given.at], *others]
    rows = [*ratio_rows(every, started), *growth_rows([*sizes.values()])]
    for what, goal, *measured in rows:
        print(f"{what:<62} {goal:<20} {'   '.join(f'{one:<38}' for one in measured)}")
    print(machine())
    if given.write:
        (given.docs / PLOT).parent.mkdir(parents=True, exist_ok=True)
        (given.docs / PLOT).write_text(plot([*sizes.values()]), encoding="utf-8")
        (given.docs / "benchmarks.md").write_text(page(rows, every, given.pairs, machine()), encoding="utf-8")


if __name__ == "__main__":
    main()
