"""The benchmarks measure what they are said to, and run: here on a handful of agencies."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import invoke

from tfgen import pipeline
from tfgen.errors import Severity

if TYPE_CHECKING:
    from types import ModuleType

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there for what their annotations mean
    spec.loader.exec_module(module)
    return module


def test_each_of_500_mistakes_in_1000_agencies_is_told_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "agencies.yaml"
    path.write_text(load("made_specs").spec(1000, 500), encoding="utf-8")
    found = pipeline.check(path).diagnostics
    mistakes = [one for one in found if one.severity is Severity.ERROR]
    assert [one.path[1] for one in mistakes] == [f"a{number:04}" for number in range(1, 1000, 2)]
    places = [one.location for one in found if one.location is not None]
    assert places == sorted(places)
    assert len({one.code for one in mistakes}) >= 8
    report = invoke("validate", "-f", path).stdout
    assert report.count(": error[TFG") == 500
    assert report.splitlines()[-1].startswith("500 errors")


@pytest.mark.parametrize(("agency", "lines"), [("SMALL", 14), ("LARGE", 41), ("WIDE", 41)])
def test_spec_without_mistakes_is_valid(tmp_path: Path, agency: str, lines: int) -> None:
    made = load("made_specs")
    assert getattr(made, agency).count("\n") == lines
    path = tmp_path / "agencies.yaml"
    path.write_text(made.spec(30, agency=getattr(made, agency)), encoding="utf-8")
    assert pipeline.check(path).diagnostics == ()


def script(name: str, *arguments: str | Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / name, *arguments],
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
def test_ratios_are_measured_printed_and_written(tmp_path: Path) -> None:
    told = script("run.py", "--sizes", "2,4", "--at", "4", "--pairs", "1", "--write", "--docs", tmp_path)
    assert [line.partition(" : ")[0].partition("  ")[0] for line in told[4:12]] == [
        "first render",
        "nothing changed",
        "one agency edited",
        "the same, in a spec of one file an agency",
        "`tfgen validate`",
        "`tfgen validate`, one agency edited",
        "`tfgen --version`",
        "`tfgen --help`",
    ]
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert page.count("\n| ") == 12
    assert str(tmp_path) not in page
    drawn = ET.fromstring((tmp_path / "benchmarks/growth.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 8


def test_plot_puts_each_point_where_its_logarithms_are() -> None:
    plot = load("growth_plot")
    panel = plot.Panel("Seconds & more", (plot.Series("a < b", ((10, 0.1), (100, 1.0), (1000, 10.0))),))
    text = plot.svg("t", "x", (panel,))
    assert 'points="60.0,320.0 220.0,185.0 380.0,50.0"' in text
    assert "Seconds &amp; more" in text
    assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314 - our own


def test_pairs_alternate_and_their_ratios_are_taken_pair_by_pair() -> None:
    measuring = load("measuring")
    order: list[str] = []

    def sample(name: str, seconds: float) -> object:
        order.append(name)
        return measuring.Sample(seconds, 1.0)

    ours = iter([2.0, 8.0, 3.0])
    theirs = iter([1.0, 2.0, 3.0])
    taken = measuring.pairs(3, lambda: sample("a", next(ours)), lambda: sample("b", next(theirs)))
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert taken.ratios == [2.0, 4.0, 1.0]
    assert (taken.ratio, taken.seconds) == (2.0, (3.0, 2.0))


def test_templates_of_the_others_make_what_tfgen_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    peers = load("compare_peers")
    spec = tmp_path / "agencies.yaml"
    spec.write_text(load("made_specs").spec(2), encoding="utf-8")
    assert invoke("render", "-f", spec, "-o", tmp_path / "generated").exit_code == 0
    templates = peers.write(tmp_path / "templates", peers.templates(tmp_path / "generated", ""))
    values = tmp_path / "agencies.json"
    values.write_text(json.dumps([peers.agency(0), peers.agency(1)]), encoding="utf-8")
    script("peers/jinja_loop.py", templates, values, tmp_path / "out")
    assert list((tmp_path / "out").rglob(".*")) == []  # no manifest is made by the others
    for agency in ("a0000", "a0001"):
        for made in (tmp_path / "out" / agency / "dev").rglob("*.tf"):
            ours = tmp_path / "generated/stacks/dev" / agency / made.name
            assert made.read_text(encoding="utf-8") == ours.read_text(encoding="utf-8"), made
