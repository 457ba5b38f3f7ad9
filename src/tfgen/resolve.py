"""From checked data to the model: built-in defaults, `defaults`, agency and environment, merged in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.layers import (
    Data,
    agency_layers,
    builtin_settings,
    collapsed,
    dataset_layers,
    environment_layers,
    merged,
    shared_layers,
)
from tfgen.lifecycle import environments_of
from tfgen.model import (
    Agency,
    Alarms,
    Dataset,
    Deployment,
    Environment,
    Pipeline,
    Platform,
    Settings,
    StateBackend,
    Stream,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.layers import Layer


def resolve(data: Mapping[str, Any], schema: Mapping[str, Any]) -> Deployment:
    """Build the model from data that passed every check; anything else is a programming error."""
    platform = data["platform"]
    agencies: Mapping[str, Data] = data.get("agencies", {})
    builtin = builtin_settings(schema)
    shared = {name: collapsed(shared_layers(data, builtin, name)) for name in data["environments"]}
    environments = {
        name: _environment(name, merged(environment_layers(data, schema, name)), shared[name].data)
        for name, value in data["environments"].items()
        if value.get("lifecycle") != "retired"
    }
    return Deployment(
        platform=Platform(platform["name"], platform["application"], platform["owner"], platform["repository"]),
        environments=tuple(environments.values()),
        agencies=tuple(
            _agency(key, data, schema, environment, shared[environment.name])
            for environment in environments.values()
            for key in sorted(agencies)
            if environment.name in environments_of(agencies[key], data["environments"])
        ),
        tfvars=data.get("tfvars", "link"),
    )


def effective_agency(data: Mapping[str, Any], schema: Mapping[str, Any], agency: str, environment: str) -> Data:
    """Return an agency's effective values in an environment that has it, in the shape of the spec."""
    shared = collapsed(shared_layers(data, builtin_settings(schema), environment))
    settings, datasets = _effective(data, schema, agency, environment, shared)
    return {**settings, "datasets": datasets}


def has_dataset(dataset: Mapping[str, Any], environment: str) -> bool:
    """Whether a data set of an agency that is in an environment is there, too."""
    return environment in dataset.get("deploy_to", (environment,))


def _effective(
    data: Mapping[str, Any], schema: Mapping[str, Any], agency: str, environment: str, shared: Layer
) -> tuple[Data, Data]:
    """Merge the values of an agency, and those of each of its data sets that the environment has."""
    settings = collapsed((shared, *agency_layers(data, agency, environment)))
    return settings.data, {
        key: merged(dataset_layers((settings,), data, schema, agency=agency, dataset=key, environment=environment))
        for key, dataset in sorted(data["agencies"][agency].get("datasets", {}).items())
        if has_dataset(dataset, environment)
    }


def _settings(settings: Data) -> Settings:
    return Settings(
        key_deletion_window_days=settings["encryption"]["deletion_window_days"],
        noncurrent_days=settings["storage"]["noncurrent_days"],
        abort_upload_days=settings["storage"]["abort_upload_days"],
        log_days=settings["retention"]["log_days"],
    )


def _environment(name: str, data: Data, settings: Data) -> Environment:
    state = data["state"]
    return Environment(
        name=name,
        account_id=data["account_id"],
        region=data["region"],
        state=StateBackend(
            bucket=state["bucket"],
            region=state["region"],
            prefix=state.get("prefix"),
            kms_key_arn=state.get("kms_key_arn"),
        ),
        deploy_role_arn=data.get("deploy_role_arn"),
        common_tags=dict(sorted(data["tags"].items())),
        settings=_settings(settings),
    )


def _agency(
    key: str, data: Mapping[str, Any], schema: Mapping[str, Any], environment: Environment, shared: Layer
) -> Agency:
    settings, datasets = _effective(data, schema, key, environment.name, shared)
    return Agency(
        id=key,
        name=settings["name"],
        description=settings.get("description"),
        environment=environment,
        tags=dict(sorted(settings["tags"].items())),
        settings=_settings(settings),
        datasets=tuple(_datasets(datasets)),
    )


def _datasets(datasets: Data) -> Iterator[Dataset]:
    for key, dataset in datasets.items():
        source, pipeline = dataset["source"], dataset["pipeline"]
        yield Dataset(
            id=key,
            description=dataset.get("description"),
            arrival="stream" if "stream" in source else "files",
            raw_days=_days(dataset["retention"]["raw_days"]),
            processed_days=_days(dataset["retention"]["processed_days"]),
            stream=Stream(**source["stream"]) if "stream" in source else None,
            pipeline=Pipeline(**{"schedule": None, **pipeline}),
            alarms=Alarms(**dataset["alarms"]),
        )


def _days(value: int | str) -> int | None:
    return value if isinstance(value, int) else None
