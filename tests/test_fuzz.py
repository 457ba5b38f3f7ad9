"""Whatever stands in a spec, tfgen says what is wrong with it and where, or renders it; it never fails or hangs."""

from __future__ import annotations

import json
import os
import re
import signal
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fuzzing import from_schema, garbled, mutated
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tfgen import pipeline
from tfgen.check.codes import CODES
from tfgen.errors import TfgenError
from tfgen.report.data import render_json
from tfgen.report.github import render_github
from tfgen.report.sarif import Rule, render_sarif
from tfgen.report.text import render_text
from tfgen.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

ROOT = Path(__file__).parents[1]
RUNS = 20_000 if os.environ.get("CI") else 1_000
"""How many specs all tests of this file try together."""

SECONDS = 60
"""A spec that takes longer hangs; the machine may be busy with other things, too."""

pytestmark = pytest.mark.fuzz

COMMON = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@contextmanager
def time_limit() -> Iterator[None]:
    def too_long(*_: object) -> None:
        raise TimeoutError(f"this spec takes more than {SECONDS} seconds")

    former = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


@cache
def rules() -> dict[str, Rule]:
    return {page.code: Rule(page.code, page.title, page.text) for page in pipeline.pages()}


def judge(folder: Path, content: bytes) -> None:
    """Check a spec, report on it in every form, and render it if nothing is wrong."""
    spec = folder / "agencies.yaml"
    spec.write_bytes(content)
    note(repr(content))
    with time_limit():
        try:
            checked = pipeline.check(spec)
        except TfgenError as error:
            if not (error.message and error.hint):
                pytest.fail(f"a failure without a sentence or a hint: {error!r}")
            return
        texts = checked.source.texts
        for one in checked.diagnostics:
            assert one.code in CODES
            assert one.message
            assert one.hint
            assert one.location is not None
            for place in (one.location, *(related.location for related in one.related)):
                lines = re.split("\r\n|\r|\n", texts[place.file])
                assert 1 <= place.line <= place.end_line <= len(lines)
                assert 1 <= place.column <= len(lines[place.line - 1]) + 1
                assert (place.line, place.column) <= (place.end_line, place.end_column)
        assert list(checked.diagnostics) == sorted(checked.diagnostics, key=lambda one: one.sort_key)
        report = render_text(checked.diagnostics, texts, color=False)
        assert all(line.isprintable() for line in report.split("\n"))
        json.loads(render_json(checked.diagnostics))
        json.loads(render_sarif(checked.diagnostics, rules(), version="0", base=folder))
        render_github(checked.diagnostics, base=folder)
        # One model, one output: a spec that differs in its comments only need not be rendered again.
        model = repr(checked.deployment)
        if checked.deployment is not None and model not in RENDERED:
            RENDERED.add(model)
            pipeline.render(checked, folder / "nowhere", Selection(), progress=lambda *_: None)


RENDERED: set[str] = set()


def yaml_of(random: Random, data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=random.choice([None, 1])).encode()


@cache
def bases() -> list[Any]:
    cases = sorted((ROOT / "tests" / "cases" / "valid").iterdir())
    specs = [ROOT / "agencies.yaml", *(case / "agencies.yaml" for case in cases)]
    return [pipeline.check(spec).source.data for spec in specs]


RANDOM = st.randoms(use_true_random=False)


@pytest.mark.parametrize("half", [1, 2])
@settings(COMMON, max_examples=RUNS // 8)
@given(random=RANDOM)
def test_specs_of_the_schemas_shape_are_judged(folder: Path, random: Random, half: int) -> None:
    assert half
    judge(folder, yaml_of(random, from_schema(random)))


@pytest.mark.parametrize("half", [1, 2])
@settings(COMMON, max_examples=RUNS // 8)
@given(random=RANDOM)
def test_changed_specs_are_judged(folder: Path, random: Random, half: int) -> None:
    assert half
    judge(folder, yaml_of(random, mutated(random, random.choice(bases()))))


@settings(COMMON, max_examples=RUNS // 4)
@given(RANDOM)
def test_garbled_bytes_of_the_reference_spec_are_judged(folder: Path, random: Random) -> None:
    judge(folder, garbled(random, (ROOT / "agencies.yaml").read_bytes()))


@settings(COMMON, max_examples=RUNS // 4)
@given(RANDOM)
def test_garbled_bytes_of_the_first_spec_are_judged(folder: Path, random: Random) -> None:
    judge(folder, garbled(random, (ROOT / "src" / "tfgen" / "first_spec.yaml").read_bytes()))
