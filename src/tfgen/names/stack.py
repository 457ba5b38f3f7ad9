"""The names of one stack, each derived from what the spec chooses."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.names.rules import DELIVERY_STREAM, EVENT_RULE, SCHEDULE, STREAM, fitted
from tfgen.owners import PLATFORM

if TYPE_CHECKING:
    from tfgen.model import Agency, Deployment, Environment, Warehouse, WarehouseKind


class StackNames(Struct, frozen=True, dict=True):  # the prefix, which is in nearly every name, is kept
    """The names of one stack; `owner` is the first id of an agency, or `platform`.

    A name with a data set's id in it that would be too long is cut and ends in a hash; all others are short enough,
    or a diagnostic says what to shorten.
    """

    platform: str
    environment: str
    owner: str
    account_id: str

    @cached_property
    def prefix(self) -> str:
        """First part of the stack's names: platform, environment, owner."""
        return f"{self.platform}-{self.environment}-{self.owner}"

    @property
    def log_group_prefix(self) -> str:
        """First part of the names of the stack's log groups, and of its SSM parameters."""
        return f"/{self.platform}/{self.environment}/{self.owner}/"

    @property
    def key_alias(self) -> str:
        """Alias of the stack's KMS key."""
        return f"alias/{self.prefix}"

    @property
    def raw_database(self) -> str:
        """Glue database of the data as it arrives."""
        return f"{self.platform}_{self.environment}_{self.owner}_raw"

    @property
    def processed_database(self) -> str:
        """Glue database of the data as it is read."""
        return f"{self.platform}_{self.environment}_{self.owner}"

    @property
    def errors_database(self) -> str:
        """Glue database of the errors of the whole environment."""
        return f"{self.platform}_{self.environment}_{self.owner}_errors"

    @property
    def schema(self) -> str:
        """Redshift schema of the agency's own tables."""
        return self.owner

    @property
    def external_schema(self) -> str:
        """Redshift schema over the agency's Glue database."""
        return f"{self.owner}_lake"

    @property
    def security_configuration(self) -> str:
        """Name of the Glue security configuration."""
        return self.named("glue")

    @property
    def crawler_log_group(self) -> str:
        """Log group to which Glue's crawlers write that have a security configuration; Glue chooses the name.

        Source: https://docs.aws.amazon.com/glue/latest/dg/console-crawlers-details.html
        """
        return f"/aws-glue/crawlers-role/{self.role('glue')}-{self.security_configuration}"

    def job_log_group(self, stream: str) -> str:
        """Log group of what Glue's jobs print: `output` for the scripts, `error` for Spark.

        A job chooses the first part; Glue 5.0 adds the rest where a security configuration encrypts the logs.
        Source: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
        """
        return f"{self.log_group('glue')}/{self.security_configuration}-role/{self.role('glue')}/{stream}"

    def bucket(self, purpose: str) -> str:
        """Bucket names are unique in the world, so they carry the account id."""
        return f"{self.prefix}-{purpose}-{self.account_id}"

    def role(self, service: str) -> str:
        """Name of the role of one service."""
        return f"{self.prefix}-{service}"

    def log_group(self, service: str) -> str:
        """Name of the log group of one service."""
        return f"{self.log_group_prefix}{service}"

    def parameter(self, key: str) -> str:
        """Name of an SSM parameter that the stack publishes."""
        return f"{self.log_group_prefix}{key}"

    def named(self, purpose: str) -> str:
        """Name of something that the stack has once, by its purpose: a queue, a topic, a function, a dashboard."""
        return f"{self.prefix}-{purpose}"

    @property
    def warehouse(self) -> str:
        """Identifier of the warehouse's cluster, or name of its namespace and workgroup; also that of its role."""
        return self.named("warehouse")

    @property
    def quicksight_secret(self) -> str:
        """Secret with which QuickSight comes into the warehouse."""
        return f"{self.log_group_prefix.lstrip('/')}quicksight/warehouse"

    def warehouse_logs(self, kind: WarehouseKind) -> str:
        """First part of the names of the warehouse's log groups, which Redshift chooses.

        Source: https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
        """
        return f"/aws/redshift/{'cluster/' if kind == 'cluster' else ''}{self.warehouse}"

    def of_dataset(self, dataset: str, purpose: str = "") -> str:
        """Name of something that a data set has once, where AWS takes long names, such as a crawler or an alarm."""
        return f"{self.prefix}-{dataset}-{purpose}" if purpose else f"{self.prefix}-{dataset}"

    def stream(self, dataset: str) -> str:
        """Kinesis stream of a data set."""
        return fitted(self.of_dataset(dataset), STREAM)

    def delivery_stream(self, dataset: str) -> str:
        """Firehose stream that delivers a data set."""
        return fitted(self.of_dataset(dataset), DELIVERY_STREAM)

    def event_rule(self, dataset: str, purpose: str) -> str:
        """EventBridge rule of a data set, by its purpose."""
        return fitted(self.of_dataset(dataset, purpose), EVENT_RULE)

    def schedule(self, dataset: str, purpose: str) -> str:
        """EventBridge schedule of a data set, by its purpose."""
        return fitted(self.of_dataset(dataset, purpose), SCHEDULE)


def warehouse_kind(warehouse: Warehouse | None) -> WarehouseKind | None:
    """Tell which kind of warehouse an environment has, if any."""
    return None if warehouse is None else warehouse.kind


def platform_names(deployment: Deployment, environment: Environment) -> StackNames:
    """Names of an environment's platform stack."""
    return _names(deployment.platform.name, environment.name, PLATFORM, environment.account_id)


def agency_names(deployment: Deployment, agency: Agency) -> StackNames:
    """Names of an agency's stack in one environment."""
    environment = agency.environment
    return _names(deployment.platform.name, environment.name, agency.first_id, environment.account_id)


# Every file of a stack asks for them, one stack after the other.
@lru_cache(1 << 6)
def _names(platform: str, environment: str, owner: str, account_id: str) -> StackNames:
    return StackNames(platform, environment, owner, account_id)
