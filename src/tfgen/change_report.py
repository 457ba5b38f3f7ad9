"""How an output folder differs from its spec, as text, unified diff and JSON."""

from __future__ import annotations

import difflib
import hashlib
import json
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tfgen.render import Output

    Content = str | Output | None
    Difference = tuple[str, Content, Content]

_VERBS = {
    "missing": ("missing", "created"),
    "changed": ("changed", "updated"),
    "left over": ("left over", "removed"),
    "edited by hand": ("edited by hand", "edited by hand"),
    "not tfgen's": ("not tfgen's", "not tfgen's"),
}
_COLORS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_RESET = "\x1b[0m"


MOST_NAMED = 40
"""Files that a write names; what was written can be looked up with git."""

MOST_SHOWN, MOST_LINES = 10, 30
"""Files whose hand edits are shown where a render refuses them, and lines of each."""


def changes_text(groups: Mapping[str, Sequence[str]], unchanged: int, out: str, *, done: bool) -> str:
    """Name every file that differs and count them in a last line; after a write, name the first ones.

    `groups` maps each kind of difference to paths below `out`.
    """
    total = sum(map(len, groups.values()))
    named = MOST_NAMED if done else total
    every = (f"{_VERBS[group][done]}: {out}/{path}" for group, paths in groups.items() for path in paths)
    lines = list(islice(every, named))
    if total > named:
        lines.append(f"and {total - named:,} more")
    counts = [f"{len(paths)} {_VERBS[group][done]}" for group, paths in groups.items() if paths]
    return "\n".join([*lines, f"{out}: {', '.join([*counts, f'{unchanged} unchanged'])}"])


def changes_json(groups: Mapping[str, Sequence[str]]) -> str:
    """Write the differences as JSON: `version`, and a list of paths for each kind of difference."""
    keys = {"left over": "left_over", "edited by hand": "edited", "not tfgen's": "foreign"}
    return json.dumps(
        {"version": 1} | {keys.get(group, group): list(paths) for group, paths in groups.items()}, indent=2
    )


def diff_text(differences: Iterable[Difference], *, color: bool) -> str:
    """Write differences of path, what stands there and what will as unified diffs; None stands for no file."""
    return _lines((line for difference in differences for line in _diff(*difference)), color=color)


def excerpts(paths: Sequence[str], differences: Iterable[Difference], *, color: bool) -> str:
    """Name every file of some, and show the beginning of each one's difference, as far as they are not too many."""
    known = {difference[0]: difference for difference in differences}
    parts: list[str] = []
    for path in paths:
        parts.append(f"edited by hand: {path}\n")
        if path in known and len(parts) <= MOST_SHOWN:
            lines = list(_diff(*known[path]))
            more = [f"… {len(lines) - MOST_LINES} more lines: tfgen render --diff"] if len(lines) > MOST_LINES else []
            parts[-1] += _lines([*lines[:MOST_LINES], *more], color=color)
    return "".join(parts)


def _lines(lines: Iterable[str], *, color: bool) -> str:
    if color:
        lines = (f"{_COLORS[line[0]]}{line}{_RESET}" if line[:1] in _COLORS else line for line in lines)
    return "".join(f"{line}\n" for line in lines)


def _diff(path: str, before: Content, after: Content) -> Iterator[str]:
    if before is not None and after is not None and before != after and _text(before) == _text(after):
        yield f"@@ {path} differs in line ends alone @@"
        return
    yield from difflib.unified_diff(
        _text(before),
        _text(after),
        "/dev/null" if before is None else f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
        lineterm="",
    )


def _text(content: Content) -> list[str]:
    if content is None:
        return []
    if isinstance(content, bytes):
        if b"\0" in content:
            return [f"binary file of {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}"]
        content = content.decode(errors="replace")
    return content.splitlines() if isinstance(content, str) else [f"link to {content.target}"]
