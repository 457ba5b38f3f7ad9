"""Texts that are made once for many views: never for views that differ in what the template reads."""

from __future__ import annotations

import doctest
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import Environment

from tfgen import render, units
from tfgen.templating import Template, TemplateSet, quick
from tfgen.templating.compiled import Compiled
from tfgen.templating.engine import Engine
from tfgen.templating.quick import RENDERED_FIRST, Quick
from tfgen.templating.reading import MOST_KEPT, attributes_read
from tfgen.writer import manifest

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True)
class View:
    a: Any
    b: Any = None


def texts(source: str, views: list[View], partial: str = "") -> list[str]:
    with TemporaryDirectory() as folder:
        for name, text in (("t.j2", source), ("_p.j2", partial)):
            Path(folder, name).write_text(text, encoding="utf-8")
        templates = {name: Template(Path(folder), name) for name in ("t.j2", "_p.j2")}
        engine = Engine(TemplateSet(templates, templates))
        return [engine.render("t.j2", "t", view) for view in views]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("x", ()),
        ("{{ view.b }}{% for x in view.a %}{{ x }}{% endfor %}", ("a", "b")),
        ("{% include '_p.j2' %}{{ view.a }}", ("a", "c")),
        ("{% include view.a %}", None),
        ("{{ view }}", None),
        ("{{ view['a'] }}", None),
        ("{% set view = 1 %}{{ view.a }}", None),
        ("{% for view in view.a %}{{ view.b }}{% endfor %}", None),
        ("{% import '_p.j2' as p with context %}{{ p.x }}", None),
        ("{% extends '_p.j2' %}", None),
        ("{% include 'missing.j2' %}", None),
    ],
)
def test_what_a_template_reads(source: str, read: tuple[str, ...] | None) -> None:
    known = {"t.j2": source, "_p.j2": "{{ view.c }}"}
    assert attributes_read(Environment(autoescape=True), known.get, "t.j2") == read


@pytest.mark.parametrize("source", ["{{ view.a | hcl }}", "{% include '_p.j2' %}"])
def test_values_that_are_equal_and_written_differently_are_told_apart(source: str) -> None:
    views = [View(a, b) for b in range(20) for a in (1, True, 1.5, "1", None, (1,), (True,), [1], [True])]
    expected = ["1", "true", "1.5", '"1"', "null", "[1]", "[true]", "[1]", "[true]"] * 20
    assert texts(source, views, "{{ view.a | hcl }}") == expected


def test_text_is_made_once_for_what_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    real = Quick._made

    def make(self: Quick, name: str, view: object) -> str:
        made.append(view)
        return real(self, name, view)

    monkeypatch.setattr(Quick, "_made", make)
    assert texts("{{ view.a | hcl }}", [View("x", number) for number in range(500)]) == ['"x"'] * 500
    assert len(made) == RENDERED_FIRST
    made.clear()
    assert texts("{{ view.a | hcl }}", [View(number) for number in range(500)]) == [str(n) for n in range(500)]
    assert len(made) == 500


def test_what_templates_read_is_kept_with_their_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "t.j2").write_text("{% include '_p.j2' %}{{ view.a }}", encoding="utf-8")
    (tmp_path / "_p.j2").write_text("{{ view.b }}", encoding="utf-8")
    templates = {name: Template(tmp_path, name) for name in ("t.j2", "_p.j2")}

    def rendered(code: Compiled) -> list[str]:
        engine = Engine(TemplateSet(templates, templates), code)
        return [engine.render("t.j2", "t", View(number // 3, 1)) for number in range(90)]

    first = Compiled(b"one")
    expected = [f"1{number // 3}" for number in range(90)]
    assert rendered(first) == expected
    assert first.reads == {"t.j2": ("a", "b"), "_p.j2": ("b",)}
    first.keep()
    monkeypatch.setattr(quick, "attributes_read", None)  # not called again
    second = Compiled(b"one")
    assert second.reads == first.reads
    assert rendered(second) == expected
    assert Compiled(b"another").reads == {}


def test_few_texts_are_kept_and_all_are_right() -> None:
    views = [View(number % (2 * MOST_KEPT)) for number in range(400)]
    assert texts("{{ view.a | hcl }}", views) == [str(view.a) for view in views]


@pytest.mark.parametrize("module", [units, manifest, render], ids=lambda module: str(module.__name__))
def test_doctests_hold(module: ModuleType) -> None:
    results = doctest.testmod(module)
    assert results.attempted
    assert not results.failed
