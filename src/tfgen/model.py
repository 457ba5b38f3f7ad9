"""The resolved spec: frozen, typed, every default filled in, one `Agency` for each environment that has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

PLATFORM = "platform"
"""Name of the stack that an environment shares; no agency may be called so."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What all environments share."""

    name: str
    application: str
    owner: str
    repository: str


@dataclass(frozen=True, slots=True)
class StateBackend:
    """Where Terraform keeps state: an S3 bucket, the first part of every key, and the key that encrypts it."""

    bucket: str
    region: str
    prefix: str | None
    kms_key_arn: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What `defaults`, agencies and environments tune; every value is in days."""

    key_deletion_window_days: int
    noncurrent_days: int
    abort_upload_days: int
    log_days: int


@dataclass(frozen=True, slots=True)
class Environment:
    """One AWS account and region.

    `common_tags` are complete: the fixed four and the spec's own. `settings` are those of the platform stack:
    the defaults, as they hold in this environment.
    """

    name: str
    account_id: str
    region: str
    state: StateBackend
    deploy_role_arn: str | None
    common_tags: Mapping[str, str]
    settings: Settings

    @property
    def partition(self) -> str:
        """The AWS partition that the region belongs to.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
        """
        for prefix, partition in (("us-gov-", "aws-us-gov"), ("cn-", "aws-cn")):
            if self.region.startswith(prefix):
                return partition
        return "aws"


@dataclass(frozen=True, slots=True)
class Stream:
    """A Kinesis stream and its delivery; `shards` count only where `mode` is provisioned."""

    mode: Literal["on_demand", "provisioned"]
    shards: int
    retention_hours: int
    buffer_seconds: int
    buffer_mb: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The way from raw to processed data; `schedule` counts only where `trigger` is schedule."""

    trigger: Literal["arrival", "schedule", "demand"]
    schedule: str | None
    batch_size: int
    batch_window_seconds: int
    worker_type: str
    workers: int
    timeout_minutes: int
    retries: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """The ages, in minutes, of records and of data that raise an alarm."""

    enabled: bool
    iterator_age_minutes: int
    freshness_minutes: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set; `raw_days` and `processed_days` are None where objects are kept forever.

    `stream` is None where the data arrives as files.
    """

    id: str
    description: str | None
    arrival: Literal["stream", "files"]
    raw_days: int | None
    processed_days: int | None
    stream: Stream | None
    pipeline: Pipeline
    alarms: Alarms


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency in one environment, with its own tags and the settings that hold there."""

    id: str
    name: str
    description: str | None
    environment: Environment
    tags: Mapping[str, str]
    settings: Settings
    datasets: tuple[Dataset, ...]


@dataclass(frozen=True, slots=True)
class Deployment:
    """The whole spec: environments in the spec's order, agencies by environment and id."""

    platform: Platform
    environments: tuple[Environment, ...]
    agencies: tuple[Agency, ...]
    tfvars: Literal["link", "copy"]

    def agencies_of(self, environment: str) -> tuple[Agency, ...]:
        """Agencies of one environment, by id."""
        return tuple(agency for agency in self.agencies if agency.environment.name == environment)
