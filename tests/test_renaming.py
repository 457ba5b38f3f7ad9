"""Renamed agencies and data sets: people see the new id, AWS keeps every name, and Terraform moves what it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import hcl2
import pytest
import yaml
from command import invoke
from operator_at_work import ACCOUNT, operator
from specs import REPOSITORY, rendered, small, tree, write_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from tfgen.render import Output

Spec = dict[str, Any]

SEEN = {"agency", "description", "display_name", "group_description", "title"}
"""Keys of what people see: it may change with an id, and AWS takes another one in place."""


def reference() -> Spec:
    """Give the reference deployment, where an agency has a data set without a pipeline and a dashboard on its table."""
    data: Spec = yaml.safe_load((REPOSITORY / "agencies.yaml").read_text(encoding="utf-8"))
    datasets = data["agencies"]["dot"]["datasets"]
    datasets["traffic_counts"]["publish"]["quicksight"]["source"] = "redshift"
    kept = ("source", "columns", "key")
    datasets["images"] = {key: datasets["road_works"][key] for key in kept} | {"pipeline": {"enabled": False}}
    return data


def text_of(output: dict[str, Output], path: str) -> str:
    content = output.get(path, b"")
    assert isinstance(content, bytes)
    return content.decode()


def rename_agency(data: Spec, former: str, key: str) -> None:
    entry = data["agencies"].pop(former)
    data["agencies"][key] = {**entry, "renamed_from": former}
    for other in data["agencies"].values():
        for reader in other.get("access", {}).values():
            if reader.get("agency") == former:
                reader["agency"] = key


def rename_dataset(data: Spec, owner: str, former: str, key: str) -> None:
    holder = data["agencies"][owner]
    holder["datasets"][key] = {**holder["datasets"].pop(former), "renamed_from": former}
    readers = [reader["read"] for reader in holder.get("access", {}).values()]
    overrides = [one["datasets"] for one in holder.get("environments", {}).values() if "datasets" in one]
    for place in (*readers, *overrides):
        if former in place:
            place[key] = place.pop(former)


def modules(output: dict[str, Output], stack: str) -> dict[str, dict[str, Any]]:
    """Give the module calls of a rendered stack by label."""
    texts = [text_of(output, path) for path in output if re.fullmatch(f"{stack}/[a-z_]+\\.tf", path)]
    calls: dict[str, dict[str, Any]] = {}
    for text in texts:
        for block in hcl2.loads(text).get("module", []):
            calls.update({label.strip('"'): content for label, content in block.items()})
    return calls


def moves(output: dict[str, Output], stack: str) -> dict[str, str]:
    """Give the moves of a rendered stack, from former labels to new ones."""
    text = text_of(output, f"{stack}/moved.tf")
    return dict(re.findall(r"  from = module\.([\w-]+)\n  to   = module\.([\w-]+)\n", text))


def facts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Give the leaves of a module call but those that people see; a picture of CloudWatch shows ids, too."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key.strip('"') not in SEEN:
                yield from facts(item, path if path in {".jobs", ".streams"} else f"{path}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from facts(item, f"{path}[{number}]")
    else:
        yield path, value


def require_same(before: dict[str, Output], after: dict[str, Output], former: str, stack: str) -> None:
    """Require that a stack has the same module calls, under the labels that its moves say, with the same values."""
    moved = moves(after, stack)
    old, new = modules(before, former), modules(after, stack)
    assert {moved.get(label, label) for label in old} == new.keys()
    for label, call in old.items():
        text = str(sorted(facts(call)))
        for one in sorted(moved, key=len, reverse=True):
            text = re.sub(rf"module\.{re.escape(one)}(?![\w-])", f"module.{moved[one]}", text)
        assert text == str(sorted(facts(new[moved.get(label, label)]))), label
    key = "key "
    lines = [
        next(line for line in text_of(files, f"{name}/backend.tf").splitlines() if line.strip().startswith(key))
        for files, name in ((before, former), (after, stack))
    ]
    assert lines[0] == lines[1]


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_renamed_things_keep_every_name_in_aws(environment: str, tmp_path: Path) -> None:
    before = rendered(write_spec(tmp_path, reference()))
    data = reference()
    rename_dataset(data, "dot", "traffic_counts", "a_counts")
    rename_dataset(data, "doh", "lab_results", "results")
    rename_agency(data, "dot", "transport")
    rename_agency(data, "doh", "health")
    after = rendered(write_spec(tmp_path, data))
    start = f"stacks/{environment}"
    for former, key in (("dot", "transport"), ("doh", "health"), ("dep", "dep"), ("platform", "platform")):
        require_same(before, after, f"{start}/{former}", f"{start}/{key}")
    assert not [path for path in after if path.startswith((f"{start}/dot/", f"{start}/doh/"))]
    assert moves(after, f"{start}/transport")["traffic_counts_stream"] == "a_counts_stream"
    assert moves(after, f"{start}/dep") == {}
    shown = text_of(after, f"{start}/transport/README.md")
    assert "(transport)" in shown
    assert "a counts" in text_of(after, f"{start}/transport/quicksight.tf")
    assert 'agency      = "transport"' in text_of(after, f"{start}/transport/locals.tf")


def render(folder: Path, data: Spec, *options: str) -> Result:
    return invoke("render", "-f", write_spec(folder, data), "-o", folder / "generated", *options)


def stacks(folder: Path) -> set[str]:
    return {"/".join(path.split("/")[1:3]) for path in tree(folder / "generated") if path.startswith("stacks/")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the small spec, rendered."""
    assert render(tmp_path, small()).exit_code == 0
    return tmp_path


def renamed(*former: str) -> Spec:
    data = small()
    rename_agency(data, "dot", "transport")
    data["agencies"]["transport"]["renamed_from"] = list(former) or "dot"
    return data


def test_renamed_agency_moves_to_another_folder_by_one_render(folder: Path) -> None:
    before = tree(folder / "generated")
    result = render(folder, renamed())
    assert result.exit_code == 0, result.stderr
    owners = ("doh", "platform", "transport")
    assert stacks(folder) == {f"{environment}/{owner}" for environment in ("dev", "prod") for owner in owners}
    assert not (folder / "generated/stacks/dev/dot").exists()
    assert render(folder, renamed(), "--check").exit_code == 0
    back = render(folder, small())
    assert (back.exit_code, "no longer has stacks/dev/transport" in back.stderr) == (1, True)
    again = small()
    again["agencies"]["dot"]["renamed_from"] = ["dot", "transport"]
    assert render(folder, again).exit_code == 0
    assert tree(folder / "generated") == before


def test_narrowed_render_takes_the_former_folder_along(folder: Path) -> None:
    assert render(folder, renamed(), "--agency", "transport", "--env", "dev").exit_code == 0
    assert not (folder / "generated/stacks/dev/dot").exists()
    assert (folder / "generated/stacks/prod/dot/kms.tf").exists()
    result = render(folder, renamed(), "--agency", "dot")
    assert result.exit_code == 2
    assert "it is called 'transport' now" in result.stderr


def test_edit_in_the_former_folder_stops_the_render(folder: Path) -> None:
    edited = folder / "generated/stacks/dev/dot/s3.tf"
    with edited.open("a", encoding="utf-8") as file:
        file.write("# by hand\n")
    before = tree(folder / "generated")
    result = render(folder, renamed())
    assert result.exit_code == 1
    assert "edited by hand: stacks/dev/dot/s3.tf" in result.stderr
    assert tree(folder / "generated") == before


def test_own_files_in_the_former_folder_are_taken_along_first(folder: Path) -> None:
    out = folder / "generated"
    for name in ("own.tf", ".terraform.lock.hcl"):
        (out / "stacks/dev/dot" / name).write_text("# mine\n", encoding="utf-8")
    before = tree(out)
    result = render(folder, renamed())
    assert result.exit_code == 1
    assert "beside those of 'dot', which is called 'transport' now: own.tf; nothing was written" in result.stderr
    assert f"`git mv {out}/stacks/dev/dot {out}/stacks/dev/transport`" in result.stderr
    assert tree(out) == before
    (out / "stacks/dev/dot").rename(out / "stacks/dev/transport")
    result = render(folder, renamed())
    assert result.exit_code == 0, result.stderr
    assert not (out / "stacks/dev/dot").exists()
    assert (out / "stacks/dev/transport/own.tf").read_text(encoding="utf-8") == "# mine\n"


def forget(data: Spec) -> None:
    del data["agencies"]["transport"]["renamed_from"]


def forget_the_first(data: Spec) -> None:
    rename_agency(data, "transport", "mobility")


def forget_of_a_dataset(data: Spec) -> None:
    del data["agencies"]["transport"]["datasets"]["notes"]["renamed_from"]


def forget_the_first_of_a_dataset(data: Spec) -> None:
    rename_dataset(data, "transport", "notes", "papers")


@pytest.mark.parametrize(
    ("change", "what", "first", "wrong"),
    [
        (forget, "the agency 'transport' in dev", "dot", "transport"),
        (forget_the_first, "the agency 'mobility' in dev", "dot", "transport"),
        (forget_of_a_dataset, "the data set 'notes' of 'transport' in dev", "records", "notes"),
        (forget_the_first_of_a_dataset, "the data set 'papers' of 'transport' in dev", "records", "notes"),
    ],
)
def test_names_in_aws_never_change_because_a_line_is_missing(
    change: Callable[[Spec], None], what: str, first: str, wrong: str, folder: Path
) -> None:
    data = renamed()
    rename_dataset(data, "transport", "records", "notes")
    assert render(folder, data).exit_code == 0
    before = tree(folder / "generated")
    change(data)
    result = render(folder, data)
    assert result.exit_code == 1
    assert f"{what} has names in AWS that come from '{first}', and they would come from '{wrong}'" in result.stderr
    assert tree(folder / "generated") == before


def test_stream_without_a_pipeline_keeps_its_name_too(tmp_path: Path) -> None:
    data = small()
    records = data["agencies"]["dot"]["datasets"]["records"]
    records |= {"source": {"stream": {}}, "pipeline": {"enabled": False}}
    assert render(tmp_path, data).exit_code == 0
    rename_dataset(data, "dot", "records", "notes")
    assert render(tmp_path, data).exit_code == 0
    text = (tmp_path / "generated/stacks/dev/dot/moved.tf").read_bytes()
    assert moves({"x/moved.tf": text}, "x") == {
        "records_alarms": "notes_alarms",
        "records_stream": "notes_stream",
    }
    del data["agencies"]["dot"]["datasets"]["notes"]["renamed_from"]
    result = render(tmp_path, data)
    assert result.exit_code == 1
    assert "the data set 'notes' of 'dot' in dev has names in AWS that come from 'records'" in result.stderr


def test_renamed_twice_moves_along_a_chain(folder: Path) -> None:
    assert render(folder, renamed()).exit_code == 0
    data = small()
    rename_agency(data, "dot", "mobility")
    data["agencies"]["mobility"]["renamed_from"] = ["dot", "transport"]
    rename_dataset(data, "mobility", "records", "papers")
    data["agencies"]["mobility"]["datasets"]["papers"]["renamed_from"] = ["records", "notes"]
    result = render(folder, data)
    assert result.exit_code == 0, result.stderr
    assert {path for path in stacks(folder) if path.startswith("dev/")} == {"dev/doh", "dev/mobility", "dev/platform"}
    text = (folder / "generated/stacks/dev/mobility/moved.tf").read_bytes()
    assert moves({"x/moved.tf": text}, "x") == {
        "records_arrival": "notes_arrival",
        "notes_arrival": "papers_arrival",
        "records_pipeline": "notes_pipeline",
        "notes_pipeline": "papers_pipeline",
    }


def test_vanished_agency_that_was_renamed_is_told_with_its_names_in_aws(folder: Path) -> None:
    assert render(folder, renamed()).exit_code == 0
    data = renamed()
    del data["agencies"]["transport"]
    result = render(folder, data)
    assert result.exit_code == 1
    assert "stacks/dev/transport" in result.stderr
    assert "the S3 bucket civic-dev-dot-raw-111122223333" in result.stderr


@pytest.mark.terraform
@pytest.mark.sandbox
def test_whole_life_of_an_agency_destroys_none_of_its_data(terraform: str, tmp_path: Path) -> None:
    spec = small()
    del spec["agencies"]["doh"], spec["environments"]["prod"]
    datasets = spec["agencies"]["dot"]["datasets"]
    # Without an event there is no queue, for which the provider waits long.
    trips = {"source": {"stream": {}}, "pipeline": {"trigger": "demand"}}
    datasets["trips"] = {**datasets.pop("records"), **trips}
    with operator(terraform, tmp_path, "example-gov-terraform-state-dev") as at_work:
        at_work.make_what_agencies_share("civic-dev")
        at_work.render(spec)
        at_work.run("dev/dot", "init")
        at_work.run("dev/dot", "apply", "-auto-approve")
        before = at_work.state("dev/dot")

        rename_dataset(spec, "dot", "trips", "signals")
        rename_agency(spec, "dot", "transport")
        at_work.render(spec)
        assert not (at_work.out / "stacks/dev/dot/kms.tf").exists()
        at_work.run("dev/transport", "init")
        changes = at_work.plan("dev/transport")["resource_changes"]
        assert {tuple(one["change"]["actions"]) for one in changes} <= {("no-op",), ("read",), ("update",)}
        moved = {one["previous_address"]: one["address"] for one in changes if "previous_address" in one}
        assert sorted({address for address in before if address.startswith("module.trips_")} ^ moved.keys()) == []
        changed = {
            key
            for one in changes
            if one["change"]["actions"] == ["update"]
            for key, value in one["change"]["after"].items()
            if value != one["change"]["before"].get(key)
        }
        assert changed <= {"dashboard_body", "description", "tags", "tags_all"}
        at_work.run("dev/transport", "apply", str(at_work.plan_file))
        at_work.run("dev/transport", "plan", "-detailed-exitcode")

        spec["agencies"]["transport"]["lifecycle"] = "retiring"
        at_work.render(spec)
        at_work.run("dev/transport", "init")
        at_work.run("dev/transport", "apply", "-auto-approve")
        assert at_work.state("dev/transport") == set()
        assert at_work.client("kinesis").list_streams()["StreamNames"] == ["civic-dev-dot-trips"]
        assert at_work.client("firehose").list_delivery_streams()["DeliveryStreamNames"] == []
        buckets = {one["Name"] for one in at_work.client("s3").list_buckets()["Buckets"]}
        assert {f"civic-dev-dot-{purpose}-{ACCOUNT}" for purpose in ("processed", "raw")} <= buckets

        spec["agencies"]["transport"]["lifecycle"] = "retired"
        at_work.render(spec)
        assert [path for path in (at_work.out / "stacks/dev/transport").iterdir() if path.name[0] != "."] == []
        del spec["agencies"]["transport"]
        at_work.render(spec)
