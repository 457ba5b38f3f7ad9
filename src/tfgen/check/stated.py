"""The places of a spec that a setting can come from, strongest first, so that a message can blame the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tfgen.check.once import kept, once
from tfgen.check.sound import Data, at, maps
from tfgen.lifecycle import environments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath

Place = tuple["SpecPath", Any]
"""A path and the map that stands there, if one does."""


class Stated(NamedTuple):
    """A value that the spec states, and where."""

    path: SpecPath
    value: Any


class Deployed(NamedTuple):
    """A data set in one of the environments that have it; `dataset` is its own map, without overrides.

    `own` are the places that state what is the data set's alone, `shared` those under all data sets of the
    agency, each strongest first; `stated` are those of both that state anything at all, which most do not.
    """

    agency: str
    environment: str
    id: str
    dataset: Data
    own: tuple[Place, ...]
    shared: tuple[Place, ...]
    stated: tuple[Place, ...]


@once
def deployed(sound: Data) -> Iterator[Deployed]:
    """Give every data set with every environment that has it."""
    environments = dict(maps(at(sound, "environments")))
    for agency, data in maps(at(sound, "agencies")):
        names = environments_of(data, environments)
        datasets = list(maps(data.get("datasets")))
        for name in names if datasets else ():
            shared = shared_places(sound, agency, name)
            below = tuple(place for place in shared if place[1])
            path: SpecPath = ("agencies", agency)
            overrides = at(data, "environments", name, "datasets")
            for key, dataset in datasets:
                if name in dataset.get("deploy_to", names):
                    own: Place = ((*path, "datasets", key), dataset)
                    over: Place = ((*path, "environments", name, "datasets", key), at(overrides, key))
                    stated = (over, own, *below) if over[1] else (own, *below)
                    yield Deployed(agency, name, key, dataset, (over, own), shared, stated)


def shared_places(data: Any, agency: str, environment: str) -> tuple[Place, ...]:
    """Return the places of an agency's settings in an environment, strongest first."""
    known = _known_places(data)
    found = known.get((agency, environment))
    if found is None:
        own, defaults = at(data, "agencies", agency), at(data, "defaults")
        values = (at(own, "environments", environment), own, at(defaults, "environments", environment), defaults)
        found = known[agency, environment] = tuple(zip(agency_settings(agency, environment), values, strict=True))
    return found


@kept
def _known_places(_data: Any) -> dict[tuple[str, str], tuple[Place, ...]]:
    """Return where the places of the last spec's agencies are kept: each is asked for by several checks."""
    return {}


def agency_settings(agency: str, environment: str) -> tuple[SpecPath, ...]:
    """Return the paths of an agency's settings in an environment, strongest first."""
    return (
        ("agencies", agency, "environments", environment),
        ("agencies", agency),
        ("defaults", "environments", environment),
        ("defaults",),
    )


def first_stated(places: tuple[Place, ...], *steps: str) -> Stated | None:
    """Return what the first of the places states that states anything."""
    # As `at` has it: a call for each place would take twice as long, and this is asked a hundred times a data set.
    for path, data in places:
        value = data
        for step in steps:
            if value.__class__ is not dict:
                break
            value = value.get(step)
        else:
            if value is not None:
                return Stated((*path, *steps), value)
    return None


def setting(where: Deployed, *steps: str) -> Stated | None:
    """Return what holds for a data set of its retention, pipeline or alarms; None if no place states it."""
    return first_stated(where.stated, *steps)


def off(where: Deployed, *steps: str) -> Stated | None:
    """Return the switch that turns something of a data set off, such as its pipeline; None where it is on."""
    switch = setting(where, *steps, "enabled")
    return switch if switch is not None and switch.value is False else None


def published_datasets(agency: Data) -> frozenset[str]:
    """Return the data sets of an agency that go to the warehouse, in whichever environment."""
    holders = [agency, *(override for _, override in maps(agency.get("environments")))]
    return frozenset(
        key
        for holder in holders
        for key, dataset in maps(holder.get("datasets"))
        if at(dataset, "publish", "redshift") is not None
    )
