"""How far stacks come towards AWS's quotas."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tfgen.service_quotas import ACCOUNT_QUOTAS, LIFECYCLE_RULES, TAGS, Quota, shards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WARN_AT: Final = 0.8
"""Share of a quota from which on a spec is warned: what is raised on request takes some days."""


class StackSize(Struct, frozen=True):
    """What one stack adds: its derived names by kind, shards, and the most of what a resource of it has."""

    environment: str
    owner: str
    account_id: str
    region: str
    names: Mapping[str, int]
    tags: int
    lifecycle_rules: int
    shards: int = 0


class Usage(Struct, frozen=True):
    """How much of a quota is used: by an account, in one region if the quota is regional, or by a stack.

    `environments` are those that count, in the spec's order; `stack` is None for the quotas of an account.
    """

    quota: Quota
    count: int
    account_id: str
    region: str | None
    environments: tuple[str, ...]
    stack: str | None = None

    @property
    def share(self) -> float:
        """The count by the default: 1 is all of it."""
        return self.count / self.quota.default


def usages(stacks: Iterable[StackSize]) -> list[Usage]:
    """Count stacks against every quota, account by account.

    Of the quotas of a resource, each account shows the stack that comes closest.
    """
    by_account: dict[str, list[StackSize]] = defaultdict(list)
    for stack in stacks:
        by_account[stack.account_id].append(stack)
    return [usage for account, own in sorted(by_account.items()) for usage in _of_account(account, own)]


def _of_account(account: str, stacks: list[StackSize]) -> list[Usage]:
    regions = sorted({stack.region for stack in stacks})
    counts = _counts(stacks)
    found = []
    for kind, quota in ACCOUNT_QUOTAS.items():
        for region in regions if quota.regional else [None]:
            used: Counter[str] = Counter()
            for (environment, place), names in counts.items():
                if region in (None, place):
                    used[environment] += names[kind]
            found.append(Usage(quota, used.total(), account, region, tuple(used)))
    for region in regions:
        sized: Counter[str] = Counter()
        for stack in stacks:
            if stack.region == region:
                sized[stack.environment] += stack.shards
        found.append(Usage(shards(region), sized.total(), account, region, tuple(sized)))
    return [*found, _most(TAGS, stacks, "tags"), _most(LIFECYCLE_RULES, stacks, "lifecycle_rules")]


def _counts(stacks: list[StackSize]) -> Mapping[tuple[str, str], Counter[str]]:
    """Count the names of each kind by environment and region."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    alike: Counter[tuple[str, str, int]] = Counter()
    for stack in stacks:
        alike[stack.environment, stack.region, id(stack.names)] += 1
    for stack in stacks:
        # Most stacks have the same counts, in one object: that is added once, for all of them.
        times = alike.pop((stack.environment, stack.region, id(stack.names)), 0)
        if times:
            counted = counts.setdefault((stack.environment, stack.region), Counter())
            for kind, count in stack.names.items():
                counted[kind] += count * times
    return counts


def _most(quota: Quota, stacks: list[StackSize], field: str) -> Usage:
    fullest = max(stacks, key=lambda stack: getattr(stack, field))
    name = f"{fullest.environment}/{fullest.owner}"
    count: int = getattr(fullest, field)
    return Usage(quota, count, fullest.account_id, fullest.region, (fullest.environment,), name)
