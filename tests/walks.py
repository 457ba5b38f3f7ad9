"""Walks over the JSON plans of stacks: what each resource carries, and what each role may touch.

A plan is what `terraform show -json` prints; these are second plans, of stacks that are applied, so every value
in them is known.
"""

from __future__ import annotations

import fnmatch
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.model import Agency, Deployment

Plan = dict[str, Any]

EVERYTHING_ALLOWED = frozenset(
    {
        "cloudwatch:PutMetricData",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "glue:GetSecurityConfiguration",
        "lakeformation:GetDataAccess",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""Actions that AWS defines for the resource `*` alone."""

UNTAGGED = frozenset({"aws_s3_object"})
"""S3 takes 10 tags on an object, which are fewer than an environment may have.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
"""

OWNED = {
    "aws_glue_catalog_database": "arn",
    "aws_glue_catalog_table": "arn",
    "aws_cloudwatch_log_group": "arn",
    "aws_kinesis_stream": "arn",
    "aws_kms_key": "arn",
    "aws_lambda_function": "arn",
    "aws_s3_bucket": "arn",
    "aws_secretsmanager_secret": "arn",
    "aws_sns_topic": "arn",
    "aws_sqs_queue": "arn",
}
"""Types whose instances belong to one agency, and the attribute by which policies name them."""

POLICIES = {"aws_iam_policy": "policy", "aws_iam_role_policy": "policy", "aws_sqs_queue": "policy"}

RESOURCE_POLICIES = frozenset({"aws_kms_key", "aws_s3_bucket_policy", "aws_sns_topic_policy", "aws_sqs_queue"})
"""Types whose `policy` says who from elsewhere may use the thing."""


GRANTS = frozenset({"aws_lakeformation_data_cells_filter", "aws_lakeformation_permissions"})
READING = frozenset({"DESCRIBE", "SELECT"})


@dataclass(frozen=True, slots=True)
class Lake:
    """What one agency's grants may name: databases, the bucket with its data, who writes there, and who reads."""

    databases: frozenset[str]
    bucket: str
    writers: frozenset[str]
    readers: frozenset[str]


_SCHEMA = re.compile(
    r'"((?:[^"]|"")+)"\."|(?<!REVOKE CREATE ON )\bSCHEMA (?:IF NOT EXISTS )?"((?:[^"]|"")+)"|'
    r"\b(?:table_schema|namespace_name) = '((?:[^']|'')+)'"
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A managed resource of a plan with the values that it has after the apply."""

    address: str
    type: str
    values: Mapping[str, Any]


def resources(plan: Plan) -> Iterator[Resource]:
    """List the managed resources of all modules."""
    yield from _of_module(plan["planned_values"]["root_module"])


def missing_tags(plan: Plan, expected: Mapping[str, str], taggable: frozenset[str]) -> list[str]:
    """Tell which resources of taggable types lack a tag or have it with another value, one line each."""
    return [
        f"{resource.address}: {key} is {(resource.values.get('tags') or {}).get(key)!r}, not {value!r}"
        for resource in resources(plan)
        if resource.type in taggable - UNTAGGED
        for key, value in expected.items()
        if (resource.values.get("tags") or {}).get(key) != value
    ]


def owned_arns(plan: Plan) -> dict[str, str]:
    """ARNs of what belongs to a stack, by address."""
    return {
        resource.address: resource.values[OWNED[resource.type]]
        for resource in resources(plan)
        if resource.type in OWNED
    }


def trespasses(plan: Plan, others: Mapping[str, str]) -> list[str]:
    """Tell what the stack's roles may touch of others, and where they are allowed everything, one line each.

    `others` are the ARNs of what belongs to other stacks, by a name for the report.
    """
    found = []
    for resource in resources(plan):
        if resource.type not in POLICIES:
            continue
        for statement in json.loads(resource.values[POLICIES[resource.type]])["Statement"]:
            if statement["Effect"] != "Allow":
                continue
            if "NotResource" in statement or "NotAction" in statement:
                found.append(f"{resource.address}: {statement.get('Sid')} allows all but a list")
                continue
            actions = _listed(statement["Action"])
            for pattern in _listed(statement["Resource"]):
                if pattern == "*":
                    if not set(actions) <= EVERYTHING_ALLOWED:
                        found.append(f"{resource.address}: {statement.get('Sid')} has the resource *")
                    continue
                found += [
                    f"{resource.address}: {statement.get('Sid')} reaches {name} by {pattern}"
                    for name, arn in others.items()
                    if _reaches(pattern, arn)
                ]
    return found


def foreign_schemas(plan: Plan, own: frozenset[str]) -> list[str]:
    """Tell which schemas of the warehouse, other than its own, a stack's statements name, one line each.

    Names are quoted in every statement, so that a quoted name in front of a dot, or behind the word SCHEMA, is a
    schema; and procedures look schemas up in the catalog, by a text. To take from everybody the right to make tables
    in a schema gives nobody anything.
    """
    return [
        f"{resource.address} names the schema {schema}"
        for resource in resources(plan)
        if resource.type == "aws_redshiftdata_statement"
        for schema in sorted({next(filter(None, groups)) for groups in _SCHEMA.findall(resource.values["sql"])} - own)
    ]


def foreign_principals(plan: Plan, account_id: str) -> list[str]:
    """Tell which resource policies allow somebody who is neither the account nor a service with a condition."""
    return [
        f"{resource.address}: {statement.get('Sid')} allows {statement['Principal']}"
        for resource in resources(plan)
        if resource.type in RESOURCE_POLICIES
        for statement in json.loads(resource.values["policy"])["Statement"]
        if statement["Effect"] == "Allow" and not _is_own(statement, account_id)
    ]


def lake_of(deployment: Deployment, agency: Agency) -> Lake:
    """Tell what the spec lets an agency's grants name, by the names that everything has, and not by the views."""
    environment = agency.environment
    account = f"{environment.region}:{environment.account_id}"
    prefix = f"{deployment.platform.name}-{environment.name}"
    group = f"arn:{environment.partition}:quicksight:{account}:group/default/"
    role = f"arn:{environment.partition}:iam::{environment.account_id}:role/"
    named = {
        "account": "{}",
        "agency": f"{group}{prefix}-{{}}-readers",
        "quicksight_group": f"{group}{{}}",
        "role": "{}",
    }
    readers = {named[reader.kind].format(reader.principal) for reader in agency.readers}
    if environment.quicksight_owner is not None:
        readers.add(f"{group.replace(':group/', ':user/')}{environment.quicksight_owner}")
    own = f"{prefix}-{agency.id}"
    database = own.replace("-", "_")
    return Lake(
        databases=frozenset({database, f"{database}_raw"}),
        bucket=f"arn:{environment.partition}:s3:::{own}-processed-{environment.account_id}",
        writers=frozenset({f"{role}{own}-glue"}),
        readers=frozenset({*readers, f"{group}{own}-readers", f"{role}{own}-spectrum"}),
    )


def grants_beyond(plan: Plan, lake: Lake) -> list[str]:
    """Tell which grants of a stack are on what is not its own, or let somebody do what nobody said, one line each."""
    return [
        f"{resource.address}: {problem}"
        for resource in resources(plan)
        if resource.type in GRANTS
        for problem in _beyond(resource.values, lake)
    ]


def _beyond(values: Mapping[str, Any], lake: Lake) -> Iterator[str]:
    on = {kind: one for kind in _GRANTED_ON for one in values.get(kind) or ()}
    if not on:
        yield "is on the whole catalog, or on whatever has an LF-tag"
    for kind, what in on.items():
        if kind == "data_location":
            if not what["arn"].startswith(f"{lake.bucket}/"):
                yield f"is on the location {what['arn']}"
        elif what[_GRANTED_ON[kind]] not in lake.databases:
            yield f"is on the database {what[_GRANTED_ON[kind]]}"
    principal = values.get("principal")
    if principal is not None and principal not in lake.writers:
        yield from _beyond_reading(
            values, principal, lake, everything=any(what.get("wildcard") for what in on.values())
        )


def _beyond_reading(values: Mapping[str, Any], principal: str, lake: Lake, *, everything: bool) -> Iterator[str]:
    if principal not in lake.readers:
        yield f"is to {principal}"
    if not set(values["permissions"]) <= READING:
        yield f"lets {principal} do more than read: {', '.join(sorted(values['permissions']))}"
    if everything:
        yield f"lets {principal} read whatever there is"
    if values.get("permissions_with_grant_option") and ":" in principal:
        yield f"lets {principal} grant on"


_GRANTED_ON = {
    "data_cells_filter": "database_name",
    "data_location": "arn",
    "database": "name",
    "table": "database_name",
    "table_data": "database_name",
    "table_with_columns": "database_name",
}
"""What a grant or a filter is on, and the attribute that says of which database."""


def _is_own(statement: dict[str, Any], account_id: str) -> bool:
    principal = statement["Principal"]
    if not isinstance(principal, dict):
        return False
    if set(principal) == {"Service"}:
        return account_id in json.dumps(statement.get("Condition", {}))
    return set(principal) == {"AWS"} and all(
        arn.split(":")[2:] == ["iam", "", account_id, "root"] for arn in _listed(principal["AWS"])
    )


def _reaches(pattern: str, arn: str) -> bool:
    """Whether a resource pattern of a policy matches a thing, or something inside it (an object, a log stream)."""
    inside = (arn, f"{arn}/object", f"{arn}:log-stream:one")
    # IAM knows * and ? only: the brackets that fnmatch knows as well occur in no ARN of ours.
    return any(fnmatch.fnmatchcase(name, pattern) for name in inside)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _of_module(module: Plan) -> Iterator[Resource]:
    for resource in module.get("resources", []):
        if resource["mode"] == "managed":
            yield Resource(resource["address"], resource["type"], resource["values"])
    for child in module.get("child_modules", []):
        yield from _of_module(child)
