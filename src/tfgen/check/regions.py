"""AWS regions and the partitions that they belong to."""

from __future__ import annotations

import re
from typing import Final

REGIONS: Final[dict[str, tuple[str, ...]]] = {
    "aws": (
        "af-south-1",
        "ap-east-1",
        "ap-east-2",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-south-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-central-1",
        "ca-west-1",
        "eu-central-1",
        "eu-central-2",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "il-central-1",
        "me-central-1",
        "me-south-1",
        "mx-central-1",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
}
"""Regions by partition, of the partitions that tfgen renders for.

Source: endpoints.json of botocore 1.44.5; https://docs.aws.amazon.com/global-infrastructure/latest/regions/
"""

_PARTITION_OF: Final = {region: partition for partition, regions in REGIONS.items() for region in regions}


def known_regions() -> tuple[str, ...]:
    """Return every region by name."""
    return tuple(_PARTITION_OF)


def partition_of(region: str) -> str:
    """Return the partition of a region; of one that is not listed, by its first letters.

    >>> partition_of("us-gov-west-1"), partition_of("cn-south-9"), partition_of("us-east-1")
    ('aws-us-gov', 'aws-cn', 'aws')
    """
    if region in _PARTITION_OF:
        return _PARTITION_OF[region]
    starts = (("us-gov-", "aws-us-gov"), ("cn-", "aws-cn"))
    return next((partition for start, partition in starts if region.startswith(start)), "aws")


def is_out_of_reach(region: str) -> bool:
    """Whether a region is in a partition that tfgen does not render for: AWS's isolated and sovereign ones.

    Source: endpoints.json of botocore 1.44.5

    >>> is_out_of_reach("us-iso-east-1"), is_out_of_reach("us-isob-east-1"), is_out_of_reach("us-east-1")
    (True, True, False)
    """
    return re.match(r"(?:[a-z]{2}-iso[a-z]?|eusc)-", region) is not None
