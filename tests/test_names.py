"""Derived names: within AWS's rules whatever the schema lets pass, or a diagnostic says so."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specs import REPOSITORY, rendered, small, write_spec

from tfgen import pipeline
from tfgen.check import codes
from tfgen.check.names import check_names, stacks
from tfgen.loader import parse
from tfgen.names import StackNames, Traits, agency_names, names_of_agency, names_of_platform, traits

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.errors import Diagnostic
    from tfgen.names import Name

SCHEMA = pipeline.schema()
PLATFORM_NAME = SCHEMA["$defs"]["platform"]["properties"]["name"]["pattern"]
ENVIRONMENT_NAME = SCHEMA["properties"]["environments"]["propertyNames"]["pattern"]
AGENCY_ID = SCHEMA["properties"]["agencies"]["propertyNames"]["pattern"]
DATASET_ID = SCHEMA["$defs"]["agency"]["properties"]["datasets"]["propertyNames"]["pattern"]
ACCOUNT_ID = SCHEMA["$defs"]["account_id"]["pattern"]
SPECS = [REPOSITORY / "agencies.yaml", *sorted((REPOSITORY / "tests" / "cases" / "valid").glob("*/agencies.yaml"))]

# Tests share the machine with terraform, and then a moment may take long.
NO_DEADLINE = settings(deadline=None)


def like(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)


def check(platform: str, accounts: dict[str, str], agencies: dict[str, Any]) -> list[Diagnostic]:
    data = {
        "platform": {"name": platform},
        "environments": {name: {"account_id": account} for name, account in accounts.items()},
        "agencies": agencies,
    }
    source, found = parse("agencies.yaml", json.dumps(data))
    assert not found
    return check_names(source, source.data)


def breaks_rule(name: Name) -> bool:
    rule = name.rule
    return not rule.accepts(name.text)


@NO_DEADLINE
@given(like(PLATFORM_NAME), like(ENVIRONMENT_NAME), like(AGENCY_ID), like(ACCOUNT_ID))
def test_names_keep_the_rules_or_a_diagnostic_says_so(
    platform: str, environment: str, agency: str, account: str
) -> None:
    names = StackNames(platform, environment, agency, account)
    platform_names = StackNames(platform, environment, "platform", account)
    broken = [name for name in names_of_agency(names) if breaks_rule(name)] if agency != "platform" else []
    assert not [name for name in names_of_platform(platform_names) if breaks_rule(name)]
    found = check(platform, {environment: account}, {agency: {}})
    assert [diagnostic.path for diagnostic in found] == ([("agencies", agency)] if broken else [])
    assert all(name.text in found[0].message for name in sorted(broken, key=lambda name: -len(name.text))[:1])


@NO_DEADLINE
@given(like(AGENCY_ID), like(DATASET_ID), st.booleans())
def test_names_with_a_data_set_keep_the_rules_however_long_it_is(agency: str, dataset: str, on_demand: bool) -> None:
    everything = dict.fromkeys((name for name in Traits.__struct_fields__ if name != "id"), True)
    given_traits = Traits(dataset, **everything | {"on_demand": on_demand})
    names = StackNames("metropolita", "production", agency, "111122223333")
    without = {name.text for name in names_of_agency(names)}
    found = [name for name in names_of_agency(names, [given_traits]) if name.text not in without]
    assert not [name for name in found if breaks_rule(name)]
    assert len({(name.rule.kind, name.text) for name in found}) == len(found)


@NO_DEADLINE
@given(st.lists(st.tuples(like(ENVIRONMENT_NAME), like(AGENCY_ID)), min_size=2, max_size=4, unique=True))
def test_no_two_stacks_share_a_name(stacks: list[tuple[str, str]]) -> None:
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for environment, agency in stacks:
        for name in names_of_agency(StackNames("civic", environment, agency, "111122223333")):
            assert taken.setdefault((name.rule.kind, name.text), (environment, agency)) == (environment, agency)


@pytest.mark.parametrize("length", [16, 17])
def test_longest_names_just_fit(length: int) -> None:
    found = check("metropolitan", {"production": "111122223333"}, {"a" * length: {}})
    assert len("metropolitan-production-" + "a" * length + "-processed-111122223333") == 47 + length
    assert [diagnostic.code for diagnostic in found] == ([codes.NAME_LENGTH] if length > 16 else [])


def test_too_long_a_name_says_what_to_shorten_and_by_how_much() -> None:
    (diagnostic,) = check("metropolitan", {"production": "111122223333"}, {"transportation": {}, "a" * 20: {}})
    assert diagnostic.hint == (
        f"shorten the agency's id '{'a' * 20}', the longest part that the spec chooses, by 4 characters"
    )


def test_agency_is_told_of_its_worst_name_only() -> None:
    environments = dict.fromkeys(("accept01", "production", "accept02", "dev"), "111122223333")
    (diagnostic,) = check("metropolitan", environments, {"a" * 20: {}})
    assert "has 67 characters; AWS takes 3 to 63" in diagnostic.message


def test_agency_is_checked_only_where_it_is_deployed() -> None:
    environments = {"production": "111122223333", "dev": "111122223333"}
    assert not check("metropolitan", environments, {"a" * 20: {"deploy_to": ["dev"]}})
    assert not check("metropolitan", environments, {"a" * 20: {"lifecycle": "retired"}})
    assert not check(
        "metropolitan", environments, {"a" * 20: {"environments": {"production": {"lifecycle": "retired"}}}}
    )


def test_characters_that_aws_refuses_are_told_with_the_rule() -> None:
    """The schema lets no such name pass; the check does not rely on it."""
    (diagnostic,) = check("civic", {"dev": "111122223333"}, {"roads!": {}})
    assert diagnostic.code == codes.NAME_REFUSED
    assert diagnostic.message == "AWS refuses 'alias/civic-dev-roads!' as the name of a KMS alias"
    assert diagnostic.hint.startswith("AWS's rule: https://docs.aws.amazon.com/")


def test_name_that_two_stacks_share_is_told_at_the_second() -> None:
    """Hyphens would do it; the schema lets none pass, and the check does not rely on it."""
    found = check("civic", {"dev": "111122223333", "dev-a": "111122223333"}, {"b": {"deploy_to": ["dev-a"]}, "a-b": {}})
    shared = [one for one in found if one.path == ("agencies", "a-b")]
    assert shared[0].code == codes.NAME_TAKEN
    assert shared[0].message == "the KMS alias name 'alias/civic-dev-a-b' is also that of b"
    assert shared[0].hint == "it must be unique in the account and region: rename one of the two"


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.parent.name)
def test_names_are_checked_for_what_a_data_set_resolves_to(spec: Path) -> None:
    """The check reads the spec as it is written, since a spec with mistakes does not resolve."""
    checked = pipeline.check(spec)
    assert checked.deployment is not None
    resolved = {
        (agency.environment.name, agency.id): set(
            names_of_agency(
                agency_names(checked.deployment, agency),
                [traits(dataset) for dataset in agency.datasets],
                notified=agency.notify.anybody,
                monitored=agency.settings.has_dashboard,
                quicksight=agency.environment.errors.dashboard,
            )
        )
        for agency in checked.deployment.agencies
    }
    found = {
        (names.environment, path[1]): set(derived)
        for names, path, derived, _ in stacks(checked.source.data)
        if path[0] == "agencies"
    }
    assert resolved.items() <= found.items()


def test_names_that_are_checked_are_those_that_are_rendered(tmp_path: Path) -> None:
    """A name in the output that the check does not know would go unchecked."""
    spec = write_spec(tmp_path, small())
    files = rendered(spec)
    deployment = pipeline.check(spec).deployment
    assert deployment is not None
    datasets = [traits(dataset) for dataset in deployment.agencies_of("dev")[1].datasets]
    agency = partial(names_of_agency, datasets=datasets)
    for owner, names_of in (("dot", agency), ("platform", names_of_platform)):
        text = "".join(
            content.decode()
            for path, content in files.items()
            if path.startswith(f"stacks/dev/{owner}/") and isinstance(content, bytes) and path.endswith(".tf")
        )
        # What is read has a name of somebody else's; a dashboard's column has that of a table's.
        text = re.sub(r'^data ".*?^}$', "", text, flags=re.MULTILINE | re.DOTALL)
        text = re.sub(r'^ +name = "\w+"\n +type = "[A-Z]+"$', "", text, flags=re.MULTILINE)
        text = text.replace("${local.name_prefix}", f"civic-dev-{owner}").replace("${var.account_id}", "111122223333")
        attributes = "alias|database_name|name|processed_database|raw_database|zone_tag"
        quoted = set(re.findall(rf'^ +(?:{attributes}) += "([^"]*)"$', text, re.MULTILINE))
        written = re.compile(r'^  path = "(.*?)"\n\n  parameters = {\n(.*?)^  }$', re.MULTILINE | re.DOTALL)
        for path, parameters in written.findall(text):
            quoted |= {f"{path}/{name}" for name in re.findall(r"^ +(\w+) +=", parameters, re.MULTILINE)}
        # An agency's stack names what the platform's has made, too.
        quoted = {name for name in quoted if owner == "platform" or not name.startswith("civic-dev-platform-")}
        quoted |= {f"civic-dev-{owner}"} if re.search(r"alias += local\.name_prefix", text) else set()
        expected = {
            name.text.removeprefix("alias/") for name in names_of(StackNames("civic", "dev", owner, "111122223333"))
        }
        assert quoted <= expected
        # A module of several things of one purpose gets one name, and makes the others of it.
        assert all(any(name.startswith(f"{start}-") for start in quoted) for name in expected - quoted)
