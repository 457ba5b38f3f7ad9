"""The specs that benchmarks/ measures are what they are said to be."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

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
    spec.loader.exec_module(module)
    return module


def test_each_of_500_mistakes_in_1000_agencies_is_told_once_and_in_order(tmp_path: Path) -> None:
    diagnostics = load("diagnostics")
    path = tmp_path / "agencies.yaml"
    path.write_text(diagnostics.spec(1000, 500), encoding="utf-8")
    found = pipeline.check(path).diagnostics
    mistakes = [one for one in found if one.severity is Severity.ERROR]
    assert [one.path[1] for one in mistakes] == [f"a{number:04}" for number in range(1, 1000, 2)]
    places = [one.location for one in found if one.location is not None]
    assert places == sorted(places)
    assert len({one.code for one in mistakes}) >= 8
    report = invoke("validate", "-f", path).stdout
    assert report.count(": error[TFG") == 500
    assert report.splitlines()[-1].startswith("500 errors")


def test_spec_without_mistakes_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "agencies.yaml"
    path.write_text(load("diagnostics").spec(100, 0), encoding="utf-8")
    assert pipeline.check(path).diagnostics == ()
