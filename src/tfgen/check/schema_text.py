"""A schema as something to read: which keys a map can have, and where else a key could stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tfgen.check.wording import alternatives, as_yaml, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tfgen.errors import SpecPath

_MOST_REFERENCES: Final = 20
"""How many references are followed: they may go round in a circle."""


class Belongs(NamedTuple):
    """Where a key could stand instead of where it is: in words, and the key beside it whose map can have it, if any.

    `by_name` says that a key of this very name is known there, and not only one with such a value.
    """

    hint: str
    holder: str | None = None
    by_name: bool = True


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

    def resolved(self, schema: Any) -> dict[str, Any]:
        """Return a schema with the keywords of all that it refers to; its own come first."""
        found: dict[str, Any] = {}
        for _ in range(_MOST_REFERENCES):
            if not isinstance(schema, dict):
                break
            found = {**schema, **found}
            schema = self._target(schema.get("$ref"))
        return found

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
        by_value = self._by_value(properties, path, data, key)
        if by_value is not None:
            return by_value
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

    def _by_value(self, properties: Mapping[str, Any], path: SpecPath, data: Any, key: str) -> Belongs | None:
        """Say what a map is by its keys, whatever it is called: one of those by name in a property, or all of them."""
        for step in path:
            data = data[step]
        value = data[key]
        if not value or not isinstance(value, dict):
            return None
        inside = self._collection(properties, value)
        if inside is not None:
            return Belongs(f"indent it below {shown(inside)}", inside, by_name=False)
        renamed = self._renamed(path, data, value)
        return None if renamed is None else Belongs(f"did you mean {shown(renamed)}?", renamed, by_name=False)

    def _collection(self, properties: Mapping[str, Any], value: Mapping[str, Any]) -> str | None:
        """Return the property whose maps, by name, have the keys of a map, None if none has.

        What such maps need and this one has makes up for keys of another, which followed it in the same column.
        """
        for name, inner in properties.items():
            entry = self.lookup(inner, "additionalProperties")
            if not entry:
                continue
            needed, known = set(self.lookup(entry, "required") or ()), self.allowed_keys(entry).intersection(value)
            if len(known) == len(value) or (needed and needed <= known and len(known) > len(value) / 2):
                return name
        return None

    def _renamed(self, path: SpecPath, data: Any, value: Mapping[str, Any]) -> str | None:
        """Return the absent property for maps by name whose maps need what each of a value has; None if none does."""
        for name, entry in self.collections(path):
            needed = self.lookup(entry, "required")
            if needed and name not in data and all(_has(one, each) for one in value.values() for each in needed):
                return name
        return None

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
        entry = self.lookup(self.at(path), "additionalProperties")
        return entry if isinstance(entry, dict) and self.allowed_keys(entry) else None

    def inner_entries(self, schema: Any) -> Iterator[tuple[str, set[str]]]:
        """Give the properties of a schema that have maps by names, each with the keys of such a map."""
        for name, inner in (self.lookup(schema, "properties") or {}).items():
            keys = self.allowed_keys(self.lookup(inner, "additionalProperties"))
            if keys:
                yield name, keys

    def keys_at(self, path: SpecPath) -> set[str]:
        """Return the keys that a map at a path can have."""
        return self.allowed_keys(self.at(path))

    def allows(self, schema: Any, path: SpecPath) -> bool:
        """Tell whether a map of a schema can have a key at a path within it."""
        return path[-1] in self.allowed_keys(self.at(path[:-1], schema))

    def collections(self, path: SpecPath) -> Iterator[tuple[str, Any]]:
        """Give the keys that a map at a path has maps by names in, each with the schema of one of those."""
        for name, inner in (self.lookup(self.at(path), "properties") or {}).items():
            entry = self.lookup(inner, "additionalProperties")
            if self.allowed_keys(entry):
                yield name, entry

    def at(self, path: SpecPath, schema: Any = None) -> Any:
        """Return the schema of what stands at a path, in a schema or in the root; None if it is not known."""
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

    def smallest_maps(self, schema: Any) -> dict[str, Any]:
        """Return the smallest map that each property can be, for those that are maps and where it is known."""
        properties = self.lookup(schema, "properties") or {}
        found = {name: inner for name, inner in properties.items() if self.lookup(inner, "type") == "object"}
        smallest = {name: self.smallest(inner) for name, inner in found.items()}
        return {name: smallest[name] or {} for name, inner in found.items() if smallest[name] or not self._needs(inner)}

    def _needs(self, schema: Any) -> bool:
        return bool(self.lookup(schema, "required") or self.lookup(schema, "minProperties"))

    def _target(self, reference: Any) -> Any:
        if not isinstance(reference, str) or not reference.startswith("#"):
            return None
        node: Any = self._root
        for step in reference.removeprefix("#").strip("/").split("/"):
            node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
        return node


def _has(value: object, key: str) -> bool:
    """Whether a value is a map that has the key; whatever else may stand there in a spec with mistakes has none."""
    return isinstance(value, dict) and key in value
