"""ARNs that follow from names, so that a plan needs nothing that is applied before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.hcl import Expression, template

if TYPE_CHECKING:
    from tfgen.model import Environment

_ACCOUNT = Expression("var.account_id")
_REGION = Expression("var.region")


def stack_arn(environment: Environment, service: str, resource: str) -> Expression:
    """Write the ARN of something in a stack's own account and region, by service and last part."""
    return template(f"arn:{environment.partition}:{service}:", _REGION, ":", _ACCOUNT, f":{resource}")


def iam_arn(environment: Environment, resource: str) -> Expression:
    """Write the ARN of something of IAM in a stack's own account; IAM knows no regions."""
    return template(f"arn:{environment.partition}:iam::", _ACCOUNT, f":{resource}")
