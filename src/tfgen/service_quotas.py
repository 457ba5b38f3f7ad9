"""AWS's quotas as data: what it allows by default, and where it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from tfgen.names import (
    ALARM,
    BUCKET,
    CLOUDWATCH_DASHBOARD,
    CLUSTER,
    CRAWLER,
    DELIVERY_STREAM,
    EVENT_RULE,
    GLUE_DATABASE,
    JOB,
    KEY_ALIAS,
    LF_TAG,
    LOG_GROUP,
    ON_DEMAND_STREAM,
    PARAMETER,
    ROLE,
    SCHEDULE,
    SCHEMA,
    SECURITY_CONFIGURATION,
    SECURITY_GROUP,
    SERVERLESS_NAMESPACE,
    SERVERLESS_WORKGROUP,
    TOPIC,
    TRIGGER,
    WORKFLOW,
    WORKGROUP,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Quota(Struct, frozen=True):
    """What AWS allows by default.

    `what` is counted, as a plural. With `raised_as` AWS raises the quota on request, under this name in the
    Service Quotas console; without, never. `regional` ones hold per account and region, others per account.
    """

    what: str
    default: int
    source: str
    raised_as: str | None = None
    regional: bool = False


_GLUE: Final = "https://docs.aws.amazon.com/general/latest/gr/glue.html"
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
    ON_DEMAND_STREAM.kind: Quota(
        "on-demand Kinesis streams",
        50,
        "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html",
        raised_as="Amazon Kinesis Data Streams, On-demand Data Streams per account",
        regional=True,
    ),
    DELIVERY_STREAM.kind: Quota(
        "Firehose streams",
        5_000,
        "https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html",
        raised_as="Amazon Data Firehose, Delivery streams",
        regional=True,
    ),
    EVENT_RULE.kind: Quota(
        "EventBridge rules of the default bus",
        300,
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
        raised_as="Amazon EventBridge, Number of rules",
        regional=True,
    ),
    ALARM.kind: Quota(
        "CloudWatch alarms",
        5_000,
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
        raised_as="Amazon CloudWatch, Number of alarms",
        regional=True,
    ),
    CLOUDWATCH_DASHBOARD.kind: Quota(
        "CloudWatch dashboards",
        5_000,
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
        raised_as="Amazon CloudWatch, Number of dashboards",
    ),
    GLUE_DATABASE.kind: Quota(
        "Glue databases",
        10_000,
        _GLUE,
        raised_as="AWS Glue, Max databases per account",
        regional=True,
    ),
    JOB.kind: Quota(
        "Glue jobs",
        1_000,
        _GLUE,
        raised_as="AWS Glue, Max jobs per account",
        regional=True,
    ),
    CRAWLER.kind: Quota(
        "Glue crawlers",
        1_000,
        _GLUE,
        raised_as="AWS Glue, Max crawlers per account",
        regional=True,
    ),
    TRIGGER.kind: Quota(
        "Glue triggers",
        1_000,
        _GLUE,
        raised_as="AWS Glue, Max triggers per account",
        regional=True,
    ),
    WORKFLOW.kind: Quota(
        "Glue workflows",
        250,
        _GLUE,
        raised_as="AWS Glue, Max workflows per account",
        regional=True,
    ),
    SECURITY_CONFIGURATION.kind: Quota(
        "Glue security configurations",
        250,
        _GLUE,
        raised_as="AWS Glue, Max security configurations per account",
        regional=True,
    ),
    WORKGROUP.kind: Quota(
        "Athena workgroups",
        1_000,
        "https://docs.aws.amazon.com/athena/latest/ug/service-limits.html",
        raised_as="Amazon Athena, Number of workgroups",
        regional=True,
    ),
    # Locations and grants within the account are not counted: a location is a folder of a bucket, of which there are
    # no more, and grants have no limit: https://docs.aws.amazon.com/lake-formation/latest/dg/cross-account-notes.html
    LF_TAG.kind: Quota(
        "LF-tags",
        1_000,
        "https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-notes.html",
        raised_as="AWS Lake Formation, LF-Tags",
        regional=True,
    ),
    TOPIC.kind: Quota(
        "SNS topics",
        100_000,
        "https://docs.aws.amazon.com/general/latest/gr/sns.html",
        raised_as="Amazon SNS, Topics per Account",
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
_SHARDS: Final = Quota(
    "shards of provisioned Kinesis streams",
    20_000,
    "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html",
    raised_as="Amazon Kinesis Data Streams, Shards per Region",
    regional=True,
)
_MOST_SHARDS: Final = frozenset({"eu-west-1", "us-east-1", "us-west-2"})


def shards(region: str) -> Quota:
    """Return the quota of shards in a region: AWS allows 20,000 in three, and in others 1,000 or 6,000.

    The lower number holds where AWS does not say which.
    """
    return _SHARDS if region in _MOST_SHARDS else replace(_SHARDS, default=1_000)
