"""The resolved spec: frozen, typed, every default filled in, one `Agency` for each environment that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from tfgen.readers import Reader


class Platform(Struct, frozen=True):
    """What all environments share."""

    name: str
    application: str
    owner: str
    repository: str


class StateBackend(Struct, frozen=True):
    """Where Terraform keeps state: an S3 bucket, the first part of every key, and the key that encrypts it."""

    bucket: str
    region: str
    prefix: str | None
    kms_key_arn: str | None


class Settings(Struct, frozen=True):
    """What `defaults`, agencies and environments tune, in days, and whether the agency has a CloudWatch dashboard."""

    key_deletion_window_days: int
    noncurrent_days: int
    abort_upload_days: int
    log_days: int
    has_dashboard: bool


class Notify(Struct, frozen=True):
    """Who hears of errors: e-mail addresses, and phone numbers in E.164 form for those of high severity."""

    email: tuple[str, ...]
    sms: tuple[str, ...]

    @property
    def anybody(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self.email or self.sms)


class Network(Struct, frozen=True):
    """Where the warehouse runs: a VPC and private subnets in at least three availability zones."""

    vpc_id: str
    subnet_ids: tuple[str, ...]


WarehouseKind = Literal["cluster", "serverless"]
"""The two kinds of warehouse, whose names keep different rules."""


class ServerlessWarehouse(Struct, frozen=True):
    """A Redshift Serverless workgroup, in Redshift processing units; no `max_capacity` means no limit of ours."""

    kind: ClassVar[WarehouseKind] = "serverless"
    base_capacity: int
    max_capacity: int | None


class ProvisionedWarehouse(Struct, frozen=True):
    """A Redshift cluster."""

    kind: ClassVar[WarehouseKind] = "cluster"
    node_type: str
    nodes: int


Warehouse = ServerlessWarehouse | ProvisionedWarehouse
"""The warehouse that all agencies of an environment share."""


class Athena(Struct, frozen=True):
    """The workgroup of an environment: GiB that one query may scan, and days that its result is kept."""

    scan_limit_gb: int
    result_days: int


class Errors(Struct, frozen=True):
    """Errors of an environment: whether QuickSight shows them, and days that they are kept."""

    dashboard: bool
    retention_days: int


class Environment(Struct, frozen=True):
    """One AWS account and region.

    `common_tags` are complete: the fixed four and the spec's own. `settings` are those of the platform stack:
    the defaults, as they hold in this environment. Without a `warehouse` no data set is in one. `quicksight_owner`
    is a user of the namespace `default`.
    """

    name: str
    account_id: str
    region: str
    state: StateBackend
    deploy_role_arn: str | None
    common_tags: Mapping[str, str]
    settings: Settings
    notify: Notify
    network: Network | None
    warehouse: Warehouse | None
    retiring: bool
    athena: Athena
    errors: Errors
    quicksight_owner: str | None

    @property
    def partition(self) -> str:
        """The AWS partition that the region belongs to.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
        """
        if self.region.startswith("us-gov-"):
            return "aws-us-gov"
        return "aws-cn" if self.region.startswith("cn-") else "aws"


class Stream(Struct, frozen=True):
    """A Kinesis stream and its delivery; `shards` count only where `mode` is provisioned."""

    mode: Literal["on_demand", "provisioned"]
    shards: int
    retention_hours: int
    buffer_seconds: int
    buffer_mb: int


class Pipeline(Struct, frozen=True):
    """The way from raw to processed data; `schedule` counts only where `trigger` is schedule.

    A data set whose pipeline is not `enabled` only lands: it has no processed data, and nothing is published.
    """

    enabled: bool
    trigger: Literal["arrival", "schedule", "demand"]
    schedule: str | None
    batch_size: int
    batch_window_seconds: int
    worker_type: str
    workers: int
    timeout_minutes: int
    retries: int


class Alarms(Struct, frozen=True):
    """The ages, in minutes, of records and of data that raise an alarm."""

    enabled: bool
    iterator_age_minutes: int
    freshness_minutes: int


class Files(Struct, frozen=True):
    """Files as they are dropped into the raw bucket; `header` and `delimiter` count for CSV only."""

    format: Literal["csv", "json", "parquet"]
    header: bool
    delimiter: str


class Column(Struct, frozen=True):
    """A column of a data set; its type is Hive's, without blanks. A row that lacks a required one is bad."""

    name: str
    type: str
    description: str | None
    required: bool


class WarehouseTable(Struct, frozen=True):
    """A table in the warehouse; `schedule` is None where it is loaded after each run of the pipeline.

    `removable_columns` are those that the spec allows to go, with their data.
    """

    name: str
    schedule: str | None
    distribution_key: str | None
    sort_key: tuple[str, ...]
    removable_columns: tuple[str, ...]


class Dashboard(Struct, frozen=True):
    """A QuickSight data set and its dashboard."""

    source: Literal["athena", "redshift"]
    time_column: str | None
    filters: tuple[str, ...]
    refresh: str | None


class Dataset(Struct, frozen=True):
    """One data set; `raw_days` and `processed_days` are None where objects are kept forever.

    Of `stream` and `files` one is None: how the data does not arrive. `columns` are in the order of the tables.
    `former_ids` are those that it had before it was renamed, oldest first.
    """

    id: str
    former_ids: tuple[str, ...]
    description: str | None
    arrival: Literal["stream", "files"]
    raw_days: int | None
    processed_days: int | None
    stream: Stream | None
    files: Files | None
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition_by: tuple[str, ...]
    pipeline: Pipeline
    alarms: Alarms
    table: WarehouseTable | None
    dashboard: Dashboard | None

    @property
    def first_id(self) -> str:
        """The id that names and paths in AWS come from, whatever the data set is called now."""
        return (*self.former_ids, self.id)[0]

    @property
    def shown_table(self) -> WarehouseTable | None:
        """The table of the warehouse that the dashboard reads; None if it reads elsewhere, or is not there."""
        return self.table if self.dashboard is not None and self.dashboard.source == "redshift" else None


class Agency(Struct, frozen=True):
    """One agency in one environment, with its own tags and the settings that hold there.

    While it is `retiring`, its stack has nothing left but what tells Terraform to leave its data alone.
    `former_ids` are those that it had before it was renamed, oldest first.
    """

    id: str
    former_ids: tuple[str, ...]
    name: str
    description: str | None
    environment: Environment
    tags: Mapping[str, str]
    settings: Settings
    notify: Notify
    datasets: tuple[Dataset, ...]
    readers: tuple[Reader, ...]
    retiring: bool

    @property
    def first_id(self) -> str:
        """The id that names in AWS come from, whatever the agency is called now."""
        return (*self.former_ids, self.id)[0]


class Deployment(Struct, frozen=True):
    """The whole spec: environments in the spec's order, and the ids of each one's agencies, sorted.

    `agency` makes one of them by environment and id when it is first asked for: of two processes that render them,
    each makes its own. `shown_warehouses` names the environments in which a dashboard reads the warehouse: a
    field, so that a platform stack that asks for it looks at no agency, and stays as it is when one changes.
    """

    platform: Platform
    environments: tuple[Environment, ...]
    agency_ids: Mapping[str, Collection[str]]
    agency: Callable[[str, str], Agency]
    tfvars: Literal["link", "copy"]
    shown_warehouses: frozenset[str]

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """All agencies, by environment and id."""
        return tuple(agency for environment in self.agency_ids for agency in self.agencies_of(environment))

    def agencies_of(self, environment: str) -> tuple[Agency, ...]:
        """Agencies of one environment, by id."""
        return tuple(self.agency(environment, id_) for id_ in self.agency_ids[environment])
