"""Lines that are indented too little: one mistake, which leaves a key empty and strange keys beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.schema_values import Finding
from tfgen.check.sound import value_at
from tfgen.check.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tfgen.check.schema_text import SchemaText
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_NO_BREAK_SPACE: Final = "\xa0"


def join_shallow(
    findings: Iterable[Finding], empty: Mapping[SpecPath, Any], source: Source, text: SchemaText
) -> Sequence[Finding]:
    """Put one finding in the place of all those that come of lines indented like the key that they belong below.

    `empty` has, by path, the schema of each value that is missing where a map is expected. What follows such a key
    in its map, or in one around it if that ends here, is refused there and could stand below it, is taken to be
    meant there.
    """
    kept = _with_spaces(findings, empty, source)
    for path, schema in empty.items():
        if not isinstance(path[-1], str):  # an item of a list
            continue
        for length in reversed(range(len(path))):
            holder, step = path[:length], path[length]
            beside = value_at(source.data, holder)
            refused = {_key(one, holder) for one in kept}
            behind = _behind(beside, str(step)) if isinstance(beside, dict) else []
            meant = [key for key in behind if key in refused and _fits(key, beside[key], schema, text)]
            if meant and (length == len(path) - 1 or meant[0] == behind[0]):
                gone = {path, *((*holder, key) for key in meant)}
                kept = [one for one in kept if not any(one.about[: len(each)] == each for each in gone)]
                kept.append(_below(path, holder, meant[0]))
                break
            # Further out only what stands in the next line can be meant.
            if behind:
                break
    return kept


def _below(path: SpecPath, holder: SpecPath, key: str) -> Finding:
    """Return the finding for a key that belongs below another, and stands beside it or further out."""
    steps = len(path) - len(holder)
    less = "like" if steps == 1 else "less than"
    message = f"{shown(key)} is indented {less} {shown(path[-1])}, and belongs below it"
    spaces = ("two", "four", "six", "eight")
    more = f"by {spaces[steps - 1]} more spaces" if steps <= len(spaces) else f"below {shown(path[-1])}"
    hint = f"indent this line, and those that belong with it, {more}"
    return Finding(codes.SCHEMA_TYPE, message, hint, holder, key)


def _with_spaces(findings: Iterable[Finding], empty: Mapping[SpecPath, Any], source: Source) -> list[Finding]:
    """Say of keys that begin with no-break spaces what they are; the key in the line above is empty only for that."""
    kept: list[Finding] = []
    above: set[tuple[str, int]] = set()
    for one in findings:
        if one.key is None or one.missing or not one.key.startswith(_NO_BREAK_SPACE):
            kept.append(one)
            continue
        place = source.locate(one.about, key=True)
        above.add((place.file, place.line - 1))
        message = (
            f"the line of {shown(one.key.strip())} begins with no-break spaces (U+00A0), which YAML takes for text"
        )
        kept.append(one._replace(code=codes.SCHEMA_UNKNOWN_KEY, message=message, hint="indent it with spaces"))
    places = {path: source.locate(path, key=True) for path in empty} if above else {}
    gone = {path for path, place in places.items() if (place.file, place.line) in above}
    return [one for one in kept if one.about not in gone]


def _fits(key: str, value: Any, schema: Any, text: SchemaText) -> bool:
    if key in text.allowed_keys(schema):
        return True
    entry = text.lookup(schema, "additionalProperties")
    if isinstance(value, str):
        return bool(text.lookup(entry, "type") == "string")
    return isinstance(value, dict) and isinstance(entry, dict)


def _behind(beside: Mapping[str, Any], key: str) -> list[str]:
    keys = list(beside)
    return keys[keys.index(key) + 1 :]


def _key(finding: Finding, path: SpecPath) -> str | None:
    """Return the key of the map at a path that a finding is about, None if it is about something else."""
    about = finding.about
    return str(about[len(path)]) if len(about) > len(path) and about[: len(path)] == path else None
