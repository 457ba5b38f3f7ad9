"""What is wrong with keys that are no text: maps, lists, merge keys, numbers, truth values and nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.loader.problems import Problem, problem_at
from tfgen.loader.scalars import composed

if TYPE_CHECKING:
    from tfgen.errors import SpecPath

_CUT_NUMBER: Final = re.compile(r"(?<=[:\s])\d[\d,]*,$")
_OF_IDS: Final = frozenset({"access", "agencies", "columns", "datasets", "environments"})
"""Keys of maps whose own keys are ids."""
_BRACES: Final = re.compile(r"\{\{[^\r\n{}]*(?:\}\})?")


def in_braces(event: Any, text: str, path: SpecPath) -> Problem | None:
    """Return the problem of `{{ name }}`, as templates write it, None for any other map or list that is a key.

    The inner map is a key of the outer one, which may be a key in its turn: both give the same problem.
    """
    start = event.start_mark.index
    braces = _BRACES.match(text, max(start - 1, 0)) or _BRACES.match(text, start)
    if braces is None:
        return None
    message = "text that begins with '{{' is a map inside a map for YAML"
    hint = f"put it in quotes: {json.dumps(braces[0], ensure_ascii=False)}"
    return Problem(codes.YAML_KEY_NOT_TEXT, message, hint, *braces.span(), path)


def container(event: Any, path: SpecPath) -> Problem:
    """Return the problem of a map or a list as a key."""
    return problem_at(
        event, codes.YAML_KEY_NOT_TEXT, "a map or a list cannot be a key", "use a plain word as the key", path
    )


def merge_key(event: Any, path: SpecPath) -> Problem:
    """Return the problem of `<<`."""
    message = "merge keys ('<<') are not supported"
    hint = "put what agencies have in common under 'defaults'; tfgen merges it into each agency"
    return problem_at(event, codes.YAML_MERGE_KEY, message, hint, path)


def cut_number(event: Any, text: str, path: SpecPath) -> Problem | None:
    """Return the problem of a number with a comma in it, as in `{ days: 2,555 }`, None for any other key."""
    start, end = event.start_mark.index, event.end_mark.index
    front = _CUT_NUMBER.search(text, text.rfind("\n", 0, start) + 1, start)
    if front is None:
        return None
    hint = f"write it without: {text[front.start() : end].replace(',', '')}"
    return Problem(codes.YAML_KEY_NOT_TEXT, "a comma ends a number between braces", hint, front.start(), end, path)


def no_text(event: Any, value: float | bool | None, path: SpecPath) -> tuple[str, Problem]:  # a YAML value
    """Return the text that stands for a key that is another scalar, and the problem of it."""
    written = composed(getattr(event, "value", None) or ("" if value is None else str(value)))
    what = "an empty key" if value is None else f"the key {written}"
    kind = "is a truth value" if isinstance(value, bool) else "is a number"
    message = f"{what} {'stands here' if value is None else kind}; keys are text"
    hint = f'write it in quotes: "{written}":' if value is not None else "give the key a name"
    if path and path[-1] in _OF_IDS and not isinstance(value, bool) and value is not None:
        hint = "give it an id that begins with a letter"
    return written, problem_at(event, codes.YAML_KEY_NOT_TEXT, message, hint, path)
