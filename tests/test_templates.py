"""The templates' syntax trees: every value passes an encoder, and no template decides or hides anything."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import StrictUndefined, nodes

from tfgen.templating import load_templates
from tfgen.templating.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = Path(__file__).parents[1] / "templates"
ENVIRONMENT = Engine(load_templates(TEMPLATES)).environment

HCL_ENCODERS = {"attributes", "hcl", "ident"}
MARKDOWN_ENCODERS = {"code", "md", "mermaid"} | HCL_ENCODERS  # Markdown shows HCL in its code blocks
INDENTED_ENCODERS = {"attributes", "hcl"}
FORBIDDEN_FILTERS = {"d", "default", "forceescape", "safe"}
FORBIDDEN_TESTS = {"defined", "undefined"}  # what `default` does, spelled out
# What they name stays in the context, which `templating.quick` takes for the next text, too.
LEAVING = (nodes.Assign, nodes.AssignBlock, nodes.Block, nodes.Extends, nodes.FromImport, nodes.Import, nodes.Macro)
LONG_BLOCK = 15

# Nothing may stand between tag and comment, or behind them: it would be part of the output.
TAG_LINE = re.compile(r"[ \t]*\{%(?:(?!%\}).)*%\}(\{#(?:(?!#\}).)*#\})?\n?")
OPENERS = {"block", "call", "filter", "for", "if", "macro", "with"}


def problems(source: str, *, encoders: set[str] = HCL_ENCODERS) -> list[str]:
    """Say what is wrong with a template, one sentence each with its line."""
    found = sorted([*_outputs(source, encoders), *_forbidden(source), *_tags(source)])
    return [f"line {line}: {sentence}" for line, sentence in found]


def _outputs(source: str, encoders: set[str]) -> Iterator[tuple[int, str]]:
    for output in ENVIRONMENT.parse(source).find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.TemplateData):
                continue
            if not isinstance(node, nodes.Filter) or node.name not in encoders:
                yield node.lineno, f"an output ends in none of {', '.join(sorted(encoders))}"
            elif node.name in INDENTED_ENCODERS:
                yield from _indentation(source, node)


def _indentation(source: str, node: nodes.Filter) -> Iterator[tuple[int, str]]:
    line = source.splitlines()[node.lineno - 1]
    spaces = len(line) - len(line.lstrip(" "))
    given = node.args[0].as_const() if node.args else 0
    # `hcl` alone is fine for scalars anywhere; runs of attributes always depend on where they stand.
    if given != spaces and (node.args or node.name == "attributes"):
        yield node.lineno, f"{node.name}({given}) stands behind {spaces} spaces"
    if node.name == "attributes" and not re.fullmatch(r" *\{\{.*\}\}", line):
        yield node.lineno, "attributes shares its line"


def _forbidden(source: str) -> Iterator[tuple[int, str]]:
    tree = ENVIRONMENT.parse(source)
    for node in tree.find_all(nodes.Filter):
        if node.name in FORBIDDEN_FILTERS:
            yield node.lineno, f"the filter {node.name} hides what is missing or unsafe"
    for test in tree.find_all(nodes.Test):
        if test.name in FORBIDDEN_TESTS:
            yield test.lineno, f"the test {test.name} hides what is missing"
    for statement in tree.find_all(LEAVING):
        yield statement.lineno, f"{type(statement).__name__} leaves something in the context"


def _tags(source: str) -> Iterator[tuple[int, str]]:
    lines = source.splitlines(keepends=True)
    opened: list[int] = []
    tokens = [token for token in ENVIRONMENT.lex(source) if token[1] != "whitespace"]
    for index, (number, kind, text) in enumerate(tokens):
        if kind.endswith(("_begin", "_end")) and re.search("[-+]", text):
            yield number, "whitespace control"
        if kind != "block_begin":
            continue
        line = lines[number - 1]
        if not TAG_LINE.fullmatch(line):
            yield number, "a block tag shares its line"
        name = tokens[index + 1][2]
        if name in OPENERS:
            opened.append(number)
        elif name.startswith("end") and opened:
            length = number - opened.pop()
            if length > LONG_BLOCK and "{#" not in line:
                yield number, f"the block opened {length} lines above ends without a comment that names it"


def _templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.j2"))


def test_what_is_no_template_is_a_program() -> None:
    programs = {path.suffix for path in TEMPLATES.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert programs - {".j2"} <= {".py"}


@pytest.mark.parametrize("path", _templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_keeps_the_rules(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    encoders = MARKDOWN_ENCODERS if path.name.endswith(".md.j2") else HCL_ENCODERS
    assert problems(source, encoders=encoders) == []
    assert source.endswith("\n")
    ENVIRONMENT.compile(source)


def test_environment_is_strict_and_has_the_encoders() -> None:
    assert ENVIRONMENT.undefined is StrictUndefined
    assert (ENVIRONMENT.trim_blocks, ENVIRONMENT.lstrip_blocks) == (True, True)
    assert ENVIRONMENT.keep_trailing_newline
    assert set(ENVIRONMENT.filters) >= MARKDOWN_ENCODERS


@pytest.mark.parametrize(
    "source",
    [
        "a = {{ view.a | hcl }}\n",
        "a = {{ view.a | join | hcl }}\n",
        "  {{ view.a | attributes(2) }}\n",
        "  a = {{ view.a | hcl(2) }}\n",
        "{{ view.a | attributes }}\n",
        "{% for a in view.b %}\n  {% if a %}\nx\n  {% endif %}\n{% endfor %}\n",
        "{% for a in view.b %}\n" + "x\n" * 15 + "{% endfor %}{# b #}\n",
        "{# a comment with {{ a }} #}\n",
    ],
)
def test_checker_accepts_good_templates(source: str) -> None:
    assert problems(source) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a = {{ view.a }}\n", "line 1: an output ends in none of"),
        ("x\na = {{ 'text' }}\n", "line 2: an output ends in none of"),
        ("a = {{ view.a | hcl | upper }}\n", "an output ends in none of"),
        ("a = {{ view.a ~ view.b | hcl }}\n", "an output ends in none of"),
        ("a = {{ view.a | hcl if view.b else view.c }}\n", "an output ends in none of"),
        ("a = {{ view.a | md }}\n", "an output ends in none of"),
        ("{% if x %}\na = {{ loop.index }}\n{% endif %}\n", "line 2: an output ends in none of"),
        ("{% macro m() %}\nx\n{% endmacro %}\n{{ m() }}\n", "line 4: an output ends in none of"),
        ("a = {{ view.a | default('b') | hcl }}\n", "the filter default"),
        ("a = {{ view.a | d | hcl }}\n", "the filter d "),
        ("{% for a in view.b | safe %}\n{% endfor %}\n", "the filter safe"),
        ("{% if view.a is defined %}\n{% endif %}\n", "the test defined"),
        ("{% set a = view.a %}\n", "Assign leaves something"),
        ("{% macro m() %}\n{% endmacro %}\n", "Macro leaves something"),
        ("{%- if a %}\n{% endif %}\n", "whitespace control"),
        ("{% if a -%}\n{% endif %}\n", "whitespace control"),
        ("{%+ if a %}\n{% endif %}\n", "whitespace control"),
        ("a = {{- view.a | hcl }}\n", "whitespace control"),
        ("a = {{ view.a | hcl -}}\n", "whitespace control"),
        ("{#- comment -#}\n", "whitespace control"),
        ("x {% if a %}\n{% endif %}\n", "line 1: a block tag shares its line"),
        ("{% if a %} x\n{% endif %}\n", "line 1: a block tag shares its line"),
        ("{% if a %}\n{% endif %} \n", "line 2: a block tag shares its line"),
        ("{% if a %}{% endif %}\n", "line 1: a block tag shares its line"),
        ("{% if a %}\n{% endif %} {# a #}\n", "line 2: a block tag shares its line"),
        ("{% if a\n and b %}\n{% endif %}\n", "line 1: a block tag shares its line"),
        ("{% if a %}\n" + "x\n" * 15 + "{% endif %}\n", "line 17: the block opened 16 lines above"),
        ("  {{ view.a | attributes }}\n", "attributes(0) stands behind 2 spaces"),
        ("  {{ view.a | attributes(4) }}\n", "attributes(4) stands behind 2 spaces"),
        ("  a = {{ view.a | hcl(4) }}\n", "hcl(4) stands behind 2 spaces"),
        ("a = {{ view.a | attributes }}\n", "attributes shares its line"),
    ],
)
def test_checker_refuses_bad_templates(source: str, complaint: str) -> None:
    assert any(complaint in problem for problem in problems(source)), problems(source)
