"""What is switched off is not there, nor what existed only for it; all else is as it was."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import REPOSITORY, rendered, small, write_spec
from test_generated import Readme, named, parsed, text

from tfgen.layers import merge
from tfgen.selection import Selection

if TYPE_CHECKING:
    from tfgen.render import Output

SPEC = REPOSITORY / "tests" / "cases" / "valid" / "switched_off" / "agencies.yaml"

EVERYWHERE = ("defaults", "defaults.environments.dev", "agencies.dot", "agencies.dot.environments.dev")
"""Places of a switch that turns something off for the agency dot in dev."""

NETWORK = {"vpc_id": "vpc-0a1b2c3d", "subnet_ids": [f"subnet-0a1b2c3{number}" for number in range(3)]}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("switches") / "generated"
    result = invoke("render", "-f", SPEC, "-o", folder)
    assert result.exit_code == 0, result.stderr
    return folder


def read(out: Path, stack: str) -> str:
    """Give all of a stack's Terraform as one text."""
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted((out / "stacks" / stack).glob("*.tf")))


def readme(out: Path, stack: str) -> str:
    return (out / "stacks" / stack / "README.md").read_text(encoding="utf-8")


def without_error_screens(data: dict[str, Any]) -> dict[str, Any]:
    """Use QuickSight for dashboards of agencies only: otherwise every agency has readers there."""
    for environment in data["environments"].values():
        environment["errors"] = {"dashboard": False}
    return data


def published() -> dict[str, Any]:
    """Give a spec in which dot has one of everything: a stream that is published twice, and read."""
    data = small()
    for environment in data["environments"].values():
        environment |= {"warehouse": {"serverless": {}}, "network": NETWORK}
    dot = data["agencies"]["dot"]
    dot["datasets"]["records"] |= {"source": {"stream": {}}, "publish": {"redshift": {}, "quicksight": {}}}
    dot["access"] = {"people": {"quicksight_group": "people", "read": {"records": {}}}}
    return data


def put(data: dict[str, Any], place: str, value: dict[str, Any]) -> dict[str, Any]:
    """Lay settings on those at a place, whose steps may be missing."""
    *above, last = place.split(".")
    holder = data
    for step in above:
        holder = holder.setdefault(step, {})
    holder[last] = merge(holder.get(last, {}), value)
    return data


def stack_of(folder: Path, data: dict[str, Any], stack: str = "dev/dot") -> dict[str, Output]:
    """Render one stack: its files by name."""
    environment, owner = stack.split("/")
    files = rendered(write_spec(folder, data), Selection([owner], [environment]))
    return {path.rpartition("/")[2]: content for path, content in files.items() if path.startswith(f"stacks/{stack}/")}


# Levels


@pytest.mark.parametrize("place", EVERYWHERE)
@pytest.mark.parametrize(
    ("switch", "gone", "kept"),
    [
        ({"publish": {"redshift": {"enabled": False}}}, {"redshift.tf", "redshift_schema.tf"}, {"quicksight.tf"}),
        ({"publish": {"quicksight": {"enabled": False}}}, {"quicksight.tf"}, {"redshift.tf"}),
        (
            {
                "pipeline": {"enabled": False},
                "publish": {"redshift": {"enabled": False}, "quicksight": {"enabled": False}},
            },
            {"eventbridge.tf", "lakeformation.tf", "quicksight.tf", "redshift.tf", "redshift_schema.tf"},
            {"glue.tf", "kinesis.tf", "s3.tf"},
        ),
    ],
    ids=["redshift", "quicksight", "pipeline"],
)
def test_switch_takes_away_its_files_at_every_level(
    place: str, switch: dict[str, Any], gone: set[str], kept: set[str], tmp_path: Path
) -> None:
    data = without_error_screens(published())
    if "pipeline" in switch:
        # A reader has to have something to read somewhere.
        data["agencies"]["dot"].pop("access")
    before = stack_of(tmp_path, data)
    after = stack_of(tmp_path, put(data, place, switch))
    assert before.keys() - after.keys() == gone
    assert not after.keys() - before.keys()
    assert kept <= after.keys()


@pytest.mark.parametrize("kind", ["redshift", "quicksight"])
def test_what_is_nearest_to_a_data_set_decides(kind: str, tmp_path: Path) -> None:
    data = without_error_screens(put(published(), "defaults.publish", {kind: {"enabled": False}}))
    assert f"{kind}.tf" not in stack_of(tmp_path, data)
    put(data, "agencies.dot.environments.dev.datasets.records.publish", {kind: {"enabled": True}})
    assert f"{kind}.tf" in stack_of(tmp_path, data)
    assert f"{kind}.tf" not in stack_of(tmp_path, data, "prod/dot")


def test_switch_for_all_publishes_nothing_that_does_not_say_so_itself(tmp_path: Path) -> None:
    switches = {"redshift": {"enabled": True}, "quicksight": {"enabled": True}}
    data = without_error_screens(put(small(), "defaults.publish", switches))
    assert not {"redshift.tf", "quicksight.tf"} & stack_of(tmp_path, data).keys()


def test_environment_without_tables_needs_no_warehouse(tmp_path: Path) -> None:
    data = put(published(), "defaults.environments.dev.publish", {"redshift": {"enabled": False}})
    del data["environments"]["dev"]["warehouse"]
    assert "redshift.tf" not in stack_of(tmp_path, data, "dev/platform")
    assert "redshift.tf" in stack_of(tmp_path, data, "prod/platform")


def test_warehouse_goes_only_when_its_code_was_taken_away_by_hand(tmp_path: Path) -> None:
    data = put(published(), "defaults.environments.dev.publish", {"redshift": {"enabled": False}})
    command = ("render", "-f", write_spec(tmp_path, data), "-o", tmp_path / "generated")
    assert invoke(*command).exit_code == 0
    file = tmp_path / "generated/stacks/dev/platform/redshift.tf"
    del data["environments"]["dev"]["warehouse"]
    write_spec(tmp_path, data)
    refused = invoke(*command)
    assert refused.exit_code == 1
    assert "the next apply would destroy it with every table" in " ".join(refused.stderr.split())
    assert file.exists()
    file.unlink()
    assert invoke(*command).exit_code == 0


def test_warehouse_of_an_environment_that_is_retiring_is_forgotten_as_before(tmp_path: Path) -> None:
    data = published()
    command = ("render", "-f", write_spec(tmp_path, data), "-o", tmp_path / "generated")
    assert invoke(*command).exit_code == 0
    data["environments"]["dev"]["lifecycle"] = "retiring"
    write_spec(tmp_path, data)
    assert invoke(*command).exit_code == 0
    assert "module.warehouse" in (tmp_path / "generated/stacks/dev/platform/retiring.tf").read_text(encoding="utf-8")


def test_explain_names_the_switch_and_what_it_overrides(tmp_path: Path) -> None:
    data = put(published(), "defaults.publish", {"redshift": {"enabled": False}})
    path = "agencies.dot.datasets.records.publish.redshift.enabled"
    result = invoke("explain", path, "-f", write_spec(tmp_path, data), "--format", "json")
    (value,) = json.loads(result.stdout)["values"]
    assert value["value"] is False
    assert value["path"] == path
    assert "defaults" in json.dumps(value)


# What is left


def test_agency_with_everything_off_has_keys_buckets_and_databases(out: Path) -> None:
    files = {file.name for file in (out / "stacks/dev/archive").glob("*.tf")}
    every_stack = {f"{name}.tf" for name in ("backend", "locals", "outputs", "providers", "variables", "versions")}
    assert files - every_stack == {"glue.tf", "kms.tf", "s3.tf"}
    assert set(re.findall(r'^module "(\w+)"', read(out, "dev/archive"), re.MULTILINE)) == {
        "glue_catalog",
        "kms",
        "processed_bucket",
        "raw_bucket",
    }
    assert "mermaid" not in readme(out, "dev/archive")
    assert "crawlers" not in read(out, "dev/archive")


def test_stream_without_a_pipeline_still_lands(out: Path) -> None:
    modules = re.findall(r'^module "(\w+)"', read(out, "dev/weather"), re.MULTILINE)
    assert {"readings_stream", "producer_role", "firehose_role", "firehose_log_group"} <= set(modules)
    assert not [name for name in modules if "pipeline" in name or "glue_role" in name or "alarm" in name]
    assert 'n1["Producer"]' in readme(out, "dev/weather")
    assert "CloudWatch" not in readme(out, "dev/weather").partition("## Files")[0]


def test_role_of_glue_reaches_the_data_sets_with_a_pipeline_alone(out: Path) -> None:
    role = read(out, "prod/dep")
    assert "/data/wells/*" in role
    assert "/scripts/wells/*" in role
    assert "_bucket.arn}/data/*" not in role.replace("processed_bucket.arn}/data/*", "", 2)
    glue = role[role.index('module "glue_role"') : role.index('module "producer_role"')]
    assert "air_quality" not in glue
    assert "_bucket.arn}/data/*" not in glue
    assert "air_quality_pipeline" not in role
    assert "air_quality_stream" in role


def test_alarms_and_the_dashboard_go_with_their_arrows_and_outputs(out: Path) -> None:
    assert "_alarm" not in read(out, "prod/parks")
    assert "CloudWatch alarms" not in readme(out, "prod/parks")
    assert "cloudwatch_dashboard" in read(out, "prod/parks")
    assert "cloudwatch_dashboard" not in read(out, "prod/dot")
    assert "dashboard_name" not in read(out, "prod/dot")
    assert "CloudWatch alarms" in readme(out, "prod/dot")


def test_errors_are_handled_and_kept_without_their_dashboard(out: Path) -> None:
    dev, prod = (read(out, f"{name}/platform") for name in ("dev", "prod"))
    assert "quicksight" in prod
    assert "quicksight" not in dev
    assert "QuickSight" not in readme(out, "dev/platform")
    assert 'module "errors"' in dev
    assert 'module "errors_table"' in dev
    assert "retention_days = 30\n" in dev
    assert "records = { days = 30," in dev
    # Logs of the handler are no errors.
    assert "retention_in_days = 365" in dev


def test_tables_that_are_off_leave_the_warehouse_as_it_is(tmp_path: Path) -> None:
    """No statement drops anything, and the agency's other tables stay; a table that comes back is fitted."""
    data = published()
    data["agencies"]["dot"]["datasets"]["more"] = data["agencies"]["dot"]["datasets"]["records"]
    both = stack_of(tmp_path, data)["redshift.tf"]
    put(data, "agencies.dot.datasets", {"records": {"publish": {"redshift": {"enabled": False}}}})
    one = stack_of(tmp_path, data)["redshift.tf"]
    assert isinstance(both, bytes)
    assert isinstance(one, bytes)
    assert b"records" in both
    assert b"records" not in one
    assert b"DROP TABLE" not in one.replace(b'DROP TABLE "staging"', b"")


def test_names_are_those_of_what_is_there(tmp_path: Path) -> None:
    data = put(published(), "defaults.publish", {"quicksight": {"enabled": False}})
    data["environments"]["dev"]["errors"] = {"dashboard": False}
    spec = write_spec(tmp_path, data)
    for owner, there in (("dot", "CloudWatch dashboard"), ("platform", "Lambda function")):
        shown = json.loads(invoke("show", owner, "--env", "dev", "-f", spec, "--format", "json").stdout)
        names = shown["environments"]["dev"]["names"] if "environments" in shown else shown["dev"]["names"]
        assert there in names
        assert not [kind for kind in names if "QuickSight" in kind]


# As terraform sees it


def test_readmes_say_what_the_code_says(out: Path) -> None:
    for folder in sorted((out / "stacks").glob("*/*")):
        page = Readme(folder)
        outputs = named(parsed(folder / "outputs.tf")["output"])
        assert [row[:2] for row in page.tables["Outputs"]] == [
            [name, text(body["description"])] for name, body in outputs.items()
        ], folder
        for name, _, listed in page.tables["Files"]:
            calls = named(parsed(folder / name).get("module", [])).values()
            called = {Path(text(body["source"])).name for body in calls}
            resources = {kind for module in called for kind in Readme(out / "modules" / module).lists["Resources"]}
            assert listed.split(", ") == sorted(resources), folder / name


@pytest.mark.terraform
def test_stacks_with_something_off_are_formatted_and_valid(terraform: str, out: Path, tmp_path: Path) -> None:
    """In one run, as modules of one root: loading the provider for each would take most of the time."""
    copied = Path(shutil.copytree(out, tmp_path / "generated", symlinks=True))
    root = copied / "stacks" / "all"
    root.mkdir()
    inputs = Path(shutil.copy(copied / "stacks/dev/platform/variables.tf", root))
    values = "".join(f"  {name} = var.{name}\n" for name in named(parsed(inputs)["variable"]))
    for stack in sorted((out / "stacks").glob("*/*")):
        name = f"{stack.parent.name}-{stack.name}"
        source = f'module "{name}" {{\n  source = "../{stack.parent.name}/{stack.name}"\n{values}}}\n'
        (root / f"{name}.tf").write_text(source, encoding="utf-8")
    for arguments in (("fmt", "-check", "-diff", "-recursive", str(out)), ("init", "-backend=false"), ("validate",)):
        done = subprocess.run([terraform, *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
