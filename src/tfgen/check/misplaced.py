"""Keys in a wrong column: one mistake, which leaves strange keys where they stand and a gap where they belong."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.schema_values import Finding
from tfgen.check.sound import value_at
from tfgen.check.wording import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from tfgen.check.schema_text import SchemaText
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_NOUNS: Final = {"access": "readers", "datasets": "data sets", "read": "data sets"}
"""What the entries of a map are called, where its key does not say so."""


def join_misplaced(
    findings: Iterable[Finding], empty: Collection[SpecPath], source: Source, text: SchemaText
) -> Sequence[Finding]:
    """Put one finding in the place of those that come of a key that stands further out or further in than it belongs.

    A key that is known somewhere on the way, and stands where names are expected, is no name; a key that is refused
    elsewhere on the way is not missing as well, and is not one too many. `empty` are the paths of keys that have
    nothing below them where a map is expected.
    """
    kept = dict(enumerate(_without_lone_lines(list(findings), empty, text)))
    made: list[Finding] = []
    by_place: defaultdict[SpecPath, list[int]] = defaultdict(list)
    for number, one in kept.items():
        for length in range(2, len(one.about) + 1):
            by_place[one.about[:length]].append(number)
    for place, numbers in by_place.items():
        inside = [kept[number] for number in numbers if number in kept]
        unknown = {one.about for one in inside if not one.missing and one.code == codes.SCHEMA_UNKNOWN_KEY}
        # What fits as what it is called may well have a mistake in it.
        own = {str(about[-1]) for about in unknown if about[:-1] == place}
        meant = _meant(place, own, source, text) if unknown else None
        if meant is not None:
            gone = [path for path in empty if path[-1] == meant.meant]
            kept = {key: one for key, one in kept.items() if key not in numbers and one.about not in gone}
            made.append(meant)
    return _without_gaps(_of_entries([*kept.values(), *made], text))


def _of_entries(findings: list[Finding], text: SchemaText) -> list[Finding]:
    """Put one finding in the place of those in a map that stands beside the names that it belongs below one of."""
    by_place: defaultdict[SpecPath, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.code == codes.SCHEMA_UNKNOWN_KEY and not one.missing:
            for length in range(2, len(one.about)):
                by_place[one.about[:length]].append(one)
    for place, inside in by_place.items():
        for key, entry in text.collections(place[:-1]):
            own = (text.lookup(entry, "properties") or {}).get(place[-1])
            meant = [one for one in inside if own and text.allows(own, one.about[len(place) :])]
            if not meant:
                continue
            name, holder = shown(place[-1]), shown(key)
            if len(meant) == 1:
                hint = f"write it in {name} of one of the {_noun(key)}"
                findings = [one._replace(hint=hint) if one is meant[0] else one for one in findings]
                continue
            message = f"{name} stands beside {holder}, and has keys that it can have only in one of the {_noun(key)}"
            hint = f"indent this line, and those that belong with it, like the keys of one of the {_noun(key)}"
            made = Finding(codes.SCHEMA_UNKNOWN_KEY, message, hint, place[:-1], str(place[-1]))
            findings = [*(one for one in findings if one.about[: len(place)] != place), made]
    return findings


def _noun(key: str) -> str:
    return _NOUNS.get(key, key)


def _without_lone_lines(findings: list[Finding], empty: Collection[SpecPath], text: SchemaText) -> list[Finding]:
    """Put one finding in the place of those that come of a first line that is indented too deep, and it alone.

    What belongs below it is then beside it, and is known by the keys that it has.
    """
    for path in empty:
        holder, name = path[:-1], path[-1]
        if not isinstance(name, str) or text.entries(holder) is None:
            continue
        outer = next((length for length in reversed(range(len(holder))) if name in text.keys_at(holder[:length])), None)
        allowed = text.allowed_keys(text.entries((*holder[:outer], name))) if outer is not None else set()
        unknown: defaultdict[SpecPath, set[str]] = defaultdict(set)
        for one in findings:
            if one.code == codes.SCHEMA_UNKNOWN_KEY and one.path[:-1] == holder and one.key is not None:
                unknown[one.path].add(one.key)
        gone = [place for place, keys in unknown.items() if keys <= allowed]
        if gone and outer is not None:
            hint = f"write it further out, {_below(holder, outer)}"
            made = Finding(codes.SCHEMA_UNKNOWN_KEY, _among(holder, name)[1], hint, holder, name)
            findings = [one for one in findings if not any(one.about[: len(each)] == each for each in (path, *gone))]
            findings.append(made)
    return findings


def _among(holder: SpecPath, name: str) -> tuple[str, str]:
    """Return what the entries of a map are called, and the message about a key that is none of their names."""
    noun = _noun(str(holder[-1]))
    return noun, f"{shown(name)} stands among the {noun}, where it would be the name of one"


def _below(holder: SpecPath, length: int) -> str:
    """Say where the map is that so many steps lead to."""
    return f"below {shown(holder[length - 1])}" if length else "at the top level"


def _without_gaps(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Leave out what is missing, or one too many, since a key of that name is refused elsewhere on the way."""
    keys = {one.about for one in findings if one.key is not None and not one.missing}
    refused = keys | {one.path for one in findings if one.key is None and one.code == codes.SCHEMA_TYPE and one.path}
    by_name: defaultdict[str | int, list[SpecPath]] = defaultdict(list)
    for about in refused:
        by_name[about[-1]].append(about)
    holders = {about[:-1] for about in refused if isinstance(about[-1], str)}

    def is_explained(one: Finding) -> bool:
        if one.missing:
            holder = one.path
            near = by_name[one.key or ""]
            return any(about[: len(holder)] == holder or holder[: len(about) - 1] == about[:-1] for about in near)
        return one.key is None and (one.path in keys or (one.code == codes.SCHEMA_SIZE and one.path in holders))

    return [one for one in findings if not is_explained(one)]


def _meant(place: SpecPath, unknown: set[str], source: Source, text: SchemaText) -> Finding | None:
    """Return the finding for an entry among names that is none, by its own key or by the keys that it cannot have."""
    holder, name = place[:-1], place[-1]
    entry = text.entries(holder)
    if entry is None or not isinstance(name, str):
        return None
    value = value_at(source.data, place)
    noun, message = _among(holder, name)
    keys = set(value) if isinstance(value, dict) else set()
    whole = next((key for key, allowed in _named(entry, name, text) if keys and keys <= allowed), None)
    if whole is not None:
        return Finding(codes.SCHEMA_UNKNOWN_KEY, message, _indent_below(whole), holder, name, meant=whole)
    if _is_entry(value, entry, text):
        return None
    hint = _hint_by_name(holder, name, entry, text)
    if hint is not None:
        return Finding(codes.SCHEMA_UNKNOWN_KEY, message, hint, holder, name)
    return _by_keys(place, noun, entry, unknown, text) if unknown else None


def _hint_by_name(holder: SpecPath, name: str, entry: Any, text: SchemaText) -> str | None:
    """Say where a key stands that has a name of its own further in or out; None if it has none."""
    if name in text.allowed_keys(entry):
        return "indent this line, and those that belong with it, by two more spaces"
    for length in reversed(range(len(holder))):
        if name in text.keys_at(holder[:length]):
            return f"write it further out, {_below(holder, length)}"
    return None


def _by_keys(place: SpecPath, noun: str, entry: Any, unknown: set[str], text: SchemaText) -> Finding | None:
    """Return the finding for an entry whose keys, refused here, are those of what stands further in or out."""
    *holder, name = map(str, place)
    inner = next((key for key, keys in _inner(entry, name, text) if unknown <= keys), None)
    if inner is not None:
        return _like(place, noun, inner, _indent_below(inner), inner)
    for length in reversed(range(1, len(holder))):
        if unknown <= text.allowed_keys(text.entries(place[:length])):
            outer = holder[length - 1]
            return _like(place, noun, outer, f"write it further out, below {shown(outer)}")
    return None


def _like(place: SpecPath, noun: str, other: str, hint: str, meant: str | None = None) -> Finding:
    name = str(place[-1])
    message = f"{shown(name)} stands among the {noun}, and has keys of what stands in {shown(other)}"
    return Finding(codes.SCHEMA_UNKNOWN_KEY, message, hint, place[:-1], name, meant=meant)


def _indent_below(key: str) -> str:
    return f"indent this line, and those that belong with it, below {shown(key)}"


def _is_entry(value: Any, entry: Any, text: SchemaText) -> bool:
    """Tell whether a value is what it stands among, whatever it is called: it has a key that one of those needs."""
    return isinstance(value, dict) and not set(text.lookup(entry, "required") or ()).isdisjoint(value)


def _inner(entry: Any, name: str, text: SchemaText) -> Iterator[tuple[str, set[str]]]:
    """Give what a map could be in an entry: the property that it belongs below, and the keys that it can have there."""
    yield from text.inner_entries(entry)
    yield from _named(entry, name, text)


def _named(entry: Any, name: str, text: SchemaText) -> Iterator[tuple[str, set[str]]]:
    """Give the properties of an entry whose maps have a property of a name, each with the keys of that one."""
    properties = text.lookup(entry, "properties") or {}
    for key in text.holders(entry, name):
        yield key, text.allowed_keys((text.lookup(properties[key], "properties") or {}).get(name))
