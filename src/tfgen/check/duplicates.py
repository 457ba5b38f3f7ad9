"""Agencies, data sets and readers that stand in the spec twice, or nearly so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.near import Near, near_pairs
from tfgen.check.sound import Data, at, maps, names
from tfgen.errors import Diagnostic, Related, Severity
from tfgen.renaming import first_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.errors import Location, SpecPath
    from tfgen.loader import Source

_PRINCIPALS = ("role", "quicksight_group", "account", "agency")


def check_duplicates(source: Source, sound: Data) -> list[Diagnostic]:
    """Find ids and names that differ so little that one is probably a slip, and what is there twice."""
    return list(_Duplicates(source, sound).check())


class _Duplicates:
    """One walk over the agencies; what is retired is left out: the successor may well have its name."""

    def __init__(self, source: Source, sound: Data) -> None:
        self.source = source
        self.agencies = {name: data for name, data in maps(at(sound, "agencies")) if data.get("lifecycle") != "retired"}

    def check(self) -> Iterator[Diagnostic]:
        yield from self._near_agencies()
        for agency, data in self.agencies.items():
            path: SpecPath = ("agencies", agency)
            datasets = dict(maps(data.get("datasets")))
            readers = dict(maps(data.get("access")))
            for kind, key, found in (("data sets", "datasets", datasets), ("readers", "access", readers)):
                pairs = near_pairs(found)
                yield from (self._near_ids(kind, (*path, key), pair) for pair in pairs)
            yield from self._same_readers((*path, "access"), readers)
            yield from self._same_tables((*path, "datasets"), datasets)

    def _near_agencies(self) -> Iterator[Diagnostic]:
        pairs = list(near_pairs(self.agencies))
        yield from (self._near_ids("agencies", ("agencies",), pair) for pair in pairs)
        told = {(pair.first, pair.second) for pair in pairs}
        ids: dict[str, list[str]] = {}
        for agency, data in self.agencies.items():
            if isinstance(name := data.get("name"), str):
                ids.setdefault(name, []).append(agency)
        for sharing in ids.values():
            for second in sharing[1:]:
                # Through an alias, the two are one text.
                is_alias = self._name_place(second) == self._name_place(sharing[0])
                if (sharing[0], second) not in told and not is_alias:
                    message = f"the agency '{sharing[0]}' has this name, too"
                    yield self._warning(message, second, sharing[0])
        for pair in near_pairs(ids):
            first, second = ids[pair.first][0], ids[pair.second][0]
            if (first, second) not in told:
                message = f"the name is nearly that of the agency '{first}', '{pair.first}': {pair.difference}"
                yield self._warning(message, second, first)

    def _name_place(self, agency: str) -> Location:
        return self.source.locate(("agencies", agency, "name"))

    def _warning(self, message: str, second: str, first: str) -> Diagnostic:
        path: SpecPath = ("agencies", second, "name")
        return Diagnostic(
            codes.NEAR_DUPLICATE,
            message,
            "if both are meant, give them names that a reader cannot mix up",
            path,
            self._name_place(second),
            Severity.WARNING,
            (Related(self._name_place(first), "the other name"),),
        )

    def _near_ids(self, kind: str, path: SpecPath, pair: Near) -> Diagnostic:
        place: SpecPath = (*path, pair.second)
        return Diagnostic(
            codes.NEAR_DUPLICATE,
            f"the {kind} '{pair.first}' and '{pair.second}' are nearly the same: {pair.difference}",
            "remove one if it is a slip; if both are meant, give them ids that a reader cannot mix up",
            place,
            self.source.locate(place, key=True),
            Severity.WARNING,
            (Related(self.source.locate((*path, pair.first), key=True), "the other one"),),
        )

    def _same_readers(self, path: SpecPath, readers: dict[str, Data]) -> Iterator[Diagnostic]:
        seen: dict[tuple[str, str], list[str]] = {}
        for name, reader in readers.items():
            # With two of them it is told already, and one of them goes.
            for kind in _PRINCIPALS if sum(kind in reader for kind in _PRINCIPALS) == 1 else ():
                principal = reader.get(kind)
                if not isinstance(principal, str):
                    continue
                before = seen.setdefault((kind, principal), [])
                first = next((other for other in before if _meet(readers[other], reader)), None)
                before.append(name)
                if first is not None:
                    place: SpecPath = (*path, name, kind)
                    yield Diagnostic(
                        codes.SAME_READER,
                        f"the reader '{first}' is this {kind.replace('quicksight_', 'QuickSight ')}, too",
                        f"put all that it may read under '{first}'",
                        place,
                        self.source.locate(place),
                        Severity.WARNING,
                        (Related(self.source.locate((*path, first, kind)), "the first one"),),
                    )

    def _same_tables(self, path: SpecPath, datasets: dict[str, Data]) -> Iterator[Diagnostic]:
        seen: dict[str, str] = {}
        for name, table, place in _tables(datasets, path):
            first = seen.setdefault(table, name)
            if first != name:
                yield Diagnostic(
                    codes.TABLE_TAKEN,
                    f"the data set '{first}' has the warehouse table '{table}' already",
                    "give this data set's table another name, with publish.redshift.table",
                    place,
                    self.source.locate(place, key=place[-1] == "redshift"),
                    related=(Related(self.source.locate((*path, first), key=True), "the first one"),),
                )


def _tables(datasets: Mapping[str, Data], path: SpecPath) -> Iterator[tuple[str, str, SpecPath]]:
    first = first_ids(datasets)
    for name, dataset in datasets.items():
        published = at(dataset, "publish", "redshift")
        if isinstance(published, dict):
            place: SpecPath = (*path, name, "publish", "redshift")
            table = published.get("table")
            yield name, table if isinstance(table, str) else first[name], (*place, "table") if table else place


def _meet(one: Data, other: Data) -> bool:
    """Tell whether two readers read in the same environment; without `deploy_to` that is every one."""
    first, second = ({where for _, where in names(reader.get("deploy_to"))} for reader in (one, other))
    return not first or not second or not first.isdisjoint(second)
