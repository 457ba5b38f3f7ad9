"""A queue's redrive policy comes back as compact JSON.

moto 5.2.5 writes `RedrivePolicy` with blanks behind commas and colons. AWS and Terraform's `jsonencode` write
none, and the provider compares the text: the next plan wants to change it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from moto.sqs.models import Queue

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Patches


def install(patches: Patches) -> None:
    """Write redrive policies without blanks."""
    read: Any = vars(Queue)["attributes"].fget

    def attributes(queue: Any) -> dict[str, Any]:
        values: dict[str, Any] = read(queue)
        if values.get("RedrivePolicy"):
            values["RedrivePolicy"] = json.dumps(json.loads(values["RedrivePolicy"]), separators=(",", ":"))
        return values

    patches.replace(Queue, "attributes", property(attributes))
