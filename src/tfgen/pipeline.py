"""The program as a row of verbs: load, check, resolve, plan, render, compare, write."""

from __future__ import annotations

import json
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

from tfgen.checked import Checked
from tfgen.checking import check
from tfgen.errors import TfgenError
from tfgen.forking import uncollected
from tfgen.spec_schema import schema, schema_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from tfgen.cache.inputs import Seen
    from tfgen.cache.kept import Judged
    from tfgen.cache.memory import Memory
    from tfgen.check.pages import Page
    from tfgen.model import Deployment
    from tfgen.provenance import Explanation
    from tfgen.quotas import Usage
    from tfgen.refresh import Render
    from tfgen.sandbox import Stack
    from tfgen.selection import Selection
    from tfgen.templating import TemplateSet
    from tfgen.templating.compiled import Compiled
    from tfgen.templating.engine import Engine
    from tfgen.writer.comparing import Result
    from tfgen.writer.update import Update


__all__ = ["Checked", "check", "schema", "schema_text"]

SCHEMA_FILE = "schema/agencies.schema.json"
"""Where the modeline of a spec points, seen from the spec."""


def agency_schema_text() -> str:
    """Return the JSON Schema of an agency in a file of its own, complete in itself, ready to be written to a file."""
    from tfgen.check.parts import part_schema

    return json.dumps(part_schema(schema(), "agency", "tfgen agency"), indent=2, ensure_ascii=False) + "\n"


def pages() -> list[Page]:
    """Return the page on every code, in the order of the codes."""
    from tfgen.check.pages import pages as read_pages

    return read_pages()


def inputs(spec: Path, own: Path | None) -> list[Path]:
    """List the files and folders of the user's that a render reads, whether they exist or not."""
    import os
    from pathlib import Path

    from tfgen.loader import FOLDER, agency_files

    # A walk, unlike a glob, takes it calmly when a folder goes away under it.
    templates = [Path(place, name) for place, folders, files in os.walk(own or "") for name in (*folders, *files)]
    try:
        agencies = agency_files(spec)
    except TfgenError:  # the render will say it
        agencies = []
    return [spec, spec.parent / FOLDER, *agencies, *([own] if own else []), *templates]


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
    from tfgen.loader import STANDARD_INPUT, load_spec
    from tfgen.owners import PLATFORM

    if spec == STANDARD_INPUT:  # it is the shell's own while it completes
        return []
    try:
        source, _ = load_spec(spec)
    except TfgenError:
        return []
    found = source.data.get(key) if isinstance(source.data, dict) else None
    return [*found, *([PLATFORM] if key == "agencies" else [])] if isinstance(found, dict) else []


@uncollected()
def render(
    checked: Checked,
    out: Path,
    selection: Selection,
    *,
    progress: Callable[[str, int, int], None],
    templates: TemplateSet | None = None,
    stage: bool = False,
    overwrite: Collection[str] = (),
    keep: bool = False,
    memory: Memory | None = None,
) -> Render:
    """Render a checked spec and compare it with the output folder. Without `templates`, the shipped.

    With `stage`, what differs is made ready for `write`; `overwrite` names edited files that are given up; with `keep`
    all differences are kept; `memory` is what an earlier render knows. `progress` hears what is under way, how many
    stacks and modules are done, and of how many.
    Raises TfgenError (exit code 1) if the output has stacks that the spec neither has nor retires, a warehouse or
    columns in it that it would lose, names in AWS that it would change, or files of people's in a folder that goes.
    """
    from tfgen.cache.memory import pack
    from tfgen.own_templates import template_set
    from tfgen.plan import plan
    from tfgen.refresh import outputs as outputs_of
    from tfgen.refresh import refresh, require_stacks, require_warehouses
    from tfgen.renamed_stacks import require_kept
    from tfgen.writer.update import Update

    if checked.deployment is None:
        raise ValueError("the spec has errors")
    found = templates or template_set()
    code = _code(memory)
    engine = _engine(found, code)
    units = list(plan(checked.deployment, found.templates, selection))
    update = Update(out, meant=selection.has_path, stage=stage, overwrite=overwrite, keep=keep)
    try:
        rendering = refresh(
            units,
            lambda some: outputs_of(some, found, engine()),
            update,
            _known(memory, update),
            pack=pack,
            on_units=lambda done: progress("Rendering stacks and modules", done, len(units)),
        )
        require_stacks(rendering.changes, checked.source.data, out)
        require_warehouses(rendering.changes, checked.source.data, out)
        require_kept(rendering.changes, checked.deployment, out)
        code().keep()
    except BaseException:
        update.close()
        raise
    return rendering


def _known(memory: Memory | None, update: Update) -> Callable[[str, bytes], Result | None] | None:
    """Return what tells the results that an earlier render knows; None where it knows none."""
    if memory is None or not memory.knows_units:
        return None
    return lambda unit, basis: memory.known(unit, basis, update.as_left)


def known_alone(checked: Checked, files: Sequence[Seen], bases: Collection[bytes] | None = None) -> Judged | None:
    """Return what has to be known of each agency for the next run to do without those that were not edited.

    `bases` are those of all units, where they were rendered.
    """
    from tfgen.edit.judging import known_alone as known

    if bases is None:
        return known(checked, files)
    from tfgen.refresh import BASIS_ALONE

    # One that is longer was made of all agencies.
    if checked.deployment is None or any(len(basis) > BASIS_ALONE for basis in bases):
        return None
    return known(checked, files, checked.deployment.shown_warehouses)


def write(render: Render, *, progress: Callable[[str, int, int], None]) -> None:
    """Bring the output folder to what was rendered and staged.

    Raises TfgenError (exit code 1), and writes nothing, for files that are not tfgen's or that were edited by hand.
    """
    total = len(render.changes.missing) + len(render.changes.changed) + len(render.changes.left_over)
    render.update.write(lambda done: progress("Writing files", min(done, total), total))


def _code(memory: Memory | None) -> Callable[[], Compiled]:
    def make() -> Compiled:
        from tfgen.templating.compiled import Compiled

        return Compiled(memory.program if memory is not None else None)

    return cache(make)


def _engine(templates: TemplateSet, code: Callable[[], Compiled]) -> Callable[[], Engine]:
    """Return what makes the engine of a set of templates when it is first asked for: often it is not."""

    def make() -> Engine:
        from tfgen.templating.engine import Engine

        return Engine(templates, code())

    return cache(make)


def require_current(checked: Checked, out: Path, selection: Selection, *, templates: TemplateSet | None = None) -> None:
    """Raise TfgenError (exit code 1) unless the output folder is what the spec renders to."""
    with closing(render(checked, out, selection, progress=lambda *_: None, templates=templates)) as rendering:
        changes = rendering.changes
    if changes.any:
        count = sum(map(len, changes.groups.values()))
        raise TfgenError(
            f"{out} differs from the spec in {count} file{'s' if count > 1 else ''}"
            if out.exists()
            else f"there is no folder {out}",
            "run `tfgen render` first; `tfgen render --check` names the files",
            exit_code=1,
        )


def sandbox_stacks(deployment: Deployment, selection: Selection) -> list[Stack]:
    """List the stacks that a selection means, with the platform of every environment that is among them."""
    from tfgen.owners import PLATFORM
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
            vpc_id=network.vpc_id if (network := stack.environment.network) else None,
            subnet_ids=network.subnet_ids if network else (),
            after=() if stack.owner == PLATFORM else (f"{stack.environment.name}/{PLATFORM}",),
        )
        for stack in stacks(deployment)
        if stack.path in wanted
    ]


def init(spec: Path) -> list[Path]:
    """Write a first spec and, where its modeline points, its schema; returns what was written.

    Raises TfgenError if there is a spec. A schema that is there is left alone.
    """
    from importlib.resources import files

    from tfgen.writer.creating import create_all

    schema_file = spec.parent / SCHEMA_FILE
    first = files("tfgen").joinpath("first_spec.yaml").read_text(encoding="utf-8")
    texts = {spec: first} | ({} if schema_file.exists() else {schema_file: schema_text()})
    create_all(texts)
    return list(texts)
