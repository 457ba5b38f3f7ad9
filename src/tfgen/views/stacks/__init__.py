"""What each kind of stack is made of: its concerns, in the order of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.views.stacks import (
    athena,
    cloudwatch,
    errors,
    eventbridge,
    glue,
    iam,
    kinesis,
    kms,
    lakeformation,
    moved,
    quicksight,
    quicksight_errors,
    quicksight_warehouse,
    redshift,
    redshift_schema,
    s3,
    ssm,
)

if TYPE_CHECKING:
    from tfgen.model import Agency, Environment
    from tfgen.views.stacks.concern import Concern

_AGENCY: tuple[Concern[Agency], ...] = (
    cloudwatch.AGENCY,
    eventbridge.AGENCY,
    glue.AGENCY,
    errors.AGENCY,
    iam.AGENCY,
    kinesis.AGENCY,
    kms.AGENCY,
    lakeformation.AGENCY,
    quicksight.AGENCY,
    redshift.AGENCY,
    redshift_schema.AGENCY,
    s3.AGENCY,
)
AGENCY = (*_AGENCY, moved.agency(_AGENCY))
PLATFORM: tuple[Concern[Environment], ...] = (
    athena.PLATFORM,
    glue.PLATFORM,
    errors.PLATFORM,
    kms.PLATFORM,
    quicksight_errors.PLATFORM,
    quicksight_warehouse.PLATFORM,
    lakeformation.PLATFORM,
    redshift.PLATFORM,
    s3.PLATFORM,
    ssm.PLATFORM,
)
