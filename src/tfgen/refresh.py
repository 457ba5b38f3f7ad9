"""A spec's units rendered one after the other into an update of the output folder, so that none is kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.lifecycle import vanished
from tfgen.render import render
from tfgen.units import MANIFEST
from tfgen.views.warehouse.types import widens
from tfgen.warehouse_losses import FILE as TABLES
from tfgen.warehouse_losses import refuse_losses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from tfgen.plan import Unit
    from tfgen.render import Output
    from tfgen.templating import TemplateSet
    from tfgen.templating.engine import Engine
    from tfgen.writer import Changes, Update
    from tfgen.writer.comparing import Difference


@dataclass(frozen=True, slots=True)
class Render:
    """How the output folder differs from what a spec renders to, which is `count` files; staged if it is to be written.

    `differences` are paths with what stands there and what will, as far as they were kept. Close it.
    """

    update: Update
    changes: Changes
    count: int

    @property
    def differences(self) -> list[Difference]:
        """Differences that were kept, by path; a write would refuse what is not tfgen's, so it is left out."""
        foreign = set(self.changes.foreign)
        found = [one for result in self.update.results for one in result.differences if one[0] not in foreign]
        return sorted(found, key=lambda one: one[0])

    @property
    def unchanged(self) -> int:
        """How many files are as they should be."""
        kinds = ((result.changed, result.missing, result.edited, result.foreign) for result in self.update.results)
        differ = {path for groups in kinds for paths in groups for path in paths if not path.endswith(MANIFEST)}
        return self.count - len(differ)

    def close(self) -> None:
        """Take away what was staged, and let others write."""
        self.update.close()


def outputs(unit: Unit, templates: TemplateSet, engine: Engine) -> dict[str, Output]:
    """Render one unit: what each of its paths holds."""
    return {task.path: render(task, templates, engine) for task in unit.tasks()}


def refresh(
    units: Sequence[Unit],
    templates: TemplateSet,
    engine: Engine,
    update: Update,
    on_unit: Callable[[int], None],
) -> Changes:
    """Render units and compare each with the output folder; `on_unit` hears how many are done."""
    tables: list[tuple[str, str, str]] = []
    for done, unit in enumerate(units, start=1):
        made = outputs(unit, templates, engine)
        update.results.append(update.compare(unit.folder, made))
        tables += _changed_tables(made, update.out)
        on_unit(done)
    changes = update.finish()
    refuse_losses(tables, widens)
    return changes


def _changed_tables(made: Mapping[str, Output], out: Path) -> Iterator[tuple[str, str, str]]:
    """Give the files with tables of the warehouse that change: path, text as it is, text as it will be."""
    for path, output in made.items():
        if path.endswith(TABLES) and isinstance(output, bytes) and (out / path).is_file():
            before = (out / path).read_bytes()
            if before != output:
                yield path, before.decode(errors="replace"), output.decode()


def require_stacks(changes: Changes, data: Mapping[str, Any], out: Path) -> None:
    """Raise TfgenError (exit code 1) if the output has stacks that the spec neither has nor retires."""
    gone = vanished((*changes.left_over, *changes.edited), data)
    if gone:
        stacks = ", ".join(f"stacks/{environment}/{owner}" for environment, owner in gone)
        raise TfgenError(
            f"the spec no longer has {stacks}, which {'exists' if len(gone) == 1 else 'exist'} in {out}; "
            "nothing was written",
            "whatever was applied from there would be left without code; put it back into the spec, or, once it is "
            "destroyed or no longer managed by Terraform, set `lifecycle: retired` for the agency or environment",
            exit_code=1,
        )
