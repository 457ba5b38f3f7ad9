"""Stacks that exist and that the spec no longer has: none of them goes without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.owners import PLATFORM
from tfgen.renaming import former_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def vanished(left_over: Iterable[str], data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Environment and owner of each stack that left-over files belong to and that the spec does not retire.

    A stack that the spec still has is none of them: single files of it may come and go. One that has another name
    now is there under that.
    """
    owners = {tuple(path.split("/")[1:3]) for path in left_over if path.startswith("stacks/")}
    called = present_ids(data) if owners else {}
    return sorted(
        (environment, owner)
        for environment, owner in owners
        for now in (called.get(owner, owner),)
        if not _exists(environment, now, data) and not is_retired(environment, now, data)
    )


def without_warehouse(left_over: Iterable[str], data: Mapping[str, Any]) -> list[str]:
    """Environments that stay and whose warehouse, which left-over files still make, is no longer in the spec.

    `prevent_destroy` goes with the code that says it, so nothing else would keep the warehouse from being destroyed:
    https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
    """
    files = {f"stacks/{environment}/{PLATFORM}/redshift.tf": environment for environment in data["environments"]}
    gone = (files[path] for path in left_over if path in files)
    return sorted(
        environment
        for environment in gone
        if not is_retired(environment, PLATFORM, data) and not is_retiring(environment, PLATFORM, data)
    )


def present_ids(data: Mapping[str, Any]) -> Mapping[str, str]:
    """Return by its former ids what each renamed agency is called now."""
    return {former: key for key, agency in data.get("agencies", {}).items() for former in former_ids(agency)}


def is_retired(environment: str, owner: str, data: Mapping[str, Any]) -> bool:
    """Whether the spec says that a stack is gone: its environment, its agency, or the agency in there."""
    return "retired" in _lifecycles(environment, owner, data)


def is_retiring(environment: str, owner: str, data: Mapping[str, Any]) -> bool:
    """Whether the spec says that a stack is on its way out: its environment, its agency, or the agency in there."""
    return "retiring" in _lifecycles(environment, owner, data)


def _lifecycles(environment: str, owner: str, data: Mapping[str, Any]) -> tuple[object, ...]:
    agency = data.get("agencies", {}).get(owner, {})
    places = (
        data["environments"].get(environment, {}),
        agency,
        agency.get("environments", {}).get(environment, {}),
    )
    return tuple(place.get("lifecycle") for place in places)


def environments_of(agency: Mapping[str, Any], environments: Mapping[str, Any]) -> list[str]:
    """Names of the environments that have an agency, in the spec's order; none once it is retired."""
    if agency.get("lifecycle") == "retired":
        return []
    wanted = agency.get("deploy_to", environments)
    own = agency.get("environments", {})
    return [
        name
        for name, environment in environments.items()
        if name in wanted
        and environment.get("lifecycle") != "retired"
        and own.get(name, {}).get("lifecycle") != "retired"
    ]


def _exists(environment: str, owner: str, data: Mapping[str, Any]) -> bool:
    environments = data["environments"]
    if environment not in environments or environments[environment].get("lifecycle") == "retired":
        return False
    agency = data.get("agencies", {}).get(owner)
    return owner == PLATFORM or (agency is not None and environment in environments_of(agency, environments))
