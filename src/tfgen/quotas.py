"""AWS's quotas as data, and how far stacks come towards each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tfgen.names import (
    BUCKET,
    CLUSTER,
    EVENT_RULE,
    KEY_ALIAS,
    LOG_GROUP,
    PARAMETER,
    ROLE,
    SCHEDULE,
    SCHEMA,
    SECURITY_GROUP,
    SERVERLESS_NAMESPACE,
    SERVERLESS_WORKGROUP,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WARN_AT: Final = 0.8
"""Share of a quota from which on a spec is warned: what is raised on request takes some days."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What AWS allows by default.

    `what` is counted, as a plural. With `raised_as` AWS raises the quota on request, under this name in the
    Service Quotas console; without, never. `regional` ones hold per account and region, others per account.
    """

    what: str
    default: int
    source: str
    raised_as: str | None = None
    regional: bool = False


ACCOUNT_QUOTAS: Final[Mapping[str, Quota]] = {
    BUCKET.kind: Quota(
        "S3 buckets",
        10_000,
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html",
        raised_as="Amazon S3, General purpose buckets",
    ),
    ROLE.kind: Quota(
        "IAM roles",
        1_000,
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        raised_as="AWS IAM, Roles per account",
    ),
    # A key has one alias, so the aliases are the keys.
    KEY_ALIAS.kind: Quota(
        "KMS keys",
        100_000,
        "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html",
        raised_as="AWS KMS, Customer managed keys",
        regional=True,
    ),
    LOG_GROUP.kind: Quota(
        "log groups",
        1_000_000,
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html",
        raised_as="Amazon CloudWatch Logs, Log groups",
        regional=True,
    ),
    # A cluster has a parameter group of its own.
    CLUSTER.kind: Quota(
        "Redshift parameter groups",
        20,
        "https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-limits.html",
        raised_as="Amazon Redshift, Parameter groups",
        regional=True,
    ),
    EVENT_RULE.kind: Quota(
        "EventBridge rules",
        300,
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
        raised_as="Amazon EventBridge (CloudWatch Events), Number of rules per event bus",
        regional=True,
    ),
    PARAMETER.kind: Quota(
        "SSM parameters",
        10_000,
        "https://docs.aws.amazon.com/general/latest/gr/ssm.html",
        regional=True,
    ),
    SCHEDULE.kind: Quota(
        "EventBridge schedules",
        1_000_000,
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html",
        raised_as="Amazon EventBridge Scheduler, Number of schedules",
        regional=True,
    ),
    # They are of one warehouse, and an environment has one.
    SCHEMA.kind: Quota(
        "Redshift schemas",
        9_900,
        "https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-limits.html",
        regional=True,
    ),
    SECURITY_GROUP.kind: Quota(
        "security groups",
        2_500,
        "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
        raised_as="Amazon VPC, VPC security groups per Region",
        regional=True,
    ),
    SERVERLESS_NAMESPACE.kind: Quota(
        "Redshift Serverless namespaces",
        25,
        "https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-limits.html",
        raised_as="Amazon Redshift Serverless, Number of namespaces",
        regional=True,
    ),
    SERVERLESS_WORKGROUP.kind: Quota(
        "Redshift Serverless workgroups",
        25,
        "https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-limits.html",
        raised_as="Amazon Redshift Serverless, Number of workgroups",
        regional=True,
    ),
}
"""Quotas of an account, by the kind of the derived name that one of the counted things has."""

TAGS: Final = Quota(
    "tags on a resource",
    50,
    "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
)
LIFECYCLE_RULES: Final = Quota(
    "lifecycle rules of a bucket",
    1_000,
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html",
)


@dataclass(frozen=True, slots=True)
class StackSize:
    """What one stack adds: how many derived names of each kind, and the most of what a resource of it has."""

    environment: str
    owner: str
    account_id: str
    region: str
    names: Mapping[str, int]
    tags: int
    lifecycle_rules: int


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a quota is used: by an account, in one region if the quota is regional, or by a stack.

    `environments` are those that count, in the spec's order; `stack` is None for the quotas of an account.
    """

    quota: Quota
    count: int
    account_id: str
    region: str | None
    environments: tuple[str, ...]
    stack: str | None = None

    @property
    def share(self) -> float:
        """The count by the default: 1 is all of it."""
        return self.count / self.quota.default


def usages(stacks: Iterable[StackSize]) -> list[Usage]:
    """Count stacks against every quota, account by account.

    Of the quotas of a resource, each account shows the stack that comes closest.
    """
    by_account: dict[str, list[StackSize]] = defaultdict(list)
    for stack in stacks:
        by_account[stack.account_id].append(stack)
    return [usage for account, own in sorted(by_account.items()) for usage in _of_account(account, own)]


def _of_account(account: str, stacks: list[StackSize]) -> list[Usage]:
    found = []
    for kind, quota in ACCOUNT_QUOTAS.items():
        regions = sorted({stack.region for stack in stacks}) if quota.regional else [None]
        for region in regions:
            counted: Counter[str] = Counter()
            for stack in stacks:
                if region in (None, stack.region):
                    counted[stack.environment] += stack.names.get(kind, 0)
            found.append(Usage(quota, counted.total(), account, region, tuple(counted)))
    return [*found, _most(TAGS, stacks, "tags"), _most(LIFECYCLE_RULES, stacks, "lifecycle_rules")]


def _most(quota: Quota, stacks: list[StackSize], field: str) -> Usage:
    fullest = max(stacks, key=lambda stack: getattr(stack, field))
    name = f"{fullest.environment}/{fullest.owner}"
    count: int = getattr(fullest, field)
    return Usage(quota, count, fullest.account_id, fullest.region, (fullest.environment,), name)
