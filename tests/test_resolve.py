"""From checked data to the model: precedence, merging, built-in defaults, and the schema they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from hypothesis import given, settings
from hypothesis import strategies as st
from specs import REPOSITORY, small

from tfgen import pipeline
from tfgen import resolve as module
from tfgen.layers import SETTINGS, builtin_settings, merge
from tfgen.plan import plan
from tfgen.resolve import resolve
from tfgen.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.model import Agency, Environment

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=3)
KEYS = st.sampled_from("abc")
# Of one shape: a key is a map in all of them or in none, as the schema has it. A key that changes between the
# two would break associativity, and cannot come.
MAPS = st.fixed_dictionaries(
    {},
    optional={
        "a": SCALARS,
        "b": st.dictionaries(KEYS, SCALARS),
        "c": st.dictionaries(KEYS, st.dictionaries(KEYS, SCALARS)),
    },
)
ANY_MAPS = st.dictionaries(KEYS, st.recursive(SCALARS, lambda inner: st.dictionaries(KEYS, inner), max_leaves=5))

# Tests share the machine with terraform, and then a moment may take long.
NO_DEADLINE = settings(deadline=None)


def of(data: dict[str, Any], environment: str = "dev", agency: str = "dot") -> Agency:
    deployment = resolve(data, pipeline.schema())
    return next(found for found in deployment.agencies_of(environment) if found.id == agency)


@NO_DEADLINE
@given(MAPS, MAPS, MAPS)
def test_merging_is_associative(low: dict[str, Any], middle: dict[str, Any], high: dict[str, Any]) -> None:
    assert merge(merge(low, middle), high) == merge(low, merge(middle, high))


@NO_DEADLINE
@given(ANY_MAPS)
def test_nothing_is_the_identity_of_merging(data: dict[str, Any]) -> None:
    assert merge(data, {}) == merge({}, data) == merge(data, data) == data


@NO_DEADLINE
@given(ANY_MAPS, ANY_MAPS)
def test_what_lies_above_wins_and_all_else_stays(low: dict[str, Any], high: dict[str, Any]) -> None:
    merged = merge(low, high)
    assert merged.keys() == low.keys() | high.keys()
    for key, value in merged.items():
        if key not in high:
            assert value == low[key]
        elif not (isinstance(high[key], dict) and isinstance(low.get(key), dict)):
            assert value == high[key]
        else:
            assert value == merge(low[key], high[key])


@NO_DEADLINE
@given(ANY_MAPS, ANY_MAPS)
def test_merging_changes_neither_of_the_two(low: dict[str, Any], high: dict[str, Any]) -> None:
    before = repr((low, high))
    merge(low, high)
    assert repr((low, high)) == before


LAYERS = (
    ("defaults",),
    ("defaults", "environments", "dev"),
    ("agencies", "dot"),
    ("agencies", "dot", "environments", "dev"),
)
"""Places of `retention` and its like, lowest first, above the built-in defaults."""


def put(data: dict[str, Any], path: tuple[str, ...], value: dict[str, Any]) -> None:
    for step in path:
        data = data.setdefault(step, {})
    data.update(value)


@pytest.mark.parametrize("highest", range(len(LAYERS) + 1))
def test_highest_layer_wins(highest: int) -> None:
    data = small()
    ages = [7, 14, 30, 60]
    for layer, days in zip(LAYERS[:highest], ages, strict=False):
        put(data, (*layer, "retention"), {"log_days": days, "raw_days": days})
    expected = ages[highest - 1] if highest else 365
    assert of(data).settings.log_days == expected
    assert of(data).datasets[0].raw_days == expected
    assert of(data).datasets[0].processed_days is None


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_reaches_as_far_as_it_should(layer: tuple[str, ...]) -> None:
    data = small()
    put(data, (*layer, "encryption"), {"deletion_window_days": 7})
    everywhere = {(agency, environment) for agency in ("dot", "doh") for environment in ("dev", "prod")}
    changed = {
        (agency, environment)
        for agency, environment in everywhere
        if of(data, environment, agency).settings.key_deletion_window_days == 7
    }
    for_all, for_dev = "dot" not in layer, "dev" in layer
    assert changed == {
        (agency, environment)
        for agency, environment in everywhere
        if (for_all or agency == "dot") and (not for_dev or environment == "dev")
    }


def test_data_set_comes_before_its_agency_and_its_environment_before_all() -> None:
    data = small()
    put(data, (*LAYERS[3], "retention"), {"raw_days": 60})
    assert of(data).datasets[0].raw_days == 60
    put(data, ("agencies", "dot", "datasets", "records", "retention"), {"raw_days": 90})
    assert of(data).datasets[0].raw_days == 90
    put(data, ("agencies", "dot", "environments", "dev", "datasets", "records", "retention"), {"raw_days": 1})
    assert (of(data).datasets[0].raw_days, of(data, "prod").datasets[0].raw_days) == (1, 90)


def test_forever_replaces_a_number_of_days_and_the_other_way_round() -> None:
    data = small()
    put(data, ("defaults", "retention"), {"raw_days": 30, "processed_days": "forever"})
    put(data, ("agencies", "dot", "retention"), {"raw_days": "forever", "processed_days": 30})
    dataset = of(data).datasets[0]
    assert (dataset.raw_days, dataset.processed_days) == (None, 30)


def test_tags_merge_through_all_layers() -> None:
    data = small()
    for number, layer in enumerate(LAYERS):
        put(data, (*layer, "tags"), {f"only_{number}": "x", "all": str(number)})
    assert of(data).tags == {"all": "3", "only_0": "x", "only_1": "x", "only_2": "x", "only_3": "x"}
    assert of(data, "prod", "doh").tags == {"all": "0", "only_0": "x"}


def test_common_tags_are_the_fixed_ones_the_platforms_and_the_environments() -> None:
    data = small()
    data["platform"]["tags"] = {"stage": "x", "classification": "internal"}
    data["environments"]["dev"]["tags"] = {"stage": "trial"}
    assert of(data).environment.common_tags == {
        "application": "agency-data-platform",
        "classification": "internal",
        "environment": "dev",
        "owner": "data-platform@example.gov",
        "repository": "example-gov/agency-data-platform",
        "stage": "trial",
    }


def test_settings_of_the_platform_stack_are_the_defaults_of_its_environment() -> None:
    data = small()
    data["defaults"] = {"retention": {"log_days": 90}, "environments": {"dev": {"retention": {"log_days": 7}}}}
    data["agencies"]["dot"]["retention"] = {"log_days": 1}
    assert [one.settings.log_days for one in resolve(data, pipeline.schema()).environments] == [7, 90]


def test_agency_and_data_set_are_where_they_are_deployed_to() -> None:
    data = small()
    data["agencies"]["doh"]["deploy_to"] = ["prod"]
    data["agencies"]["dot"]["datasets"]["records"]["deploy_to"] = ["dev"]
    deployment = resolve(data, pipeline.schema())
    assert [agency.id for agency in deployment.agencies_of("dev")] == ["dot"]
    assert [agency.id for agency in deployment.agencies_of("prod")] == ["doh", "dot"]
    assert [len(of(data, environment).datasets) for environment in ("dev", "prod")] == [1, 0]


@pytest.mark.parametrize(
    ("region", "partition"), [("us-east-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")]
)
def test_partition_follows_from_the_region(region: str, partition: str) -> None:
    data = small()
    data["environments"]["dev"]["region"] = region
    assert of(data).environment.partition == partition


def test_built_in_defaults_are_what_the_schema_says() -> None:
    assert builtin_settings(pipeline.schema()) == {
        "tags": {},
        "encryption": {"deletion_window_days": 30},
        "storage": {"noncurrent_days": 30, "abort_upload_days": 7},
        "retention": {"raw_days": 365, "processed_days": "forever", "log_days": 365},
        "stream": {
            "mode": "on_demand",
            "shards": 1,
            "retention_hours": 24,
            "buffer_seconds": 300,
            "buffer_mb": 64,
        },
        "pipeline": {
            "enabled": True,
            "trigger": "arrival",
            "batch_size": 100,
            "batch_window_seconds": 900,
            "worker_type": "G.1X",
            "workers": 2,
            "timeout_minutes": 60,
            "retries": 1,
        },
        "alarms": {"enabled": True, "iterator_age_minutes": 60, "freshness_minutes": 60},
        "dashboard": {"enabled": True},
        "publish": {},
        "notify": {},
    }


def test_settings_are_those_that_the_schema_lets_all_layers_have() -> None:
    definitions = pipeline.schema()["$defs"]
    assert definitions["defaults"]["properties"].keys() == {*SETTINGS, "environments"}
    assert definitions["environment_defaults"]["properties"].keys() == set(SETTINGS)
    for holder in ("agency", "environment_override"):
        assert set(SETTINGS) <= definitions[holder]["properties"].keys()


def test_committed_schema_is_the_one_that_is_printed() -> None:
    committed = (REPOSITORY / "schema" / "agencies.schema.json").read_bytes()
    assert committed == invoke("schema").stdout_bytes, "run: tfgen schema > schema/…"


def parts(schema: Any, path: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk over a schema and the schemas in it, each with its path."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key in ("properties", "$defs"):
        for name, inner in schema.get(key, {}).items():
            yield from parts(inner, f"{path}/{key}/{name}")
    for key in ("items", "additionalProperties", "propertyNames"):
        yield from parts(schema.get(key), f"{path}/{key}")
    for key in ("oneOf", "anyOf", "allOf"):
        for index, inner in enumerate(schema.get(key, ())):
            yield from parts(inner, f"{path}/{key}/{index}")


def test_every_object_of_the_schema_is_closed() -> None:
    """A map either names its keys and has no others, or has keys of the user's choice and says of what form."""
    objects = {path: part for path, part in parts(pipeline.schema()) if part.get("type") == "object"}
    assert len(objects) > 20
    for path, part in objects.items():
        if "properties" in part:
            assert part.get("additionalProperties") is False, path
        else:
            assert isinstance(part.get("additionalProperties"), dict), path
    assert not [path for path, part in parts(pipeline.schema()) if "properties" in part and "type" not in part]


def test_every_property_of_the_schema_is_described_in_a_sentence() -> None:
    described = 0
    for path, part in parts(pipeline.schema()):
        for name, inner in part.get("properties", {}).items():
            text = inner.get("description") or target(inner).get("description", "")
            assert re.fullmatch(r"[A-Za-z].*\.", text, re.DOTALL), f"{path}/properties/{name}: {text!r}"
            described += 1
    assert described > 100


def test_every_pattern_of_the_schema_has_its_sentence_and_is_anchored() -> None:
    for path, part in parts(pipeline.schema()):
        if "pattern" in part:
            assert part["pattern"].startswith("^"), path
            assert part["pattern"].endswith("$"), path
            assert part.get("x-pattern-message"), path


def target(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    found: dict[str, Any] = pipeline.schema()["$defs"][reference.rpartition("/")[2]] if reference else {}
    return found


def test_agency_is_made_when_it_is_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = module._Agencies._new

    def new(self: module._Agencies, key: str, environment: Environment) -> Agency:
        made.append(key)
        return real(self, key, environment)

    monkeypatch.setattr(module._Agencies, "_new", new)
    deployment = resolve(small(), pipeline.schema())
    units = {unit.folder: unit for unit in plan(deployment, [], Selection())}
    assert made == []
    assert [*units["stacks/dev/dot"].tasks()]
    assert units["stacks/dev/dot"].basis()
    assert made == ["dot"]
    assert deployment.agency("dev", "dot") is deployment.agency("dev", "dot")
    # Nothing tells the two environments apart, so this one has the same data sets.
    assert deployment.agency("prod", "dot").datasets is deployment.agency("dev", "dot").datasets
    assert made == ["dot"]
    assert [(agency.environment.name, agency.id) for agency in deployment.agencies] == [
        (environment, key) for environment in ("dev", "prod") for key in ("doh", "dot")
    ]
    assert made == ["dot", "doh"]
