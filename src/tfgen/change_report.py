"""How an output folder differs from its spec, as text, unified diff and JSON."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_VERBS = {
    "missing": ("missing", "created"),
    "changed": ("changed", "updated"),
    "left over": ("left over", "removed"),
    "not tfgen's": ("not tfgen's", "not tfgen's"),
}
_COLORS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"


MOST_NAMED = 40
"""Files that a write names; what was written can be looked up with git."""


def changes_text(groups: Mapping[str, Sequence[str]], unchanged: int, out: str, *, done: bool) -> str:
    """Name every file that differs and count them in a last line; after a write, name the first ones.

    `groups` maps each kind of difference to paths below `out`.
    """
    lines = [f"{_VERBS[group][done]}: {out}/{path}" for group, paths in groups.items() for path in paths]
    if done and len(lines) > MOST_NAMED:
        lines = [*lines[:MOST_NAMED], f"and {len(lines) - MOST_NAMED:,} more"]
    counts = [f"{len(paths)} {_VERBS[group][done]}" for group, paths in groups.items() if paths]
    return "\n".join([*lines, f"{out}: {', '.join([*counts, f'{unchanged} unchanged'])}"])


def changes_json(groups: Mapping[str, Sequence[str]]) -> str:
    """Write the differences as JSON: `version`, and a list of paths for each kind of difference."""
    keys = {"left over": "left_over", "not tfgen's": "foreign"}
    return json.dumps(
        {"version": 1} | {keys.get(group, group): list(paths) for group, paths in groups.items()}, indent=2
    )


def diff_text(differences: Iterable[tuple[str, str | None, str | None]], *, color: bool) -> str:
    """Write differences of path, former and future text as unified diffs; None stands for no file."""
    lines = (line for difference in differences for line in _diff(*difference))
    if color:
        lines = (f"{_COLORS[line[0]]}{line}{_RESET}" if line[:1] in _COLORS else line for line in lines)
    return "".join(f"{line}\n" for line in lines)


def _diff(path: str, before: str | None, after: str | None) -> Iterator[str]:
    yield from difflib.unified_diff(
        [] if before is None else before.splitlines(),
        [] if after is None else after.splitlines(),
        "/dev/null" if before is None else f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
        lineterm="",
    )
