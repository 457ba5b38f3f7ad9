"""Paths in a spec as people write them: read to keys and indices, and looked up in spec and schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tfgen.check.wording import choice_hint, closest
from tfgen.errors import TfgenError, format_path
from tfgen.layers import definition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tfgen.errors import SpecPath

_STEP: Final = re.compile(
    r'\[(?P<index>[0-9]{1,9})\]|(?P<dot>\.)?(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^.\["]+))', re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


def parse_path(text: str) -> SpecPath:
    r"""Read a path such as `agencies.dot.tags."a.b"` or `agencies.dot.notify.email[0]`, as format_path writes it.

    Raises TfgenError (exit code 2) for a text that is none.

    >>> parse_path('agencies.dot.tags."a.b"'), parse_path("agencies.dot.notify.email[0]")
    (('agencies', 'dot', 'tags', 'a.b'), ('agencies', 'dot', 'notify', 'email', 0))
    """
    steps: list[str | int] = []
    position = 0
    while position < len(text):
        found = _STEP.match(text, position)
        is_key = found is not None and found["index"] is None
        if found is None or (is_key and (found["dot"] is None) != (position == 0)):
            break
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            steps.append(found["plain"] or _ESCAPE.sub(r"\1", found["quoted"] or ""))
        position = found.end()
    if position < len(text) or not steps:
        where = f" at character {position + 1}" if position < len(text) else ""
        raise TfgenError(
            f"'{text}' is no path in a spec{where}",
            "write keys with dots between them, such as agencies.dot.retention.log_days; put a key that has a dot "
            "in double quotes, and the number of a list's item, from 0, in brackets",
        )
    return tuple(steps)


def describe(
    data: Any, schema: Mapping[str, Any], path: SpecPath, known: Sequence[SpecPath] = (), *, steps: int | None = None
) -> str:
    """Return the schema's sentence on what is at a path, set or not; with `steps` only its first steps are looked at.

    `known` are the paths of effective values, which the spec need not have in that place. Raises TfgenError
    (exit code 2), with the path that was probably meant, if neither spec nor schema have such a path.
    """
    node: Any = schema
    description = ""
    for depth, step in enumerate(path[:steps]):
        here, parent, place = definition(schema, node), path[:depth], path[: depth + 1]
        properties = here.get("properties", {})
        if isinstance(step, int):
            choices: set[str | int] = set(range(len(data)) if isinstance(data, list) else ())
            node = {"description": description, **here.get("items", {})}
        else:
            choices = {*properties, *(data if isinstance(data, dict) else ())}
            node = properties.get(step) or here.get("additionalProperties") or {}
        choices |= {other[depth] for other in known if other[:depth] == parent and len(other) > depth}
        if step not in choices:
            raise TfgenError(f"there is no {format_path(place)}", _meant(path, depth, choices))
        inside = isinstance(data, dict | list) and (
            step in data if isinstance(data, dict) else step in range(len(data))
        )
        data = data[step] if inside else None
        description = node.get("description") or definition(schema, node).get("description", "")
    return description


def _meant(path: SpecPath, depth: int, choices: Iterable[str | int]) -> str:
    names = sorted(choice for choice in choices if isinstance(choice, str))
    step, parent = path[depth], path[:depth]
    near = closest(step, names) if isinstance(step, str) else None
    if near is not None:
        return f"did you mean {format_path((*parent, near, *path[depth + 1 :]))}?"
    if not names:
        return f"explain {format_path(parent)} to see what is there"
    return choice_hint(str(step), names, f"{format_path(parent)} has" if parent else "a spec has")
