"""Values and choices of a spec in the words of a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_LONGEST_TEXT: Final = 60
_LONGEST_LIST: Final = 12
_ALIKE: Final = 0.75
"""From which likeness on, of 1, two words are taken for the same one, and not only for the nearest that there is."""
_SHORTEST_WORD: Final = 3
"""Letters that an abbreviated word has at least."""
_BETWEEN: Final = re.compile(r"[\s,;]+(?:-\s+)?")
"""What stands between two items that somebody wrote as one."""
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_@./-]*")
_NOT_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})

TYPE_NAMES: Final[dict[str, str]] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a map",
    "string": "a string",
}
"""JSON Schema's types as a sentence names them."""


def shown(value: Any) -> str:
    """Return a value as it stands in a sentence, cut where it is long.

    >>> shown("dot"), shown(True), shown(42), shown(None), shown([1])
    ("'dot'", 'true', '42', 'nothing', 'a list')
    """
    if isinstance(value, str):
        return f"'{value if len(value) <= _LONGEST_TEXT else value[: _LONGEST_TEXT - 3] + '...'}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    return str(value) if len(str(value)) <= _LONGEST_TEXT else f"a number of {len(str(value))} digits"


def described(value: Any) -> str:
    """Return a value with its type.

    >>> described("dot"), described(True), described(42)
    ("the string 'dot'", 'the truth value true', 'the number 42')
    """
    if isinstance(value, str):
        return f"the string {shown(value)}"
    if isinstance(value, bool):
        return f"the truth value {shown(value)}"
    return shown(value) if value is None or isinstance(value, dict | list) else f"the number {shown(value)}"


def alternatives(parts: Iterable[str], word: str = "or") -> str:
    """Join parts of a sentence.

    >>> alternatives(["a", "b", "c"]), alternatives(["a"])
    ('a, b or c', 'a')
    """
    *most, last = parts
    return f"{', '.join(most)} {word} {last}" if most else last


def listed(values: Sequence[Any]) -> str:
    """Join values, the first dozen of them.

    >>> listed(["csv", "json"]), listed(range(14))
    ("'csv', 'json'", '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more')
    """
    text = ", ".join(shown(value) for value in values[:_LONGEST_LIST])
    return text if len(values) <= _LONGEST_LIST else f"{text} and {len(values) - _LONGEST_LIST} more"


def closest(value: str, choices: Iterable[str]) -> str | None:
    """Return the choice that was probably meant, None if none is near; upper and lower case count alike.

    >>> closest("retnetion", ["retention", "name"]), closest("CSV", ["csv", "json"]), closest("x", ["name"])
    ('retention', 'csv', None)
    """
    from difflib import get_close_matches  # noqa: PLC0415 - a valid spec does without

    by_lower = {choice.lower(): choice for choice in sorted(choices, reverse=True)}
    short = [choice for choice in by_lower if _is_short_for(value.lower().replace("_", ""), choice.split("_"))]
    found = short if len(short) == 1 else get_close_matches(value[:100].lower(), by_lower, n=1)
    # A word of a name may be far from the whole: 'group' from 'quicksight_group', 'key' from 'primary_key'.
    found = found or [choice for choice in by_lower if value.lower() in choice.split("_")]
    found = found or [choice for choice in by_lower if len(choice) >= _SHORTEST_WORD and choice in _words(value)]
    return by_lower[found[0]] if len(found) == 1 else None


def _words(value: str) -> list[str]:
    return re.split(r"[\W_]+", value.lower())


def _is_short_for(value: str, words: Sequence[str]) -> bool:
    """Tell whether a text is made of how some words begin, as 'distkey' is of 'distribution' and 'key'."""
    if not words:
        return not value
    first, *rest = words
    lengths = range(min(_SHORTEST_WORD, len(first)), len(first) + 1)
    return any(value[:length] == first[:length] and _is_short_for(value[length:], rest) for length in lengths)


def is_alike(value: str, choice: str) -> bool:
    """Tell whether a word is most likely a misspelt other one, upper and lower case alike.

    >>> is_alike("deafults", "defaults"), is_alike("departments", "environments")
    (True, False)
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - the same

    return SequenceMatcher(None, value.lower(), choice.lower()).ratio() >= _ALIKE


def choice_hint(value: str, choices: Sequence[str], noun: str, taken: Collection[Any] = ()) -> str:
    """Return 'did you mean …?', or the list of choices where none is near.

    `taken` is what stands beside the value already: to write that once more would be the next mistake.
    """
    near = closest(value, choices)
    several = _BETWEEN.split(value.strip())
    if len(several) > 1 and set(several) <= set(choices):
        return f"write each as an item of its own: {', '.join(map(as_yaml, several))}"
    if near is not None and near in taken:
        if is_alike(value, near):
            return f"{shown(near)} is here already; keep one of the two"
        return f"{noun}: {listed(sorted(set(choices) - set(taken)) or sorted(choices))}"
    if near is not None:
        return f"did you mean {shown(near)}?"
    return f"{noun}: {listed(sorted(choices))}" if choices else "nothing is allowed here; remove it"


def as_quoted(text: str) -> str:
    """Return a text in double quotes, as YAML has it."""
    import json  # noqa: PLC0415 - the same

    return json.dumps(text, ensure_ascii=False)


def as_yaml(value: Any) -> str:
    """Return a value as one would write it in the spec, on one line.

    >>> as_yaml("data@example.gov"), as_yaml("0123"), as_yaml({"stream": {}})
    ('data@example.gov', '"0123"', '{ stream: {} }')
    """
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _NOT_TEXT:
        return value
    if isinstance(value, dict) and value:
        return "{ " + ", ".join(f"{as_yaml(key)}: {as_yaml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    import json  # noqa: PLC0415 - the same

    return json.dumps(value, ensure_ascii=False)
