"""Which module may import what, who may touch the outside world, and how large a module gets."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).parents[1] / "src" / "tfgen"

# Top-level module or package -> what it may import of ours, itself always. Top row first, so that reading
# down is reading along the imports. `check.codes` stands for that one module of the package.
LAYERS: dict[str, set[str]] = {
    "__main__": {"cli", "shortcut"},
    "shortcut": {"cache", "change_report", "edit", "errors", "quick_import", "validating"},
    "cli": {
        "cache", "change_report", "check.wording", "checked", "edit", "errors", "model", "owners", "pipeline", "plan",
        "provenance_report",
        "quotas", "report", "own_templates", "refresh", "sandbox", "selection", "templating", "text_table",
        "validating", "watching", "writer", "yaml_text",
    },
    "validating": {"cache", "checked", "checking", "edit", "lifecycle", "report"},
    "pipeline": {
        "cache", "check", "checked", "checking", "edit", "effective", "errors", "forking", "lifecycle", "loader",
        "model", "owners", "plan", "provenance", "own_templates", "quotas", "refresh", "renamed_stacks", "render",
        "resolve", "sandbox", "selection", "spec_path", "spec_schema", "templating", "views", "writer",
    },
    "edit": {
        "beside", "cache", "check", "checked", "checking", "errors", "loader", "model", "own_templates", "plan",
        "quick_import",
        "refresh", "renamed_stacks", "render", "resolve", "selection", "spec_schema", "templating", "units",
        "warehouse_losses", "writer",
    },
    "checking": {
        "beside", "check", "checked", "errors", "forking", "lifecycle", "loader", "misindented", "spec_schema",
        "template_problems",
    },
    "misindented": {"check", "errors", "excerpts", "line_moves", "loader", "missing_lines", "spec_schema"},
    "missing_lines": {"check", "errors", "line_moves", "loader", "spec_schema"},
    "excerpts": {"errors", "line_moves", "loader"},
    "line_moves": set(),
    "template_problems": {"check.codes", "checked", "errors", "files", "loader", "own_templates", "templating"},
    "checked": {"errors", "forking", "loader", "model", "resolve", "spec_schema"},
    "sandbox": {"errors"},
    "provenance_report": {"errors", "provenance", "report", "yaml_text"},
    "report": {"errors"},
    "yaml_text": set(),
    "watching": {"files"},
    "provenance": {"check.wording", "errors", "layers", "lifecycle", "resolve", "spec_path"},
    "effective": {"layers", "model", "names", "owners", "resolve"},
    "spec_path": {"check.wording", "errors", "layers"},
    "text_table": set(),
    "change_report": {"errors", "render"},
    "refresh": {
        "errors", "forking", "lifecycle", "orphans", "plan", "render", "templating", "units", "views",
        "warehouse_losses", "writer",
    },
    "warehouse_losses": {"errors"},
    "orphans": {"model", "names", "owners"},
    "renamed_stacks": {"errors", "model", "names", "writer"},
    "own_templates": {"errors", "templating", "writer"},
    "writer": {"errors", "forking", "render", "units"},
    "render": {"archive", "errors", "plan", "templating", "units"},
    "archive": set(),
    "templating": {"cache", "errors", "files", "hcl", "markdown", "plan", "views"},
    "plan": {"selection", "model", "owners", "units", "views"},
    "forking": {"beside", "errors"},
    "cache": {"beside"},
    "quick_import": set(),
    "units": set(),
    "views": {
        "hcl", "hcl_text", "heredoc", "model", "names", "owners", "quicksight_refresh", "readers", "renaming", "sql",
    },
    "spec_schema": set(),
    "check": {
        "errors", "layers", "lifecycle", "loader", "model", "names", "owners", "quicksight_refresh", "quotas",
        "renaming", "service_quotas",
    },
    "loader": {"beside", "check.codes", "errors", "files"},
    "beside": set(),
    "resolve": {"layers", "lifecycle", "model", "readers", "renaming"},
    "layers": {"renaming"},
    "lifecycle": {"owners", "renaming"},
    "renaming": set(),
    "quotas": {"service_quotas"},
    "service_quotas": {"names"},
    "selection": set(),
    "names": {"model", "owners"},
    "heredoc": {"hcl", "hcl_text"},
    "markdown": {"hcl_text"},
    "sql": set(),
    "hcl": {"hcl_text"},
    "hcl_text": set(),
    "quicksight_refresh": set(),
    "model": {"readers"},
    "readers": set(),
    "owners": set(),
    "files": set(),
    "errors": set(),
}  # fmt: skip

# Package from elsewhere -> the only modules that may import it.
OUTSIDE: dict[str, set[str]] = {
    "boto3": {"sandbox"},
    "botocore": {"sandbox"},
    "click": {"__main__", "cli"},
    "flask": {"sandbox"},
    "hcl2": {"sandbox"},
    "jinja2": {"templating"},
    "jsonschema": {"check"},
    "moto": {"sandbox"},
    "shutil": {"sandbox", "writer"},
    "subprocess": {"sandbox"},
    "tempfile": {"sandbox", "writer"},
    "werkzeug": {"sandbox"},
    "watchfiles": {"watching"},
    "yaml": {"loader"},
}

WRITERS = {"cache", "sandbox", "writer"}
WRITING_METHODS = {
    "chmod", "hardlink_to", "mkdir", "rename", "rmdir", "symlink_to", "touch", "unlink", "write_bytes",
    "write_text",
}  # fmt: skip
WRITING_MODE = re.compile(r"(?=.*[wax+])[rwaxbt+]+")
MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Module:
    """One source file; `name` is dotted and starts behind `tfgen.`, and is empty for the package itself."""

    name: str
    text: str

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]

    def imports(self) -> Iterator[tuple[int, str]]:
        """Give line and full name of every import, also of those in functions and for type checking only."""
        for node in ast.walk(ast.parse(self.text)):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                # A relative import keeps its dots, so that no table allows it.
                start = "." * node.level + (node.module or "")
                yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)

    def writes(self) -> Iterator[tuple[int, str]]:
        """Give line and name of every call that may change a file."""
        for node in ast.walk(ast.parse(self.text)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = [value.value for value in values if isinstance(value, ast.Constant)]
            # `str.replace` takes two arguments, `Path.replace` one.
            moves = name == "replace" and isinstance(node.func, ast.Attribute) and len(values) == 1
            opens = name == "open" and any(isinstance(t, str) and WRITING_MODE.fullmatch(t) for t in texts)
            if name in WRITING_METHODS or moves or opens:
                yield node.lineno, name


def _modules() -> list[Module]:
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path.read_text(encoding="utf-8")))
    return found


MODULES = _modules()
NAMES = {module.name for module in MODULES}


def _ours(imported: str, names: set[str] = NAMES) -> str | None:
    """Give the module of ours that an import names, without `tfgen.`; None for others and the package."""
    start, _, inner = imported.partition(".")
    if start != "tfgen":
        return None
    while inner and inner not in names:
        inner = inner.rpartition(".")[0]
    return inner or None


def _is_allowed(module: Module, target: str) -> bool:
    allowed = LAYERS[module.top] | {module.top}
    return any(target == entry or target.startswith(f"{entry}.") for entry in allowed)


def layering_problems(module: Module) -> list[str]:
    """Say which imports of a module the tables do not allow."""
    problems = []
    for line, imported in module.imports():
        target = _ours(imported)
        package = imported.partition(".")[0]
        if target is not None and not _is_allowed(module, target):
            problems.append(f"{module.name}:{line} imports {target}")
        if module.top not in OUTSIDE.get(package, {module.top}):
            problems.append(f"{module.name}:{line} imports {package}")
        if not package:
            problems.append(f"{module.name}:{line} imports {imported}, which is relative")
    return problems


def test_every_module_has_its_row() -> None:
    assert {module.top for module in MODULES} - {""} == set(LAYERS)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name or "__init__")
def test_imports_point_down(module: Module) -> None:
    if not module.name:
        assert list(module.imports()) == []
        return
    assert layering_problems(module) == []


def test_the_rows_themselves_point_one_way() -> None:
    order = list(LAYERS)
    upward = {
        (name, entry)
        for name, entries in LAYERS.items()
        for entry in entries
        if "." not in entry and order.index(entry) < order.index(name)
    }
    assert upward == set()


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {
        module.name: {target for _, imported in module.imports() if (target := _ours(imported)) is not None}
        for module in MODULES
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name or "__init__")
def test_only_the_writer_and_the_sandbox_write_files(module: Module) -> None:
    if module.top not in WRITERS:
        assert list(module.writes()) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name or "__init__")
def test_modules_are_small_and_say_what_they_are_for(module: Module) -> None:
    assert len(module.text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(ast.parse(module.text))


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("hcl", "import tfgen.errors", "hcl:1 imports errors"),
        ("hcl", "from tfgen import errors", "hcl:1 imports errors"),
        ("hcl", "from tfgen.errors import TfgenError", "hcl:1 imports errors"),
        (
            "views.x",
            "def f():\n    from tfgen.loader.builder import build",
            "views.x:2 imports loader.builder",
        ),
        ("sandbox.x", "if TYPE_CHECKING:\n    import tfgen.model", "sandbox.x:2 imports model"),
        ("loader", "from tfgen.check import schema", "loader:1 imports check.schema"),
        ("pipeline", "import click.testing", "pipeline:1 imports click"),
        ("check.x", "from yaml import safe_load", "check.x:1 imports yaml"),
        ("check.x", "from . import codes", "check.x:1 imports ..codes, which is relative"),
        ("check.x", "from ..model import Agency", "check.x:1 imports ..model.Agency, which is relative"),
    ],
)
def test_forbidden_imports_are_found(name: str, text: str, problem: str) -> None:
    assert layering_problems(Module(name, text)) == [problem]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("loader", "from tfgen.check import codes"),
        ("views.stack", "from tfgen.views.facts import Output\nfrom tfgen.hcl import Expression"),
        ("cli.render", "import click\nfrom tfgen import __version__, pipeline"),
        ("hcl", "import re\nfrom collections.abc import Iterable"),
    ],
)
def test_allowed_imports_pass(name: str, text: str) -> None:
    assert layering_problems(Module(name, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "open(path, 'w')",
        "open(path, mode='ab')",
        "path.open('x')",
        "path.open('r+b')",
        "path.write_text('x')",
        "path.replace(other)",
        "path.unlink(missing_ok=True)",
        "os.mkdir(path)",
    ],
)
def test_writing_is_found(text: str) -> None:
    assert [line for line, _ in Module("plan", text).writes()] == [1]


@pytest.mark.parametrize(
    "text",
    ["open(path)", "path.open('rb')", "path.read_text()", "name.replace('a', 'b')", "anchors.open('x1', 2)"],
)
def test_reading_is_not_taken_for_writing(text: str) -> None:
    assert list(Module("plan", text).writes()) == []
