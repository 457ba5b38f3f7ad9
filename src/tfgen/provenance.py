"""Where the effective values of a spec come from, leaf by leaf, and what they override."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from tfgen.check.wording import choice_hint
from tfgen.errors import TfgenError
from tfgen.layers import (
    BUILT_IN,
    Layer,
    agency_layers,
    builtin_settings,
    dataset_layers,
    environment_layers,
    shared_layers,
)
from tfgen.lifecycle import environments_of
from tfgen.resolve import has_dataset
from tfgen.spec_path import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tfgen.errors import Location, SpecPath

    Locate = Callable[[SpecPath, bool], Location]


class Candidate(Struct, frozen=True):
    """A value that a place has for a setting; built-in ones have no path and no location."""

    value: Any
    origin: str
    path: SpecPath | None
    location: Location | None


class Leaf(Struct, frozen=True):
    """An effective value, where it comes from, and what it overrides, nearest first.

    `environments` are those in which all of this holds; none for what no environment changes.
    """

    path: SpecPath
    environments: tuple[str, ...]
    chosen: Candidate
    overridden: tuple[Candidate, ...]


class Explanation(Struct, frozen=True):
    """What was asked for, the schema's sentence on it, and its leaves; none where nothing is set."""

    path: SpecPath
    description: str
    leaves: tuple[Leaf, ...]


class Traced(NamedTuple):
    """A leaf of merged layers: its path, and every layer that has a value for it, highest first."""

    path: SpecPath
    candidates: tuple[tuple[Layer, Any], ...]


class _Group(NamedTuple):
    """Layers of one part of the spec, and the part's path."""

    prefix: SpecPath
    layers: Sequence[Layer]


def trace(layers: Iterable[Layer]) -> Iterator[Traced]:
    """List what merging the layers (lowest first) gives, leaf by leaf; empty maps are leaves."""
    yield from _trace((), [(layer, layer.data) for layer in layers])


def explain(
    data: Mapping[str, Any], schema: Mapping[str, Any], locate: Locate, path: SpecPath, environments: Sequence[str]
) -> Explanation:
    """Explain the values at a path of a checked spec, in the named environments or in all that have them.

    `locate` gives the place of a value, or with True that of its key. Raises TfgenError (exit code 2) for a
    path or environment that is not there.
    """
    ground = _Ground(data, schema)
    ground.require_environments(environments)
    # A data set, an agency or an environment has to exist before its layers can be asked for.
    describe(data, schema, path, steps=4 if path[2:3] == ("datasets",) else 2)
    found: dict[tuple[Any, ...], tuple[Leaf, list[str]]] = {}
    known: list[SpecPath] = []
    for environment, groups in ground.groups(path, environments):
        for group in groups:
            for traced in trace(group.layers):
                place = (*group.prefix, *traced.path)
                known.append(place)
                if not _touches(place, path):
                    continue
                leaf = _leaf(place, traced, path, data, locate)
                if leaf is not None:
                    known.append(leaf.path)
                    same = (leaf.path, repr((leaf.chosen, leaf.overridden)))
                    found.setdefault(same, (leaf, []))[1].extend([environment] if environment else [])
    description = describe(data, schema, path, known)
    leaves = [Leaf(leaf.path, tuple(names), leaf.chosen, leaf.overridden) for leaf, names in found.values()]
    order = {place: number for number, place in enumerate(dict.fromkeys(leaf.path for leaf in leaves))}
    return Explanation(path, description, tuple(sorted(leaves, key=lambda leaf: order[leaf.path])))


def _trace(path: SpecPath, candidates: list[tuple[Layer, Any]]) -> Iterator[Traced]:
    maps: list[tuple[Layer, Mapping[str, Any]]] = []
    for layer, value in reversed(candidates):
        if not isinstance(value, dict):
            break
        maps.insert(0, (layer, value))
    keys = dict.fromkeys(key for _, value in maps for key in value)
    if not keys:
        yield Traced(path, tuple(reversed(candidates)))
    for key in keys:
        yield from _trace((*path, key), [(layer, value[key]) for layer, value in maps if key in value])


def _touches(place: SpecPath, path: SpecPath) -> bool:
    """Whether a leaf is at or below a path, or a list that the path leads into."""
    return place[: len(path)] == path or (len(place) < len(path) and path[: len(place)] == place)


def _leaf(place: SpecPath, traced: Traced, path: SpecPath, data: Mapping[str, Any], locate: Locate) -> Leaf | None:
    """Return a leaf of what was asked for; None if the path leads to nothing within its value."""
    into = path[len(place) :]
    (layer, value), *others = traced.candidates
    for step in into:
        if not (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            return None
        value = value[step]
    chosen = _candidate(layer, value, (*traced.path, *into), data, locate)
    # Lists replace each other as a whole, so an item has no other items to override.
    overridden = [] if into else [_candidate(lower, lost, traced.path, data, locate) for lower, lost in others]
    return Leaf((*place, *into), (), chosen, tuple(overridden))


def _candidate(layer: Layer, value: Any, path: SpecPath, data: Mapping[str, Any], locate: Locate) -> Candidate:
    place = layer.place(path)
    if place is None:
        return Candidate(value, layer.origin, None, None)
    written: Any = data
    for step in place:
        written = written[step]
    # A map is long; its key is what a person looks for.
    return Candidate(value, layer.origin, place, locate(place, isinstance(written, dict)))


class _Ground:
    """A spec and its schema, to ask what is there."""

    def __init__(self, data: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
        self.data = data
        self.schema = schema

    def require_environments(self, environments: Iterable[str]) -> None:
        for name in environments:
            if name not in self.data["environments"]:
                hint = choice_hint(name, sorted(self.data["environments"]), "the environments are")
                raise TfgenError(f"there is no environment '{name}'", hint)

    def groups(self, path: SpecPath, wanted: Sequence[str]) -> Iterator[tuple[str, list[_Group]]]:
        """Give the layers that a path is about, per environment; an empty name where none plays a part."""
        top, *rest = path
        if top == "agencies" and not rest:
            raise TfgenError("'agencies' has too much to explain at once", "name an agency, such as agencies.dot")
        if top == "agencies" and rest[1:2] == ["environments"]:
            yield "", [_as_written(path[:3], self.data["agencies"][rest[0]])]
        elif top == "defaults" and rest[:1] == ["environments"]:
            yield "", [_as_written(path[:2], self.data.get(top, {}))]
        elif top == "agencies":
            for name in self._environments_of(path, wanted):
                yield name, list(self._agency(path, name))
        elif top == "defaults":
            builtin = builtin_settings(self.schema)
            for name in wanted or self.data["environments"]:
                yield name, [_Group(("defaults",), shared_layers(self.data, builtin, name))]
        elif top == "environments":
            names = rest[:1] or list(self.data["environments"])
            yield (
                "",
                [_Group((top, name), environment_layers(self.data, self.schema, str(name))) for name in names],
            )
        else:
            default = self.schema["properties"].get(top, {}).get("default")
            layer = Layer(BUILT_IN, {} if default is None else {str(top): default})
            own = {str(top): self.data[str(top)]} if top in self.data else {}
            yield "", [_Group((), (layer, Layer("spec", own, (((), ()),))))]

    def _environments_of(self, path: SpecPath, wanted: Sequence[str]) -> list[str]:
        agency = self.data["agencies"][path[1]]
        names = environments_of(agency, self.data["environments"])
        what = f"the agency '{path[1]}'"
        if path[2:3] == ("datasets",) and len(path) > 3:  # noqa: PLR2004  # agencies.<id>.datasets.<id>
            names = [name for name in names if has_dataset(agency["datasets"][path[3]], name)]
            what = f"the data set '{path[3]}' of {what}"
        missing = [name for name in wanted if name not in names]
        if missing or not names:
            where = f"in {' or '.join(missing)}" if missing else "in any environment"
            hint = (
                f"it is in {', '.join(names)}" if names else "`deploy_to` and `lifecycle` in the spec say where it is"
            )
            raise TfgenError(f"{what} is not {where}", hint)
        return [name for name in names if not wanted or name in wanted]

    def _agency(self, path: SpecPath, environment: str) -> Iterator[_Group]:
        name = str(path[1])
        shared = shared_layers(self.data, builtin_settings(self.schema), environment)
        layers = (*shared, *agency_layers(self.data, name, environment))
        if path[2:3] != ("datasets",):
            yield _Group(path[:2], layers)
        if path[2:3] in {(), ("datasets",)}:
            for key, dataset in self.data["agencies"][name].get("datasets", {}).items():
                if path[3:4] in {(), (key,)} and has_dataset(dataset, environment):
                    own = dataset_layers(
                        layers, self.data, self.schema, agency=name, dataset=key, environment=environment
                    )
                    yield _Group((*path[:2], "datasets", key), own)


def _as_written(prefix: SpecPath, holder: Mapping[str, Any]) -> _Group:
    """Return what stands under an `environments`, which other layers take from and none lies under."""
    return _Group(prefix, (Layer("spec", holder.get("environments", {}), (((), prefix),)),))
