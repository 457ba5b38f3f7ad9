"""Every AWS name that the spec leads to, against AWS's rules, in every environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from tfgen.check import codes
from tfgen.check.once import once
from tfgen.check.sound import Data, at, maps
from tfgen.check.stated import deployed, first_stated, off, setting, shared_places
from tfgen.errors import Diagnostic, Related
from tfgen.lifecycle import environments_of
from tfgen.names import BUCKET, StackNames, Traits, names_of_agency, names_of_platform
from tfgen.owners import PLATFORM
from tfgen.renaming import first_id, first_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tfgen.check.stated import Place
    from tfgen.errors import SpecPath
    from tfgen.loader import Source
    from tfgen.model import WarehouseKind
    from tfgen.names import Name, Rule

_PLATFORM_NAME: SpecPath = ("platform", "name")
_HARMLESS = "civic"


def check_names(source: Source, sound: Data) -> list[Diagnostic]:
    """Find derived names that are too long, have characters that AWS refuses, or are taken by another stack.

    An agency or environment is told of its worst name only: mended, the others fit too.
    """
    every = _by_kind(sound)
    told = [] if all(map(_Names.are_fine, every.values())) else _told(source, sound)
    buckets = every.get(BUCKET.kind)
    return [*(told if buckets is None else (*told, *_state_buckets(source, sound, buckets)))]


class _Names:
    """All derived names of one kind, and the path to blame for each."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.texts: list[str] = []
        self.paths: list[SpecPath] = []

    def are_fine(self) -> bool:
        """Whether AWS takes all of them, and none is that of two stacks: asked of all at once, they take no time."""
        if not self.rule.accepts_all(self.texts):
            return False
        # Upper and lower case are the same to IAM; nothing that we derive differs in case only.
        folded = list(map(str.casefold, self.texts))
        different = len(set(folded))
        return different == len(folded) or different == len(set(zip(folded, self.paths, strict=True)))


def _by_kind(sound: Data) -> Mapping[str, _Names]:
    found: dict[str, _Names] = {}
    for _, path, derived, _ in stacks(sound):
        for name in derived:
            kind = name.rule.kind
            names = found.get(kind)
            if names is None:
                names = found[kind] = _Names(name.rule)
            names.texts.append(name.text)
            names.paths.append(path)
    return found


def _told(source: Source, sound: Data) -> list[Diagnostic]:
    """Tell what is wrong with names, one by one."""
    found: list[Diagnostic] = []
    worst: dict[SpecPath, tuple[int, Diagnostic]] = {}
    taken: dict[tuple[str, str], SpecPath] = {}
    for names, path, derived, _ in stacks(sound):
        for name in derived:
            problem = None if name.rule.accepts(name.text) else _broken_rule(name, names, path)
            if problem and (problem.path not in worst or _excess(name) > worst[problem.path][0]):
                place = source.locate(problem.path, key=problem.path == path)
                worst[problem.path] = (_excess(name), replace(problem, location=place))
            other = taken.setdefault((name.rule.kind, name.text.casefold()), path)
            if other is not path and other != path:
                message = f"the {name.rule.kind} name '{name.text}' is also that of {other[-1]}"
                hint = f"it must be unique in {name.rule.scope}: rename one of the two"
                place, first = (source.locate(about, key=True) for about in (path, other))
                related = (Related(first, "first derived here"),)
                found.append(Diagnostic(codes.NAME_TAKEN, message, hint, path, place, related=related))
    return [*found, *(diagnostic for _, diagnostic in worst.values())]


def _state_buckets(source: Source, sound: Data, buckets: _Names) -> Iterator[Diagnostic]:
    """Find buckets for Terraform's state that have the name of a bucket that Terraform would make."""
    for environment, data in maps(at(sound, "environments")):
        bucket = at(data, "state", "bucket")
        if isinstance(bucket, str) and bucket in buckets.texts:
            owner = buckets.paths[buckets.texts.index(bucket)]
            path: SpecPath = ("environments", environment, "state", "bucket")
            whose = "platform" if owner[0] == "environments" else f"agency '{owner[-1]}'"
            related = (Related(source.locate(owner, key=True), f"the {whose} gets it"),)
            message = f"the bucket of the state has the name that a bucket of the {whose} gets"
            hint = "name the bucket that has the state; it exists before the first `terraform init`"
            yield Diagnostic(codes.NAME_TAKEN, message, hint, path, source.locate(path), related=related)


class NamedStack(NamedTuple):
    """A stack of the sound part of a spec: its names, the path to blame for them, and all of them, derived.

    `chosen` is what the spec chooses for this stack alone that decides which names there are.
    """

    names: StackNames
    path: SpecPath
    derived: Sequence[Name]
    chosen: tuple[Any, ...]


@once
def stacks(sound: Data) -> Iterator[NamedStack]:
    """Give every stack of the sound part of a spec."""
    platform = at(sound, "platform", "name")
    if not isinstance(platform, str):
        return
    environments = dict(maps(at(sound, "environments")))
    accounts = {
        name: account for name, data in environments.items() if isinstance(account := data.get("account_id"), str)
    }
    screens = {name: _has_error_screen(environments[name]) for name in accounts}
    datasets = _traits(sound)
    shown = {name for (_, name), known in datasets.items() if any(one.shown_from_warehouse for one in known)}
    for name, account in accounts.items():
        names = StackNames(platform, name, PLATFORM, account)
        error_screen = screens[name]
        warehouse = _warehouse(environments[name])
        derived = names_of_platform(names, warehouse, error_screen=error_screen, shown=name in shown)
        yield NamedStack(names, ("environments", name), derived, ())
    agencies = dict(maps(at(sound, "agencies")))
    first = first_ids(agencies)
    for agency, data in agencies.items():
        path = ("agencies", agency)
        for name in environments_of(data, environments):
            if PLATFORM not in {agency, first[agency]} and name in accounts:
                names = StackNames(platform, name, first[agency], accounts[name])
                own, places = datasets.get((agency, name), ()), shared_places(sound, agency, name)
                notified, monitored, screen = _notified(places), _monitored(places), screens[name]
                derived = names_of_agency(names, own, notified=notified, monitored=monitored, quicksight=screen)
                yield NamedStack(names, path, derived, (name, own, notified, monitored))


def _has_error_screen(environment: Data) -> bool:
    return at(environment, "errors", "dashboard") is not False


def _notified(places: tuple[Place, ...]) -> bool:
    """Tell whether anybody of an agency hears of its errors."""
    stated = (first_stated(places, "notify", kind) for kind in ("email", "sms"))
    return any(one.value for one in stated if one)


def _monitored(places: tuple[Place, ...]) -> bool:
    """Tell whether an agency has a dashboard in CloudWatch."""
    stated = first_stated(places, "dashboard", "enabled")
    return stated is None or stated.value is not False


def _warehouse(environment: Data) -> WarehouseKind | None:
    if isinstance(at(environment, "warehouse", "provisioned"), dict):
        return "cluster"
    return "serverless" if isinstance(at(environment, "warehouse", "serverless"), dict) else None


def _traits(sound: Data) -> Mapping[tuple[str, str], list[Traits]]:
    """Tell, by agency and environment, what decides the names of each data set."""
    found: dict[tuple[str, str], list[Traits]] = {}
    for where in deployed(sound):
        trigger = setting(where, "pipeline", "trigger")
        mode = first_stated(where.own, "source", "stream", "mode") or first_stated(where.shared, "stream", "mode")
        processed = off(where, "pipeline") is None
        streamed = at(where.dataset, "source", "stream") is not None
        publish = [at(data, "publish") for _, data in where.own]
        in_warehouse = (
            isinstance(at(sound, "environments", where.environment, "warehouse"), dict)
            and any(isinstance(at(value, "redshift"), dict) for value in publish)
            and off(where, "publish", "redshift") is None
        )
        on_dashboard = (
            any(isinstance(at(value, "quicksight"), dict) for value in publish)
            and off(where, "publish", "quicksight") is None
        )
        shown_from = first_stated(where.own, "publish", "quicksight", "source")
        found.setdefault((where.agency, where.environment), []).append(
            Traits(
                first_id(where.id, where.dataset),
                processed=processed,
                streamed=streamed,
                on_demand=streamed and (mode is None or mode.value == "on_demand"),
                alarmed=off(where, "alarms") is None,
                csv=at(where.dataset, "source", "files", "format") == "csv",
                on_arrival=processed and (trigger is None or trigger.value == "arrival"),
                in_warehouse=in_warehouse,
                on_dashboard=on_dashboard,
                refreshed=on_dashboard and first_stated(where.own, "publish", "quicksight", "refresh") is not None,
                shown_from_warehouse=in_warehouse
                and on_dashboard
                and shown_from is not None
                and shown_from.value == "redshift",
                loaded_by_schedule=setting(where, "publish", "redshift", "schedule") is not None,
            )
        )
    return found


def _excess(name: Name) -> int:
    """How many characters a name is beyond what AWS takes; 0 within."""
    return max(len(name.text) - name.rule.longest, name.rule.shortest - len(name.text), 0)


def _broken_rule(name: Name, names: StackNames, path: SpecPath) -> Diagnostic | None:
    """Say what is wrong with a name of the stack that is at `path`; where it stands is for the caller to find."""
    rule = name.rule
    excess = _excess(name)
    if excess:
        limits = f"AWS takes {rule.shortest} to {rule.longest}"
        message = f"the {rule.kind} name '{name.text}' has {len(name.text)} characters; {limits}"
        return Diagnostic(codes.NAME_LENGTH, message, _what_to_shorten(names, excess), path)
    if rule.allows(name.text):
        return None
    message = f"AWS refuses '{name.text}' as the name of {_a(rule.kind)}"
    # Would another platform's do? Then no agency and no environment is to blame.
    if rule.allows(name.text.replace(names.platform, _HARMLESS, 1)):
        hint = f"choose another platform name than '{names.platform}'; AWS's rule: {rule.source}"
        return Diagnostic(codes.NAME_REFUSED, message, hint, _PLATFORM_NAME)
    return Diagnostic(codes.NAME_REFUSED, message, f"AWS's rule: {rule.source}", path)


def _a(kind: str) -> str:
    """Return a kind of name with its article, as it is spoken.

    >>> _a("S3 bucket"), _a("KMS alias")
    ('an S3 bucket', 'a KMS alias')
    """
    return f"{'an' if kind.startswith(('A', 'E', 'I', 'S3', 'SNS', 'SQS', 'SSM')) else 'a'} {kind}"


def _what_to_shorten(names: StackNames, excess: int) -> str:
    parts = {"platform.name": names.platform, "the environment's name": names.environment}
    if names.owner != PLATFORM:
        parts["the agency's id"] = names.owner
    longest = max(parts, key=lambda part: len(parts[part]))
    count = f"{excess} character{'' if excess == 1 else 's'}"
    return f"shorten {longest} '{parts[longest]}', the longest part that the spec chooses, by {count}"
