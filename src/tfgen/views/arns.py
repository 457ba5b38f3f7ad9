"""ARNs that follow from names, so that a plan needs nothing that is applied before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.hcl import Expression, template

if TYPE_CHECKING:
    from tfgen.model import Agency


def stack_arn(agency: Agency, service: str, resource: str) -> Expression:
    """Write the ARN of something in the stack's own account and region, by service and last part."""
    region, account = Expression("var.region"), Expression("var.account_id")
    return template(f"arn:{agency.environment.partition}:{service}:", region, ":", account, f":{resource}")
