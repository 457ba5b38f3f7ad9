"""Environments: what they lack for what is deployed to them, and what they would take from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check import codes
from tfgen.check.refused import is_refused
from tfgen.check.sound import Data, at, maps
from tfgen.check.stated import deployed, first_stated, off
from tfgen.errors import Diagnostic, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_NODES = {"ra3.large": (1, 16), "ra3.xlplus": (1, 32), "ra3.4xlarge": (2, 64), "ra3.16xlarge": (2, 128)}
"""Fewest and most nodes of a cluster, resized ones included.

Source: https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html
"""
_ANY_NODES = 128


def check_environments(source: Source, sound: Data) -> list[Diagnostic]:
    """Find environments without a warehouse that they need, and those that share an account's only settings."""
    active = {name: data for name, data in maps(at(sound, "environments")) if data.get("lifecycle") != "retired"}
    return [
        *_shared_accounts(source, active),
        *_warehouses(source, sound, active),
        *(problem for name, data in active.items() for problem in _capacity(source, name, data)),
    ]


def _shared_accounts(source: Source, active: dict[str, Data]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], str] = {}
    for name, data in active.items():
        account, region = data.get("account_id"), data.get("region")
        if not isinstance(account, str) or not isinstance(region, str):
            continue
        other = first.setdefault((account, region), name)
        if other != name:
            path: SpecPath = ("environments", name)
            yield Diagnostic(
                codes.SHARED_ACCOUNT,
                f"the environments '{other}' and '{name}' have the same account and region, where AWS keeps only one "
                "set of Lake Formation settings and one Glue catalog encryption",
                "give each an account or a region of its own; an apply of one changes these for the other",
                path,
                source.locate(path, key=True),
                Severity.WARNING,
                (Related(source.locate(("environments", other), key=True), "the first one"),),
            )


def _warehouses(source: Source, sound: Data, active: dict[str, Data]) -> Iterator[Diagnostic]:
    published: dict[str, SpecPath] = {}
    for where in deployed(sound):
        if where.environment not in published:
            found = first_stated(where.own, "publish", "redshift")
            if found is not None and not off(where, "publish", "redshift"):
                published[where.environment] = found.path
    for name in active:
        # What the schema refuses is not sound, and still there: it is not missing as well.
        given = _given(source, sound, name)
        if "warehouse" in given and "network" not in given:
            message = "the environment has a warehouse and no network for it to run in"
            yield _missing(source, name, message, "network", ())
        elif name in published and "warehouse" not in given:
            path = published[name]
            message = (
                f"the data set '{path[path.index('datasets') + 1]}' of '{path[1]}' publishes to Redshift, and the "
            )
            message += "environment has no warehouse"
            related = (Related(source.locate(path, key=True), "published here"),)
            yield _missing(
                source, name, message, " and ".join(sorted({"warehouse", "network"} - given, reverse=True)), related
            )


def _given(source: Source, sound: Data, name: str) -> set[str]:
    data: Any = at(source.data, "environments", name)
    return {
        key for key in ("warehouse", "network") if key in data or is_refused(source, sound, ("environments", name, key))
    }


def _missing(source: Source, name: str, message: str, keys: str, related: tuple[Related, ...]) -> Diagnostic:
    path: SpecPath = ("environments", name)
    place = source.locate(path, key=True)
    return Diagnostic(codes.WAREHOUSE_MISSING, message, f"add {keys} to the environment", path, place, related=related)


def _capacity(source: Source, name: str, data: Data) -> Iterator[Diagnostic]:
    serverless = at(data, "warehouse", "serverless")
    base, most = at(serverless, "base_capacity"), at(serverless, "max_capacity")
    if isinstance(base, int) and isinstance(most, int) and base > most:
        path: SpecPath = ("environments", name, "warehouse", "serverless", "max_capacity")
        yield Diagnostic(
            codes.CONTRADICTION,
            f"the warehouse begins with {base} processing units and may grow to {most} only",
            f"write {base} or more, or lower base_capacity",
            path,
            source.locate(path),
        )
    provisioned = at(data, "warehouse", "provisioned")
    kind, count = at(provisioned, "node_type"), at(provisioned, "nodes")
    fewest, highest = _NODES.get(kind, (1, _ANY_NODES)) if isinstance(kind, str) else (1, _ANY_NODES)
    if isinstance(count, int) and not fewest <= count <= highest:
        path = ("environments", name, "warehouse", "provisioned", "nodes")
        yield Diagnostic(
            codes.CONTRADICTION,
            f"Redshift has clusters of {fewest} to {highest} nodes of the type {kind}; found {count}",
            f"write a number from {fewest} to {highest}, or choose another node_type",
            path,
            source.locate(path),
            related=(Related(source.locate((*path[:-1], "node_type")), "the type"),),
        )
