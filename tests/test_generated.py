"""`generated/`, judged by terraform: formatted, valid, tested; and what it says of itself is so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hcl2
import pytest
from markdown_it import MarkdownIt

GENERATED = Path(__file__).parents[1] / "generated"
MODULES = sorted(folder.name for folder in (GENERATED / "modules").iterdir())
FOLDERS = sorted(file.parent.relative_to(GENERATED).as_posix() for file in GENERATED.rglob("outputs.tf"))
STACKS = sorted(folder.relative_to(GENERATED / "stacks").as_posix() for folder in (GENERATED / "stacks").glob("*/*"))
BOTH_KINDS = ["dev/dot", "dev/platform"]

Terraform = Callable[..., str]


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy `generated/`, so that terraform leaves nothing in it."""
    copy = tmp_path_factory.mktemp("generated") / "generated"
    return Path(shutil.copytree(GENERATED, copy, symlinks=True))


@pytest.fixture
def run(terraform: str) -> Terraform:
    """Give a function that runs terraform in a folder, without credentials, and expects it to succeed."""

    def run(folder: Path, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_VAR_"))}
        done = subprocess.run(
            [terraform, *arguments],
            cwd=folder,
            env=kept | {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "AWS_EC2_METADATA_DISABLED": "true"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{folder}: terraform {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


def parsed(*files: Path) -> dict[str, list[Any]]:
    """Read files as HCL: the blocks of each type."""
    blocks: dict[str, list[Any]] = {}
    for file in files:
        for kind, content in hcl2.loads(file.read_text(encoding="utf-8")).items():
            blocks.setdefault(kind, []).extend(content)
    return blocks


def named(blocks: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give blocks with one label by it, in their order."""
    return {label.strip('"'): body for block in blocks for label, body in block.items() if label.startswith('"')}


def text(source: str) -> str:
    """Give the text of a string in quotes that has no escapes."""
    assert "\\" not in source
    return source.removeprefix('"').removesuffix('"')


def written(default: object) -> str:
    """Give a default as HCL writes it."""
    return {"True": "true", "False": "false", "None": "null"}.get(str(default), str(default))


def squeezed(source: str) -> str:
    """Take away the blanks that depend on layout."""
    return re.sub(r"\s+", "", source.removeprefix("${").removesuffix("}") if source.startswith("${") else source)


class Readme:
    """A README as its reader sees it: tables, lists and code by heading."""

    def __init__(self, folder: Path) -> None:
        self.tables: dict[str, list[list[str]]] = {}
        self.lists: dict[str, list[str]] = {}
        self.code: dict[str, list[str]] = {}
        rows: list[list[str]] = []
        heading = kind = ""
        for token in MarkdownIt().enable("table").parse((folder / "README.md").read_text(encoding="utf-8")):
            if token.type in {"heading_open", "th_open", "td_open", "list_item_open"}:
                kind = token.type
            elif token.type == "tr_open":
                rows.append([])
            elif token.type == "table_close":
                self.tables[heading], rows, kind = rows[1:], [], ""
            elif token.type == "fence" and token.info == "hcl":
                self.code.setdefault(heading, []).append(token.content)
            elif token.type == "inline":
                shown = "".join(child.content for child in token.children or ())
                if kind == "heading_open":
                    heading = shown
                elif kind in {"th_open", "td_open"}:
                    rows[-1].append(shown)
                elif kind == "list_item_open":
                    self.lists.setdefault(heading, []).append(shown)


@pytest.mark.terraform
def test_everything_is_formatted(run: Terraform) -> None:
    run(GENERATED, "fmt", "-check", "-diff", "-recursive")


@pytest.mark.terraform
@pytest.mark.parametrize("module", MODULES)
def test_tests_of_the_module_pass(module: str, copied: Path, run: Terraform) -> None:
    folder = copied / "modules" / module
    run(folder, "init", "-backend=false")
    shown = run(folder, "test", "-no-color")
    passed = re.search(r"Success! (\d+) passed, 0 failed\.", shown)
    assert passed is not None, shown
    assert int(passed[1]) >= 2


@pytest.mark.terraform
def test_examples_of_the_readmes_are_valid_together(copied: Path, run: Terraform) -> None:
    """All five modules as one root module, with the data sources by which other workspaces read the stacks."""
    root = copied / "modules" / "examples"
    root.mkdir()
    examples = [Readme(GENERATED / "modules" / module).code["Usage"] for module in MODULES]
    examples += [Readme(GENERATED / "stacks" / stack).code["Outputs"] for stack in BOTH_KINDS]
    assert all(len(codes) == 1 for codes in examples)
    key = 'provider "aws" {\n  region = "us-east-1"\n}\n\nresource "aws_kms_key" "example" {}\n'
    (root / "main.tf").write_text("\n".join([key, *(code for codes in examples for code in codes)]), encoding="utf-8")
    shutil.copy(GENERATED / "modules" / "kms" / "versions.tf", root)
    run(root, "fmt", "-check", "-diff")
    run(root, "init", "-backend=false")
    assert "Success!" in run(root, "validate", "-no-color")


@pytest.mark.terraform
@pytest.mark.parametrize("stack", BOTH_KINDS)
def test_stack_is_valid(stack: str, copied: Path, run: Terraform) -> None:
    folder = copied / "stacks" / stack
    run(folder, "init", "-backend=false")
    assert run(folder, "validate", "-no-color") == "Success! The configuration is valid.\n\n"


@pytest.mark.terraform
def test_all_stacks_are_valid(copied: Path, run: Terraform) -> None:
    """In one run, as modules of one root: loading the provider for each would take most of the time."""
    root = copied / "stacks" / "all"
    root.mkdir()
    inputs = Path(shutil.copy(copied / "stacks" / "dev" / "platform" / "variables.tf", root))
    values = "".join(f"  {name} = var.{name}\n" for name in named(parsed(inputs)["variable"]))
    for stack in STACKS:
        name = stack.replace("/", "-")
        source = f'module "{name}" {{\n  source = "../{stack}"\n{values}}}\n'
        (root / f"{name}.tf").write_text(source, encoding="utf-8")
    run(root, "init", "-backend=false")
    assert "Success!" in run(root, "validate", "-no-color")


@pytest.mark.parametrize("folder", FOLDERS)
def test_variables_and_outputs_are_described_and_in_order(folder: str) -> None:
    for kind in ("variable", "output"):
        blocks = named(parsed(GENERATED / folder / f"{kind}s.tf")[kind])
        assert blocks
        for name, body in blocks.items():
            assert re.fullmatch(r"[A-Z].*[^.]\.", text(body["description"])), f"{folder}: {name}"
        assert list(blocks) == sorted(blocks, key=lambda name: ("default" in blocks[name], name)), folder


@pytest.mark.parametrize("module", MODULES)
def test_readme_of_a_module_says_what_the_code_says(module: str) -> None:
    folder = GENERATED / "modules" / module
    readme = Readme(folder)
    resources = {text(kind) for block in parsed(*folder.glob("*.tf"))["resource"] for kind in block}
    assert readme.lists["Resources"] == sorted(resources)
    variables = named(parsed(folder / "variables.tf")["variable"])
    assert [row[:2] for row in readme.tables["Inputs"]] == [
        [name, text(body["description"])] for name, body in variables.items()
    ]
    for (name, _, kind, default), body in zip(readme.tables["Inputs"], variables.values(), strict=True):
        assert squeezed(kind) == squeezed(body["type"]), name
        assert default == ("required" if "default" not in body else written(body["default"])), name
    outputs = named(parsed(folder / "outputs.tf")["output"])
    assert readme.tables["Outputs"] == [[name, text(body["description"])] for name, body in outputs.items()]
    (settings,) = parsed(folder / "versions.tf")["terraform"]
    (providers,) = settings["required_providers"]
    assert readme.tables["Requirements"] == [
        ["terraform", text(settings["required_version"])],
        ["aws", text({key.strip('"'): value for key, value in providers["aws"].items()}["version"])],
    ]


@pytest.mark.parametrize("stack", STACKS)
def test_readme_of_a_stack_says_what_the_code_says(stack: str) -> None:
    folder = GENERATED / "stacks" / stack
    readme = Readme(folder)
    outputs = named(parsed(folder / "outputs.tf")["output"])
    assert readme.tables["Outputs"] == [[name, text(body["description"])] for name, body in outputs.items()]
    every_stack = {f"{name}.tf" for name in ("backend", "locals", "outputs", "providers", "variables", "versions")}
    assert {row[0] for row in readme.tables["Files"]} == {file.name for file in folder.glob("*.tf")} - every_stack


def test_readme_of_the_whole_lists_every_module_and_output() -> None:
    readme = Readme(GENERATED)
    rows = {row[0]: row for row in readme.tables["Modules"]}
    assert sorted(rows) == MODULES
    for module in MODULES:
        assert rows[module][2].split(", ") == Readme(GENERATED / "modules" / module).lists["Resources"]
    for kind, stack in zip(("agency", "platform"), BOTH_KINDS, strict=True):
        outputs = named(parsed(GENERATED / "stacks" / stack / "outputs.tf")["output"])
        listed = [row[1:] for row in readme.tables["Outputs that other workspaces can use"] if row[0] == kind]
        assert sorted(listed) == [[name, text(body["description"])] for name, body in outputs.items()]


def test_every_module_is_called_and_every_call_has_its_module() -> None:
    called = {
        Path(text(body["source"])).name
        for file in (GENERATED / "stacks").rglob("*.tf")
        for body in named(parsed(file).get("module", [])).values()
    }
    assert called == set(MODULES)
