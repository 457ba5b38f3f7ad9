"""What a spec means: the checks behind the cases, where a table of specs cannot cover them."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import Session
from hypothesis import example, given, settings
from hypothesis import strategies as st
from specs import REPOSITORY, agency, small

from tfgen import pipeline
from tfgen.check import codes
from tfgen.check.meaning import check_meaning
from tfgen.check.near import near_pairs
from tfgen.check.patterns import compiled_pattern
from tfgen.check.regions import known_regions, partition_of
from tfgen.check.repairs import meant
from tfgen.check.row_filters import check_row_filters
from tfgen.check.schema import check_schema
from tfgen.check.sound import sound_part
from tfgen.check.sql_words import ATHENA, REDSHIFT
from tfgen.check.stated import deployed, setting
from tfgen.effective import effective
from tfgen.errors import Severity
from tfgen.loader import parse
from tfgen.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

# Tests share the machine with terraform, and then a moment may take long.
NO_DEADLINE = settings(deadline=None)

EVERY_SETTING = REPOSITORY / "tests" / "cases" / "valid" / "every_setting" / "agencies.yaml"


def found_in(data: dict[str, Any]) -> list[str]:
    """Return the codes of what the checks of meaning find in a spec that is sound as a whole."""
    source, problems = parse("agencies.yaml", json.dumps(data))
    assert not problems
    return [problem.code for problem in check_meaning(source, source.data)]


def with_dataset(**changes: Any) -> dict[str, Any]:
    data = small()
    data["agencies"]["dot"]["datasets"]["records"] |= changes
    return data


def with_agencies(*names: str) -> dict[str, Any]:
    data = small()
    data["agencies"] = {f"a{number}": agency(name) for number, name in enumerate(names)}
    return data


# The reference deployment and the first spec


@pytest.mark.parametrize("spec", ["agencies.yaml", "src/tfgen/first_spec.yaml"])
def test_specs_that_people_start_from_have_no_warning(spec: str) -> None:
    assert not pipeline.check(REPOSITORY / spec).diagnostics


def test_warnings_are_the_codes_that_are_listed_as_warnings() -> None:
    for case in (REPOSITORY / "tests" / "cases" / "invalid").iterdir():
        report = json.loads((case / "expected.json").read_text(encoding="utf-8"))
        for one in report["diagnostics"]:
            assert one["severity"] == Severity.ERROR or one["code"] in codes.WARNINGS, (case.name, one["code"])


# Precedence


@pytest.mark.parametrize("spec", [REPOSITORY / "agencies.yaml", EVERY_SETTING], ids=lambda spec: spec.parent.name)
@pytest.mark.parametrize(
    "steps",
    [("retention", "raw_days"), ("retention", "processed_days"), ("pipeline", "trigger"), ("pipeline", "workers")],
)
def test_what_is_blamed_is_what_holds(spec: Path, steps: tuple[str, str]) -> None:
    checked = pipeline.check(spec)
    assert checked.deployment is not None
    data = checked.source.data
    for where in deployed(data):
        values = effective(checked.deployment, data, pipeline.schema(), where.agency)[where.environment]
        holds = values["datasets"][where.id][steps[0]][steps[1]]
        blamed = setting(where, *steps)
        assert blamed is None or blamed.value == holds, (where.agency, where.environment, where.id)


# Near-duplicates


WORDS = st.text("abcde_", min_size=1, max_size=14)


@NO_DEADLINE
@given(st.lists(WORDS, max_size=12, unique=True))
@example(["road_works", "roadworks"])
@example(["abcdeabc", "abcdeacb"])
def test_near_names_are_found_as_if_all_pairs_were_compared(names: list[str]) -> None:
    found = {(near.first, near.second) for near in near_pairs(names)}
    for first, second in found:
        assert names.index(first) < names.index(second)
        assert [*near_pairs([first, second])]
    for index, second in enumerate(names):
        partners = [first for first in names[:index] if [*near_pairs([first, second])]]
        assert not partners or any(pair[1] == second for pair in found), (partners, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Department of Health", "Department of Heath"),
        ("Department of Health", "Department of Helath"),
        ("Department of Health", "department of health"),
        ("Department of Health", "Department  of Health"),
        ("Department of Health", "Department of Wealth"),
        ("Department of Health", "Department of Health"),
    ],
)
def test_names_that_are_nearly_the_same_are_told_once(first: str, second: str) -> None:
    assert found_in(with_agencies(first, second)) == [codes.NEAR_DUPLICATE]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Department of Health", "Department of Human Services"),
        ("District 1 Office", "District 2 Office"),
        ("Zone A Water Board", "Zone B Water Board"),
        ("Port of East Bay", "Port of West Bay"),
        ("Parks", "Marks"),
        ("部門", "部局"),
    ],
)
def test_names_that_are_meant_are_left_alone(first: str, second: str) -> None:
    assert found_in(with_agencies(first, second)) == []


def test_successor_of_a_retired_agency_may_have_its_name() -> None:
    data = with_agencies("Department of Health", "Department of Health")
    data["agencies"]["a0"]["lifecycle"] = "retired"
    assert found_in(data) == []


def test_agency_through_an_alias_is_one_text() -> None:
    text = json.dumps(small())
    data = json.loads(text)
    data["agencies"] = {}
    body = json.dumps(agency("Department of Health"))
    whole = json.dumps(data).replace('"agencies": {}', f'"agencies": {{"doh": &doh {body}, "hhs": *doh}}')
    source, problems = parse("agencies.yaml", whole)
    assert not problems
    assert not [one for one in check_meaning(source, source.data) if one.code == codes.NEAR_DUPLICATE]


# Options that hold in one environment and not in the other


def test_shards_that_one_environment_uses_are_no_contradiction() -> None:
    data = with_dataset(source={"stream": {"shards": 4}})
    assert found_in(data) == [codes.CONTRADICTION]
    override = {"datasets": {"records": {"source": {"stream": {"mode": "provisioned"}}}}}
    data["agencies"]["dot"]["environments"] = {"prod": override}
    assert found_in(data) == []


def test_schedule_of_the_defaults_serves_who_chooses_it() -> None:
    data = with_dataset(pipeline={"trigger": "schedule"})
    assert found_in(data) == [codes.CONTRADICTION]
    data["defaults"] = {"pipeline": {"schedule": "cron(0 4 * * ? *)"}}
    assert found_in(data) == []


def test_retention_is_judged_by_what_holds_in_each_environment() -> None:
    data = with_dataset(pipeline={"trigger": "schedule", "schedule": "cron(0 4 1 * ? *)"})
    data["defaults"] = {"environments": {"dev": {"retention": {"raw_days": 7}}}}
    source, _ = parse("agencies.yaml", json.dumps(data))
    (problem,) = check_meaning(source, source.data)
    assert (problem.code, problem.path) == (
        codes.RAW_GONE_TOO_SOON,
        ("defaults", "environments", "dev", "retention", "raw_days"),
    )


def test_built_in_retention_blames_the_schedule() -> None:
    data = with_dataset(pipeline={"trigger": "schedule", "schedule": "cron(0 4 1 1 ? *)"})
    source, _ = parse("agencies.yaml", json.dumps(data))
    (problem,) = check_meaning(source, source.data)
    assert problem.path[-2:] == ("pipeline", "schedule")


def test_environment_that_publishes_nothing_needs_no_warehouse() -> None:
    data = with_dataset(publish={"redshift": {}})
    assert found_in(data) == [codes.WAREHOUSE_MISSING] * 2
    data["agencies"]["dot"]["deploy_to"] = ["dev"]
    assert found_in(data) == [codes.WAREHOUSE_MISSING]
    data["environments"]["dev"]["lifecycle"] = "retired"
    assert found_in(data) == []


def test_agencies_that_all_notify_somebody_leave_nothing_unheard() -> None:
    data = small()
    for environment in data["environments"].values():
        del environment["notify"]
    assert found_in(data) == [codes.NOBODY_NOTIFIED] * 2
    data["defaults"] = {"notify": {"sms": ["+12025550123"]}}
    assert found_in(data) == []


# Regions and words


def test_every_region_of_the_aws_sdk_is_known_with_its_partition() -> None:
    session = Session()
    for partition in ("aws", "aws-cn", "aws-us-gov"):
        regions = session.get_available_regions("s3", partition_name=partition, allow_non_regional=False)
        assert set(regions) <= set(known_regions()), partition
        assert {partition_of(region) for region in regions} == {partition}


def test_partition_is_that_of_the_model() -> None:
    data = small()
    for region in (*known_regions(), "us-gov-north-9", "cn-south-9", "eu-north-9"):
        data["environments"]["dev"]["region"] = region
        deployment = resolve(data, pipeline.schema())
        assert deployment.environments[0].partition == partition_of(region)


def test_reserved_words_are_words_that_a_column_can_be_called() -> None:
    for word in ATHENA | REDSHIFT:
        assert word.replace("_", "").isalnum()
        assert word == word.lower()
    assert {"user", "order", "table", "timestamp"} <= ATHENA & REDSHIFT
    assert "tag" in REDSHIFT - ATHENA
    assert "date" in ATHENA - REDSHIFT


# Row filters


def filter_codes(rows: str) -> list[str]:
    data = with_dataset(
        columns={"id": "string", "county": "string", "amount": "int", "date": "date"}, partition_by=["date"]
    )
    data["agencies"]["dot"]["access"] = {"x": {"quicksight_group": "x", "read": {"records": {"rows": rows}}}}
    source, problems = parse("agencies.yaml", json.dumps(data))
    assert not problems
    return [problem.code for problem in check_row_filters(source, source.data)]


@pytest.mark.parametrize(
    "rows",
    [
        "county = 'King'",
        "COUNTY <> 'King' AND amount >= 10",
        "\"county\" = 'King'",
        "county IN ('King', 'Pierce', 'O''Brien') OR (amount BETWEEN 1 AND 2.5)",
        "county IS NOT NULL AND NOT (county LIKE 'K%')",
        "amount > -3 and true",
        "true",
    ],
)
def test_row_filters_that_lake_formation_takes(rows: str) -> None:
    assert filter_codes(rows) == []


@pytest.mark.parametrize(
    "rows", ["date >= DATE '2024-01-01'", "\"date\" >= DATE '2024-01-01'", 'amount > 2 AND "date" > 3']
)
def test_row_filters_that_lake_formation_may_refuse_are_warned_of(rows: str) -> None:
    assert filter_codes(rows) == [codes.ROW_FILTER_DOUBTFUL]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("count = 3", codes.UNKNOWN_COLUMN),
        ("records.county = 'King'", codes.UNKNOWN_COLUMN),
        ("county = King", codes.ROW_FILTER),
        ("county = 'King' OR county LIKE King", codes.ROW_FILTER),
        ("county IN ('King', Pierce)", codes.ROW_FILTER),
        ("upper(county) = 'KING'", codes.ROW_FILTER),
        ("county = id", codes.ROW_FILTER),
        ("date IS NULL", codes.ROW_FILTER),
        ("county = 'King", codes.ROW_FILTER),
        ("county = 'King' -- all", codes.ROW_FILTER),
        ("(amount > 1", codes.ROW_FILTER),
        ("amount > 1)", codes.ROW_FILTER),
        ("amount > 1 && amount < 3", codes.ROW_FILTER),
    ],
)
def test_one_mistake_in_a_row_filter_is_told_once(rows: str, code: str) -> None:
    assert filter_codes(rows) == [code]


@NO_DEADLINE
@given(st.text(st.sampled_from("county amount=<>!()'\",.;-%&|ANDORINISNULLé \n1"), min_size=1, max_size=40))
def test_any_text_as_a_row_filter_is_read_or_explained(rows: str) -> None:
    assert set(filter_codes(rows)) <= {codes.ROW_FILTER, codes.ROW_FILTER_DOUBTFUL, codes.UNKNOWN_COLUMN}


# Repairs


PATTERNS = sorted(
    {
        node["pattern"]
        for node in pipeline.schema()["$defs"].values()
        if isinstance(node, dict) and isinstance(node.get("pattern"), str)
    }
)


@NO_DEADLINE
@given(st.text(max_size=30), st.sampled_from(PATTERNS))
def test_what_is_proposed_fits_the_pattern_and_is_no_echo(value: str, pattern: str) -> None:
    proposed = meant(value, pattern)
    if proposed is not None:
        assert compiled_pattern(pattern).search(proposed)
        assert proposed not in {"", value}


# Nothing that the schema refuses makes a check stumble


VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    3.5,
    "",
    "x",
    "dev",
    [],
    {},
    [1],
    ["x"],
    {"a": 1},
    {"x": {}},
    [None],
    "cron(L L L L L L)",
]


@NO_DEADLINE
@given(st.randoms(use_true_random=False))
def test_checks_bear_with_any_value_at_any_place(random: Any) -> None:
    source, _ = parse("agencies.yaml", EVERY_SETTING.read_text(encoding="utf-8"))
    data = copy.deepcopy(source.data)
    for _ in range(random.randint(1, 4)):
        node = data
        while True:
            key = random.choice(list(node) if isinstance(node, dict) else range(len(node)))
            if not isinstance(node[key], dict | list) or not node[key] or random.random() < 0.2:
                break
            node = node[key]
        node[key] = copy.deepcopy(random.choice(VALUES))
    broken, _ = parse("agencies.yaml", json.dumps(data))
    refused = check_schema(broken, pipeline.schema())
    for problem in check_meaning(broken, sound_part(broken, refused)):
        assert problem.location is not None
        assert problem.message
        assert problem.hint
