"""The network that an account has already: in the emulator, a VPC and subnets with the ids that the spec names."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from moto.ec2.models import ec2_backends, subnets, vpcs

from tfgen.sandbox.extensions.patching import Patches

if TYPE_CHECKING:
    from collections.abc import Sequence

_RANGE = "10.0.0.0/16"
_SUBNET_BITS = 24


def make_network(vpc_id: str, subnet_ids: Sequence[str], *, account_id: str, region: str) -> None:
    """Make a VPC and its subnets, each in the next availability zone; what exists already stays.

    AWS chooses ids, and so does moto: its generator is replaced meanwhile, so nothing else may make a VPC or a
    subnet at the same time. A /16 has room for 256 subnets; ValueError beyond.
    """
    backend = ec2_backends[account_id][region]
    with Patches() as patches:
        if vpc_id not in backend.vpcs:
            patches.replace(vpcs, "random_vpc_id", lambda: vpc_id)
            backend.create_vpc(_RANGE)
        zones = [zone.name for zone in backend.describe_availability_zones()]
        ranges = list(ipaddress.ip_network(_RANGE).subnets(new_prefix=_SUBNET_BITS))
        for number, subnet_id in enumerate(subnet_ids):
            if number >= len(ranges):
                raise ValueError(f"{_RANGE} has no room for {len(subnet_ids)} subnets")
            if subnet_id not in {one.id for one in backend.describe_subnets()}:
                patches.replace(subnets, "random_subnet_id", lambda identity=subnet_id: identity)
                backend.create_subnet(vpc_id, str(ranges[number]), availability_zone=zones[number % len(zones)])
