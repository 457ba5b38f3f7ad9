"""`tfgen explain` for values: what holds, where it comes from, and what it overrides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specs import REPOSITORY, small, write_spec

from tfgen import pipeline
from tfgen.cli.explain_value import explain_value
from tfgen.errors import Location, TfgenError, format_path
from tfgen.layers import DATASET_RETENTION, SETTINGS, Layer, builtin_settings, merged
from tfgen.provenance import explain, trace
from tfgen.provenance_report import explanation_json, explanation_text
from tfgen.resolve import effective_agency, resolve
from tfgen.spec_path import parse_path

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.errors import SpecPath
    from tfgen.provenance import Explanation, Leaf

NO_DEADLINE = settings(deadline=None)
QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

REFERENCE = REPOSITORY / "agencies.yaml"
RECORDS = "agencies.dot.datasets.records"


def at_first_line(_path: SpecPath, _key: bool) -> Location:
    return Location("agencies.yaml", 1, 1, 1, 1)


def of(data: dict[str, Any], path: str, *environments: str) -> Explanation:
    return explain(data, pipeline.schema(), at_first_line, parse_path(path), environments)


def origins(leaf: Leaf) -> list[tuple[str, Any]]:
    return [(one.origin, one.value) for one in (leaf.chosen, *leaf.overridden)]


def refusal(data: dict[str, Any], path: str, *environments: str) -> TfgenError:
    with pytest.raises(TfgenError) as caught:
        of(data, path, *environments)
    assert caught.value.exit_code == 2
    return caught.value


def layered() -> dict[str, Any]:
    """Set the days that raw objects are kept in every layer there is."""
    data = small()
    data["defaults"] = {"retention": {"raw_days": 1}, "environments": {"prod": {"retention": {"raw_days": 2}}}}
    dot = data["agencies"]["dot"]
    dot["retention"] = {"raw_days": 3}
    dot["datasets"]["records"]["retention"] = {"raw_days": 5}
    dot["environments"] = {
        "prod": {"retention": {"raw_days": 4}, "datasets": {"records": {"retention": {"raw_days": 6}}}}
    }
    return data


# Paths


STEPS = st.text(max_size=8) | st.integers(0, 10**8)


@NO_DEADLINE
@given(st.lists(STEPS, min_size=1, max_size=5).map(tuple))
def test_path_that_is_written_reads_back_equal(path: SpecPath) -> None:
    assert parse_path(format_path(path)) == path


@pytest.mark.parametrize("text", ["", ".", "a..b", "a.", ".a", "a[", "a[x]", "a[-1]", 'a"b"', '"a', "a.[0]", "a]b[0]c"])
def test_text_that_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(TfgenError, match="is no path in a spec"):
        parse_path(text)


# Layers


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.lists(st.integers(0, 3), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
MAPS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@NO_DEADLINE
@given(st.lists(MAPS, min_size=1, max_size=5))
def test_leaves_of_any_layers_are_those_of_the_merged_map(maps: list[dict[str, Any]]) -> None:
    layers = [Layer(str(number), data, (((), (str(number),)),)) for number, data in enumerate(maps)]
    built: dict[str, Any] = {}
    for traced in trace(layers):
        layer, value = traced.candidates[0]
        assert value == _at(layer.data, traced.path)
        _put(built, traced.path, value)
    assert built == merged(layers)
    assert json.dumps(built) == json.dumps(merged(layers)), "the order of the keys differs"


def _at(data: Any, path: SpecPath) -> Any:
    for step in path:
        data = data[step]
    return data


def _put(data: dict[str, Any], path: SpecPath, value: Any) -> None:
    if path:
        *above, last = path
        for step in above:
            data = data.setdefault(str(step), {})
        data[str(last)] = value


def test_every_layer_is_named_highest_first() -> None:
    (leaf,) = of(layered(), f"{RECORDS}.retention.raw_days", "prod").leaves
    assert origins(leaf) == [
        ("data set in agency's environments.prod", 6),
        ("data set", 5),
        ("agency's environments.prod", 4),
        ("agency", 3),
        ("defaults.environments.prod", 2),
        ("defaults", 1),
        ("built-in default", 365),
    ]
    assert [format_path(one.path or ()) for one in (leaf.chosen, *leaf.overridden)] == [
        "agencies.dot.environments.prod.datasets.records.retention.raw_days",
        "agencies.dot.datasets.records.retention.raw_days",
        "agencies.dot.environments.prod.retention.raw_days",
        "agencies.dot.retention.raw_days",
        "defaults.environments.prod.retention.raw_days",
        "defaults.retention.raw_days",
        "(top level)",
    ]


def test_environments_that_differ_stand_side_by_side_and_equal_ones_once() -> None:
    data = layered()
    assert [leaf.environments for leaf in of(data, f"{RECORDS}.retention.raw_days").leaves] == [("dev",), ("prod",)]
    assert [leaf.environments for leaf in of(data, f"{RECORDS}.pipeline.workers").leaves] == [("dev", "prod")]
    found = of(data, f"{RECORDS}.retention").leaves
    assert [(leaf.path[-1], leaf.environments) for leaf in found] == [
        ("raw_days", ("dev",)),
        ("raw_days", ("prod",)),
        ("processed_days", ("dev", "prod")),
    ]


def test_stream_of_a_data_set_takes_from_the_agencys_streams() -> None:
    data = small()
    dot = data["agencies"]["dot"]
    dot["datasets"]["records"]["source"] = {"stream": {"shards": 3}}
    dot["stream"] = {"shards": 2, "mode": "provisioned"}
    shards, mode = (of(data, f"{RECORDS}.source.stream.{key}", "dev").leaves[0] for key in ("shards", "mode"))
    assert origins(shards) == [("data set", 3), ("agency", 2), ("built-in default", 1)]
    assert origins(mode) == [("agency", "provisioned"), ("built-in default", "on_demand")]
    assert mode.chosen.path == ("agencies", "dot", "stream", "mode")


def test_files_have_no_stream() -> None:
    assert {leaf.path[-2:] for leaf in of(small(), f"{RECORDS}.source", "dev").leaves} == {
        ("files", "format"),
        ("files", "header"),
        ("files", "delimiter"),
    }


def test_environment_has_its_complete_common_tags_and_the_region_of_its_state() -> None:
    data = small()
    data["platform"]["tags"] = {"team": "x"}
    data["environments"]["dev"]["tags"] = {"team": "y"}
    found = {leaf.path[2:]: leaf for leaf in of(data, "environments.dev").leaves}
    assert origins(found["tags", "team"]) == [("environment", "y"), ("platform", "x")]
    assert origins(found["tags", "environment"]) == [("common tag", "dev")]
    assert found["tags", "owner"].chosen.path == ("platform", "owner")
    assert origins(found["state", "region"]) == [("the environment's region", "us-east-1")]
    assert not any(leaf.environments for leaf in found.values())
    tags = {path[1]: leaf.chosen.value for path, leaf in found.items() if path[0] == "tags"}
    assert tags == resolve(data, pipeline.schema()).environments[0].common_tags


def test_item_of_a_list_is_found_where_the_list_stands() -> None:
    data = small()
    data["defaults"] = {"notify": {"email": ["a@example.gov", "b@example.gov"]}}
    (leaf,) = of(data, "agencies.dot.notify.email[1]").leaves
    assert (leaf.chosen.value, leaf.chosen.path) == ("b@example.gov", ("defaults", "notify", "email", 1))
    assert "agencies.dot.notify.email[2]" in refusal(data, "agencies.dot.notify.email[2]").message


@pytest.mark.parametrize(
    ("path", "value", "origin"),
    [
        ("platform.name", "civic", "spec"),
        ("tfvars", "link", "built-in default"),
        ("version", 1, "spec"),
        ("agencies.dot.name", "Department of Transportation", "agency"),
        ("agencies.dot.environments.prod.retention.raw_days", 4, "spec"),
        ("defaults.environments.prod.retention.raw_days", 2, "spec"),
        ("environments.dev.lifecycle", "active", "built-in default"),
        (f"{RECORDS}.source.files.delimiter", ",", "built-in default"),
    ],
)
def test_value_without_layers_has_its_one_origin(path: str, value: Any, origin: str) -> None:
    (leaf,) = of(layered(), path).leaves
    assert origins(leaf) == [(origin, value)]


def test_what_is_not_set_says_so_with_its_description() -> None:
    explanation = of(small(), "agencies.dot.deploy_to")
    assert explanation.leaves == ()
    assert "all unless given" in explanation.description
    assert "nothing is set here" in explanation_text(explanation)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("agencies.dto.name", "did you mean agencies.dot.name?"),
        ("agencies.dot.datasets.record.retention", "did you mean agencies.dot.datasets.records.retention?"),
        (f"{RECORDS}.retnetion.raw_days", f"did you mean {RECORDS}.retention.raw_days?"),
        (f"{RECORDS}.retention.size", f"{RECORDS}.retention has: 'processed_days', 'raw_days'"),
        ("agencies.dot.tags.cst_center", "did you mean agencies.dot.tags.cost_center?"),
        ("environments.prdo", "did you mean environments.prod?"),
        ("platfrm.name", "did you mean platform.name?"),
        ("agencies", "name an agency, such as agencies.dot"),
    ],
)
def test_unknown_path_is_refused_with_what_was_meant(path: str, hint: str) -> None:
    data = small()
    data["defaults"] = {"tags": {"cost_center": "1"}}
    assert refusal(data, path).hint == hint


def test_unknown_environment_is_refused_with_what_was_meant() -> None:
    assert refusal(small(), "agencies.dot.name", "prdo").hint == "did you mean 'prod'?"


def test_environment_without_the_agency_or_the_data_set_is_refused() -> None:
    data = small()
    data["agencies"]["dot"]["deploy_to"] = ["dev"]
    data["agencies"]["doh"]["datasets"]["records"]["deploy_to"] = ["prod"]
    assert refusal(data, "agencies.dot.name", "prod").message == "the agency 'dot' is not in prod"
    assert "records" in refusal(data, "agencies.doh.datasets.records.retention", "dev").message
    assert {leaf.environments for leaf in of(data, "agencies.doh.datasets.records.retention").leaves} == {("prod",)}
    data["agencies"]["dot"]["lifecycle"] = "retired"
    assert "not in any environment" in refusal(data, "agencies.dot.name").message


# The effective value is the one that is rendered


def _settings() -> st.SearchStrategy[dict[str, Any]]:
    days = st.sampled_from([1, 7, 30, "forever"])
    return st.fixed_dictionaries(
        {},
        optional={
            "tags": st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from("xyz")),
            "encryption": st.fixed_dictionaries({}, optional={"deletion_window_days": st.integers(7, 30)}),
            "retention": st.fixed_dictionaries(
                {}, optional={"raw_days": days, "processed_days": days, "log_days": st.sampled_from([1, 7])}
            ),
            "stream": st.fixed_dictionaries({}, optional={"shards": st.integers(1, 9)}),
            "pipeline": st.fixed_dictionaries({}, optional={"workers": st.integers(2, 9)}),
            "alarms": st.fixed_dictionaries({}, optional={"enabled": st.booleans()}),
            "notify": st.fixed_dictionaries({}, optional={"email": st.lists(st.sampled_from(["a@b.gov", "c@d.gov"]))}),
        },
    )


def _of_dataset(values: dict[str, Any], *, streams: bool) -> dict[str, Any]:
    found: dict[str, Any] = {key: values[key] for key in ("pipeline", "alarms") if key in values}
    if "retention" in values:
        found["retention"] = {key: item for key, item in values["retention"].items() if key in DATASET_RETENTION}
    if streams and "stream" in values:
        found["source"] = {"stream": values["stream"]}
    return found


@QUICK
@given(st.lists(_settings(), min_size=6, max_size=6), st.booleans())
def test_explained_values_are_the_effective_ones(layers: list[dict[str, Any]], streams: bool) -> None:
    data = small()
    dot = data["agencies"]["dot"]
    records = dot["datasets"]["records"]
    data["defaults"] = {**layers[0], "environments": {"prod": layers[1]}}
    dot.update(layers[2])
    dot["environments"] = {"prod": {**layers[3], "datasets": {"records": _of_dataset(layers[5], streams=streams)}}}
    records["source"] = {"stream": {}} if streams else {"files": {"format": "csv"}}
    for key, value in _of_dataset(layers[4], streams=streams).items():
        records[key] = value
    for environment in ("dev", "prod"):
        built: dict[str, Any] = {}
        for leaf in of(data, "agencies.dot", environment).leaves:
            assert leaf.environments == (environment,)
            _put(built, leaf.path[2:], leaf.chosen.value)
            for candidate in (leaf.chosen, *leaf.overridden):
                if candidate.path is not None:
                    assert _at(data, candidate.path) == candidate.value
        assert built == effective_agency(data, pipeline.schema(), "dot", environment)
        agency = next(one for one in resolve(data, pipeline.schema()).agencies_of(environment) if one.id == "dot")
        dataset = agency.datasets[0]
        explained = built["datasets"]["records"]
        assert (agency.tags, agency.settings.log_days) == (built["tags"], built["retention"]["log_days"])
        assert (dataset.pipeline.workers, dataset.alarms.enabled) == (
            explained["pipeline"]["workers"],
            explained["alarms"]["enabled"],
        )
        assert dataset.raw_days == (
            None if explained["retention"]["raw_days"] == "forever" else explained["retention"]["raw_days"]
        )
        assert (dataset.stream.shards if dataset.stream else None) == explained["source"].get("stream", {}).get(
            "shards"
        )


def test_data_set_takes_what_the_schema_lets_it_have() -> None:
    definitions = pipeline.schema()["$defs"]
    assert set(definitions["dataset_retention"]["properties"]) == set(DATASET_RETENTION)
    assert set(SETTINGS) & set(definitions["dataset"]["properties"]) == {"retention", "pipeline", "alarms", "publish"}


def test_each_setting_of_the_model_is_a_setting_of_the_schema() -> None:
    data = small()
    data["agencies"]["dot"]["datasets"]["records"]["source"] = {"stream": {}}
    dataset = next(one for one in resolve(data, pipeline.schema()).agencies if one.id == "dot").datasets[0]
    builtin = builtin_settings(pipeline.schema())
    for name in ("stream", "pipeline", "alarms"):
        settings_of = getattr(dataset, name)
        properties = set(pipeline.schema()["$defs"][name]["properties"])
        assert set(type(settings_of).__slots__) == properties
        assert {key: getattr(settings_of, key) for key in builtin[name]} == builtin[name]


# As it is printed


def test_text_names_file_and_line_of_each_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "agencies.yaml"
    spec.write_text(
        "version: 1\n"
        "platform: { name: civic, application: a, owner: o@example.gov, repository: r }\n"
        "environments:\n"
        "  dev: { account_id: '111122223333', region: us-east-1, state: { bucket: state } }\n"
        "  prod: { account_id: '111122223333', region: us-east-1, state: { bucket: state } }\n"
        "defaults:\n"
        "  retention: { raw_days: 30 }\n",
        encoding="utf-8",
    )
    (tmp_path / "agencies").mkdir()
    (tmp_path / "agencies" / "dot.yaml").write_text(
        "name: Transport\nenvironments:\n  prod:\n    retention: { raw_days: 7 }\n", encoding="utf-8"
    )
    explain_value(spec, "agencies.dot.retention.raw_days", (), "text")
    assert capsys.readouterr().out.replace(str(tmp_path), "x") == (
        "agencies.dot.retention.raw_days: Days that raw objects are kept, or forever; "
        "their former versions stay storage.noncurrent_days longer.\n"
        "\n"
        "  dev   30               defaults, x/agencies.yaml:7:26\n"
        "          overrides 365  built-in default\n"
        "  prod  7                agency's environments.prod, x/agencies/dot.yaml:4:28\n"
        "          overrides 30   defaults, x/agencies.yaml:7:26\n"
        "          overrides 365  built-in default\n"
    )


def test_json_has_value_origin_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    explain_value(REFERENCE, "agencies.dot.datasets.traffic_counts.source.stream.mode", ["prod"], "json")
    report = json.loads(capsys.readouterr().out)
    (value,) = report["values"]
    line = next(
        number for number, text in enumerate(REFERENCE.read_text("utf-8").splitlines(), 1) if "provisioned, sh" in text
    )
    assert value["value"] == "provisioned"
    assert value["environments"] == ["prod"]
    assert value["origin_path"] == "agencies.dot.environments.prod.datasets.traffic_counts.source.stream.mode"
    assert (value["file"], value["line"]) == (str(REFERENCE), line)
    assert value["overrides"][0]["value"] == "on_demand"
    assert value["overrides"][0]["origin"] == "built-in default"
    assert value["overrides"][0]["line"] is None


def test_text_lets_no_control_character_through() -> None:
    data = small()
    data["agencies"]["dot"]["name"] = "x\x1b[31m\u202ey\n"
    explanation = of(data, "agencies.dot.name")
    assert explanation_text(explanation).isprintable() is False  # its own line ends
    assert all(line.isprintable() for line in explanation_text(explanation).splitlines())
    assert json.loads(explanation_json(explanation))["values"][0]["value"] == data["agencies"]["dot"]["name"]


@pytest.mark.parametrize("agency", ["dot", "doh", "dep", "parks"])
def test_everything_of_the_reference_deployment_can_be_explained(agency: str) -> None:
    checked = pipeline.check(REFERENCE)
    explanation = pipeline.explain(checked, f"agencies.{agency}", ())
    assert len(explanation.leaves) > 30
    for leaf in explanation.leaves:
        again = pipeline.explain(checked, format_path(leaf.path), leaf.environments)
        assert leaf in again.leaves
        for candidate in (leaf.chosen, *leaf.overridden):
            assert (candidate.location is None) == (candidate.origin == "built-in default")
            if candidate.location is not None and isinstance(candidate.value, str):
                assert candidate.value in checked.source.text_at(candidate.location)


def test_spec_with_mistakes_is_reported_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = small()
    data["agencies"]["dot"]["nme"] = "x"
    with pytest.raises(SystemExit) as ended:
        explain_value(write_spec(tmp_path, data), "agencies.dot.name", (), "text")
    assert ended.value.code == 1
    assert "unknown key 'nme'" in capsys.readouterr().err


def test_command_explains_a_path_and_refuses_an_unknown_one() -> None:
    path = "agencies.dot.datasets.traffic_counts.retention"
    fine = invoke("explain", path, "--env", "prod", "-f", REFERENCE)
    assert fine.exit_code == 0, fine.stderr
    assert "agency's environments.prod" in fine.stdout
    wrong = invoke("explain", "agencies.dot.retenton", "-f", REFERENCE)
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "did you mean agencies.dot.retention?" in wrong.stderr
