"""Terraform's messages in plain text."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BOX = "╷│╵"


def plain(line: str) -> str:
    r"""Strip the box that terraform draws around messages.

    >>> plain("│ Error: Unsupported argument\n")
    'Error: Unsupported argument'
    """
    text = line.rstrip()
    return text[1:].removeprefix(" ") if text[:1] in _BOX and text else text


def describe(diagnostic: Mapping[str, Any], folder: Path) -> str:
    """Write a diagnostic of terraform's JSON output as text; files are named from the root of the tree.

    `folder` is the stack's, two levels below `stacks/`; `../../../modules/s3/main.tf` becomes
    `modules/s3/main.tf`.
    """
    lines = [f"Error: {diagnostic['summary']}"]
    place = diagnostic.get("range")
    address = diagnostic.get("address")
    if place:
        where = f"{_from_root(place['filename'], folder)}:{place['start']['line']}"
        lines.append(f"  at {where}" + (f" ({address})" if address else ""))
    elif address:
        lines.append(f"  at {address}")
    detail = diagnostic.get("detail", "").strip()
    lines += [f"  {line}".rstrip() for line in detail.splitlines()]
    return "\n".join(lines)


def _from_root(filename: str, folder: Path) -> str:
    parts = folder.parts
    root = parts[: len(parts) - parts[::-1].index("stacks") - 1] if "stacks" in parts else parts
    return os.path.relpath(os.path.normpath(folder / filename), Path(*root))


def changes(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """List what a plan in JSON wants to change: `update module.s3.aws_s3_bucket.this (tags)`, one a resource.

    Outputs count too, as they do for `plan -detailed-exitcode`.
    """
    found = [
        f"{_verb(change['change']['actions'])} {change['address']}{_attributes(change['change'])}"
        for change in plan.get("resource_changes", [])
        if change["change"]["actions"] not in (["no-op"], ["read"])
    ]
    found += [
        f"{_verb(change['actions'])} output {name}"
        for name, change in sorted(plan.get("output_changes", {}).items())
        if change["actions"] != ["no-op"]
    ]
    return tuple(found)


def _verb(actions: Iterable[str]) -> str:
    names = list(actions)
    return "replace" if len(names) > 1 else names[0]


def _attributes(change: Mapping[str, Any]) -> str:
    before, after = change.get("before"), change.get("after")
    if not before or after is None:
        return ""
    unknown = change.get("after_unknown") or {}
    names = sorted(
        name for name in {*before, *after, *unknown} if unknown.get(name) or before.get(name) != after.get(name)
    )
    return f" ({', '.join(names)})" if names else ""
