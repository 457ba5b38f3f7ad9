"""Every AWS name that the spec leads to, against AWS's rules, in every environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.sound import Data, at, maps
from tfgen.errors import Diagnostic
from tfgen.lifecycle import environments_of
from tfgen.model import PLATFORM
from tfgen.names import StackNames, names_of_agency, names_of_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source
    from tfgen.names import Name


def check_names(source: Source, sound: Data) -> list[Diagnostic]:
    """Find derived names that are too long, have characters that AWS refuses, or are taken by another stack."""
    platform = at(sound, "platform", "name")
    if not isinstance(platform, str):
        return []
    found: list[Diagnostic] = []
    taken: dict[tuple[str, str], SpecPath] = {}
    for names, path, derived in _stacks(sound, platform):
        for name in derived:
            problem = _broken_rule(name)
            if problem:
                code, message = problem
                hint = _what_to_shorten(names) if code == codes.NAME_LENGTH else f"AWS's rule: {name.rule.source}"
                found.append(Diagnostic(code, message, hint, path, source.locate(path, key=True)))
            # Upper and lower case are the same to IAM; nothing that we derive differs in case only.
            other = taken.setdefault((name.rule.kind, name.text.casefold()), path)
            if other != path:
                message = f"the {name.rule.kind} name '{name.text}' is also that of {other[-1]}"
                hint = f"It must be unique in {name.rule.scope}: rename one of the two."
                found.append(Diagnostic(codes.NAME_TAKEN, message, hint, path, source.locate(path, key=True)))
    return found


def _stacks(sound: Data, platform: str) -> Iterator[tuple[StackNames, SpecPath, Iterator[Name]]]:
    environments = dict(maps(at(sound, "environments")))
    accounts = {
        name: account for name, data in environments.items() if isinstance(account := data.get("account_id"), str)
    }
    for name, account in accounts.items():
        names = StackNames(platform, name, PLATFORM, account)
        yield names, ("environments", name), names_of_platform(names)
    for agency, data in maps(at(sound, "agencies")):
        for name in environments_of(data, environments):
            if agency != PLATFORM and name in accounts:
                names = StackNames(platform, name, agency, accounts[name])
                yield names, ("agencies", agency), names_of_agency(names)


def _broken_rule(name: Name) -> tuple[str, str] | None:
    rule, length = name.rule, len(name.text)
    if not rule.shortest <= length <= rule.longest:
        limits = f"AWS takes {rule.shortest} to {rule.longest}"
        return codes.NAME_LENGTH, f"the {rule.kind} name '{name.text}' has {length} characters; {limits}"
    if not rule.pattern.fullmatch(name.text):
        return codes.NAME_CHARACTERS, f"AWS refuses '{name.text}' as the name of a {rule.kind}"
    return None


def _what_to_shorten(names: StackNames) -> str:
    parts = {"platform.name": names.platform, "the environment's name": names.environment}
    if names.owner != PLATFORM:
        parts["the agency's id"] = names.owner
    longest = max(parts, key=lambda part: len(parts[part]))
    return f"Shorten {longest} '{parts[longest]}', its longest part that the spec chooses."
