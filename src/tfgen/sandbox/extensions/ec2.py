"""A rule of a security group that names another group keeps its description.

moto 5.2.5 describes such a rule without it, since it looks for the description beside a range of addresses only: the
next plan wants to set it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.models.security_groups import SecurityGroupRule

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Patches


def install(patches: Patches) -> None:
    """Look for descriptions beside groups, too."""
    patches.replace(SecurityGroupRule, "description", property(_description))


def _description(rule: Any) -> str | None:
    found: str | None = rule.ip_range.get("Description") or rule.source_group.get("Description")
    return found
