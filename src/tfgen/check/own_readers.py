"""Readers that are the platform itself: who deploys it, a role that it makes for a purpose, or its own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.names import stacks
from tfgen.check.sound import Data, at, maps
from tfgen.errors import Diagnostic, Related, Severity
from tfgen.lifecycle import environments_of
from tfgen.names import ROLE
from tfgen.owners import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_ACCOUNT, _RESOURCE = 4, 5  # parts of an ARN: arn:partition:service:region:account:resource


def check_own_readers(source: Source, sound: Data) -> list[Diagnostic]:
    """Find readers that deploy the environment, or that are roles of the platform's or of the agency's own stack.

    Who deploys administers the data lake. A grant to an administrator is a change for ever:
    https://github.com/hashicorp/terraform-provider-aws/issues/35160
    """
    readers: list[tuple[SpecPath, str]] = [
        (("agencies", agency, "access", name, "role"), reader["role"])
        for agency, data in maps(at(sound, "agencies"))
        for name, reader in maps(data.get("access"))
        if isinstance(reader.get("role"), str)
    ]
    own = list(_own_accounts(source, sound))
    return [*own, *_Roles(source, sound).problems(readers)] if readers else own


def _own_accounts(source: Source, sound: Data) -> Iterator[Diagnostic]:
    """Find readers that are the account that an agency is in, where a grant to an account reaches nobody."""
    environments = dict(maps(at(sound, "environments")))
    for agency, data in maps(at(sound, "agencies")):
        for name, reader in maps(data.get("access")):
            wanted = reader.get("deploy_to")
            for environment in environments_of(data, environments):
                account = environments[environment].get("account_id")
                is_there = not isinstance(wanted, list) or environment in wanted
                if is_there and isinstance(account, str) and reader.get("account") == account:
                    path: SpecPath = ("agencies", agency, "access", name, "account")
                    message = f"this is the account of '{environment}' itself, and grants to an account are for others"
                    hint = "name a role or a QuickSight group of it, or say with deploy_to where it is another account"
                    related = (Related(source.locate(("environments", environment, "account_id")), "the same account"),)
                    yield Diagnostic(
                        codes.NO_EFFECT, message, hint, path, source.locate(path), Severity.WARNING, related
                    )
                    break


class _Roles:
    """The roles of every environment: who deploys it, and what its stacks make."""

    def __init__(self, source: Source, sound: Data) -> None:
        self.source = source
        self.environments = dict(maps(at(sound, "environments")))
        self.agencies = dict(maps(at(sound, "agencies")))
        self.made = {
            (names.environment, names.account_id, name.text.casefold()): place[1]
            if place[0] == "agencies"
            else PLATFORM
            for names, place, derived, _ in stacks(sound)
            for name in derived
            if name.rule == ROLE
        }

    def problems(self, readers: list[tuple[SpecPath, str]]) -> Iterator[Diagnostic]:
        for path, arn in readers:
            agency = str(path[1])
            for name in environments_of(self.agencies[agency], self.environments):
                problem = self._problem(path, arn, agency, name)
                if problem is not None:
                    yield problem
                    break

    def _problem(self, path: SpecPath, arn: str, agency: str, name: str) -> Diagnostic | None:
        if arn == self.environments[name].get("deploy_role_arn"):
            place = self.source.locate(("environments", name, "deploy_role_arn"))
            message = (
                f"the reader is the role that deploys '{name}', which administers the data lake and reads all of it"
            )
            return self._diagnostic(message, path, Related(place, "deploys the environment"))
        parts = arn.split(":")
        owner = self.made.get((name, parts[_ACCOUNT], parts[_RESOURCE].rpartition("/")[2].casefold()))
        if owner not in (PLATFORM, agency):
            return None
        whose = "the platform" if owner == PLATFORM else f"the agency '{owner}'"
        message = (
            f"the reader is a role that the stack of {whose} makes in '{name}', with what it needs and nothing else"
        )
        return self._diagnostic(message, path)

    def _diagnostic(self, message: str, path: SpecPath, *related: Related) -> Diagnostic:
        hint = "name a role of people or programs that read; remove the reader if there is none"
        return Diagnostic(codes.OWN_READER, message, hint, path, self.source.locate(path), related=related)
