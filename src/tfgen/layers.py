"""Where a setting's value can come from, lowest first, and how these layers merge: the one place of the rules."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from tfgen.renaming import first_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Data = dict[str, Any]
Steps = tuple[str | int, ...]
"""A path of keys and indices, as `errors.SpecPath` is."""

SETTINGS: Final = (
    "tags",
    "encryption",
    "storage",
    "retention",
    "stream",
    "pipeline",
    "alarms",
    "dashboard",
    "publish",
    "notify",
)
"""Keys that `defaults`, an agency and both their `environments` share; the schema's `defaults` lists the same."""

DATASET_RETENTION: Final = ("raw_days", "processed_days")
"""What of `retention` a data set has; logs are the agency's."""

BUILT_IN: Final = "built-in default"


class Layer(Struct, frozen=True):
    """One origin of values and what it says; `places` leads from paths in `data` to paths in the spec.

    Each pair is a path and where it stands, and holds for all that is below; the first pair that fits counts.
    """

    origin: str
    data: Data
    places: tuple[tuple[Steps, Steps], ...] = ()

    def place(self, path: Steps) -> Steps | None:
        """Return where in the spec the value at a path stands; None if it stands nowhere, as built-in ones do."""
        for inside, outside in self.places:
            if path[: len(inside)] == inside:
                return (*outside, *path[len(inside) :])
        return None


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Data:
    """Lay `over` on `base`: maps merge, key by key and all the way down, everything else replaces.

    >>> merge({"a": {"x": 1, "y": 2}, "b": [1]}, {"a": {"y": 3}, "b": [2]})
    {'a': {'x': 1, 'y': 3}, 'b': [2]}
    """
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def merged(layers: Iterable[Layer]) -> Data:
    """Merge layers, lowest first."""
    return reduce(merge, (layer.data for layer in layers), {})


def collapsed(layers: Iterable[Layer]) -> Layer:
    """Put layers into one that merges like all of them; their origins are lost."""
    return Layer("merged", merged(layers))


def builtin_settings(schema: Mapping[str, Any]) -> Data:
    """Collect the built-in defaults: what the schema's `default` keywords say, so that editors show the same."""
    properties = schema["$defs"]["defaults"]["properties"]
    return {name: present_defaults(schema, properties[name], {}) for name in SETTINGS}


def present_defaults(schema: Mapping[str, Any], node: Any, value: Mapping[str, Any]) -> Data:
    """Collect the defaults of a map that the schema's `node` describes, and of the maps in it that `value` has."""
    node = definition(schema, node)
    found: Data = {}
    properties = node.get("properties", {})
    for key, inner in properties.items():
        if "default" in inner:
            found[key] = inner["default"]
        elif isinstance(value.get(key), dict):
            found[key] = present_defaults(schema, inner, value[key])
    others = node.get("additionalProperties")
    if isinstance(others, dict):
        for key, item in value.items():
            if isinstance(item, dict) and key not in properties:
                found[key] = present_defaults(schema, others, item)
    return {key: item for key, item in found.items() if item != {}}


def definition(schema: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    """Follow a reference within the schema; of several forms, take the one for maps."""
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        elif "oneOf" in node:
            node = next((form for form in node["oneOf"] if form.get("type") == "object"), {})
        else:
            found: Mapping[str, Any] = node
            return found


def shared_layers(data: Mapping[str, Any], builtin: Data, environment: str) -> tuple[Layer, ...]:
    """Return what lies under every agency of an environment; its platform stack has the same settings."""
    defaults: Data = data.get("defaults", {})
    own = defaults.get("environments", {}).get(environment, {})
    return (
        Layer(BUILT_IN, builtin),
        _layer("defaults", _settings_of(defaults), ("defaults",)),
        _layer(f"defaults.environments.{environment}", own, ("defaults", "environments", environment)),
    )


def agency_layers(data: Mapping[str, Any], agency: str, environment: str) -> tuple[Layer, ...]:
    """Return what an agency itself says, above the shared layers; data sets have layers of their own."""
    own: Data = data["agencies"][agency]
    override = own.get("environments", {}).get(environment, {})
    path = ("agencies", agency)
    plain = {key: value for key, value in own.items() if key not in {"datasets", "environments"}}
    return (
        _layer("agency", plain, path),
        _layer(f"agency's environments.{environment}", _settings_of(override), (*path, "environments", environment)),
    )


def dataset_layers(
    settings: Sequence[Layer],
    data: Mapping[str, Any],
    schema: Mapping[str, Any],
    *,
    agency: str,
    dataset: str,
    environment: str,
) -> tuple[Layer, ...]:
    """Return all that a data set's values come from; `settings` are the agency's layers and those below them."""
    holder: Data = data["agencies"][agency]
    own: Data = holder["datasets"][dataset]
    path = ("agencies", agency, "datasets", dataset)
    override: Data = holder.get("environments", {}).get(environment, {}).get("datasets", {}).get(dataset, {})
    override_path = ("agencies", agency, "environments", environment, "datasets", dataset)
    published = tuple(merge(own, override).get("publish", {}))
    return (
        Layer(BUILT_IN, _dataset_defaults(schema, dataset, merge(own, override))),
        *(_inherited(layer, streams="stream" in own["source"], published=published) for layer in settings),
        _layer("data set", own, path),
        _layer(f"data set in agency's environments.{environment}", override, override_path),
        Layer(BUILT_IN, _column_defaults(schema, own["columns"])),
    )


def environment_layers(data: Mapping[str, Any], schema: Mapping[str, Any], environment: str) -> tuple[Layer, ...]:
    """Return all that the values of an environment itself come from; its `tags` are the complete common tags."""
    own: Data = data["environments"][environment]
    platform: Data = data["platform"]
    path = ("environments", environment)
    common = {key: platform[key] for key in ("application", "owner", "repository")} | {"environment": environment}
    log_days = merged(shared_layers(data, builtin_settings(schema), environment))["retention"]["log_days"]
    always: Data = {"athena": {}, "errors": {}}
    return (
        # Every environment has the workgroup and the errors, whether the spec says something of them or not.
        Layer(BUILT_IN, present_defaults(schema, {"$ref": "#/$defs/environment"}, {**always, **own})),
        Layer("as long as logs", {"errors": {"retention_days": log_days}}),
        Layer("the environment's region", {"state": {"region": own["region"]}}, ((("state",), path),)),
        Layer("platform", {"tags": platform.get("tags", {})}, (((), ("platform",)),)),
        _layer("environment", own, path),
        Layer("common tag", {"tags": common}, ((("tags", "environment"), path), (("tags",), ("platform",)))),
    )


def _layer(origin: str, data: Data, path: Steps) -> Layer:
    return Layer(origin, data, (((), path),))


def _settings_of(data: Data) -> Data:
    return {key: data[key] for key in SETTINGS if key in data}


def _dataset_defaults(schema: Mapping[str, Any], dataset: str, own: Data) -> Data:
    """Built-in defaults of what only a data set has; those of the settings come up from below."""
    plain = {key: value for key, value in own.items() if key == "publish" or key not in {*SETTINGS, "columns"}}
    plain["source"] = {kind: value for kind, value in own["source"].items() if kind == "files"}
    found = present_defaults(schema, {"$ref": "#/$defs/dataset"}, plain)
    if own["source"].get("files", {}).get("format") != "csv":
        found.pop("source", None)
    if "redshift" in own.get("publish", {}):
        found = merge({"publish": {"redshift": {"table": first_id(dataset, own)}}}, found)
    return found


def _column_defaults(schema: Mapping[str, Any], columns: Data) -> Data:
    """Built-in defaults of columns, only where a column lacks them: laid on top, they keep the columns' order."""
    missing = {}
    for name, column in columns.items():
        if isinstance(column, dict):
            found = present_defaults(schema, {"$ref": "#/$defs/column"}, column)
            missing[name] = {key: value for key, value in found.items() if key not in column}
    return {"columns": {name: values for name, values in missing.items() if values}}


def _inherited(layer: Layer, *, streams: bool, published: tuple[str, ...]) -> Layer:
    """Turn a layer of an agency's settings into what a data set takes from it.

    `published` is where the data set itself says that it is published: the settings say whether, and never where.
    """
    data: Data = {}
    moves: list[tuple[Steps, Steps]] = [((key,), (key,)) for key in ("retention", "pipeline", "alarms")]
    if "retention" in layer.data:
        retention = layer.data["retention"]
        data["retention"] = {key: retention[key] for key in DATASET_RETENTION if key in retention}
    data |= {key: layer.data[key] for key in ("pipeline", "alarms") if key in layer.data}
    if streams:
        moves.append((("source", "stream"), ("stream",)))
        if "stream" in layer.data:
            data["source"] = {"stream": layer.data["stream"]}
    publish = {kind: value for kind, value in layer.data.get("publish", {}).items() if kind in published}
    if publish:
        data["publish"] = publish
        moves.append((("publish",), ("publish",)))
    places = tuple((inside, place) for inside, moved in moves if (place := layer.place(moved)) is not None)
    return Layer(layer.origin, data, places)
