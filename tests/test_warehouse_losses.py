"""Columns never leave the warehouse, and never get narrower, without a word in the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import small, tree, write_spec

from tfgen.errors import TfgenError
from tfgen.views.warehouse.types import widens
from tfgen.warehouse_losses import losses, refuse_losses

if TYPE_CHECKING:
    from pathlib import Path

PATH = "stacks/dev/dot/redshift.tf"


def with_table(columns: dict[str, str], **publish: Any) -> dict[str, Any]:
    """Make a spec whose agency dot has a table with these columns in dev."""
    data = small()
    data["environments"]["dev"]["network"] = {
        "vpc_id": "vpc-0a1b2c3d4e5f60718",
        "subnet_ids": [f"subnet-0a1b2c3d4e5f6000{number}" for number in (1, 2, 3)],
    }
    data["environments"]["dev"]["warehouse"] = {"serverless": {"base_capacity": 8}}
    data["environments"]["dev"]["notify"] = {"email": ["data-platform@example.gov"]}
    del data["environments"]["prod"]
    dataset = {"source": {"files": {"format": "csv"}}, "columns": columns, "publish": {"redshift": publish}}
    data["agencies"]["dot"]["datasets"] = {"permits": dataset}
    return data


OLD = {"permit_id": "string", "park": "varchar(40)", "guests": "int", "fee": "decimal(8,2)", "event_on": "date"}


def render(folder: Path, columns: dict[str, str], **publish: Any) -> Any:
    return invoke("render", "-f", write_spec(folder, with_table(columns, **publish)), "-o", folder / "generated")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    first = render(tmp_path, OLD, sort_key=["event_on"])
    assert first.exit_code == 0, first.stderr
    return tmp_path


def table(folder: Path) -> str:
    return (folder / "generated" / PATH).read_text(encoding="utf-8")


def test_new_column_is_added_to_the_table(folder: Path) -> None:
    result = render(folder, {**OLD, "indoors": "boolean"}, sort_key=["event_on"])
    assert result.exit_code == 0, result.stderr
    assert """CALL "dot"."fit_column"('permits', 'indoors', 'boolean');""" in table(folder)


def test_column_that_would_go_is_refused_and_nothing_is_written(folder: Path) -> None:
    before = table(folder)
    columns = {name: kind for name, kind in OLD.items() if name != "guests"}
    result = render(folder, columns, sort_key=["event_on"])
    assert result.exit_code == 1
    assert "column guests of dot.permits in stacks/dev/dot (integer) would go with its data" in result.stderr
    assert "allow_column_removal" in result.stderr
    assert table(folder) == before


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"sort_key": ["park", "event_on"]}, "is sorted by event_on, and would be by park, event_on"),
        ({}, "is sorted by event_on, and would be by what Redshift chooses"),
        (
            {"sort_key": ["event_on"], "distribution_key": "permit_id"},
            "is distributed by what Redshift chooses, and would be by permit_id",
        ),
    ],
)
def test_other_keys_are_refused_for_a_table_that_is_there(folder: Path, keys: dict[str, Any], told: str) -> None:
    before = table(folder)
    result = render(folder, OLD, **keys)
    assert result.exit_code == 1
    assert f"dot.permits in stacks/dev/dot {told}" in result.stderr
    assert table(folder) == before


def test_other_keys_are_taken_for_a_table_of_another_name(folder: Path) -> None:
    result = render(folder, OLD, sort_key=["park"], table="permits_by_park")
    assert result.exit_code == 0, result.stderr
    assert 'COMPOUND SORTKEY ("park")' in table(folder)


def test_column_goes_where_the_spec_says_so_and_no_other(folder: Path) -> None:
    columns = {name: kind for name, kind in OLD.items() if name != "guests"}
    result = render(folder, columns, sort_key=["event_on"], allow_column_removal=["guests"])
    assert result.exit_code == 0, result.stderr
    assert table(folder).count("remove_column") == 1
    assert """CALL "dot"."remove_column"('permits', 'guests');""" in table(folder)


@pytest.mark.parametrize(
    ("column", "kind"), [("park", "varchar(50)"), ("park", "string"), ("guests", "bigint"), ("fee", "decimal(10,3)")]
)
def test_wider_type_is_taken(folder: Path, column: str, kind: str) -> None:
    result = render(folder, {**OLD, column: kind}, sort_key=["event_on"])
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(
    ("column", "kind", "new"),
    [
        ("park", "varchar(10)", "character varying(40), to which character varying(160) is not widened"),
        ("guests", "smallint", "smallint, to which integer is not widened"),
        ("guests", "string", "character varying(65535), to which integer is not widened"),
        ("fee", "decimal(8,4)", "numeric(8,4), to which numeric(8,2) is not widened"),
        ("fee", "decimal(8,1)", "numeric(8,1), to which numeric(8,2) is not widened"),
    ],
)
def test_narrower_type_is_refused(folder: Path, column: str, kind: str, new: str) -> None:
    result = render(folder, {**OLD, column: kind}, sort_key=["event_on"])
    assert result.exit_code == 1
    assert f"column {column} of dot.permits in stacks/dev/dot would become {new}" in " ".join(result.stderr.split())


def test_column_that_sorts_keeps_even_from_a_wider_type(tmp_path: Path) -> None:
    assert render(tmp_path, OLD, sort_key=["guests"]).exit_code == 0
    result = render(tmp_path, {**OLD, "guests": "bigint"}, sort_key=["guests"])
    assert result.exit_code == 1
    assert "distributed or sorted by" in " ".join(result.stderr.split())


def test_table_that_leaves_the_spec_stays_and_is_no_loss(folder: Path) -> None:
    data = with_table(OLD)
    del data["agencies"]["dot"]["datasets"]["permits"]["publish"]
    result = invoke("render", "-f", write_spec(folder, data), "-o", folder / "generated")
    assert result.exit_code == 0, result.stderr


def test_warehouse_of_another_kind_is_refused_until_its_file_is_gone(folder: Path) -> None:
    data = with_table(OLD, sort_key=["event_on"])
    data["environments"]["dev"]["warehouse"] = {"provisioned": {"node_type": "ra3.large"}}
    spec, out = write_spec(folder, data), folder / "generated"
    before = tree(out, manifests=True)
    result = invoke("render", "-f", spec, "-o", out)
    assert result.exit_code == 1
    assert "the kind of the warehouse in stacks/dev/platform" in result.stderr
    assert tree(out, manifests=True) == before
    (out / "stacks/dev/platform/redshift.tf").unlink()
    assert invoke("render", "-f", spec, "-o", out).exit_code == 0
    assert "redshift_cluster" in (out / "stacks/dev/platform/redshift.tf").read_text(encoding="utf-8")


def test_all_losses_of_all_stacks_are_told_at_once(folder: Path) -> None:
    before = table(folder)
    after = before.replace('"guests" integer', '"guests" smallint').replace('"park" character varying(160),\n', "")
    paths = [PATH, PATH.replace("dev", "prod")]
    with pytest.raises(TfgenError) as caught:
        refuse_losses([(path, before, after) for path in paths], widens)
    assert caught.value.exit_code == 1
    assert caught.value.message.count(" would ") == 4


def test_no_table_is_overlooked(folder: Path) -> None:
    lost = list(losses(PATH, table(folder), 'CREATE TABLE IF NOT EXISTS "dot"."permits" (\n  "x" date\n);', widens))
    assert [one.column for one in lost] == list(OLD)
