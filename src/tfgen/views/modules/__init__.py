"""The modules that tfgen renders, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.views.modules import cloudwatch, error_topic, errors, errors_table, iam, kms, s3, s3_access_logs, ssm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.views.facts import Module

_ALL = (
    cloudwatch,
    error_topic,
    errors,
    errors_table,
    iam,
    kms,
    s3,
    s3_access_logs,
    ssm,
)

MODULES: Mapping[str, Module] = {module.MODULE.name: module.MODULE for module in _ALL}
