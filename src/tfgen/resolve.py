"""From checked data to the model: built-in defaults, `defaults`, agency and environment, merged in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

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
from tfgen.lifecycle import environments_of, is_retiring
from tfgen.model import (
    Agency,
    Alarms,
    Athena,
    Column,
    Dashboard,
    Dataset,
    Deployment,
    Environment,
    Errors,
    Files,
    Network,
    Notify,
    Pipeline,
    Platform,
    ProvisionedWarehouse,
    ServerlessWarehouse,
    Settings,
    StateBackend,
    Stream,
    WarehouseTable,
)
from tfgen.readers import Read, Reader
from tfgen.renaming import first_id, former_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.layers import Layer
    from tfgen.model import Warehouse
    from tfgen.readers import ReaderKind


READER_KINDS: Final[tuple[ReaderKind, ...]] = ("role", "quicksight_group", "account", "agency")


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
    make = _Agencies(data, schema, shared, environments)
    deployed = {key: environments_of(agencies[key], data["environments"]) for key in sorted(agencies)}
    ids = {name: dict.fromkeys(key for key, places in deployed.items() if name in places) for name in environments}
    return Deployment(
        platform=Platform(platform["name"], platform["application"], platform["owner"], platform["repository"]),
        environments=tuple(environments.values()),
        agency_ids=ids,
        agency=make.agency,
        tfvars=data.get("tfvars", "link"),
        shown_warehouses=frozenset(
            name
            for name, environment in environments.items()
            if environment.warehouse is not None
            and any(dataset.shown_table for key in ids[name] for dataset in make.agency(name, key).datasets)
        ),
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
        has_dashboard=settings["dashboard"]["enabled"],
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
        notify=_notify(data),
        network=Network(data["network"]["vpc_id"], tuple(data["network"]["subnet_ids"])) if "network" in data else None,
        warehouse=_warehouse(data["warehouse"]) if "warehouse" in data else None,
        retiring=data.get("lifecycle") == "retiring",
        athena=Athena(**data["athena"]),
        errors=Errors(**data["errors"]),
        quicksight_owner=data.get("quicksight", {}).get("owner"),
    )


def _notify(data: Data) -> Notify:
    notify = data.get("notify", {})
    return Notify(tuple(notify.get("email", ())), tuple(notify.get("sms", ())))


def _warehouse(data: Data) -> Warehouse:
    if "serverless" in data:
        serverless = data["serverless"]
        return ServerlessWarehouse(serverless["base_capacity"], serverless.get("max_capacity"))
    return ProvisionedWarehouse(data["provisioned"]["node_type"], data["provisioned"]["nodes"])


class _Agencies:
    """Makes agencies; where nothing tells two environments apart, what one of them has is that of the other, too."""

    def __init__(
        self,
        data: Mapping[str, Any],
        schema: Mapping[str, Any],
        shared: Mapping[str, Layer],
        environments: Mapping[str, Environment],
    ) -> None:
        self._data, self._schema, self._shared, self._environments = data, schema, shared, environments
        self._alike = {name: next(one for one in shared if shared[one].data == shared[name].data) for name in shared}
        self._made: dict[tuple[str, str], Agency] = {}
        self._alikes: dict[tuple[str, str, bool], Agency] = {}

    def agency(self, environment: str, key: str) -> Agency:
        """Return an agency of an environment that has it."""
        found = self._made.get((environment, key))
        if found is None:
            found = self._made[environment, key] = self._make(key, self._environments[environment])
        return found

    def _make(self, key: str, environment: Environment) -> Agency:
        own = self._data["agencies"][key]
        named = [*own.get("datasets", {}).values(), *own.get("access", {}).values()]
        if "environments" in own or any("deploy_to" in one for one in named):
            return self._new(key, environment)
        alike = (key, self._alike[environment.name], environment.warehouse is not None)
        known = self._alikes.get(alike)
        if known is None:
            known = self._alikes[alike] = self._new(key, environment)
            return known
        return replace(known, environment=environment, retiring=is_retiring(environment.name, key, self._data))

    def _new(self, key: str, environment: Environment) -> Agency:
        shared = self._shared[environment.name]
        settings, datasets = _effective(self._data, self._schema, key, environment.name, shared)
        return Agency(
            id=key,
            former_ids=former_ids(settings),
            name=settings["name"],
            description=settings.get("description"),
            environment=environment,
            tags=dict(sorted(settings["tags"].items())),
            settings=_settings(settings),
            notify=_notify(settings),
            datasets=tuple(_datasets(datasets, warehouse=environment.warehouse is not None)),
            readers=tuple(_readers(settings.get("access", {}), datasets, environment.name, self._data["agencies"])),
            retiring=is_retiring(environment.name, key, self._data),
        )


def _datasets(datasets: Data, *, warehouse: bool) -> Iterator[Dataset]:
    for key, dataset in sorted(datasets.items(), key=_by_first_id):
        source, pipeline, publish = dataset["source"], dataset["pipeline"], dataset.get("publish", {})
        yield Dataset(
            id=key,
            former_ids=former_ids(dataset),
            description=dataset.get("description"),
            arrival="stream" if "stream" in source else "files",
            raw_days=_days(dataset["retention"]["raw_days"]),
            processed_days=_days(dataset["retention"]["processed_days"]),
            stream=Stream(**source["stream"]) if "stream" in source else None,
            files=_files(source["files"]) if "files" in source else None,
            columns=tuple(_columns(dataset["columns"])),
            key=tuple(dataset.get("key", ())),
            partition_by=tuple(dataset.get("partition_by", ())),
            pipeline=Pipeline(**{"schedule": None, **pipeline}),
            alarms=Alarms(**dataset["alarms"]),
            table=_table(publish["redshift"]) if warehouse and _is_published(publish, "redshift") else None,
            dashboard=_dashboard(publish["quicksight"]) if _is_published(publish, "quicksight") else None,
        )


def _is_published(publish: Data, kind: str) -> bool:
    return kind in publish and bool(publish[kind]["enabled"])


def _by_first_id(item: tuple[str, Data]) -> str:
    """Sort data sets so that a new id moves nothing: the order is that of statements in the warehouse, too."""
    return first_id(*item)


def _files(files: Data) -> Files:
    return Files(files["format"], files.get("header", True), files.get("delimiter", ","))


def _columns(columns: Data) -> Iterator[Column]:
    for name, column in columns.items():
        details: Data = {"type": column} if isinstance(column, str) else column
        kind = "".join(details["type"].split())
        yield Column(name, kind, details.get("description"), details.get("required", False))


def _table(table: Data) -> WarehouseTable:
    return WarehouseTable(
        name=table["table"],
        schedule=table.get("schedule"),
        distribution_key=table.get("distribution_key"),
        sort_key=tuple(table.get("sort_key", ())),
        removable_columns=tuple(table.get("allow_column_removal", ())),
    )


def _dashboard(dashboard: Data) -> Dashboard:
    return Dashboard(
        source=dashboard["source"],
        time_column=dashboard.get("time_column"),
        filters=tuple(dashboard.get("filters", ())),
        refresh=dashboard.get("refresh"),
    )


def _readers(access: Data, datasets: Data, environment: str, agencies: Mapping[str, Data]) -> Iterator[Reader]:
    """Give the readers of those data sets that the environment processes; one with nothing to read is left out."""
    for key, reader in sorted(access.items()):
        if environment not in reader.get("deploy_to", (environment,)):
            continue
        (kind,) = (kind for kind in READER_KINDS if kind in reader)
        reads = tuple(
            Read(dataset, _seen(read, datasets[dataset]["columns"]), read.get("rows"))
            for dataset, settings in sorted(datasets.items(), key=_by_first_id)
            if (read := reader["read"].get(dataset)) is not None and settings["pipeline"]["enabled"]
        )
        if reads:
            principal = reader[kind]
            named_after = first_id(principal, agencies[principal]) if kind == "agency" else principal
            yield Reader(key, kind, principal, named_after, reads)


def _seen(read: Data, columns: Data) -> tuple[str, ...] | None:
    if "columns" in read:
        return tuple(name for name in columns if name in read["columns"])
    hidden = read.get("except_columns", ())
    return tuple(name for name in columns if name not in hidden) if hidden else None


def _days(value: int | str) -> int | None:
    return value if isinstance(value, int) else None
