"""Give the same job to tfgen, to a plain Jinja loop, to cookiecutter and to copier, and print how long each takes.

The others' templates are made from what tfgen renders for one agency, with its id and its name filled in again: they
check nothing, derive nothing, and leave out modules, links and manifests. cookiecutter and copier run once an agency,
as their users run them. They are installed into a virtual environment of their own; `--venv DIR` keeps it for the next
time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from made_specs import spec
from measuring import machine, workplace

if TYPE_CHECKING:
    from collections.abc import Callable

    from measuring import Workplace

PEERS = Path(__file__).parent / "peers"
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks" / "peers.md"
ENVIRONMENTS = ("dev", "prod")
Files = dict[str, str]


def agency(number: int) -> dict[str, str]:
    """Return what the templates of the others are filled with."""
    return {"agency": f"a{number:04}", "name": f"Agency {number}", "cost_center": f"{number:04}"}


def templates(tree: Path, prefix: str) -> Files:
    """Make templates of the first agency's files; `prefix` stands before each name of a value."""
    files: Files = {}
    for environment in ENVIRONMENTS:
        for path in sorted((tree / "stacks" / environment / agency(0)["agency"]).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                text = path.read_text(encoding="utf-8")
                if any(mark in text for mark in ("{{", "{%", "{#")):
                    sys.exit(f"{path.name} has text that Jinja would take for its own")
                for name, value in agency(0).items():
                    text = text.replace(value, f"{{{{ {prefix}{name} }}}}")
                inside = path.relative_to(tree / "stacks" / environment / agency(0)["agency"])
                files[f"{environment}/{inside.as_posix()}"] = text
    return files


def write(folder: Path, files: Files, suffix: str = "") -> Path:
    """Write files into a folder, each with a suffix to its name."""
    for name, text in files.items():
        file = folder / f"{name}{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def jobs(place: Workplace, venv: Path, count: int) -> dict[str, Callable[[], float]]:
    """Return each contender with what it does for `count` agencies, which gives its seconds."""
    home = write(place.new(), {"agencies.yaml": spec(count)})
    place.tfgen("render", cwd=home)
    tree = home / "generated"
    values = [agency(number) for number in range(count)]
    (home / "agencies.json").write_text(json.dumps(values), encoding="utf-8")
    plain = write(place.new(), templates(tree, ""))
    cookies = write(place.new(), {"cookiecutter.json": json.dumps(agency(0))})
    write(cookies / "{{ cookiecutter.agency }}", templates(tree, "cookiecutter."))
    copies = write(place.new(), {"copier.yml": "".join(f"{name}: {{type: str}}\n" for name in agency(0))})
    write(copies, templates(tree, ""), ".jinja")

    def tfgen() -> float:
        folder = place.new()
        return place.tfgen("render", "-f", home / "agencies.yaml", "-o", folder / "out", cwd=folder).seconds

    def jinja() -> float:
        loop = (venv / "bin" / "python", PEERS / "jinja_loop.py", plain, home / "agencies.json")
        return place.run(*loop, place.new(), cwd=home).seconds

    def cookiecutter() -> float:
        out = place.new()
        command = (venv / "bin" / "cookiecutter", "--no-input", "-o", out, cookies)
        given = ([f"{name}={value}" for name, value in one.items()] for one in values)
        return sum(place.run(*command, *one, cwd=out).seconds for one in given)

    def copier() -> float:
        out = place.new()
        command = (venv / "bin" / "copier", "copy", "--quiet", "--defaults")
        given = [[part for pair in one.items() for part in ("-d", "=".join(pair))] for one in values]
        folders = [out / one["agency"] for one in values]
        return sum(
            place.run(*command, *data, copies, folder, cwd=out).seconds
            for data, folder in zip(given, folders, strict=True)
        )

    return {"tfgen": tfgen, "a plain Jinja loop": jinja, "cookiecutter": cookiecutter, "copier": copier}


def install(venv: Path) -> None:
    """Make the virtual environment of the others, unless it is there."""
    if not (venv / "bin" / "copier").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        pip = (venv / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        subprocess.run([*pip, "-r", PEERS / "requirements.txt"], check=True)


def page(table: str, count: int, rounds: int) -> str:
    """Write the page of the docs."""
    versions = ", ".join((PEERS / "requirements.txt").read_text(encoding="utf-8").split()).replace("==", " ")
    return f"""<!-- Written by benchmarks/compare_peers.py (`make benchmark`): change nothing here by hand. -->

# The same job, by others

The stacks of {count:,} agencies in two environments. The templates of the others are made from tfgen's output for one
agency, with its id and its name filled in again; they check nothing, derive nothing, and leave out modules, links and
manifests. cookiecutter and copier run once an agency, as their users run them. Median of {rounds} rounds, in turns;
{versions}.

| | Seconds | Times as long as tfgen |
| --- | --- | --- |
{table}

Measured on: {machine()}.
"""


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", help="only this contender, and tfgen; may be given several times")
    parser.add_argument("--venv", type=Path, help="keep the others' virtual environment there")
    parser.add_argument("--write", nargs="?", type=Path, const=PAGE, help="write docs/benchmarks/peers.md")
    given = parser.parse_args()
    with workplace() as place:
        venv = given.venv.absolute() if given.venv else place.new() / "venv"
        install(venv)
        todo = jobs(place, venv, given.agencies)
        taken: dict[str, list[float]] = {name: [] for name in todo if not given.only or name in {"tfgen", *given.only}}
        for number in range(given.rounds):
            for name in taken if number % 2 == 0 else reversed(taken):
                taken[name].append(todo[name]())
    rows = []
    for name, seconds in taken.items():
        times = statistics.median(one / ours for one, ours in zip(seconds, taken["tfgen"], strict=True))
        rows.append((name, f"{statistics.median(seconds):.2f}", f"{times:.1f}"))
        print(f"{name:<20} {rows[-1][1]:>8} s   {rows[-1][2]:>7} times as long as tfgen")
    if given.write:
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        given.write.parent.mkdir(parents=True, exist_ok=True)
        given.write.write_text(page(table, given.agencies, given.rounds), encoding="utf-8")


if __name__ == "__main__":
    main()
