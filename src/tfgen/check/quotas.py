"""How much a spec would create in each account, against AWS's quotas."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from tfgen.check import codes
from tfgen.check.names import stacks
from tfgen.check.sound import Data, at, maps
from tfgen.check.stated import deployed, first_stated, off, setting
from tfgen.errors import Diagnostic, Related, Severity
from tfgen.layers import builtin_settings
from tfgen.owners import PLATFORM
from tfgen.quotas import WARN_AT, StackSize, usages
from tfgen.service_quotas import LIFECYCLE_RULES, TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.check.stated import Deployed
    from tfgen.errors import SpecPath
    from tfgen.loader import Source
    from tfgen.quotas import Usage

_FIXED = frozenset({"application", "environment", "owner", "repository", "zone"})
"""Tags that tfgen sets on the resources of a platform stack; those of an agency have `agency`, too."""

_BUCKETS = ("raw", "processed")


def check_quotas(source: Source, sound: Data, schema: Mapping[str, Any]) -> list[Diagnostic]:
    """Warn of accounts that come near a quota that AWS raises, and find what is beyond one that it does not."""
    sizes = stack_sizes(sound, schema)
    found = [
        _account_problem(source, usage)
        for usage in usages(sizes)
        if usage.quota.raised_as is not None and usage.share >= WARN_AT
    ]
    found += _too_many_tags(source, sound, sizes)
    found += _too_many_rules(source, sizes)
    return found


def stack_sizes(sound: Data, schema: Mapping[str, Any]) -> list[StackSize]:
    """Measure every stack that the sound part of a spec leads to, in the order of the spec."""
    sized = shards(sound)
    expirations = _expirations(sound, builtin_settings(schema)["retention"])
    environments = dict(maps(at(sound, "environments")))
    inherited: dict[str, frozenset[str]] = {}
    counted: dict[tuple[str, ...], Counter[str]] = {}
    sizes = []
    for names, path, derived, _ in stacks(sound):
        owner = str(path[-1]) if path[0] == "agencies" else PLATFORM
        environment = names.environment
        around = environments[environment]
        if around.get("lifecycle") == "retired":
            continue
        region = around.get("region")
        if owner == PLATFORM:
            tags = _tag_keys(_tag_places(owner, environment), sound, owner)
        else:
            if environment not in inherited:
                inherited[environment] = _tag_keys(_tag_places(owner, environment)[:-1], sound, owner)
            tags = inherited[environment] | _own_tag_keys(sound, owner, environment)
        kinds = tuple([name.rule.kind for name in derived])
        if kinds not in counted:
            counted[kinds] = Counter(kinds)
        sizes.append(
            StackSize(
                environment=environment,
                owner=owner,
                account_id=names.account_id,
                region=region if isinstance(region, str) else "",
                names=counted[kinds],
                tags=len(tags),
                # One of them is for housekeeping.
                lifecycle_rules=1 + max(expirations.get((owner, environment, key), 0) for key in _BUCKETS),
                shards=sized[owner, environment],
            )
        )
    return sizes


def _account_problem(source: Source, usage: Usage) -> Diagnostic:
    quota = usage.quota
    first, *others = usage.environments
    path: SpecPath = ("environments", first, "account_id")
    place = source.locate(path)
    # Environments that are aliases of one another stand in one place.
    places = {source.locate(("environments", name, "account_id")): name for name in others}
    where = f"account {usage.account_id}" + (f" in {usage.region}" if usage.region else "")
    return Diagnostic(
        codes.QUOTA_OF_ACCOUNT,
        f"the spec creates {usage.count:,} {quota.what} in {where}, {usage.share:.0%} of AWS's default quota of "
        f"{quota.default:,}",
        f"have it raised in the Service Quotas console ({quota.raised_as}), or give some environments another account",
        path,
        place,
        Severity.WARNING,
        tuple(
            Related(other, f"environment '{name}' is counted, too") for other, name in places.items() if other != place
        ),
    )


def _tag_places(owner: str, environment: str) -> list[list[SpecPath]]:
    """Return where tags of a stack come from, from what all stacks have to what only this one has."""
    shared: list[SpecPath] = [("platform",), ("environments", environment)]
    if owner == PLATFORM:
        return [shared]
    defaults: list[SpecPath] = [("defaults",), ("defaults", "environments", environment)]
    own: SpecPath = ("agencies", owner)
    return [shared, defaults, [own, (*own, "environments", environment)]]


def _tag_keys(places: list[list[SpecPath]], sound: Data, owner: str) -> frozenset[str]:
    fixed = _FIXED if owner == PLATFORM else _FIXED | {"agency"}
    tags = (at(sound, *map(str, place), "tags") for level in places for place in level)
    return fixed.union(*(keys for keys in tags if isinstance(keys, dict)))


def _own_tag_keys(sound: Data, agency: str, environment: str) -> frozenset[str]:
    """Return the keys that only an agency has, as the last of `_tag_places` leads to them."""
    own = sound["agencies"][agency]
    tags = (own.get("tags"), at(own, "environments", environment, "tags"))
    return frozenset(key for keys in tags if isinstance(keys, dict) for key in keys)


def _too_many_tags(source: Source, sound: Data, sizes: list[StackSize]) -> Iterator[Diagnostic]:
    """Blame the first place with which there are too many, and each place once, whoever else inherits from it."""
    blamed: set[SpecPath] = set()
    for size in sizes:
        if size.tags <= TAGS.default:
            continue
        levels = _tag_places(size.owner, size.environment)
        last = next(
            number
            for number in range(1, len(levels) + 1)
            if len(_tag_keys(levels[:number], sound, size.owner)) > TAGS.default
        )
        places = [(*place, "tags") for level in levels[:last] for place in level if at(sound, *map(str, place), "tags")]
        path = places[-1] if places else ("environments", size.environment)
        if path in blamed:
            continue
        blamed.add(path)
        whose = "the platform" if size.owner == PLATFORM else f"agency '{size.owner}'"
        count = len(_tag_keys(levels[:last], sound, size.owner))
        yield Diagnostic(
            codes.QUOTA_OF_TAGS,
            f"with these, resources of {whose} in '{size.environment}' have {count} tags; AWS takes {TAGS.default}",
            f"remove {_tags(count - TAGS.default)} of those that come together here; AWS does not raise this quota",
            path,
            source.locate(path, key=True),
            related=tuple(
                Related(source.locate(place, key=True), f"{_tags(len(at(sound, *map(str, place))))} from here")
                for place in places[:-1]
            ),
        )


def _tags(count: int) -> str:
    return f"{count} tag{'' if count == 1 else 's'}"


def _expirations(sound: Data, builtin: Data) -> Mapping[tuple[str, str, str], int]:
    """Count what expires in each of an agency's two buckets, by agency, environment and bucket.

    What was rejected, on the way in or by a job, has a rule of its own and goes with the raw data.
    """
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    by_default = {f"{bucket}_days": isinstance(builtin.get(f"{bucket}_days"), int) for bucket in _BUCKETS}

    def expires(where: Deployed, days: str) -> bool:
        stated = setting(where, "retention", days)
        return by_default[days] if stated is None else isinstance(stated.value, int)

    for where in deployed(sound):
        raw = expires(where, "raw_days")
        streamed = at(where.dataset, "source", "stream") is not None
        found[where.agency, where.environment, "raw"] += raw + (raw and streamed)
        processed = expires(where, "processed_days") + (raw and off(where, "pipeline") is None)
        found[where.agency, where.environment, "processed"] += processed
    return found


def shards(sound: Data) -> Counter[tuple[str, str]]:
    """Count the shards of provisioned streams, by agency and environment; AWS counts no others."""
    found: Counter[tuple[str, str]] = Counter()
    for where in deployed(sound):
        if at(where.dataset, "source", "stream") is None:
            continue
        mode, count = (
            first_stated(where.own, "source", "stream", key) or first_stated(where.shared, "stream", key)
            for key in ("mode", "shards")
        )
        if mode is not None and mode.value == "provisioned":
            found[where.agency, where.environment] += 1 if count is None else count.value
    return found


def _too_many_rules(source: Source, sizes: list[StackSize]) -> Iterator[Diagnostic]:
    blamed: set[str] = set()
    for size in sizes:
        if size.lifecycle_rules > LIFECYCLE_RULES.default and size.owner not in blamed:
            blamed.add(size.owner)
            path: SpecPath = ("agencies", size.owner, "datasets")
            yield Diagnostic(
                codes.QUOTA_OF_LIFECYCLE_RULES,
                f"a bucket of agency '{size.owner}' in '{size.environment}' has {size.lifecycle_rules:,} lifecycle "
                f"rules, one or two for each data set that expires; AWS takes {LIFECYCLE_RULES.default:,}",
                "make two agencies of it, or keep some data sets forever; AWS does not raise this quota",
                path,
                source.locate(path, key=True),
            )
