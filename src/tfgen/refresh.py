"""A spec's units rendered, a few at a time, into an update of the output folder, so that few are kept in memory."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct, msgpack

from tfgen.errors import TfgenError
from tfgen.forking import in_two
from tfgen.lifecycle import vanished, without_warehouse
from tfgen.orphans import data_stores
from tfgen.render import render
from tfgen.units import MANIFEST, joined
from tfgen.views.warehouse.types import widens
from tfgen.warehouse_losses import FILE as TABLES
from tfgen.warehouse_losses import refuse_losses, refuse_replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from tfgen.plan import Unit
    from tfgen.render import Output
    from tfgen.templating import TemplateSet
    from tfgen.templating.engine import Engine
    from tfgen.writer.changes import Changes
    from tfgen.writer.comparing import Difference, Result
    from tfgen.writer.update import Update


class Render(Struct, frozen=True):
    """How the output folder differs from what a spec renders to, which is `count` files; staged if it is to be written.

    `bases` has, by unit, the digest of what it was made from. Close it.
    """

    update: Update
    changes: Changes
    count: int
    bases: Mapping[str, bytes]

    @property
    def differences(self) -> list[Difference]:
        """What stands at paths and what will, as far as it was kept; a write would refuse what is not tfgen's."""
        foreign = set(self.changes.foreign)
        found = [one for result in self.update.results for one in result.differences if one[0] not in foreign]
        return sorted(found, key=lambda one: one[0])

    @property
    def unchanged(self) -> int:
        """How many files are as they should be."""
        return self.count - sum(
            len(paths) - paths.count(joined(result.unit, MANIFEST))
            for result in self.update.results
            for paths in (result.changed, result.missing, result.edited, result.foreign)
        )

    def close(self) -> None:
        """Take away what was staged, and let others write."""
        self.update.close()


def outputs(units: Sequence[Unit], templates: TemplateSet, engine: Engine) -> list[dict[str, Output]]:
    """Render units: what each of the paths of each of them holds.

    They are rendered in step, a file of each: the code of a template, and what it wrote last, are near the processor
    then, which takes a fifth less time. Raises TfgenError for the first unit that cannot be rendered.
    """
    found: list[dict[str, Output]] = [{} for _ in units]
    try:
        todo = [(iter(unit.tasks()), files) for unit, files in zip(units, found, strict=True)]
        while todo:
            step = [(task, tasks, files) for tasks, files in todo if (task := next(tasks, None)) is not None]
            for task, _, files in step:
                files[task.path] = render(task, templates, engine)
            todo = [(tasks, files) for _, tasks, files in step]
    except TfgenError:
        # What is told must not follow from which units are rendered together.
        for number, unit in enumerate(units):
            found[number] = {task.path: render(task, templates, engine) for task in unit.tasks()}
    return found


def refresh(
    units: Sequence[Unit],
    work: Callable[[Sequence[Unit]], list[dict[str, Output]]],
    update: Update,
    known: Callable[[str, bytes], Result | None] | None,
    *,
    pack: Callable[[Result], object],
    on_units: Callable[[int], None],
) -> Render:
    """Render units and compare each with the output folder; `on_units` hears how many are done.

    `known` gives the result for a unit that an earlier render has rendered from the same, by the digest of that, if
    all is as that one left it. `pack` makes of a result what is remembered of it.
    """
    shared: dict[int, bytes] = {}
    looked: set[str] = set()
    todo = list(units)
    # Where nothing is known, each process finds out by itself what its units are made of.
    owns = {unit.folder: basis_alone(unit, shared) for unit in units} if known is not None else {}
    if known is not None:
        found = _known(units, owns, known)
        update.results += (result for result, _ in found.values())
        looked.update(folder for folder, (_, has_looked) in found.items() if has_looked)
        todo = [unit for unit in units if unit.folder not in found]
    # An agency's stacks one after the other: much of what is written for one environment is that of the next.
    todo.sort(key=lambda unit: unit.folder.split("/")[2:])
    started = len(units) - len(todo)

    def compare(unit: Unit, files: dict[str, Output]) -> tuple[Result, bytes, bool]:
        result = update.compare(unit.folder, files)
        result.packed = pack(result) if result.is_settled else None
        if result.packed is not None:
            result.digests.clear()
            result.stamps.clear()
        return result, owns.get(unit.folder) or basis_alone(unit, shared), unit.looked()

    update.prepare(len(todo))
    together = in_two(
        todo, lambda some: map(compare, some, work(some)), update.fork, lambda done: on_units(started + done)
    )
    for result, own, has_looked in together:
        update.results.append(result)
        owns[result.unit] = own
        looked.update([result.unit] if has_looked else ())
    everything = _everything(units, owns)
    bases = {folder: own + everything if folder in looked else own for folder, own in owns.items()}
    changes = update.finish()
    differing = {*changes.changed, *changes.edited}
    suspects = [unit for unit in todo if f"{unit.folder}{TABLES}" in differing]
    changed = list(_changed_tables(suspects, work, update.out))
    refuse_replaced(changed)
    refuse_losses(changed, widens)
    return Render(update, changes, sum(result.count for result in update.results), bases)


def _known(
    units: Sequence[Unit], owns: Mapping[str, bytes], known: Callable[[str, bytes], Result | None]
) -> Mapping[str, tuple[Result, bool]]:
    """Return the results that are known, by unit, and whether the unit has looked at all agencies."""
    everything = _everything(units, owns)
    found: dict[str, tuple[Result, bool]] = {}
    for folder, own in owns.items():
        for has_looked, basis in enumerate((own, own + everything)):
            result = known(folder, basis)
            if result is not None:
                found[folder] = (result, bool(has_looked))
                break
    return found


def _everything(units: Sequence[Unit], owns: Mapping[str, bytes]) -> bytes:
    """Return the digest of all that units may look at beside what they are made of: what all others are made of."""
    return hashlib.sha256(b"".join([owns[unit.folder] for unit in units])).digest()


def basis_alone(unit: Unit, shared: dict[int, bytes] | None = None) -> bytes:
    """Return the digest of what a unit is made of, unless it looks at all agencies; `shared` keeps what others have."""
    mine, common = unit.basis()
    shared = {} if shared is None else shared
    if id(common) not in shared:
        shared[id(common)] = _digest(common)
    return _digest(mine) + shared[id(common)]


BASIS_ALONE = 2 * 32
"""Bytes of the digest of a unit that did not look at all agencies."""


def require_stacks(changes: Changes, data: Mapping[str, Any], out: Path) -> None:
    """Raise TfgenError (exit code 1) if the output has stacks that the spec neither has nor retires."""
    gone = vanished((*changes.left_over, *changes.edited), data)
    if gone:
        stacks = ", ".join(f"stacks/{environment}/{owner}" for environment, owner in gone)
        stores = [
            store
            for environment, owner in gone
            for store in data_stores(environment, owner, data, out / "stacks" / environment / owner)
        ]
        raise TfgenError(
            f"the spec no longer has {stacks}, which {'exists' if len(gone) == 1 else 'exist'} in {out}; "
            f"nothing was written, since these would be left without code: {', '.join(stores)}",
            "put it back into the spec, or say with `renamed_from` what it is called now; to give it up, set "
            "`lifecycle: retiring` for the agency or environment, render "
            "and apply, and set `lifecycle: retired` when that is done",
            exit_code=1,
        )


def require_warehouses(changes: Changes, data: Mapping[str, Any], out: Path) -> None:
    """Raise TfgenError (exit code 1) if an environment no longer has the warehouse that the output makes."""
    gone = without_warehouse((*changes.left_over, *changes.edited), data)
    if gone:
        files = " and ".join(f"{out}/stacks/{environment}/platform/redshift.tf" for environment in gone)
        raise TfgenError(
            f"the spec no longer has the warehouse of {' and '.join(gone)}; nothing was written, since without {files} "
            "the next apply would destroy it with every table",
            "put `warehouse` back; to give it up, have Terraform forget it with `terraform state rm module.warehouse "
            "module.warehouse_network module.warehouse_role`, delete that file, and render",
            exit_code=1,
        )


def _digest(value: object) -> bytes:
    # Classes are not told apart, and need not be: in the model a field has one, or some with fields of other names.
    return hashlib.sha256(msgpack.encode(value)).digest()


def _changed_tables(
    units: Iterable[Unit], work: Callable[[Sequence[Unit]], list[dict[str, Output]]], out: Path
) -> Iterator[tuple[str, str, str]]:
    """Give the files with tables of the warehouse that change: path, text as it is, text as it will be."""
    for unit in units:
        path = f"{unit.folder}{TABLES}"
        output = work([unit])[0].get(path)
        if isinstance(output, bytes) and (out / path).is_file():
            yield path, (out / path).read_text(encoding="utf-8", errors="replace"), output.decode()
