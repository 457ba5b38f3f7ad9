"""A key keeps the period of its rotation.

moto 5.2.5 ignores `RotationPeriodInDays` of EnableKeyRotation and always reports 365 days, so that the next plan
wants to change any other period.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from moto.kms.responses import KmsResponse

from tfgen.sandbox.extensions.patching import parameter

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Original, Patches

_DEFAULT_DAYS = 365


def install(patches: Patches) -> None:
    """Keep rotation periods."""
    patches.wrap(KmsResponse, "enable_key_rotation", _enable_key_rotation)
    patches.wrap(KmsResponse, "get_key_rotation_status", _get_key_rotation_status)


def _enable_key_rotation(original: Original, response: Any) -> Any:
    answer = original(response)
    _key(response).rotation_period_in_days = parameter(response, "RotationPeriodInDays") or _DEFAULT_DAYS
    return answer


def _get_key_rotation_status(original: Original, response: Any) -> Any:
    status = json.loads(original(response))
    if status["KeyRotationEnabled"]:
        status["RotationPeriodInDays"] = getattr(_key(response), "rotation_period_in_days", _DEFAULT_DAYS)
    return json.dumps(status)


def _key(response: Any) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(parameter(response, "KeyId"))]
