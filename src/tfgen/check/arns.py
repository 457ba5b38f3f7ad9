"""Regions, and ARNs that have to belong to the same partition, account or region as what they are used for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tfgen.check import codes
from tfgen.check.refused import is_refused
from tfgen.check.regions import is_out_of_reach, known_regions, partition_of
from tfgen.check.sound import Data, at, maps
from tfgen.check.within import within
from tfgen.check.wording import closest, shown
from tfgen.errors import Diagnostic, Related, Severity
from tfgen.lifecycle import environments_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tfgen.errors import Location, SpecPath
    from tfgen.loader import Source

_PARTITION, _REGION, _ACCOUNT = 1, 3, 4  # parts of an ARN: arn:partition:service:region:account:resource


def check_arns(source: Source, sound: Data) -> list[Diagnostic]:
    """Find regions that AWS does not have, and ARNs of another partition, account or region than the environment's."""
    return list(_Arns(source, sound).check())


class _Arns:
    """One walk over the environments and the readers."""

    def __init__(self, source: Source, sound: Data) -> None:
        self.source = source
        self.sound = sound
        self.environments = dict(maps(at(sound, "environments")))
        self.agencies = dict(maps(at(sound, "agencies")))

    def check(self) -> Iterator[Diagnostic]:
        for name, environment in self.environments.items():
            yield from self._environment(name, environment)
        for agency, data in self.agencies.items():
            for name, reader in maps(data.get("access")):
                role = reader.get("role")
                if isinstance(role, str):
                    reads_in = reader.get("deploy_to", environments_of(data, self.environments))
                    yield from self._reader(("agencies", agency, "access", name, "role"), role, data, reads_in)

    def _environment(self, name: str, environment: Data) -> Iterator[Diagnostic]:
        path: SpecPath = ("environments", name)
        region, state_region = environment.get("region"), at(environment, "state", "region")
        yield from self._region((*path, "region"), region)
        yield from self._region((*path, "state", "region"), state_region)
        if not isinstance(region, str):
            return
        partition = partition_of(region)
        if isinstance(state_region, str) and partition_of(state_region) != partition:
            yield self._diagnostic(
                codes.OTHER_PARTITION,
                f"the region '{state_region}' is in the partition '{partition_of(state_region)}', and the "
                f"environment's region '{region}' in '{partition}'; no credentials reach both",
                f"keep the state in a region of '{partition}'",
                (*path, "state", "region"),
            )
        role, key = environment.get("deploy_role_arn"), at(environment, "state", "kms_key_arn")
        if isinstance(role, str):
            yield from self._deploy_role((*path, "deploy_role_arn"), role, partition, environment.get("account_id"))
        is_known = not is_refused(self.source, self.sound, (*path, "state", "region"))
        if isinstance(key, str) and is_known:
            yield from self._state_key((*path, "state", "kms_key_arn"), key, partition, state_region or region)

    def _region(self, path: SpecPath, region: object) -> Iterator[Diagnostic]:
        if isinstance(region, str) and is_out_of_reach(region):
            message = f"the region '{region}' is in a partition of AWS that tfgen does not render for"
            hint = "choose a region of 'aws', 'aws-us-gov' or 'aws-cn'"
            yield self._diagnostic(codes.OTHER_PARTITION, message, hint, path)
        elif isinstance(region, str) and region not in known_regions():
            swapped = (known for known in known_regions() if sorted(known) == sorted(region))
            near = next(swapped, None) or closest(region, known_regions())
            hint = f"did you mean {shown(near)}?" if near else "see AWS's list of regions"
            message = f"AWS had no region '{region}' when this tfgen was released"
            yield self._diagnostic(codes.UNKNOWN_REGION, message, hint, path, severity=Severity.WARNING)

    def _deploy_role(self, path: SpecPath, arn: str, partition: str, account: object) -> Iterator[Diagnostic]:
        own = arn.split(":")[_ACCOUNT]
        if not self._is_in(arn, partition):
            yield self._partition(path, arn, partition, "the role", f"environment '{path[1]}'")
        elif isinstance(account, str) and own != account:
            yield Diagnostic(
                codes.OTHER_ACCOUNT,
                f"the role is one of the account {own}, and the environment's account is {account}",
                "name the role of this account: Terraform assumes it to create everything here",
                path,
                self._place(path, arn, _ACCOUNT),
            )

    def _state_key(self, path: SpecPath, arn: str, partition: str, region: str) -> Iterator[Diagnostic]:
        own = arn.split(":")[_REGION]
        if not self._is_in(arn, partition):
            yield self._partition(path, arn, partition, "the key", f"environment '{path[1]}'")
        elif own != region:
            yield Diagnostic(
                codes.OTHER_ACCOUNT,
                f"the key is in the region '{own}', and the state's bucket in '{region}'",
                "name a key of the bucket's region: S3 takes no other",
                path,
                self._place(path, arn, _REGION),
            )

    def _reader(self, path: SpecPath, arn: str, agency: Data, reads_in: Collection[str]) -> Iterator[Diagnostic]:
        for name in environments_of(agency, self.environments):
            region = self.environments[name].get("region")
            if name in reads_in and isinstance(region, str) and not self._is_in(arn, partition_of(region)):
                place = self.source.locate(("environments", name, "region"))
                told = self._partition(path, arn, partition_of(region), "the role", f"environment '{name}'")
                yield replace(told, related=(Related(place, "the region that the environment is in"),))
                return

    def _is_in(self, arn: str, partition: str) -> bool:
        return arn.split(":")[_PARTITION] == partition

    def _partition(self, path: SpecPath, arn: str, partition: str, what: str, where: str) -> Diagnostic:
        own = arn.split(":")[_PARTITION]
        message = f"{what} is of the partition '{own}', and the {where} is in '{partition}'"
        hint = f"name one of that partition; its ARN begins with arn:{partition}:"
        return Diagnostic(codes.OTHER_PARTITION, message, hint, path, self._place(path, arn, _PARTITION))

    def _place(self, path: SpecPath, arn: str, part: int) -> Location:
        """Return where one part of an ARN stands."""
        parts = arn.split(":")
        start = sum(len(before) + 1 for before in parts[:part])
        return within(self.source, path, arn, start, start + len(parts[part]))

    def _diagnostic(
        self, code: str, message: str, hint: str, path: SpecPath, *, severity: Severity = Severity.ERROR
    ) -> Diagnostic:
        return Diagnostic(code, message, hint, path, self.source.locate(path), severity)
