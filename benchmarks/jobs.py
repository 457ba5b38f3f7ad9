"""What the benchmarks measure at one number of agencies: each job of tfgen's beside one of a plain tool."""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from made_specs import spec as make_spec
from measuring import Pairs, Sample, Workplace, pairs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SPEC = "agencies.yaml"
OUT = "generated"
READ = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), Loader=yaml.CSafeLoader)"
IMPORT = "import click"


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one number of agencies; the output is in megabytes."""

    agencies: int
    files: int
    output: float
    cold: Pairs
    unchanged: Pairs
    edited: Pairs
    edited_split: Pairs
    validate: Pairs
    validate_edited: Pairs


def measure(agencies: int, count: int, place: Workplace, agency: str) -> Size:
    """Measure every job at one number of agencies, each of which is written as `agency`, in `count` pairs each."""
    spec = make_spec(agencies, agency=agency)
    split = _split(spec)
    home, split_home = _rendered(place, {SPEC: spec}), _rendered(place, split)
    tree = home / OUT
    files = [path for path in tree.rglob("*") if path.is_file() or path.is_symlink()]
    _commit(place, home)

    def status() -> Sample:
        return place.run("git", "status", "--porcelain", cwd=home)

    def cold() -> Sample:
        folder = place.new()
        sample = place.tfgen("render", "-f", home / SPEC, "-o", folder / OUT, cwd=folder, cache=folder / "cache")
        place.done(folder)
        return sample

    def copied() -> Sample:
        folder = place.new()
        sample = place.run("cp", "-r", tree, folder / OUT, cwd=home)
        place.done(folder)
        return sample

    cold_pairs = pairs(count, cold, copied)
    unchanged = pairs(count, lambda: place.tfgen("render", cwd=home), status)

    def validated() -> Sample:
        folder = place.new()
        sample = place.tfgen("validate", cwd=home, cache=folder / "cache")
        place.done(folder)
        return sample

    def read() -> Sample:
        return place.run(sys.executable, "-c", READ, SPEC, cwd=home)

    validate = pairs(count, validated, read)
    last = f"a{agencies - 1:04}"
    # A copy: git would see the edits, and have more to do.
    edited_home = _rendered(place, {SPEC: spec})
    return Size(
        agencies,
        len(files),
        sum(path.lstat().st_size for path in files) / 2**20,
        cold_pairs,
        unchanged,
        pairs(count, _editing(place, edited_home, SPEC, last), status),
        pairs(count, _editing(place, split_home, f"agencies/{last}.yaml", last), status),
        validate,
        pairs(count, _validating(place, edited_home), read),
    )


def starts(count: int, place: Workplace) -> dict[str, Pairs]:
    """Measure how soon `--version` and `--help` are there, beside the import of click alone."""
    folder = place.new()
    return {
        option: pairs(
            count,
            lambda option=option: place.tfgen(option, cwd=folder),  # type: ignore[misc]  # mypy has no lambda of a default
            lambda: place.run(sys.executable, "-c", IMPORT, cwd=folder),
        )
        for option in ("--version", "--help")
    }


def _rendered(place: Workplace, files: dict[str, str]) -> Path:
    """Make a folder with a spec, rendered twice: whatever tfgen keeps for the next time is there."""
    folder = place.new()
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for _ in range(2):
        place.tfgen("render", cwd=folder)
    return folder


def _commit(place: Workplace, folder: Path) -> None:
    who = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.gov")
    for command in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-m", "spec"), ("status",)):
        place.run("git", *who, *command, cwd=folder)


def _split(spec: str) -> dict[str, str]:
    """Return the same spec as files, one agency each."""
    head, _, agencies = spec.partition("agencies:\n")
    files = {SPEC: head}
    for block in agencies.split("\n  a"):
        name, _, text = block.strip("\n").removeprefix("  a").partition(":\n")
        files[f"agencies/a{name}.yaml"] = "".join(f"{line[4:]}\n" for line in text.splitlines())
    return files


def _editing(place: Workplace, folder: Path, name: str, agency: str) -> Callable[[], Sample]:
    """Return what changes how long the last agency of a file keeps its data, and renders."""
    made = folder / OUT / "stacks" / "dev" / agency / "s3.tf"
    change = _change(folder / name)

    def edit() -> Sample:
        days = change()
        sample = place.tfgen("render", cwd=folder)
        if f"= {days}\n" not in made.read_text(encoding="utf-8"):
            sys.exit(f"the edit of {agency} did not reach the output")
        return sample

    return edit


def _validating(place: Workplace, folder: Path) -> Callable[[], Sample]:
    """Return what changes the same, and validates a spec that was validated before."""
    change = _change(folder / SPEC)
    place.tfgen("validate", cwd=folder)

    def edit() -> Sample:
        change()
        return place.tfgen("validate", cwd=folder)

    return edit


def _change(file: Path) -> Callable[[], int]:
    """Return what changes how many days the last agency of a file keeps its data; gives them."""
    before, key, after = file.read_text(encoding="utf-8").rpartition("raw_days: ")
    assert key  # noqa: S101 - every agency has it
    rest = after.lstrip("0123456789")
    numbers = itertools.count(701)

    def change() -> int:
        days = next(numbers)
        file.write_text(f"{before}{key}{days}{rest}", encoding="utf-8")
        return days

    return change
