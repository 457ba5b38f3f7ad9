"""Everything that holds for an agency, or for the platform, in an environment: settings, data sets, AWS names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.layers import builtin_settings, definition, environment_layers, merged, shared_layers
from tfgen.names import agency_names, names_of_agency, names_of_platform, platform_names, traits, warehouse_kind
from tfgen.owners import PLATFORM
from tfgen.resolve import effective_agency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tfgen.layers import Data
    from tfgen.model import Deployment
    from tfgen.names import Name


def effective(deployment: Deployment, data: Mapping[str, Any], schema: Mapping[str, Any], owner: str) -> Data:
    """Return, by environment, the effective values of an agency or of `platform`, in the shape of the spec.

    `deployment` is what the data resolves to; only environments that have the owner are there. Beside the
    spec's keys, `environment` has the values of the environment itself, and `names` the derived AWS names,
    sorted by their kind.
    """
    found: Data = {}
    for environment in deployment.environments:
        around = merged(environment_layers(data, schema, environment.name))
        if owner == PLATFORM:
            settings = merged(shared_layers(data, builtin_settings(schema), environment.name))
            own = _in_order(schema, {"$ref": "#/$defs/defaults"}, settings)
            names = names_of_platform(
                platform_names(deployment, environment),
                warehouse_kind(environment.warehouse),
                error_screen=environment.errors.dashboard,
                shown=environment.name in deployment.shown_warehouses,
            )
        else:
            agency = next((one for one in deployment.agencies_of(environment.name) if one.id == owner), None)
            if agency is None:
                continue
            values = effective_agency(data, schema, owner, environment.name)
            own = _in_order(schema, {"$ref": "#/$defs/agency"}, values)
            names = names_of_agency(
                agency_names(deployment, agency),
                [traits(dataset) for dataset in agency.datasets],
                notified=agency.notify.anybody,
                monitored=agency.settings.has_dashboard,
                quicksight=environment.errors.dashboard,
            )
        found[environment.name] = {
            **own,
            "environment": _in_order(schema, {"$ref": "#/$defs/environment"}, around),
            "names": _by_kind(names),
        }
    return found


def _by_kind(names: Iterable[Name]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.rule.kind, []).append(name.text)
    return {kind: sorted(texts) for kind, texts in sorted(found.items())}


def _in_order(schema: Mapping[str, Any], node: Any, value: Any) -> Any:
    """Sort keys as the schema lists them; those of the user's choice stay as they are."""
    if not isinstance(value, dict):
        return value
    node = definition(schema, node)
    properties, others = node.get("properties", {}), node.get("additionalProperties") or {}
    keys = [*(key for key in properties if key in value), *(key for key in value if key not in properties)]
    return {key: _in_order(schema, properties.get(key, others), value[key]) for key in keys}
