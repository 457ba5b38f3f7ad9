"""`tfgen show`, and the YAML that it writes."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from command import invoke
from hypothesis import given, settings
from hypothesis import strategies as st
from specs import REPOSITORY, small, write_spec

from tfgen import pipeline
from tfgen.loader import parse
from tfgen.yaml_text import yaml_block, yaml_inline

if TYPE_CHECKING:
    from pathlib import Path

NO_DEADLINE = settings(deadline=None)

# The loader puts text into its composed form, as Terraform does, and refuses half a surrogate pair.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
TRICKY = st.sampled_from(
    [
        *(
            "",
            " ",
            "no",
            "No",
            "on",
            "y",
            "true",
            "NULL",
            "~",
            "0123",
            "1e3",
            "1_000",
            "0x1f",
            "0o17",
            ".5",
            "-",
            "---",
        ),
        *(
            "...",
            "a: b",
            "a #b",
            "#",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%",
            "@",
            "`",
            "{",
            "[",
            "- a",
            "? a",
            ": a",
            "=",
            "<<",
        ),
        *(
            "2024-01-31",
            "12:30:00",
            "a\nb",
            "a\tb",
            "\u2028",
            "\u0085",
            "\ufeff",
            "\x7f",
            "\x1b[31m",
            "a ",
            "'",
            '"',
            "\\",
        ),
        *("\U0001f600", ".inf", ".nan", "+1", "${a}", "a,b", "arn:aws:iam::444455556666:role/x", "cron(0 4 * * ? *)"),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | TRICKY
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | TRICKY, inner, max_size=4),
    max_leaves=12,
)


@NO_DEADLINE
@given(DATA)
def test_yaml_reads_back_equal_by_both_versions_of_yaml(data: Any) -> None:
    for text in (yaml_block(data), f"{yaml_inline(data)}\n", yaml_block({"in": [[data]]})):
        expected = {"in": [[data]]} if text.startswith("in:") and text == yaml_block({"in": [[data]]}) else data
        assert _same(yaml.safe_load(text), expected)
        if expected is not None:
            source, problems = parse("x.yaml", text)
            assert problems == ()
            assert _same(source.data, _whole(expected))


def _whole(value: Any) -> Any:
    """Give what the loader makes of data: 1e3 is the whole number 1000, as far as floats are exact."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53 else value


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types, so that true is not 1, nor 1.0 the integer 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


@NO_DEADLINE
@given(DATA)
def test_yaml_is_safe_to_print(data: Any) -> None:
    assert all(line.isprintable() for line in yaml_block(data).split("\n"))
    assert yaml_inline(data).isprintable()


def test_plain_text_stays_plain() -> None:
    assert yaml_block({"name": "Department of Transportation", "days": [30, "forever"], "type": "G.1X"}) == (
        "name: Department of Transportation\ndays:\n  - 30\n  - forever\ntype: G.1X\n"
    )


def shown(*arguments: str | Path, form: str = "yaml") -> dict[str, Any]:
    result = invoke("show", *arguments, "--format", form)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout) if form == "json" else yaml.safe_load(result.stdout)
    return found


@pytest.mark.parametrize("agency", ["dot", "doh", "dep", "parks", "platform"])
def test_yaml_and_json_say_the_same(agency: str) -> None:
    spec = REPOSITORY / "agencies.yaml"
    as_yaml, as_json = (shown(agency, "-f", spec, form=form) for form in ("yaml", "json"))
    assert json.dumps(as_yaml) == json.dumps(as_json)
    assert list(as_yaml) == (["dev"] if agency == "parks" else ["dev", "prod"])


def test_all_effective_values_are_shown() -> None:
    prod = shown("dot", "--env", "prod", "-f", REPOSITORY / "agencies.yaml")["prod"]
    assert prod["retention"] == {"raw_days": 730, "processed_days": "forever", "log_days": 365}
    counts = prod["datasets"]["traffic_counts"]
    assert counts["source"]["stream"] == {
        "mode": "provisioned",
        "shards": 4,
        "retention_hours": 72,
        "buffer_seconds": 300,
        "buffer_mb": 64,
    }
    assert counts["retention"] == {"raw_days": 730, "processed_days": "forever"}
    assert list(counts["columns"]) == ["site_id", "counted_at", "lane", "vehicles"]
    assert counts["publish"]["redshift"]["table"] == "traffic_counts"
    assert counts["publish"]["quicksight"]["source"] == "athena"
    works = prod["datasets"]["road_works"]
    assert list(works["columns"]) == ["work_id", "road", "starts_on", "ends_on", "contractor"]
    assert works["columns"]["contractor"]["required"] is False
    assert works["pipeline"]["trigger"] == "schedule"
    assert works["source"]["files"] == {"format": "csv", "header": True, "delimiter": ","}
    assert prod["environment"]["tags"]["environment"] == "prod"
    assert "civic-prod-dot-raw-444455556666" in prod["names"]["S3 bucket"]


def test_shown_names_are_those_that_are_rendered(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    for owner in ("dot", "platform"):
        names = shown(owner, "-f", spec)["dev"]["names"]
        assert all(text.isprintable() for kind in names.values() for text in kind)
        assert "alias/civic-dev-" + owner in names["KMS alias"]


def test_data_set_is_shown_where_it_is_deployed(tmp_path: Path) -> None:
    data = small()
    data["agencies"]["dot"]["datasets"]["records"]["deploy_to"] = ["prod"]
    found = shown("dot", "-f", write_spec(tmp_path, data))
    assert [list(values["datasets"]) for values in found.values()] == [[], ["records"]]


def test_text_of_any_kind_is_shown_as_that_text(tmp_path: Path) -> None:
    data = small()
    data["agencies"]["dot"]["description"] = 'a: "b" #c\n\u202e ${d} \x1b'
    result = invoke("show", "dot", "-f", write_spec(tmp_path, data))
    assert all(line.isprintable() for line in result.stdout.split("\n"))
    assert yaml.safe_load(result.stdout)["dev"]["description"] == data["agencies"]["dot"]["description"]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["dto"], "did you mean 'dot'?"),
        (["dot", "--env", "prdo"], "did you mean 'prod'?"),
        (["doh", "--env", "dev"], "`deploy_to`"),
        (["doh", "--env", "dev", "--env", "prod"], "it is in prod"),
    ],
)
def test_what_is_not_there_is_refused(tmp_path: Path, arguments: list[str], hint: str) -> None:
    data = small()
    data["agencies"]["doh"]["deploy_to"] = ["prod"]
    result = invoke("show", *arguments, "-f", write_spec(tmp_path, data))
    assert result.exit_code == 2
    assert hint in result.stderr
    assert result.stdout == ""


def test_effective_values_need_a_sound_spec(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the spec has errors"):
        pipeline.effective(pipeline.check(write_spec(tmp_path, {"version": 1})), "dot", ())
