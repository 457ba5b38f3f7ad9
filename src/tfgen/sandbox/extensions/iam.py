"""The policies that AWS itself manages exist.

moto 5.2.5 has them, but loads them only when an environment variable says so; without them no role can have
`AWSGlueServiceRole` or any other attached. With the variable it loads all 1,600 for each account and partition
that a request might come from, two seconds in all; here an account has them from the first time it is asked.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Patches


def install(patches: Patches) -> None:
    """Load the managed policies of an account when they are first looked at."""
    lock = threading.Lock()

    def managed_policies(backend: Any) -> dict[str, Any]:
        with lock:
            if not hasattr(backend, "sandbox_policies"):
                backend.sandbox_policies = {
                    policy.arn: policy
                    for policy in (
                        AWSManagedPolicy.from_data(name, backend.account_id, backend.region_name, data)
                        for name, data in json.loads(aws_managed_policies_data).items()
                    )
                }
            policies: dict[str, Any] = backend.sandbox_policies
            return policies

    def replace_none(backend: object, policies: dict[str, Any]) -> None:
        """Moto's constructor sets the attribute to the policies that it has loaded: none."""

    patches.replace(IAMBackend, "managed_policies", property(managed_policies, replace_none))
