"""Keys that a map must not have or has to have, by what its schema says about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tfgen.check import codes
from tfgen.check.patterns import compiled_pattern
from tfgen.check.schema_values import Finding
from tfgen.check.wording import TYPE_NAMES, alternatives, as_yaml, choice_hint, closest, listed, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from tfgen.check.violations import Violation
    from tfgen.errors import SpecPath

_MOST_REFERENCES: Final = 20
"""How many references are followed: they may go round in a circle."""


class Belongs(NamedTuple):
    """Where a key could stand instead of where it is: in words, and the key beside it whose map can have it, if any."""

    hint: str
    holder: str | None = None


class SchemaText:
    """A schema as something to read: its keywords through references within it."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def lookup(self, schema: Any, keyword: str) -> Any:
        """Return a keyword's value in a schema or in what it refers to, None if neither has it."""
        for _ in range(_MOST_REFERENCES):
            if not isinstance(schema, dict):
                return None
            if keyword in schema:
                return schema[keyword]
            schema = self._target(schema.get("$ref"))
        return None

    def allowed_keys(self, schema: Any, depth: int = 0) -> set[str]:
        """Return the keys that a schema names, in its `properties` and in all that it is combined from."""
        if not isinstance(schema, dict) or depth > _MOST_REFERENCES:
            return set()
        parts = [schema.get(word) for word in ("if", "then", "else")]
        for word in ("allOf", "anyOf", "oneOf"):
            parts.extend(schema.get(word, ()))
        parts.extend(schema.get("dependentSchemas", {}).values())
        parts.append(self._target(schema.get("$ref")))
        return set(schema.get("properties", ())).union(*(self.allowed_keys(part, depth + 1) for part in parts))

    def holders(self, schema: Any, key: str) -> list[str]:
        """Return the properties of a schema whose own maps can have a key."""
        properties = self.lookup(schema, "properties") or {}
        return [name for name, inner in properties.items() if key in self.allowed_keys(inner)]

    def where(self, path: SpecPath, schema: Any, key: str, data: Any) -> Belongs | None:
        """Say where a key could stand that the map at a path cannot have: below it, or further out; None if nowhere.

        `schema` is the map's, `data` the whole spec's. Where the key stands already is no such place.
        """
        properties = self.lookup(schema, "properties") or {}
        inside = self._collection(properties, data, path, key)
        if inside is not None:
            return Belongs(f"indent it below {shown(inside)}", inside)
        choice = next((name for name in properties if key in (self.lookup(properties[name], "enum") or ())), None)
        if choice is not None:
            return Belongs(f"write `{choice}: {as_yaml(key)}`", choice)
        holders = self.holders(schema, key)
        if holders:
            return Belongs(f"write it below {alternatives([shown(holder) for holder in holders])}", holders[0])
        around = list(self._around(path, data))
        for step, outer, value in reversed(around):
            place = f"below {shown(step)}" if isinstance(step, str) else "at the top level"
            if key in self.allowed_keys(outer) and key not in value:
                return Belongs(f"write it further out, {place}")
            holders = [name for name in self.holders(outer, key) if not _has(value.get(name), key)]
            if holders and step is not None:
                named = alternatives([shown(holder) for holder in holders])
                return Belongs(f"write it further out, below {named} of {shown(step)}")
        return None

    def _collection(self, properties: Mapping[str, Any], data: Any, path: SpecPath, key: str) -> str | None:
        """Return the property whose maps, by name, have all the keys of the map that stands here; None if none has."""
        for step in path:
            data = data[step]
        value = data[key]
        if not value or not isinstance(value, dict):
            return None
        entries = ((name, self.lookup(inner, "additionalProperties")) for name, inner in properties.items())
        return next((name for name, entry in entries if entry and set(value) <= self.allowed_keys(entry)), None)

    def _around(self, path: SpecPath, data: Any) -> Iterator[tuple[str | None, Any, dict[str, Any]]]:
        """Give the maps around a path, from the top: the key of each, its schema and its value."""
        schema: Any = self._root
        last: str | None = None
        for step in path:
            if not isinstance(data, dict) or not isinstance(step, str):
                return
            yield last, schema, data
            properties = self.lookup(schema, "properties") or {}
            schema = properties[step] if step in properties else self.lookup(schema, "additionalProperties")
            last, data = step, data.get(step)

    def entries(self, path: SpecPath) -> Any:
        """Return the schema of what a map at a path has by names of somebody's choice, None if it has no such names."""
        entry = self.lookup(self._schema_at(path), "additionalProperties")
        return entry if isinstance(entry, dict) and self.allowed_keys(entry) else None

    def inner_entries(self, schema: Any) -> Iterator[tuple[str, set[str]]]:
        """Give the properties of a schema that have maps by names, each with the keys of such a map."""
        for name, inner in (self.lookup(schema, "properties") or {}).items():
            keys = self.allowed_keys(self.lookup(inner, "additionalProperties"))
            if keys:
                yield name, keys

    def keys_at(self, path: SpecPath) -> set[str]:
        """Return the keys that a map at a path can have."""
        return self.allowed_keys(self._schema_at(path))

    def allows(self, schema: Any, path: SpecPath) -> bool:
        """Tell whether a map of a schema can have a key at a path within it."""
        return path[-1] in self.allowed_keys(self._schema_at(path[:-1], schema))

    def collections(self, path: SpecPath) -> Iterator[tuple[str, Any]]:
        """Give the keys that a map at a path has maps by names in, each with the schema of one of those."""
        for name, inner in (self.lookup(self._schema_at(path), "properties") or {}).items():
            entry = self.lookup(inner, "additionalProperties")
            if self.allowed_keys(entry):
                yield name, entry

    def _schema_at(self, path: SpecPath, schema: Any = None) -> Any:
        schema = self._root if schema is None else schema
        for step in path:
            if not isinstance(step, str):
                return None
            properties = self.lookup(schema, "properties") or {}
            schema = properties[step] if step in properties else self.lookup(schema, "additionalProperties")
        return schema

    def smallest(self, schema: Any) -> dict[str, Any] | None:
        """Return a map with an example for each required key; None if there are none, or not for each."""
        required, properties = self.lookup(schema, "required"), self.lookup(schema, "properties")
        if not required or not properties:
            return None
        examples = {key: self.lookup(properties[key], "examples") for key in required}
        return {key: found[0] for key, found in examples.items()} if all(examples.values()) else None

    def _target(self, reference: Any) -> Any:
        if not isinstance(reference, str) or not reference.startswith("#"):
            return None
        node: Any = self._root
        for step in reference.removeprefix("#").strip("/").split("/"):
            node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
        return node


def unknown_key(
    path: SpecPath, key: str, allowed: set[str], taken: Collection[str] = (), belongs: Belongs | None = None
) -> Finding:
    """Return the finding for a key that its map cannot have.

    `taken` are the map's own keys, `belongs` says where the key could stand instead, if anywhere near.
    """
    hint = choice_hint(key, sorted(allowed), "the keys allowed here are", taken)
    meant = closest(key, allowed)
    # A key that is known nearby, letter by letter, says more than one that looks like it.
    if belongs is not None:
        hint = belongs.hint
        meant = belongs.holder
    return Finding(codes.SCHEMA_UNKNOWN_KEY, f"unknown key {shown(key)}", hint, path, key, meant=meant)


def unknown_keys(violation: Violation, text: SchemaText, data: Any) -> Iterator[Finding]:
    """Yield each key that additionalProperties or unevaluatedProperties refuses; `data` is the whole spec's."""
    allowed = text.allowed_keys(violation.schema)
    patterns = [compiled_pattern(pattern) for pattern in violation.schema.get("patternProperties", ())]
    for key in violation.value:
        if key not in allowed and not any(pattern.search(key) for pattern in patterns):
            belongs = text.where(violation.path, violation.schema, key, data)
            yield unknown_key(violation.path, key, allowed, violation.value, belongs)


def missing_keys(violation: Violation, text: SchemaText) -> Iterator[Finding]:
    """Yield all the missing keys of a `required`; its violations are one a key, and do not say which."""
    properties = violation.schema.get("properties", {})
    for key in violation.limit:
        if key not in violation.value:
            message = f"the required key {shown(key)} is missing"
            hint = _example_hint(key, properties.get(key), text)
            yield Finding(codes.SCHEMA_MISSING_KEY, message, hint, violation.path, key, missing=True)


def _example_hint(key: str, schema: Any, text: SchemaText) -> str:
    examples = text.lookup(schema, "examples")
    if examples:
        return f"add it, for example `{key}: {as_yaml(examples[0])}`"
    constant = text.lookup(schema, "const")
    if constant is not None:
        return f"add `{key}: {as_yaml(constant)}`"
    choices = text.lookup(schema, "enum")
    if choices:
        return f"add `{key}:` with one of {listed(choices)}"
    smallest = text.smallest(schema)
    if smallest is not None:
        return f"add it, for example `{key}: {as_yaml(smallest)}`"
    kind = text.lookup(schema, "type")
    value = TYPE_NAMES[kind] if isinstance(kind, str) and kind in TYPE_NAMES else "its value"
    return f"add `{key}:` with {value}"


def _has(value: object, key: str) -> bool:
    """Whether a value is a map that has the key; whatever else may stand there in a spec with mistakes has none."""
    return isinstance(value, dict) and key in value
