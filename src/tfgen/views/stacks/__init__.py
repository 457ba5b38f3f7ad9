"""What each kind of stack is made of: its concerns, in the order of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.views.stacks import cloudwatch, errors, iam, kms, s3, ssm

if TYPE_CHECKING:
    from tfgen.model import Agency, Environment
    from tfgen.views.stacks.concern import Concern

AGENCY: tuple[Concern[Agency], ...] = (
    cloudwatch.AGENCY,
    errors.AGENCY,
    iam.AGENCY,
    kms.AGENCY,
    s3.AGENCY,
)
PLATFORM: tuple[Concern[Environment], ...] = (
    errors.PLATFORM,
    kms.PLATFORM,
    s3.PLATFORM,
    ssm.PLATFORM,
)
