"""The stacks of agencies that were edited, rendered and written without all the others."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from tfgen.errors import TfgenError
from tfgen.own_templates import template_set
from tfgen.plan import plan
from tfgen.refresh import basis_alone, outputs
from tfgen.renamed_stacks import require_kept
from tfgen.resolve import resolve
from tfgen.selection import Selection
from tfgen.spec_schema import schema
from tfgen.templating.compiled import Compiled
from tfgen.templating.engine import Engine
from tfgen.units import MANIFEST
from tfgen.warehouse_losses import FILE as TABLES
from tfgen.writer.update import Update

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from tfgen.cache.kept import Judged
    from tfgen.cache.memory import Memory
    from tfgen.model import Deployment
    from tfgen.render import Output
    from tfgen.writer.changes import Changes

    Rendered = dict[str, tuple[bytes, dict[str, Output]]]
    """By unit, the digest of what it was rendered from, and what it holds."""


class Told(NamedTuple):
    """What there is to tell of a render: what the spec was told, what changed, and how many files did not."""

    reports: tuple[str, str]
    changes: Changes
    unchanged: int


class Rendering:
    """The shipped templates, ready to render."""

    def __init__(self, program: bytes | None) -> None:
        self._templates = template_set()
        self._code = Compiled(program)
        self._engine = Engine(self._templates, self._code)

    def rendered(self, deployment: Deployment, agencies: Collection[str]) -> Rendered | None:
        """Render the stacks of these agencies; None if something of theirs has looked at others, or is refused."""
        units = list(plan(deployment, self._templates.templates, Selection(agencies)))
        try:
            files = outputs(units, self._templates, self._engine)
        except TfgenError:  # it is told by the render that looks at everything
            return None
        self._code.keep()
        if any(unit.looked() for unit in units):
            return None
        return {unit.folder: (basis_alone(unit), held) for unit, held in zip(units, files, strict=True)}


def resolved(data: Mapping[str, Any], judged: Judged) -> Deployment | None:
    """Build the model from the data of a few agencies; what follows from all of them is known.

    None where a reader may be a role that the platform makes since other agencies show data from the warehouse.
    """
    found, shown = resolve(data, schema()), frozenset(judged[-1])
    readers = (reader for agency in data["agencies"].values() for reader in agency.get("access", {}).values())
    if found.shown_warehouses != shown and any("role" in reader for reader in readers):
        return None
    return replace(found, shown_warehouses=shown)


def write(rendered: Rendered, deployment: Deployment, out: Path, memory: Memory, judged: Judged) -> Told | None:
    """Write what differs; None, with nothing written, where somebody has to be asked or told first."""
    assert memory.kept is not None  # noqa: S101 - the caller has it
    before = memory.kept.units
    agencies = {folder.split("/")[2] for folder in rendered}
    owners = [[name] for name in agencies]
    # A stack that comes or goes is a matter for the render that looks at everything.
    if not rendered or rendered.keys() != {folder for folder in before if folder.split("/")[2:] in owners}:
        return None
    try:
        with closing(Update(out, meant=Selection(agencies).has_path, stage=True)) as update:
            update.results += [update.compare(folder, files) for folder, (_, files) in rendered.items()]
            # The whole tree is as it was left, so nothing of these agencies stands anywhere else.
            changes = update.changes
            if changes.edited or changes.foreign or any(path.endswith(TABLES) for path in changes.changed):
                return None
            require_kept(changes, deployment, out)
            update.write(lambda _: None)
    except TfgenError:  # the same; what was half written is repaired there
        return None
    total = memory.kept.count + sum(one.count - before[one.unit][1] for one in update.results)
    differing = [path for path in (*changes.changed, *changes.missing) if not path.endswith(MANIFEST)]
    memory.splice(update.results, {folder: basis for folder, (basis, _) in rendered.items()}, judged)
    return Told(memory.kept.told, changes, total - len(differing))
