"""Options of a data set that contradict each other, or that mean nothing beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check import codes
from tfgen.check.refused import is_setting_refused
from tfgen.check.sound import Data, at, maps, names
from tfgen.check.stated import Deployed, deployed, first_stated, off, setting
from tfgen.errors import Diagnostic, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.check.stated import Place, Stated
    from tfgen.errors import SpecPath
    from tfgen.loader import Source


def check_options(source: Source, sound: Data) -> list[Diagnostic]:
    """Find options that cannot hold together: by what holds for each data set in each environment."""
    return list(_Options(source, sound).check())


class _Options:
    """One walk over the settings, the data sets and the environments that have them."""

    def __init__(self, source: Source, sound: Data) -> None:
        self.source = source
        self.sound = sound

    def check(self) -> Iterator[Diagnostic]:
        # A setting that holds in several environments is one mistake; one that means something in any is none.
        useful: set[SpecPath] = set()
        useless: dict[SpecPath, Diagnostic] = {}
        found: dict[SpecPath, Diagnostic] = {}
        for where in deployed(self.sound):
            for option, problem in (*self._shards(where), *self._csv_options(where), *self._schedule(where)):
                if problem is None:
                    useful.add(option)
                else:
                    useless.setdefault(option, problem)
            for problem in (*self._trigger(where), *self._quicksight(where)):
                found.setdefault(problem.path, problem)
        yield from (problem for option, problem in useless.items() if option not in useful)
        yield from found.values()
        yield from self._defaults()
        for agency, data in maps(at(self.sound, "agencies")):
            yield from self._nowhere(agency, data)
            for key, dataset in maps(data.get("datasets")):
                yield from self._removals(("agencies", agency, "datasets", key), dataset)

    def _shards(self, where: Deployed) -> Iterator[tuple[SpecPath, Diagnostic | None]]:
        shards = first_stated(where.own, "source", "stream", "shards")
        if shards is None or at(where.dataset, "source", "stream") is None:
            return
        mode = first_stated(where.own, "source", "stream", "mode") or first_stated(where.shared, "stream", "mode")
        is_useless = _is_on_demand(mode) and not (
            self._is_refused(where.own, "source", "stream", "mode")
            or (mode is None and self._is_refused(where.shared, "stream", "mode"))
        )
        yield shards.path, self._useless_shards(shards.path, mode) if is_useless else None

    def _defaults(self) -> Iterator[Diagnostic]:
        """Give contradictions within one map; one map may well prepare for what another chooses."""
        for path in self._setting_holders():
            stream, pipeline = at(self.sound, *path, "stream"), at(self.sound, *path, "pipeline")
            place = ((path, at(self.sound, *path)),)
            mode = first_stated(place, "stream", "mode")
            if mode is not None and _is_on_demand(mode) and at(stream, "shards") is not None:
                yield self._useless_shards((*path, "stream", "shards"), mode)
            trigger = first_stated(place, "pipeline", "trigger")
            if trigger is not None and trigger.value != "schedule" and at(pipeline, "schedule") is not None:
                yield self._useless_schedule((*path, "pipeline", "schedule"), trigger)

    def _useless_shards(self, path: SpecPath, mode: Stated | None) -> Diagnostic:
        return self._contradiction(
            "AWS sizes an on-demand stream itself, so the number of shards means nothing",
            "remove the shards, or set mode: provisioned",
            path,
            key=True,
            related=() if mode is None else (Related(self.source.locate(mode.path), "the mode"),),
        )

    def _csv_options(self, where: Deployed) -> Iterator[tuple[SpecPath, Diagnostic | None]]:
        form = first_stated(where.own, "source", "files", "format")
        for option in ("header", "delimiter"):
            given = first_stated(where.own, "source", "files", option)
            if form is not None and given is not None:
                problem = self._contradiction(
                    f"the files are {form.value}, and only csv has a {option}",
                    f"remove the {option}, or set format: csv",
                    given.path,
                    key=True,
                )
                yield given.path, None if form.value == "csv" else problem

    def _schedule(self, where: Deployed) -> Iterator[tuple[SpecPath, Diagnostic | None]]:
        schedule = first_stated(where.own, "pipeline", "schedule")
        if schedule is None:
            return
        trigger = setting(where, "pipeline", "trigger")
        is_used = trigger.value == "schedule" if trigger else False
        is_used = is_used or self._is_refused((*where.own, *where.shared), "pipeline", "trigger")
        yield schedule.path, None if is_used else self._useless_schedule(schedule.path, trigger)

    def _useless_schedule(self, path: SpecPath, trigger: Stated | None) -> Diagnostic:
        name = "arrival" if trigger is None else trigger.value
        return self._contradiction(
            f"the trigger is '{name}', so the schedule means nothing",
            "remove the schedule, or set trigger: schedule",
            path,
            key=True,
            related=() if trigger is None else (Related(self.source.locate(trigger.path), "the trigger"),),
        )

    def _trigger(self, where: Deployed) -> Iterator[Diagnostic]:
        trigger = setting(where, "pipeline", "trigger")
        # A schedule that is refused is there all the same.
        places = (*where.own, *where.shared)
        if trigger and trigger.value == "schedule" and not self._is_there(places, "pipeline", "schedule"):
            hint = 'add one, such as schedule: "cron(0 4 * * ? *)"'
            yield self._contradiction("the trigger is 'schedule', and there is no schedule", hint, trigger.path)

    def _is_there(self, places: tuple[Place, ...], *steps: str) -> bool:
        """Tell whether the spec states something, be it refused: it is not missing as well."""
        return first_stated(places, *steps) is not None or self._is_refused(places, *steps)

    def _is_refused(self, places: tuple[Place, ...], *steps: str) -> bool:
        return is_setting_refused(self.source, self.sound, places, *steps)

    def _quicksight(self, where: Deployed) -> Iterator[Diagnostic]:
        chosen = first_stated(where.own, "publish", "quicksight", "source")
        if chosen is None or chosen.value != "redshift" or off(where, "publish", "quicksight"):
            return
        if not self._is_there(where.own, "publish", "redshift"):
            yield self._contradiction(
                "QuickSight cannot read from Redshift, since the data set is not published there",
                "add `redshift: {}` beside quicksight, or set source: athena",
                chosen.path,
            )

    def _removals(self, path: SpecPath, dataset: Data) -> Iterator[Diagnostic]:
        columns = at(self.source.data, *map(str, path), "columns")
        for index, column in names(at(dataset, "publish", "redshift", "allow_column_removal")):
            if isinstance(columns, dict) and column in columns:
                yield self._contradiction(
                    f"the column '{column}' is still there, so there is no removal to allow",
                    "remove it from this list, or from the columns",
                    (*path, "publish", "redshift", "allow_column_removal", index),
                    related=(Related(self.source.locate((*path, "columns", column), key=True), "the column"),),
                )

    def _nowhere(self, agency: str, data: Data) -> Iterator[Diagnostic]:
        """Give what is said for environments that the agency is not deployed to."""
        path: SpecPath = ("agencies", agency)
        wanted = at(self.source.data, *map(str, path), "deploy_to")
        known = at(self.source.data, "environments")
        if not isinstance(wanted, list) or not isinstance(known, dict) or not set(map(str, wanted)) <= set(known):
            return
        for name, override in maps(data.get("environments")):
            if name in known and name not in wanted and override.get("lifecycle") != "retired":
                message = f"the agency is not deployed to '{name}', so what is said of it there means nothing"
                yield self._without_effect(
                    message, "add it to deploy_to, or remove this", (*path, "environments", name)
                )
        for key, dataset in maps(data.get("datasets")):
            for index, name in names(dataset.get("deploy_to")):
                if name in known and name not in wanted:
                    message = f"the agency is not deployed to '{name}', so the data set cannot be"
                    hint = "add it to the agency's deploy_to, or remove it here"
                    yield self._without_effect(message, hint, (*path, "datasets", key, "deploy_to", index), key=False)
        for key, reader in maps(data.get("access")):
            for index, name in names(reader.get("deploy_to")):
                if name in known and name not in wanted:
                    message = f"the agency is not deployed to '{name}', so nobody reads it there"
                    hint = "add it to the agency's deploy_to, or remove it here"
                    yield self._without_effect(message, hint, (*path, "access", key, "deploy_to", index), key=False)

    def _setting_holders(self) -> Iterator[tuple[str, ...]]:
        yield ("defaults",)
        for name, _ in maps(at(self.sound, "defaults", "environments")):
            yield ("defaults", "environments", name)
        for agency, data in maps(at(self.sound, "agencies")):
            yield ("agencies", agency)
            for name, _ in maps(data.get("environments")):
                yield ("agencies", agency, "environments", name)

    def _contradiction(
        self, message: str, hint: str, path: SpecPath, *, key: bool = False, related: tuple[Related, ...] = ()
    ) -> Diagnostic:
        place = self.source.locate(path, key=key)
        return Diagnostic(codes.CONTRADICTION, message, hint, path, place, related=related)

    def _without_effect(self, message: str, hint: str, path: SpecPath, *, key: bool = True) -> Diagnostic:
        return Diagnostic(codes.NO_EFFECT, message, hint, path, self.source.locate(path, key=key), Severity.WARNING)


def _is_on_demand(mode: Any) -> bool:
    """Whether AWS sizes a stream; it does unless the spec says otherwise."""
    return mode is None or mode.value == "on_demand"
