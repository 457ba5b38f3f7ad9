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

Plan = dict[str, Any]

EVERYTHING_ALLOWED = frozenset({"lakeformation:GetDataAccess"})
"""Actions that AWS defines for the resource `*` alone."""

OWNED = {
    "aws_cloudwatch_log_group": "arn",
    "aws_kms_key": "arn",
    "aws_s3_bucket": "arn",
}
"""Types whose instances belong to one agency, and the attribute by which policies name them."""

_SCHEMA = re.compile(
    r'"((?:[^"]|"")+)"\."|\bSCHEMA (?:IF NOT EXISTS )?"((?:[^"]|"")+)"|'
    r"\b(?:table_schema|namespace_name) = '((?:[^']|'')+)'"
)

POLICIES = {"aws_iam_policy": "policy", "aws_iam_role_policy": "policy"}


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
        if resource.type in taggable
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
    schema; and procedures look schemas up in the catalog, by a text.
    """
    return [
        f"{resource.address} names the schema {schema}"
        for resource in resources(plan)
        if resource.type == "aws_redshiftdata_statement"
        for schema in sorted({next(filter(None, groups)) for groups in _SCHEMA.findall(resource.values["sql"])} - own)
    ]


def foreign_principals(plan: Plan, account_id: str) -> list[str]:
    """Tell which key and bucket policies allow somebody who is neither the account nor a service with a condition."""
    return [
        f"{resource.address}: {statement.get('Sid')} allows {statement['Principal']}"
        for resource in resources(plan)
        if resource.type in {"aws_kms_key", "aws_s3_bucket_policy"}
        for statement in json.loads(resource.values["policy"])["Statement"]
        if statement["Effect"] == "Allow" and not _is_own(statement, account_id)
    ]


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
