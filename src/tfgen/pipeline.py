"""The program as a row of verbs: load, check, resolve, plan, render, compare, write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfgen.errors import Severity, TfgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tfgen.check.pages import Page
    from tfgen.errors import Diagnostic
    from tfgen.loader import Source
    from tfgen.model import Deployment
    from tfgen.plan import Selection
    from tfgen.provenance import Explanation
    from tfgen.quotas import Usage
    from tfgen.render import Output
    from tfgen.sandbox import Stack
    from tfgen.writer import Changes


SCHEMA_FILE = "schema/agencies.schema.json"
"""Where the modeline of a spec points, seen from the spec."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec that was read and checked; `deployment` is there if no diagnostic is an error."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    deployment: Deployment | None


@dataclass(frozen=True, slots=True)
class Render:
    """What a spec renders to, and how the output folder differs from it."""

    rendered: Mapping[str, Output]
    changes: Changes


def schema_text() -> str:
    """Return the JSON Schema of the spec as it is shipped, ready to be written to a file."""
    return files("tfgen.check").joinpath("agencies.schema.json").read_text(encoding="utf-8")


def agency_schema_text() -> str:
    """Return the JSON Schema of an agency in a file of its own, complete in itself, ready to be written to a file."""
    from tfgen.check.parts import part_schema

    return json.dumps(part_schema(schema(), "agency", "tfgen agency"), indent=2, ensure_ascii=False) + "\n"


@cache
def schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the spec as data."""
    parsed: dict[str, Any] = json.loads(schema_text())
    return parsed


def pages() -> list[Page]:
    """Return the page on every code, in the order of the codes."""
    from tfgen.check.pages import pages as read_pages

    return read_pages()


def templates_folder() -> Path:
    """Find the templates: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise TfgenError("tfgen's templates are missing from this installation", "install tfgen again")


def check(spec: Path) -> Checked:
    """Read a spec and find everything that is wrong with it, in the order of the file.

    Raises TfgenError if there is nothing to read.
    """
    from tfgen.check.meaning import check_meaning
    from tfgen.check.names import check_names
    from tfgen.check.quotas import check_quotas
    from tfgen.check.references import check_references
    from tfgen.check.schema import check_schema
    from tfgen.check.sound import sound_part
    from tfgen.check.suppress import apply_suppressions
    from tfgen.check.tags import check_tags
    from tfgen.loader import load_spec
    from tfgen.resolve import resolve

    source, found = load_spec(spec)
    diagnostics = list(found)
    if source.data is not None:
        diagnostics += check_schema(source, schema())
        sound = sound_part(source, diagnostics)
        for verb in (check_references, check_meaning, check_tags, check_names):
            diagnostics += verb(source, sound)
        diagnostics += check_quotas(source, sound, schema())
        diagnostics = apply_suppressions(source, sound, diagnostics)
    diagnostics.sort(key=lambda diagnostic: diagnostic.sort_key)
    failed = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    return Checked(source, tuple(diagnostics), None if failed else resolve(source.data, schema()))


def explain(checked: Checked, path_text: str, environments: Sequence[str]) -> Explanation:
    """Say what the effective values at a path of a checked spec are, and where they come from.

    Raises TfgenError (exit code 2) for a path or environment that the spec does not have.
    """
    from tfgen.provenance import explain as explain_path
    from tfgen.spec_path import parse_path

    source = checked.source
    return explain_path(
        source.data, schema(), lambda path, key: source.locate(path, key=key), parse_path(path_text), environments
    )


def effective(checked: Checked, owner: str, environments: Sequence[str]) -> dict[str, Any]:
    """Return all that holds for an agency, or for `platform`, by environment.

    Raises TfgenError (exit code 2) if one of the named environments does not have it.
    """
    from tfgen.effective import effective as effective_values

    if checked.deployment is None:
        raise ValueError("the spec has errors")
    found = effective_values(checked.deployment, checked.source.data, schema(), owner)
    missing = [name for name in environments if name not in found]
    if missing:
        raise TfgenError(f"the spec does not deploy {owner} to {missing[0]}", f"it is in {', '.join(found)}")
    return {name: values for name, values in found.items() if not environments or name in environments}


def quotas(checked: Checked) -> list[Usage]:
    """Count what a checked spec would create, account by account, against AWS's quotas."""
    from tfgen.check.quotas import stack_sizes
    from tfgen.quotas import usages

    return usages(stack_sizes(checked.source.data, schema()))


def known_names(spec: Path, key: str) -> list[str]:
    """List the keys below `agencies` (with the platform) or `environments` of a spec, however wrong it is.

    A shell that completes shows no errors: where there is nothing to read, there is nothing to offer.
    """
    from tfgen.loader import load_spec
    from tfgen.model import PLATFORM

    try:
        source, _ = load_spec(spec)
    except TfgenError:
        return []
    found = source.data.get(key) if isinstance(source.data, dict) else None
    return [*found, *([PLATFORM] if key == "agencies" else [])] if isinstance(found, dict) else []


def render(checked: Checked, out: Path, selection: Selection, *, progress: Callable[[str, int, int], None]) -> Render:
    """Render a checked spec and compare it with the output folder; writes nothing.

    `progress` hears what is under way, how many files are done, and how many there are.
    Raises TfgenError (exit code 1) if the output has stacks that the spec neither has nor retires, or columns in the
    warehouse that it would lose.
    """
    from tfgen.lifecycle import vanished
    from tfgen.plan import plan
    from tfgen.render import render as render_tasks
    from tfgen.writer import compare

    if checked.deployment is None:
        raise ValueError("the spec has errors")
    folder = templates_folder()
    templates = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if _is_template(path)]
    tasks = list(plan(checked.deployment, templates, selection))
    rendered = render_tasks(tasks, folder, on_file=lambda done: progress("Rendering", done, len(tasks)))
    changes = compare(rendered, out, meant=selection.has_path)
    gone = vanished(changes.left_over, checked.source.data)
    if gone:
        stacks = ", ".join(f"stacks/{environment}/{owner}" for environment, owner in gone)
        raise TfgenError(
            f"the spec no longer has {stacks}, which {'exists' if len(gone) == 1 else 'exist'} in {out}; "
            "nothing was written",
            "whatever was applied from there would be left without code; put it back into the spec, or, once it is "
            "destroyed or no longer managed by Terraform, set `lifecycle: retired` for the agency or environment",
            exit_code=1,
        )
    _refuse_losses(rendered, changes, out)
    return Render(rendered, changes)


def _refuse_losses(rendered: Mapping[str, Output], changes: Changes, out: Path) -> None:
    """Raise TfgenError (exit code 1) if what was rendered takes data out of the warehouse's tables."""
    from tfgen.views.warehouse.types import widens
    from tfgen.warehouse_losses import FILE, refuse_losses
    from tfgen.writer import read

    tables = [path for path in changes.changed if path.endswith(FILE)]
    texts = ((path, _text(read(out, path)) or "", _text(rendered[path]) or "") for path in tables)
    refuse_losses(texts, widens)


def write(render: Render, out: Path, *, progress: Callable[[str, int, int], None]) -> None:
    """Bring the output folder to what was rendered."""
    from tfgen.writer import write as write_files

    total = len(render.changes.missing) + len(render.changes.changed)
    write_files(render.rendered, out, render.changes, on_file=lambda done: progress("Writing", done, total))


def differences(render: Render, out: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """List what a write would change: path, text as it is, text as it will be; None stands for no file.

    What is not tfgen's is left out: a write refuses it.
    """
    from tfgen.writer import read

    changes = render.changes
    for path in sorted((*changes.changed, *changes.missing, *changes.left_over)):
        yield path, _text(read(out, path)), _text(render.rendered.get(path))


def require_current(checked: Checked, out: Path, selection: Selection) -> None:
    """Raise TfgenError (exit code 1) unless the output folder is what the spec renders to."""
    changes = render(checked, out, selection, progress=lambda *_: None).changes
    if changes.any:
        count = sum(map(len, changes.groups.values()))
        raise TfgenError(
            f"{out} differs from the spec in {count} file{'s' if count > 1 else ''}",
            "run `tfgen render` first; `tfgen render --check` names the files",
            exit_code=1,
        )


def sandbox_stacks(deployment: Deployment, selection: Selection) -> list[Stack]:
    """List the stacks that a selection means, with the platform of every environment that is among them."""
    from tfgen.model import PLATFORM
    from tfgen.plan import stacks
    from tfgen.sandbox import Stack

    chosen = [stack for stack in stacks(deployment) if selection.has_stack(stack.environment.name, stack.owner)]
    wanted = {stack.path for stack in chosen} | {f"stacks/{stack.environment.name}/{PLATFORM}" for stack in chosen}
    return [
        Stack(
            name=stack.path.removeprefix("stacks/"),
            account_id=stack.environment.account_id,
            region=stack.environment.region,
            partition=stack.environment.partition,
            state_bucket=stack.environment.state.bucket,
            after=() if stack.owner == PLATFORM else (f"{stack.environment.name}/{PLATFORM}",),
            vpc_id=network.vpc_id if (network := stack.environment.network) else None,
            subnet_ids=network.subnet_ids if network else (),
        )
        for stack in stacks(deployment)
        if stack.path in wanted
    ]


def init(spec: Path) -> list[Path]:
    """Write a first spec and, where its modeline points, its schema; returns what was written.

    Raises TfgenError if there is a spec. A schema that is there is left alone.
    """
    from tfgen.writer import create

    schema_file = spec.parent / SCHEMA_FILE
    first = files("tfgen").joinpath("first_spec.yaml").read_text(encoding="utf-8")
    create(spec, first)
    if schema_file.exists():
        return [spec]
    create(schema_file, schema_text())
    return [spec, schema_file]


def _text(output: Output | None) -> str | None:
    if output is None:
        return None
    return output.decode(errors="replace") if isinstance(output, bytes) else f"link to {output.target}\n"


def _is_template(path: Path) -> bool:
    """Whether a file of the templates folder is for the output; what Python and editors leave there is not."""
    return path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
