"""Lines that are indented too little: one mistake, which leaves a key empty and strange keys beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.schema_values import Finding
from tfgen.check.sound import value_at
from tfgen.check.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tfgen.check.schema_keys import SchemaText
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_NO_BREAK_SPACE: Final = "\xa0"


def join_shallow(
    findings: Iterable[Finding], empty: Mapping[SpecPath, Any], source: Source, text: SchemaText
) -> Sequence[Finding]:
    """Put one finding in the place of all those that come of lines indented like the key that they belong below.

    `empty` has, by path, the schema of each value that is missing where a map is expected. What follows such a key
    in its map, is refused there and could stand below it, is taken to be meant there.
    """
    kept = _with_spaces(findings, empty, source)
    for path, schema in empty.items():
        if not isinstance(path[-1], str):  # an item of a list
            continue
        beside = value_at(source.data, path[:-1])
        refused = {_key(one, path[:-1]) for one in kept}
        meant = [key for key in _behind(beside, path[-1]) if key in refused and _fits(key, beside[key], schema, text)]
        if not meant:
            continue
        message = f"{shown(meant[0])} is indented like {shown(path[-1])}, and belongs below it"
        hint = "indent this line, and those that belong with it, by two more spaces"
        gone = {path, *((*path[:-1], key) for key in meant)}
        kept = [one for one in kept if not any(one.about[: len(each)] == each for each in gone)]
        kept.append(Finding(codes.SCHEMA_TYPE, message, hint, path[:-1], meant[0]))
    return kept


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
