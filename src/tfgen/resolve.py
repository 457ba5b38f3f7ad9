"""From checked data to the model: built-in defaults, `defaults`, agency and environment, merged in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.lifecycle import environments_of
from tfgen.model import Agency, Dataset, Deployment, Environment, Platform, Settings, StateBackend

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Data = dict[str, Any]

SETTINGS = ("tags", "encryption", "storage", "retention", "stream", "pipeline", "alarms", "notify")
"""Keys that `defaults`, an agency and both their `environments` share; the schema's `defaults` lists the same."""


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


def builtin_settings(schema: Mapping[str, Any]) -> Data:
    """Collect the built-in defaults: what the schema's `default` keywords say, so that editors show the same."""
    definitions = schema["$defs"]
    settings: Data = {}
    for name in SETTINGS:
        definition = definitions[definitions["defaults"]["properties"][name]["$ref"].rpartition("/")[2]]
        settings[name] = {
            key: value["default"] for key, value in definition.get("properties", {}).items() if "default" in value
        }
    return settings


def resolve(data: Mapping[str, Any], schema: Mapping[str, Any]) -> Deployment:
    """Build the model from data that passed every check; anything else is a programming error."""
    platform = data["platform"]
    agencies: Mapping[str, Data] = data.get("agencies", {})
    defaults: Data = data.get("defaults", {})
    base = merge(builtin_settings(schema), _own_settings(defaults))
    per_environment = {
        name: merge(base, defaults.get("environments", {}).get(name, {})) for name in data["environments"]
    }
    environments = {
        name: _environment(name, value, platform, per_environment[name])
        for name, value in data["environments"].items()
        if value.get("lifecycle") != "retired"
    }
    return Deployment(
        platform=Platform(platform["name"], platform["application"], platform["owner"], platform["repository"]),
        environments=tuple(environments.values()),
        agencies=tuple(
            _agency(key, agencies[key], environment, per_environment[environment.name])
            for environment in environments.values()
            for key in sorted(agencies)
            if environment.name in environments_of(agencies[key], data["environments"])
        ),
        tfvars=data.get("tfvars", "link"),
    )


def _own_settings(data: Mapping[str, Any]) -> Data:
    return {key: data[key] for key in SETTINGS if key in data}


def _settings(settings: Data) -> Settings:
    return Settings(
        key_deletion_window_days=settings["encryption"]["deletion_window_days"],
        noncurrent_days=settings["storage"]["noncurrent_days"],
        abort_upload_days=settings["storage"]["abort_upload_days"],
        log_days=settings["retention"]["log_days"],
    )


def _environment(name: str, data: Data, platform: Data, settings: Data) -> Environment:
    state = data["state"]
    fixed = {
        "application": platform["application"],
        "environment": name,
        "owner": platform["owner"],
        "repository": platform["repository"],
    }
    own = platform.get("tags", {}) | data.get("tags", {})
    return Environment(
        name=name,
        account_id=data["account_id"],
        region=data["region"],
        state=StateBackend(
            bucket=state["bucket"],
            region=state.get("region", data["region"]),
            prefix=state.get("prefix"),
            kms_key_arn=state.get("kms_key_arn"),
        ),
        deploy_role_arn=data.get("deploy_role_arn"),
        common_tags=dict(sorted((own | fixed).items())),
        settings=_settings(settings),
    )


def _agency(key: str, data: Data, environment: Environment, base: Data) -> Agency:
    override = data.get("environments", {}).get(environment.name, {})
    settings = merge(merge(base, _own_settings(data)), _own_settings(override))
    return Agency(
        id=key,
        name=data["name"],
        description=data.get("description"),
        environment=environment,
        tags=dict(sorted(settings["tags"].items())),
        settings=_settings(settings),
        datasets=tuple(_datasets(data, override, settings, environment)),
    )


def _datasets(data: Data, override: Data, settings: Data, environment: Environment) -> Iterator[Dataset]:
    for key, own in sorted(data.get("datasets", {}).items()):
        if environment.name not in own.get("deploy_to", (environment.name,)):
            continue
        dataset = merge(own, override.get("datasets", {}).get(key, {}))
        retention = merge(settings["retention"], dataset.get("retention", {}))
        yield Dataset(
            id=key,
            description=dataset.get("description"),
            arrival="stream" if "stream" in dataset["source"] else "files",
            raw_days=_days(retention["raw_days"]),
            processed_days=_days(retention["processed_days"]),
        )


def _days(value: int | str) -> int | None:
    return value if isinstance(value, int) else None
