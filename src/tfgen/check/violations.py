"""Every violation of a schema, as plain data: found here for the common keywords, by jsonschema for the others.

jsonschema alone would do, and the tests hold this module against it; but of a thousand agencies with mistakes
in every second one, it would take longer than everything else together.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tfgen.check.acceptance import ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jsonschema.exceptions import ValidationError

    from tfgen.check.acceptance import Acceptance
    from tfgen.check.jsonschema_errors import JsonSchemaErrors
    from tfgen.errors import SpecPath

_OF_MAPS: Final = frozenset({"additionalProperties", "properties", "propertyNames", "required"})
_OF_FORMS: Final = frozenset({"anyOf", "oneOf"})


class Violation(Struct, frozen=True):
    """A keyword of a schema that a value does not meet.

    `limit` is the keyword's value, `schema` what stands around it ({} for a bare true or false). `value` is
    what was judged: the value at `path`, or with `of_key` one of the keys there. Below oneOf and anyOf,
    `inner` has the violations of all forms, each with the number of its `form` and its `depth` below the
    value.
    """

    keyword: str
    limit: Any
    value: Any
    schema: Mapping[str, Any]
    path: SpecPath
    of_key: bool
    depth: int
    form: int
    inner: tuple[Violation, ...]


def violations(data: Any, schema: Mapping[str, Any], acceptance: Acceptance) -> list[Violation]:
    """Return every violation of a schema (draft 2020-12), compiled as `acceptance`, by data made of JSON's types."""
    return list(_Search(schema, acceptance).of(schema, data, _Position()))


class _Position(Struct, frozen=True):
    """Where a search is: the path, how much of it is above the nearest oneOf or anyOf, and in which form of it."""

    path: SpecPath = ()
    above: int = 0
    form: int = -1
    of_key: bool = False

    def violation(
        self, keyword: str, value: Any, schema: Mapping[str, Any], inner: Iterable[Violation] = ()
    ) -> Violation:
        depth = len(self.path) - self.above
        limit = schema.get(keyword)
        return Violation(keyword, limit, value, schema, self.path, self.of_key, depth, self.form, tuple(inner))


class _Search:
    """One schema and what is compiled of it; it goes only where a value is not surely valid."""

    def __init__(self, root: Mapping[str, Any], acceptance: Acceptance) -> None:
        self._root = root
        self._acceptance = acceptance
        self._parts: dict[tuple[int, str], dict[str, Any]] = {}

    @cached_property
    def _errors(self) -> JsonSchemaErrors:
        from tfgen.check.jsonschema_errors import JsonSchemaErrors  # noqa: PLC0415  # rarely needed, and slow

        return JsonSchemaErrors(self._root)

    def of(self, schema: Any, value: Any, at: _Position) -> Iterator[Violation]:
        """Return the violations of a value that the schema does not surely accept."""
        if not isinstance(schema, dict):
            return iter([at.violation("None", value, {})])
        found: list[Violation] = []
        for keyword, limit in schema.items():
            inside = self._inside(keyword, limit, value, at)
            if inside is not None:
                found += inside
            elif keyword in _OF_FORMS:
                found += self._of_forms(keyword, value, schema, at)
            elif keyword in _OF_MAPS:
                found += self._of_map(keyword, value, schema, at) if isinstance(value, dict) else ()
            elif keyword not in ANNOTATIONS and not keyword.startswith("x-"):
                part = self._part(keyword, schema)
                if self._acceptance.refuses(part, value):
                    found.append(at.violation(keyword, value, schema))
                elif not self._acceptance.accepts(part, value):
                    return (_violation(error, at) for error in self._errors.of(schema, value))
        return iter(found)

    def _part(self, keyword: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return a schema of one keyword, always the same, since what is compiled is known by its identity."""
        return self._parts.setdefault((id(schema), keyword), {keyword: schema[keyword]})

    def _inside(self, keyword: str, limit: Any, value: Any, at: _Position) -> Iterator[Violation] | None:
        """Return what violates a keyword's schemas of the value itself or of its items; None for other keywords."""
        if keyword == "$ref" and limit.startswith("#/"):
            return self._of_doubtful(self._acceptance.target(limit), value, at)
        if keyword == "allOf":
            return chain.from_iterable(self._of_doubtful(branch, value, at) for branch in limit)
        if keyword == "items" and isinstance(limit, dict):
            items = enumerate(value if isinstance(value, list) else ())
            return chain.from_iterable(self._of_doubtful(limit, item, at, index) for index, item in items)
        return None

    def _of_doubtful(self, schema: Any, value: Any, at: _Position, *steps: str | int) -> Iterator[Violation]:
        if self._acceptance.accepts(schema, value):
            return iter(())
        return self.of(schema, value, replace(at, path=(*at.path, *steps)))

    def _of_forms(self, keyword: str, value: Any, schema: Mapping[str, Any], at: _Position) -> Iterator[Violation]:
        above = len(at.path)
        found = [
            list(self._of_doubtful(form, value, replace(at, above=above, form=number)))
            for number, form in enumerate(schema[keyword])
        ]
        fitting = sum(not inner for inner in found)
        if not fitting:
            yield at.violation(keyword, value, schema, [one for inner in found for one in inner])
        elif fitting > 1 and keyword == "oneOf":
            yield at.violation(keyword, value, schema)

    def _of_map(self, keyword: str, value: Any, schema: Mapping[str, Any], at: _Position) -> Iterator[Violation]:
        limit = schema[keyword]
        if keyword == "required":
            yield from (at.violation(keyword, value, schema) for key in limit if key not in value)
        elif keyword == "properties":
            for key, inner in limit.items():
                if key in value:
                    yield from self._of_doubtful(inner, value[key], at, key)
        elif keyword == "propertyNames":
            for key in value:
                yield from self._of_doubtful(limit, key, replace(at, of_key=True))
        else:
            named = schema.get("properties", {})
            others = [key for key in value if key not in named]
            if limit is not False:
                yield from chain.from_iterable(self._of_doubtful(limit, value[key], at, key) for key in others)
            elif others:
                yield at.violation(keyword, value, schema)


def _violation(error: ValidationError, at: _Position) -> Violation:
    """Return what jsonschema found in the value at a position."""
    steps = list(error.relative_schema_path)
    form = steps[0] if error.parent is not None and steps else at.form
    path = (*at.path, *error.relative_path)
    of_key = at.of_key or _is_of_key(steps)
    within = _Position(path, len(path), of_key=of_key)
    return Violation(
        keyword=str(error.validator),
        limit=error.validator_value,
        value=error.instance,
        schema=error.schema if isinstance(error.schema, dict) else {},
        path=path,
        of_key=of_key,
        depth=len(path) - at.above,
        form=form if isinstance(form, int) else -1,
        inner=tuple(_violation(inner, within) for inner in error.context),
    )


def _is_of_key(steps: Sequence[str | int]) -> bool:
    """Whether a path in a schema leads through the keyword `propertyNames`, not a property of that name."""
    named = {"properties", "patternProperties", "$defs", "dependentSchemas"}
    return any(
        step == "propertyNames" and (not index or steps[index - 1] not in named)
        for index, step in enumerate(steps[:-1])
    )
