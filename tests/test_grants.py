"""Who is granted what: from `access` to the row of calls in an agency's `lakeformation.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hcl2
import pytest
from specs import agency, rendered, small, write_spec

from tfgen import pipeline
from tfgen.views.stacks import grants
from tfgen.views.stacks.lakeformation import AGENCY, PLATFORM

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.model import Agency, Deployment

ROLE = "arn:aws:iam::222233334444:role/analysts"


def spec(**access: Any) -> dict[str, Any]:
    data = small()
    data["agencies"]["dot"]["access"] = access
    # Only an agency with dashboards has a group of readers.
    data["agencies"]["doh"]["datasets"]["records"]["publish"] = {"quicksight": {}}
    return data


def deployed(folder: Path, data: dict[str, Any]) -> tuple[Deployment, Agency]:
    deployment = pipeline.check(write_spec(folder, data)).deployment
    assert deployment is not None
    (dot,) = [one for one in deployment.agencies_of("dev") if one.id == "dot"]
    return deployment, dot


def calls(folder: Path, data: dict[str, Any], stack: str = "dev/dot") -> dict[str, dict[str, Any]]:
    """Give the calls of modules in `lakeformation.tf` by label, in their order, as HCL says them."""
    content = rendered(write_spec(folder, data))[f"stacks/{stack}/lakeformation.tf"]
    assert isinstance(content, bytes)
    blocks = hcl2.loads(content.decode())["module"]
    return {label.strip('"'): body for block in blocks for label, body in block.items()}


def module_of(call: dict[str, Any]) -> str:
    return str(call["source"]).strip('"').rpartition("/")[2]


@pytest.mark.parametrize(
    ("read", "module", "columns"),
    [
        ({}, "lakeformation_table", None),
        ({"columns": ["taken_on"]}, "lakeformation_columns", ["taken_on"]),
        ({"except_columns": ["taken_on"]}, "lakeformation_columns", ["id"]),
        ({"rows": "id = '1'"}, "lakeformation_cells", ["id", "taken_on"]),
        ({"rows": "id = '1'", "columns": ["taken_on"]}, "lakeformation_cells", ["taken_on"]),
    ],
)
def test_a_read_is_granted_as_narrowly_as_it_is_stated(
    tmp_path: Path, read: dict[str, Any], module: str, columns: list[str] | None
) -> None:
    found = calls(tmp_path, spec(analysts={"role": ROLE, "read": {"records": read}}))
    assert list(found) == ["lakeformation", "analysts-reads", "analysts-reads-records"]
    call = found["analysts-reads-records"]
    assert module_of(call) == module
    assert ([name.strip('"') for name in call["columns"]] if "columns" in call else None) == columns
    assert str(call.get("rows", "")).strip('"') == read.get("rows", "")
    assert str(call["table"]).strip('"') == "records"
    assert str(call["database"]).strip('"') == "civic_dev_dot"


@pytest.mark.parametrize(
    ("reader", "principal", "grantable"),
    [
        ({"role": ROLE}, ROLE, False),
        ({"account": "222233334444"}, "222233334444", True),
        (
            {"quicksight_group": "analysts"},
            "arn:aws:quicksight:${var.region}:${var.account_id}:group/default/analysts",
            False,
        ),
        (
            {"agency": "doh"},
            "arn:aws:quicksight:${var.region}:${var.account_id}:group/default/civic-dev-doh-readers",
            False,
        ),
    ],
)
def test_each_kind_of_reader_has_its_principal_and_only_accounts_grant_on(
    tmp_path: Path, reader: dict[str, Any], principal: str, grantable: bool
) -> None:
    found = calls(tmp_path, spec(somebody={**reader, "read": {"records": {}}}))
    for label in ("somebody-reads", "somebody-reads-records"):
        assert str(found[label]["principal"]).strip('"') == principal
        assert found[label].get("grantable", False) is grantable


def test_an_agency_that_is_not_there_reads_nothing(tmp_path: Path) -> None:
    data = spec(health={"agency": "doh", "read": {"records": {}}})
    data["agencies"]["doh"]["deploy_to"] = ["prod"]
    assert list(calls(tmp_path, data)) == ["lakeformation"]
    assert "health-reads" in calls(tmp_path, data, "prod/dot")


def test_an_agency_without_dashboards_has_no_group_that_could_read_and_is_told_so(tmp_path: Path) -> None:
    data = spec(health={"agency": "doh", "read": {"records": {}}})
    data["agencies"]["doh"]["environments"] = {"dev": {"publish": {"quicksight": {"enabled": False}}}}
    assert "health-reads" in calls(tmp_path, data), "where errors are shown in QuickSight, every agency has readers"
    data["environments"]["dev"]["errors"] = {"dashboard": False}
    assert list(calls(tmp_path, data)) == ["lakeformation"]
    assert "health-reads" in calls(tmp_path, data, "prod/dot")
    (step,) = AGENCY.steps(*deployed(tmp_path, data))
    assert "the agency doh has no dashboard in dev" in step


def test_a_reader_reads_in_the_environments_that_it_names(tmp_path: Path) -> None:
    data = spec(analysts={"role": ROLE, "deploy_to": ["prod"], "read": {"records": {}}})
    assert list(calls(tmp_path, data)) == ["lakeformation"]
    assert "analysts-reads" in calls(tmp_path, data, "prod/dot")


def test_dashboards_and_warehouse_read_what_is_published_to_them_and_no_more(tmp_path: Path) -> None:
    data = small()
    for environment in data["environments"].values():
        environment["warehouse"] = {"serverless": {}}
        environment["network"] = {"vpc_id": "vpc-0a1b2c3d", "subnet_ids": [f"subnet-0a1b2c3{n}" for n in range(3)]}
    plain = agency("")["datasets"]["records"]
    data["agencies"]["dot"]["datasets"] = {
        "hidden": plain,
        "loaded": {**plain, "publish": {"redshift": {}}},
        "shown": {**plain, "publish": {"quicksight": {"source": "athena"}}},
        "shown_from_warehouse": {**plain, "publish": {"redshift": {}, "quicksight": {"source": "redshift"}}},
    }
    found = calls(tmp_path, data)
    assert list(found)[1:] == [
        "dashboard-readers-reads",
        "dashboard-readers-reads-shown",
        "spectrum-role-reads",
        "spectrum-role-reads-loaded",
        "spectrum-role-reads-shown_from_warehouse",
    ]


def test_every_grant_waits_for_the_one_before_and_for_its_table(tmp_path: Path) -> None:
    readers = {name: {"quicksight_group": name, "read": {"records": {}, "more": {"columns": ["id"]}}} for name in "abc"}
    data = spec(**readers)
    data["agencies"]["dot"]["datasets"]["more"] = data["agencies"]["dot"]["datasets"]["records"]
    found = calls(tmp_path, data)
    labels = list(found)
    assert len(labels) == 1 + 3 * 3
    waits = [[str(name).strip("${}") for name in found[label]["depends_on"]] for label in labels[1:]]
    tables = [label.partition("-reads-")[2] for label in labels[1:]]
    assert waits == [
        [f"module.{before}", *([f"module.{table}_pipeline"] if table else [])]
        for before, table in zip(labels[:-1], tables, strict=True)
    ]
    assert [str(name).strip("${}") for name in found["lakeformation"]["depends_on"]] == ["module.glue_catalog"]


def test_grants_to_what_the_stack_makes_wait_for_it(tmp_path: Path) -> None:
    data = spec(analysts={"role": ROLE, "read": {"records": {}}})
    data["agencies"]["dot"]["datasets"]["records"]["publish"] = {"quicksight": {}}
    row = {grant.label: [name.text for name in grant.after] for grant in grants.grants(*deployed(tmp_path, data))}
    assert row == {
        "analysts-reads": ["module.lakeformation"],
        "analysts-reads-records": ["module.analysts-reads", "module.records_pipeline"],
        "dashboard-readers-reads": ["module.analysts-reads-records", "module.quicksight_readers"],
        "dashboard-readers-reads-records": ["module.dashboard-readers-reads", "module.records_pipeline"],
    }


def test_one_principal_under_two_names_sees_the_database_by_one_grant(tmp_path: Path) -> None:
    data = spec(
        one={"role": ROLE, "read": {"records": {}}},
        two={"role": ROLE, "read": {"more": {}}},
    )
    data["agencies"]["dot"]["datasets"]["more"] = data["agencies"]["dot"]["datasets"]["records"]
    assert list(calls(tmp_path, data)) == ["lakeformation", "one-reads", "one-reads-records", "two-reads-more"]


def test_labels_are_unique_whatever_readers_and_data_sets_are_called(tmp_path: Path) -> None:
    ids = ("a", "a_reads", "a_reads_b", "b", "b_reads", "lakeformation", "kms", "reads", "spectrum_role")
    data = small()
    dataset = data["agencies"]["dot"]["datasets"]["records"]
    data["agencies"]["dot"]["datasets"] = {name: {**dataset, "publish": {"quicksight": {}}} for name in ids}
    data["agencies"]["dot"]["access"] = {
        name: {"quicksight_group": name, "read": {read: {} for read in ids}} for name in ids
    }
    labels = [grant.label for grant in grants.grants(*deployed(tmp_path, data))]
    assert len(labels) == (len(ids) + 1) * (len(ids) + 1)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("account", "rows", "is_told"),
    [("4" * 12, "id = 'a'", True), ("4" * 12, None, False), ("111122223333", "id = 'a'", False)],
)
def test_rows_for_a_role_of_another_account_are_told_to_need_a_later_provider(
    tmp_path: Path, account: str, rows: str | None, is_told: bool
) -> None:
    reads = {"records": {} if rows is None else {"rows": rows}}
    data = spec(analysts={"role": f"arn:aws:iam::{account}:role/analysts", "read": reads})
    readme = rendered(write_spec(tmp_path, data))["stacks/dev/dot/README.md"]
    assert isinstance(readme, bytes)
    assert (b"pull/49398" in readme) is is_told


@pytest.mark.parametrize("rows", ["id = '${path.module}'", "id = '%{ if true }\"'", "id = '\\'", "id = 'é''\n'"])
def test_row_filters_reach_lake_formation_as_their_text(tmp_path: Path, rows: str) -> None:
    data = spec(analysts={"role": ROLE, "read": {"records": {"rows": rows}}})
    content = rendered(write_spec(tmp_path, data))["stacks/dev/dot/lakeformation.tf"]
    assert isinstance(content, bytes)
    (line,) = [line for line in content.decode().splitlines() if line.startswith("  rows")]
    literal = line.partition(" = ")[2]
    text = literal[1:-1].replace("$${", "${").replace("%%{", "%{")
    assert text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\") == rows


def test_whoever_applies_administers_unless_the_spec_names_a_role(tmp_path: Path) -> None:
    data = small()
    role = "arn:aws:iam::111122223333:role/deploy"
    data["environments"]["dev"]["deploy_role_arn"] = role
    files = rendered(write_spec(tmp_path, data))
    named, unnamed = (files[f"stacks/{name}/platform/lakeformation.tf"] for name in ("dev", "prod"))
    assert isinstance(named, bytes)
    assert isinstance(unnamed, bytes)
    assert f'admins   = ["{role}"]' in named.decode()
    assert 'data "' not in named.decode()
    assert "admins   = [data.aws_iam_session_context.current.issuer_arn]" in unnamed.decode()


def test_steps_by_hand_are_those_of_the_readers_there_are(tmp_path: Path) -> None:
    deployment, dot = deployed(
        tmp_path,
        spec(
            account={"account": "222233334444", "read": {"records": {}}},
            far={"role": ROLE, "read": {"records": {}}},
            health={"agency": "doh", "read": {"records": {}}},
            near={"role": "arn:aws:iam::111122223333:role/near", "read": {"records": {}}},
            people={"quicksight_group": "people", "read": {"records": {}}},
        ),
    )
    steps = AGENCY.steps(deployment, dot)
    starts = [
        "In account 222233334444, accept",
        "In account 222233334444, accept",
        f"Give {ROLE} an IAM policy",
        "Apply the stack of the agency doh first",
        "Give arn:aws:iam::111122223333:role/near an IAM policy",
        "Make the group people in QuickSight",
    ]
    assert len(steps) == len(starts)
    assert all(step.startswith(start) for step, start in zip(steps, starts, strict=True))
    assert all(step.endswith(".") for step in (*steps, *PLATFORM.steps(deployment, dot.environment)))
    assert AGENCY.steps(deployment, deployment.agencies_of("dev")[0]) == ()


def test_limits_of_athena_are_the_environments_own(tmp_path: Path) -> None:
    data = small()
    data["environments"]["dev"]["athena"] = {"scan_limit_gb": 2}
    files = rendered(write_spec(tmp_path, data))
    dev, prod = (files[f"stacks/{name}/platform/athena.tf"] for name in ("dev", "prod"))
    assert isinstance(dev, bytes)
    assert isinstance(prod, bytes)
    assert "bytes_scanned_cutoff = 2147483648" in dev.decode()
    assert "bytes_scanned_cutoff = 107374182400" in prod.decode()
    assert "days   = 7" in dev.decode()
