"""Renamed agencies and data sets: people see the new id, AWS keeps every name, and Terraform moves what it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import hcl2
import pytest
import yaml
from specs import REPOSITORY, rendered, write_spec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


Spec = dict[str, Any]

SEEN = {"agency", "description", "display_name", "group_description", "title"}
"""Keys of what people see: it may change with an id, and AWS takes another one in place."""


def reference() -> Spec:
    data: Spec = yaml.safe_load((REPOSITORY / "agencies.yaml").read_text(encoding="utf-8"))
    return data


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


def modules(output: dict[str, Any], stack: str) -> dict[str, dict[str, Any]]:
    """Give the module calls of a rendered stack by label."""
    texts = [text.decode() for path, text in output.items() if re.fullmatch(f"{stack}/[a-z_]+\\.tf", path)]
    calls: dict[str, dict[str, Any]] = {}
    for text in texts:
        for block in hcl2.loads(text).get("module", []):
            calls.update({label.strip('"'): content for label, content in block.items()})
    return calls


def moves(output: dict[str, Any], stack: str) -> dict[str, str]:
    """Give the moves of a rendered stack, from former labels to new ones."""
    text = output.get(f"{stack}/moved.tf", b"").decode()
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


def require_same(before: dict[str, Any], after: dict[str, Any], former: str, stack: str) -> None:
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
        next(line for line in files[f"{name}/backend.tf"].decode().splitlines() if line.strip().startswith(key))
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
    shown = after[f"{start}/transport/README.md"].decode()
    assert "(transport)" in shown
    assert "a counts" in after[f"{start}/transport/quicksight.tf"].decode()
    assert 'agency      = "transport"' in after[f"{start}/transport/locals.tf"].decode()
