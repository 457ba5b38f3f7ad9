"""What AWS accepts for each kind of name."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


class Rule(Struct, frozen=True):
    """What AWS accepts for one kind of name, where it must be unique, and where AWS says so."""

    kind: str
    pattern: str
    shortest: int
    longest: int
    scope: str
    source: str

    def allows(self, text: str) -> bool:
        """Whether AWS takes the characters of a name where they stand, however many they are."""
        return _fullmatch(self.pattern)(text) is not None

    def accepts(self, text: str) -> bool:
        """Whether AWS takes a name."""
        return self.shortest <= len(text) <= self.longest and self.allows(text)

    def accepts_all(self, texts: Collection[str]) -> bool:
        """Whether AWS takes each of some names."""
        lengths = set(map(len, texts))
        is_long_enough = min(lengths, default=self.shortest) >= self.shortest
        return is_long_enough and max(lengths, default=0) <= self.longest and all(map(_fullmatch(self.pattern), texts))


@cache
def _fullmatch(pattern: str) -> Callable[[str], re.Match[str] | None]:
    # Only when a name is judged: to compile them all takes longer than to render an agency.
    return re.compile(pattern).fullmatch


class Name(Struct, frozen=True, gc=False):
    """One derived name: the rule that it must keep and the text."""

    rule: Rule
    text: str


_HASH = 8


def fitted(text: str, rule: Rule) -> str:
    """Cut a name that is too long for its rule, and end it in a hash of the whole, so that it stays unique.

    >>> fitted("short", ROLE)
    'short'
    >>> fitted("a" * 65, ROLE)[-12:]
    'aaa-635361c4'
    """
    if len(text) <= rule.longest:
        return text
    return f"{text[: rule.longest - _HASH - 1]}-{hashlib.sha256(text.encode()).hexdigest()[:_HASH]}"


_REGION = "the account and region"

BUCKET = Rule(
    "S3 bucket",
    r"(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?",
    3,
    63,
    "the world",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
)
KEY_ALIAS = Rule(
    "KMS alias",
    r"alias/(?!aws/)[0-9A-Za-z_/-]+",
    7,
    256,
    _REGION,
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
)
ROLE = Rule(
    "IAM role",
    r"(?a:[\w+=,.@-]+)",
    1,
    64,
    "the account",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
)
LOG_GROUP = Rule(
    "log group",
    r"[.\-_/#A-Za-z0-9]+",
    1,
    512,
    _REGION,
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
)
ALARM = Rule(
    "CloudWatch alarm",
    r"[\x21-\x7e]+",
    1,
    255,
    _REGION,
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
)
CLOUDWATCH_DASHBOARD = Rule(
    "CloudWatch dashboard",
    r"[A-Za-z0-9_-]+",
    1,
    255,
    "the account",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html",
)
STREAM = Rule(
    "Kinesis stream",
    r"[a-zA-Z0-9_.-]+",
    1,
    128,
    _REGION,
    "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html",
)
# AWS has a quota for these, and none for streams whose shards are given.
ON_DEMAND_STREAM = replace(STREAM, kind="on-demand Kinesis stream")
DELIVERY_STREAM = Rule(
    "Firehose stream",
    r"[a-zA-Z0-9_.-]+",
    1,
    64,
    _REGION,
    "https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html",
)
# Athena takes lower case, digits and underscores only, which is less than Glue does.
GLUE_DATABASE = Rule(
    "Glue database",
    r"[a-z0-9_]+",
    1,
    255,
    _REGION,
    "https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html",
)
_GLUE_NAME = r"[\x20-\x7e]+"
_GLUE_SOURCE = "https://docs.aws.amazon.com/glue/latest/webapi/API_{}.html"
CLASSIFIER = Rule("Glue classifier", _GLUE_NAME, 1, 255, _REGION, _GLUE_SOURCE.format("CreateCsvClassifierRequest"))
CRAWLER = Rule("Glue crawler", _GLUE_NAME, 1, 255, _REGION, _GLUE_SOURCE.format("CreateCrawler"))
JOB = Rule("Glue job", _GLUE_NAME, 1, 255, _REGION, _GLUE_SOURCE.format("CreateJob"))
WORKFLOW = Rule("Glue workflow", _GLUE_NAME, 1, 255, _REGION, _GLUE_SOURCE.format("CreateWorkflow"))
TRIGGER = Rule("Glue trigger", _GLUE_NAME, 1, 255, _REGION, _GLUE_SOURCE.format("CreateTrigger"))
SECURITY_CONFIGURATION = Rule(
    "Glue security configuration", _GLUE_NAME, 1, 255, _REGION, _GLUE_SOURCE.format("CreateSecurityConfiguration")
)
EVENT_RULE = Rule(
    "EventBridge rule",
    r"[.\-_A-Za-z0-9]+",
    1,
    64,
    "the event bus",
    "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
)
SCHEDULE = Rule(
    "EventBridge schedule",
    r"[0-9a-zA-Z_.-]+",
    1,
    64,
    "the schedule group",
    "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html",
)
SCHEDULE_GROUP = Rule(
    "EventBridge schedule group",
    r"[0-9a-zA-Z_.-]+",
    1,
    64,
    _REGION,
    "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html",
)
QUEUE = Rule(
    "SQS queue",
    r"[A-Za-z0-9_-]+",
    1,
    80,
    _REGION,
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
)
TOPIC = Rule(
    "SNS topic",
    r"[A-Za-z0-9_-]+",
    1,
    256,
    _REGION,
    "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
)
FUNCTION = Rule(
    "Lambda function",
    r"[a-zA-Z0-9_-]+",
    1,
    64,
    _REGION,
    "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
)
# AWS turns upper case into lower: https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-notes.html
LF_TAG = Rule(
    "LF-tag",
    r"[a-z0-9_.:/=+@-]+",
    1,
    50,
    _REGION,
    "https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTag.html",
)
WORKGROUP = Rule(
    "Athena workgroup",
    r"[a-zA-Z0-9._-]+",
    1,
    128,
    _REGION,
    "https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html",
)
CLUSTER = Rule(
    "Redshift cluster",
    r"[a-z](?:-?[a-z0-9])*",
    1,
    63,
    _REGION,
    "https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html",
)
_SERVERLESS_NAME = r"[a-z0-9-]+"
_SERVERLESS_SOURCE = "https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Create{}.html"
SERVERLESS_NAMESPACE = Rule(
    "Redshift Serverless namespace", _SERVERLESS_NAME, 3, 64, _REGION, _SERVERLESS_SOURCE.format("Namespace")
)
SERVERLESS_WORKGROUP = Rule(
    "Redshift Serverless workgroup", _SERVERLESS_NAME, 3, 64, _REGION, _SERVERLESS_SOURCE.format("Workgroup")
)
SECURITY_GROUP = Rule(
    "security group",
    r"(?!sg-)[a-zA-Z0-9 ._:/()#,@\[\]+=&;{}!$*-]+",
    1,
    255,
    "the VPC",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
)
SCHEMA = Rule(
    "Redshift schema",
    r"[a-z_][a-z0-9_]*",
    1,
    127,
    "the warehouse",
    "https://docs.aws.amazon.com/redshift/latest/dg/r_names.html",
)
QUICKSIGHT_ID = Rule(
    "QuickSight id",
    r"(?a:[\w-]+)",
    1,
    512,
    _REGION,
    "https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDashboard.html",
)
# Data sources are found by ids of their own: one may have the id of a data set.
QUICKSIGHT_SOURCE = replace(QUICKSIGHT_ID, kind="QuickSight data source id")
QUICKSIGHT_VPC_CONNECTION = Rule(
    "QuickSight VPC connection",
    r"(?a:[\w-]+)",
    1,
    1000,
    _REGION,
    "https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateVPCConnection.html",
)
QUICKSIGHT_GROUP = Rule(
    "QuickSight group",
    r"[\x21-\x7e]+",
    1,
    256,
    "the QuickSight namespace",
    "https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateGroup.html",
)
PARAMETER = Rule(
    "SSM parameter",
    r"(?i:/?(?!aws|ssm)[a-zA-Z0-9_.-]+(?:/[a-zA-Z0-9_.-]+)*)",
    1,
    1011,
    _REGION,
    "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
)
SECRET = Rule(
    "secret",
    # AWS ends the ARN in a hyphen and six characters, and takes a name that ends so for a part of it.
    r"(?!.*-[a-zA-Z0-9]{6}$)[a-zA-Z0-9/_+=.@-]+",
    1,
    512,
    _REGION,
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
)
