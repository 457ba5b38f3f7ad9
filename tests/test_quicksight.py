"""Dashboards: which there are, who may open them, and when they are refreshed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specs import rendered, small, write_spec

from tfgen.quicksight_refresh import refresh

if TYPE_CHECKING:
    from pathlib import Path

STACK = "stacks/dev/dot/quicksight.tf"


def spec_with(dashboard: dict[str, Any] | None, access: dict[str, Any] | None = None) -> dict[str, Any]:
    spec = small()
    dataset = spec["agencies"]["dot"]["datasets"]["records"]
    dataset["columns"] = {"id": "string", "at": "timestamp", "secret": "string"}
    dataset.pop("key", None)
    if dashboard is not None:
        dataset["publish"] = {"quicksight": dashboard}
    if access:
        spec["agencies"]["dot"]["access"] = access
    return spec


def quicksight(tmp_path: Path, spec: dict[str, Any]) -> str | None:
    output = rendered(write_spec(tmp_path, spec)).get(STACK)
    assert not isinstance(output, str)
    return None if output is None else bytes(output).decode()  # type: ignore[arg-type] # the file is no link


def test_agency_without_dashboards_has_readers_whom_another_agency_may_name_and_nothing_else(tmp_path: Path) -> None:
    spec = spec_with(None)
    spec["agencies"]["doh"]["access"] = {"planners": {"agency": "dot", "read": {"records": {}}}}
    text = quicksight(tmp_path, spec)
    assert text is not None
    assert re.findall(r'^(?:module|data|resource) "(\w+)"', text, re.MULTILINE) == ["quicksight_readers"]
    grants = bytes(rendered(tmp_path / "agencies.yaml")["stacks/dev/doh/lakeformation.tf"]).decode()  # type: ignore[arg-type] # the file is no link
    assert "group/default/civic-dev-dot-readers" in grants
    assert 'name        = "${local.name_prefix}-readers"' in text


def test_group_that_may_see_less_gets_no_dashboard(tmp_path: Path) -> None:
    access = {
        "everything": {"quicksight_group": "analysts", "read": {"records": {}}},
        "columns": {"quicksight_group": "clerks", "read": {"records": {"except_columns": ["secret"]}}},
        "rows": {"quicksight_group": "locals", "read": {"records": {"rows": "id = '1'"}}},
    }
    text = quicksight(tmp_path, spec_with({}, access))
    assert text is not None
    assert "group/default/analysts" in text
    assert "clerks" not in text
    assert "locals" not in text


def test_owner_of_the_environment_owns_what_is_made_and_is_granted_what_is_shown(tmp_path: Path) -> None:
    spec = spec_with({})
    spec["environments"]["dev"]["quicksight"] = {"owner": "Author/data@example.gov"}
    files = rendered(write_spec(tmp_path, spec))
    owner = "arn:aws:quicksight:${var.region}:${var.account_id}:user/default/Author/data@example.gov"
    text, grants, errors = (
        bytes(files[path]).decode()  # type: ignore[arg-type] # the files are no links
        for path in (STACK, "stacks/dev/dot/lakeformation.tf", "stacks/dev/platform/quicksight.tf")
    )
    assert len(re.findall(rf'^  owner_arn += "{re.escape(owner)}"$', text, re.MULTILINE)) == 2
    assert re.findall(
        rf'^module "(\S+)" {{\n(?:[^}}\n].*\n|\n)*?  principal = "{re.escape(owner)}"$', grants, re.MULTILINE
    ) == [
        "dashboard-owner-reads",
        "dashboard-owner-reads-records",
    ]
    assert errors.count(owner) == 4
    assert "Author/data@example.gov an author" in bytes(files["stacks/dev/dot/README.md"]).decode()  # type: ignore[arg-type] # the same
    prod = [content for path, content in files.items() if "/prod/" in path and isinstance(content, bytes)]
    assert prod
    assert not any(owner.encode() in content for content in prod)


def test_without_an_owner_somebody_has_to_take_the_data_sets_over(tmp_path: Path) -> None:
    files = rendered(write_spec(tmp_path, spec_with({})))
    assert b"owner" not in bytes(files[STACK])  # type: ignore[arg-type] # the file is no link
    assert b"Let an author of QuickSight" in bytes(files["stacks/dev/dot/README.md"])  # type: ignore[arg-type] # the same


def test_names_that_people_see_fit_what_quicksight_takes(tmp_path: Path) -> None:
    spec = spec_with({})
    spec["agencies"]["dot"]["name"] = "Bureau of " + "very " * 46 + "long names"
    text = quicksight(tmp_path, spec)
    assert text is not None
    names = re.findall(r'(?:display_name|title) += "(.*)"$', text, re.MULTILINE)
    assert len(names) == 2
    assert all(100 < len(name) <= 128 for name in names)
    assert names[1].endswith(": records (dev)")


PLATFORM = "stacks/dev/platform/quicksight_warehouse.tf"


def warehouse_spec(source: str) -> dict[str, Any]:
    spec = spec_with({"source": source})
    spec["agencies"]["dot"]["datasets"]["records"]["publish"]["redshift"] = {"table": "rows"}
    spec["agencies"]["dot"]["deploy_to"] = ["dev"]
    spec["environments"]["dev"] |= {
        "warehouse": {"serverless": {"base_capacity": 8}},
        "network": {
            "vpc_id": "vpc-0a1b2c3d4e5f60718",
            "subnet_ids": [f"subnet-0a1b2c3d4e5f6000{n}" for n in (1, 2, 3)],
        },
    }
    return spec


def test_dashboard_on_the_warehouse_reads_the_table_of_the_agencys_schema(tmp_path: Path) -> None:
    text = quicksight(tmp_path, warehouse_spec("redshift"))
    assert text is not None
    dashboard = text.partition('module "records_dashboard" {')[2]
    for line in (
        "data_source_arn = module.quicksight_warehouse.data_source_arn",
        'database        = "dot"',
        'table           = "rows"',
        "catalog = null",
        "depends_on = [module.redshift_agency]",
    ):
        assert f"  {line}\n" in dashboard


def test_way_to_the_warehouse_is_there_only_where_a_dashboard_takes_it(tmp_path: Path) -> None:
    with_way = rendered(write_spec(tmp_path, warehouse_spec("redshift")))
    assert {path for path in with_way if path.endswith("/quicksight_warehouse.tf")} == {PLATFORM}
    without = rendered(write_spec(tmp_path, warehouse_spec("athena")))
    assert PLATFORM not in without
    assert without["stacks/dev/platform/ssm.tf"] != with_way["stacks/dev/platform/ssm.tf"]
    text = bytes(without[STACK]).decode()  # type: ignore[arg-type] # the file is no link
    assert "quicksight_warehouse" not in text


def test_refreshed_data_set_says_when(tmp_path: Path) -> None:
    text = quicksight(tmp_path, spec_with({"refresh": "cron(30 6 * * ? *)"}))
    assert text is not None
    assert 'interval = "DAILY"' in text
    assert '"06:30"' in text


@given(st.integers(0, 59), st.integers(0, 23), st.sampled_from(["* * ?", "? * *", "1 * ?", "? * 2"]))
def test_every_schedule_at_one_time_is_translated(minute: int, hour: int, days: str) -> None:
    found = refresh(f"cron({minute} {hour} {days} *)")
    assert found is not None
    assert found["time"] == f"{hour:02}:{minute:02}"


@pytest.mark.parametrize(
    "schedule",
    ["cron(0/5 6 * * ? *)", "cron(0 6,18 * * ? *)", "cron(0 6 L * ? *)", "cron(0 6 * 1 ? *)", "rate(2 hours)"],
)
def test_schedule_that_quicksight_lacks_is_not_translated(schedule: str) -> None:
    assert refresh(schedule) is None


def test_refresh_that_fails_raises_an_alarm(tmp_path: Path) -> None:
    spec = spec_with({"refresh": "cron(0 5 * * ? *)"})
    text = bytes(rendered(write_spec(tmp_path, spec))["stacks/dev/dot/cloudwatch.tf"]).decode()  # type: ignore[arg-type] # the file is no link
    module = text.partition('module "records_refresh_alarm" {')[2].partition("\n}\n")[0]
    assert '= { DatasetId = "civic-dev-dot-records" }' in module
    assert '= "AWS/QuickSight"' in module
    assert '"civic-dev-dot-records-refresh"' in module
    assert "[module.records_refresh_alarm.alarm_arn]" in text


@pytest.mark.parametrize("switch", [{"alarms": {"enabled": False}}, {"publish": {"quicksight": {}}}])
def test_without_refresh_or_alarms_there_is_no_alarm_of_a_refresh(switch: dict[str, Any], tmp_path: Path) -> None:
    spec = spec_with({"refresh": "cron(0 5 * * ? *)"})
    spec["agencies"]["dot"]["datasets"]["records"] |= switch
    text = rendered(write_spec(tmp_path, spec))["stacks/dev/dot/cloudwatch.tf"]
    assert b"refresh" not in text  # type: ignore[operator] # the file is no link
