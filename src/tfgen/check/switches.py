"""Pipelines and tables that are switched off, and what needs them all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.refused import is_refused
from tfgen.check.sound import Data, at, maps
from tfgen.check.stated import deployed, first_stated, off
from tfgen.errors import Diagnostic, Related

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.check.stated import Deployed, Stated
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_KINDS = {"quicksight": "QuickSight", "redshift": "Redshift"}


def check_switches(source: Source, sound: Data) -> list[Diagnostic]:
    """Find what is published or read of a data set that has nothing to publish or read."""
    found: dict[SpecPath, Diagnostic] = {}
    pipelines: dict[tuple[str, str], dict[str, Stated | None]] = {}
    for where in deployed(sound):
        pipelines.setdefault((where.agency, where.id), {})[where.environment] = off(where, "pipeline")
        for problem in (*_published(source, where), *_shown(source, sound, where)):
            found.setdefault(problem.path, problem)
    return [*found.values(), *_read(source, sound, pipelines)]


def _published(source: Source, where: Deployed) -> Iterator[Diagnostic]:
    switch = off(where, "pipeline")
    for kind, name in _KINDS.items() if switch else ():
        published = first_stated(where.own, "publish", kind)
        if published and switch and not off(where, "publish", kind):
            yield Diagnostic(
                codes.CONTRADICTION,
                f"the pipeline of '{where.id}' is switched off in '{where.environment}', so nothing reaches {name}",
                f"switch publish.{kind} off there, too, or the pipeline on",
                published.path,
                source.locate(published.path, key=True),
                related=(_switch(source, switch),),
            )


def _shown(source: Source, sound: Data, where: Deployed) -> Iterator[Diagnostic]:
    chosen = first_stated(where.own, "publish", "quicksight", "source")
    if chosen is None or chosen.value != "redshift":
        return
    path: SpecPath = ("agencies", where.agency, "datasets", where.id, "deploy_to")
    if is_refused(source, sound, path):  # it may well be deployed elsewhere alone
        return
    table = off(where, "publish", "redshift")
    # Without a table of its own there is none to switch off: that is told elsewhere.
    is_published = first_stated(where.own, "publish", "redshift") is not None
    if table and is_published and not off(where, "publish", "quicksight"):
        yield Diagnostic(
            codes.CONTRADICTION,
            f"QuickSight cannot read '{where.id}' from Redshift in '{where.environment}', since the table is switched "
            "off there",
            "set source: athena, or switch both on or off",
            chosen.path,
            source.locate(chosen.path),
            related=(_switch(source, table),),
        )


def _read(
    source: Source, sound: Data, pipelines: Mapping[tuple[str, str], Mapping[str, Stated | None]]
) -> Iterator[Diagnostic]:
    for agency, data in maps(at(sound, "agencies")):
        for name, reader in maps(data.get("access")):
            wanted = reader.get("deploy_to")
            for dataset in dict(maps(reader.get("read"))):
                switches = [
                    switch
                    for environment, switch in pipelines.get((agency, dataset), {}).items()
                    if not isinstance(wanted, list) or environment in wanted
                ]
                # Where some environment has a pipeline, the reader reads there, and nowhere else.
                if switches and switches[0] and all(switches):
                    path: SpecPath = ("agencies", agency, "access", name, "read", dataset)
                    yield Diagnostic(
                        codes.CONTRADICTION,
                        f"the pipeline of '{dataset}' is switched off wherever '{name}' reads, so there is nothing to "
                        "read",
                        "remove it here, or switch the pipeline on in an environment",
                        path,
                        source.locate(path, key=True),
                        related=(_switch(source, switches[0]),),
                    )


def _switch(source: Source, switch: Stated) -> Related:
    return Related(source.locate(switch.path), "switched off here")
