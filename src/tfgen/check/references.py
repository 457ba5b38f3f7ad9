"""What a spec refers to must exist, and what it says must not contradict itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.refused import is_refused
from tfgen.check.sound import Data, at, maps, names
from tfgen.check.stated import published_datasets
from tfgen.check.wording import choice_hint
from tfgen.errors import Diagnostic
from tfgen.owners import PLATFORM
from tfgen.renaming import KEY as RENAMED_FROM
from tfgen.renaming import first_id, former_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_OWN_SCHEMA: Final = "public"
"""A schema of every Redshift database: https://docs.aws.amazon.com/redshift/latest/dg/r_Schemas_and_tables.html"""

_MANY: Final = "keep one; another reader gets an entry of its own"
_NONE: Final = "add the one that is meant, such as `quicksight_group: planners`"

_BESIDE_KIND: Final = frozenset({"deploy_to", "read"})

GRANTEES = ("role", "quicksight_group", "account", "agency")
"""Kinds of reader; each reader is exactly one of them."""


def check_references(source: Source, sound: Data) -> list[Diagnostic]:
    """Find names that refer to nothing and settings that contradict each other, in the sound part of a spec.

    What exists is read from the whole of it: something that is wrong in itself still exists.
    """
    return list(_References(source, sound).check())


class _References:
    """One walk over the spec; every method yields diagnostics."""

    def __init__(self, source: Source, sound: Data) -> None:
        self.source = source
        self.sound = sound
        self.environments = _keys(at(source.data, "environments"))
        self.agencies = _keys(at(source.data, "agencies"))

    def check(self) -> Iterator[Diagnostic]:
        yield from self._environment_keys(("defaults", "environments"), at(self.sound, "defaults"))
        if PLATFORM in (at(self.sound, "agencies") or {}):
            yield self._diagnostic(
                codes.RESERVED_NAME,
                f"'{PLATFORM}' is the name of the stack that all agencies share",
                "rename the file" if PLATFORM in self.source.parts else "give the agency another id",
                ("agencies", PLATFORM),
                key=True,
            )
        for name, agency in maps(at(self.sound, "agencies")):
            yield from self._reserved(("agencies", name), agency)
            yield from self._agency(("agencies", name), agency)

    def _reserved(self, path: SpecPath, agency: Data) -> Iterator[Diagnostic]:
        first = first_id(str(path[-1]), agency)
        place = (*path, RENAMED_FROM) if RENAMED_FROM in agency else path
        if first == PLATFORM != path[-1]:
            message = f"'{PLATFORM}' is the name of the stack that all agencies share, and no agency was called so"
            yield self._diagnostic(codes.RESERVED_NAME, message, "name what the agency was called before", place)
        if first == _OWN_SCHEMA and published_datasets(agency):
            yield self._diagnostic(
                codes.RESERVED_NAME,
                f"'{_OWN_SCHEMA}' is a schema that every warehouse has, and the agency's own would have the same name",
                "give the agency another id",
                place,
                key=place == path,
            )

    def _agency(self, path: SpecPath, agency: Data) -> Iterator[Diagnostic]:
        datasets = _keys(at(self.source.data, *map(str, path), "datasets"))
        yield from self._environment_names((*path, "deploy_to"), agency.get("deploy_to"))
        yield from self._environment_keys((*path, "environments"), agency)
        for name, dataset in maps(agency.get("datasets")):
            yield from self._dataset((*path, "datasets", name), dataset)
        for name, override in maps(agency.get("environments")):
            for changed, changes in maps(override.get("datasets")):
                place: SpecPath = (*path, "environments", name, "datasets", changed)
                if changed not in datasets:
                    yield from self._unknown(
                        codes.UNKNOWN_DATASET, "data set", changed, (*path, "datasets"), place, key=True
                    )
                else:
                    yield from self._override(place, changes, at(agency, "datasets", changed))
        for name, reader in maps(agency.get("access")):
            yield from self._reader((*path, "access", name), reader, datasets)

    def _dataset(self, path: SpecPath, dataset: Data) -> Iterator[Diagnostic]:
        yield from self._environment_names((*path, "deploy_to"), dataset.get("deploy_to"))
        columns = self._columns(path)
        for steps in (
            ("key",),
            ("partition_by",),
            ("publish", "redshift", "sort_key"),
            ("publish", "quicksight", "filters"),
        ):
            for index, column in names(at(dataset, *steps)):
                yield from self._column((*path, *steps, index), column, path, columns)
        for steps in (("publish", "redshift", "distribution_key"), ("publish", "quicksight", "time_column")):
            value = at(dataset, *steps)
            if isinstance(value, str):
                yield from self._column((*path, *steps), value, path, columns)

    def _override(self, path: SpecPath, changes: Data, dataset: Any) -> Iterator[Diagnostic]:
        kind = next(iter(at(dataset, "source") or ()), None)
        for changed in at(changes, "source") or ():
            if kind and changed != kind:
                yield self._diagnostic(
                    codes.CONTRADICTION,
                    f"the data set arrives by '{kind}' and cannot arrive by '{changed}' in one environment",
                    f"change settings of '{kind}' here, or make a data set of its own for this environment",
                    (*path, "source", changed),
                    key=True,
                )

    def _reader(self, path: SpecPath, reader: Data, datasets: Collection[str]) -> Iterator[Diagnostic]:
        kinds = [kind for kind in GRANTEES if kind in (at(self.source.data, *map(str, path)) or ())]
        # A key that is refused here may be the one that is meant, whatever it is called.
        strange = _keys(at(self.source.data, *map(str, path))) - _keys(reader) - _BESIDE_KIND
        meant = kinds or strange or [kind for kind in GRANTEES if is_refused(self.source, self.sound, (*path, kind))]
        if len(kinds) > 1 or not meant:
            found = " and ".join(kinds) if kinds else "none of them"
            yield self._diagnostic(
                codes.CONTRADICTION,
                f"a reader is exactly one of {', '.join(GRANTEES)}; found {found}",
                _MANY if kinds else _NONE,
                path,
                key=True,
            )
        yield from self._environment_names((*path, "deploy_to"), reader.get("deploy_to"))
        yield from self._reading_agency(path, reader.get("agency"))
        for dataset, read in maps(reader.get("read")):
            yield from self._read((*path, "read", dataset), dataset, read, datasets)

    def _reading_agency(self, path: SpecPath, other: Any) -> Iterator[Diagnostic]:
        if isinstance(other, str):
            if other == path[1]:
                yield self._diagnostic(
                    codes.CONTRADICTION,
                    "an agency reads its own data sets anyway",
                    "remove this reader",
                    (*path, "agency"),
                )
            elif other not in self.agencies:
                yield from self._unknown(codes.UNKNOWN_AGENCY, "agency", other, ("agencies",), (*path, "agency"))
            elif at(self.source.data, "agencies", other, "lifecycle") == "retired":
                yield self._diagnostic(
                    codes.CONTRADICTION,
                    f"the agency '{other}' is retired",
                    "remove this reader",
                    (*path, "agency"),
                )

    def _read(self, path: SpecPath, dataset: str, read: Data, datasets: Collection[str]) -> Iterator[Diagnostic]:
        if dataset not in datasets:
            place: SpecPath = ("agencies", path[1], "datasets")
            yield from self._unknown(codes.UNKNOWN_DATASET, "data set", dataset, place, path, key=True)
            return
        holder: SpecPath = ("agencies", path[1], "datasets", dataset)
        columns = self._columns(holder)
        for key in ("columns", "except_columns"):
            for index, column in names(read.get(key)):
                yield from self._column((*path, key, index), column, holder, columns)
        if columns and columns <= {column for _, column in names(read.get("except_columns"))}:
            yield self._diagnostic(
                codes.CONTRADICTION,
                "all columns are excepted, and none is left to read",
                "leave one out of the list, or the data set out of `read`",
                (*path, "except_columns"),
                key=True,
            )
        if read.get("columns") and read.get("except_columns"):
            yield self._diagnostic(
                codes.CONTRADICTION,
                "columns and except_columns exclude each other",
                "keep the one that stays right when a column is added",
                (*path, "except_columns"),
                key=True,
            )

    def _columns(self, dataset: SpecPath) -> frozenset[str]:
        return _keys(at(self.source.data, *map(str, dataset), "columns"))

    def _column(self, path: SpecPath, column: str, dataset: SpecPath, columns: frozenset[str]) -> Iterator[Diagnostic]:
        if columns and column not in columns:
            yield from self._unknown(codes.UNKNOWN_COLUMN, "column", column, (*dataset, "columns"), path)

    def _environment_names(self, path: SpecPath, value: Any) -> Iterator[Diagnostic]:
        for index, name in names(value):
            if name not in self.environments:
                yield from self._unknown(
                    codes.UNKNOWN_ENVIRONMENT, "environment", name, ("environments",), (*path, index)
                )

    def _environment_keys(self, path: SpecPath, holder: Any) -> Iterator[Diagnostic]:
        for name in at(holder, "environments") or ():
            if name not in self.environments:
                yield from self._unknown(
                    codes.UNKNOWN_ENVIRONMENT, "environment", name, ("environments",), (*path, name), key=True
                )

    def _unknown(
        self, code: str, kind: str, name: str, holder: SpecPath, path: SpecPath, *, key: bool = False
    ) -> Iterator[Diagnostic]:
        """Tell of a name that the map at `holder` does not have; nothing where what is meant was refused there."""
        known = _keys(at(self.sound, *map(str, holder)))
        are_all_refused = not known and _keys(at(self.source.data, *map(str, holder)))
        # There has to be an environment, so that none at all is told already.
        is_told = are_all_refused or (kind == "environment" and not self.environments)
        if is_told or is_refused(self.source, self.sound, (*holder, name)):
            return
        if kind == "agency":
            known -= {str(path[1])}
        kinds = "other agencies" if kind == "agency" else f"{kind}s"
        successor = self._successor(kind, name, path)
        hint = (
            f"it is called '{successor}' now"
            if successor
            else choice_hint(name, sorted(known), f"the {kinds} are", self._beside(path, key=key))
            if known
            else f"there is no {'other ' if kind == 'agency' else ''}{kind} here yet; add it first"
        )
        yield self._diagnostic(code, f"there is no {kind} '{name}'", hint, path, key=key)

    def _successor(self, kind: str, former: str, path: SpecPath) -> str | None:
        """Return what an agency, or a data set of the agency at a path, is called now that had this id before."""
        steps = {"agency": ("agencies",), "data set": ("agencies", str(path[1]), "datasets")}.get(kind, ("",))
        return next((key for key, entry in maps(at(self.source.data, *steps)) if former in former_ids(entry)), None)

    def _beside(self, path: SpecPath, *, key: bool) -> Collection[Any]:
        """Return the keys beside a key and the items beside an item; the value of a key stands alone."""
        holder: Any = self.source.data
        for step in path[:-1]:
            holder = holder[step]
        return holder if key or isinstance(holder, list) else ()

    def _diagnostic(self, code: str, message: str, hint: str, path: SpecPath, *, key: bool = False) -> Diagnostic:
        return Diagnostic(code, message, hint, path, self.source.locate(path, key=key))


def _keys(value: Any) -> frozenset[str]:
    return frozenset(key for key in value if isinstance(key, str)) if isinstance(value, dict) else frozenset()
