"""ARNs that follow from names, so that a plan needs nothing that is applied before."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tfgen.hcl import Expression, template
from tfgen.hcl_text import escaped

if TYPE_CHECKING:
    from tfgen.model import Environment

_ACCOUNT = Expression("var.account_id")
_REGION = Expression("var.region")


def stack_arn(environment: Environment, service: str, resource: str) -> Expression:
    """Write the ARN of something in a stack's own account and region, by service and last part."""
    return Expression(f'{_before(environment.partition, service)}{escaped(resource)}"')


def iam_arn(environment: Environment, resource: str) -> Expression:
    """Write the ARN of something of IAM in a stack's own account; IAM knows no regions."""
    return template(f"arn:{environment.partition}:iam::", _ACCOUNT, f":{resource}")


# A stack writes dozens of them. The text ends in a colon: nothing behind it can become an expression with it.
@lru_cache(1 << 6)
def _before(partition: str, service: str) -> str:
    return template(f"arn:{partition}:{service}:", _REGION, ":", _ACCOUNT, ":").text.removesuffix('"')
