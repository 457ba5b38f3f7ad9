"""Every AWS name that tfgen derives, and AWS's rule for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.model import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.model import Agency, Deployment, Environment


@dataclass(frozen=True, slots=True)
class Rule:
    """What AWS accepts for one kind of name, where it must be unique, and where AWS says so."""

    kind: str
    pattern: re.Pattern[str]
    shortest: int
    longest: int
    scope: str
    source: str


BUCKET = Rule(
    "S3 bucket",
    re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"),
    3,
    63,
    "the world",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
)
KEY_ALIAS = Rule(
    "KMS alias",
    re.compile(r"alias/(?!aws/)[0-9A-Za-z_/-]+"),
    7,
    256,
    "the account and region",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
)
ROLE = Rule(
    "IAM role",
    re.compile(r"[\w+=,.@-]+", re.ASCII),
    1,
    64,
    "the account",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
)
LOG_GROUP = Rule(
    "log group",
    re.compile(r"[.\-_/#A-Za-z0-9]+"),
    1,
    512,
    "the account and region",
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
)


@dataclass(frozen=True, slots=True)
class Name:
    """One derived name: the rule that it must keep and the text."""

    rule: Rule
    text: str


@dataclass(frozen=True, slots=True)
class StackNames:
    """The names of one stack; `owner` is an agency's id, or `platform`."""

    platform: str
    environment: str
    owner: str
    account_id: str

    @property
    def prefix(self) -> str:
        """First part of the stack's names: platform, environment, owner."""
        return f"{self.platform}-{self.environment}-{self.owner}"

    @property
    def log_group_prefix(self) -> str:
        """First part of the names of the stack's log groups."""
        return f"/{self.platform}/{self.environment}/{self.owner}/"

    @property
    def key_alias(self) -> str:
        """Alias of the stack's KMS key."""
        return f"alias/{self.prefix}"

    def bucket(self, purpose: str) -> str:
        """Bucket names are unique in the world, so they carry the account id."""
        return f"{self.prefix}-{purpose}-{self.account_id}"

    def role(self, service: str) -> str:
        """Name of the role of one service."""
        return f"{self.prefix}-{service}"

    def log_group(self, service: str) -> str:
        """Name of the log group of one service."""
        return f"{self.log_group_prefix}{service}"


def platform_names(deployment: Deployment, environment: Environment) -> StackNames:
    """Names of an environment's platform stack."""
    return StackNames(deployment.platform.name, environment.name, PLATFORM, environment.account_id)


def agency_names(deployment: Deployment, agency: Agency) -> StackNames:
    """Names of an agency's stack in one environment."""
    environment = agency.environment
    return StackNames(deployment.platform.name, environment.name, agency.id, environment.account_id)


def names_of_platform(names: StackNames) -> Iterator[Name]:
    """Every name of a platform stack."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("access-logs"))
    yield Name(BUCKET, names.bucket("artifacts"))


def names_of_agency(names: StackNames) -> Iterator[Name]:
    """Every name of an agency's stack."""
    yield Name(KEY_ALIAS, names.key_alias)
    yield Name(BUCKET, names.bucket("raw"))
    yield Name(BUCKET, names.bucket("processed"))
    yield Name(ROLE, names.role("glue"))
    yield Name(LOG_GROUP, names.log_group("glue"))
