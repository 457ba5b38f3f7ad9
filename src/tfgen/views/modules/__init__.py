"""The modules that tfgen renders, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.views.modules import cloudwatch, iam, kms, s3, s3_access_logs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.views.facts import Module

MODULES: Mapping[str, Module] = {
    module.MODULE.name: module.MODULE for module in (cloudwatch, iam, kms, s3, s3_access_logs)
}
