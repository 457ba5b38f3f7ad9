"""A quick yes to data that meets its schema, so that only the rest needs to be looked into.

A schema is compiled to nested functions. What they accept is valid; what they refuse may still be valid
where a schema uses keywords that are not compiled, and jsonschema has the last word on it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tfgen.check.patterns import compiled_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence


ANNOTATIONS: Final = frozenset(
    {"$comment", "$defs", "$schema", "default", "deprecated", "description", "examples", "format", "title"}
)
"""Keywords that judge nothing; so do all that begin with `x-`."""


MOST_KNOWN: Final = 1000
"""Texts whose judgement by one part of a schema is remembered."""


class Judgement(NamedTuple):
    """A compiled schema; `exact` if what it refuses is surely invalid, too."""

    accepts: Callable[[Any], bool]
    exact: bool


_YES: Final = Judgement(lambda _: True, exact=True)
_NO: Final = Judgement(lambda _: False, exact=True)
_UNKNOWN: Final = Judgement(lambda _: False, exact=False)


class Acceptance:
    """One schema (draft 2020-12) with its subschemas, compiled as they are asked for."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._compiled: dict[int, Judgement] = {}

    def accepts(self, schema: Any, value: Any) -> bool:
        """Return True if a value meets the root or one of its subschemas; False says nothing for sure."""
        return self._judgement(schema).accepts(value)

    def refuses(self, schema: Any, value: Any) -> bool:
        """Return True if a value surely does not meet the root or one of its subschemas."""
        judgement = self._judgement(schema)
        return judgement.exact and not judgement.accepts(value)

    def target(self, reference: str) -> Any:
        """Return the subschema that a reference within the root (`#/…`) leads to."""
        node: Any = self._root
        for step in reference.removeprefix("#/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
        return node

    def _judgement(self, schema: Any) -> Judgement:
        if not isinstance(schema, dict):
            return _YES if schema is True else _NO
        known = self._compiled.get(id(schema))
        if known is None:
            # Until it is compiled, a schema that refers to itself finds this stand-in, which looks again.
            self._compiled[id(schema)] = Judgement(partial(self.accepts, schema), exact=False)
            known = self._compiled[id(schema)] = self._compile(schema)
        return known

    def _compile(self, schema: Mapping[str, Any]) -> Judgement:
        judging = frozenset(keyword for keyword in schema if keyword not in ANNOTATIONS and keyword[:2] != "x-")
        if judging == _PATTERN and schema["type"] == "string":
            return Judgement(partial(_text, compiled_pattern(schema["pattern"]).search), exact=True)
        if judging | {"required"} == _KEYS and schema["type"] == "object":
            members = self._map(schema)
            return Judgement(partial(_object, frozenset(schema.get("required", ())), members.accepts), members.exact)
        parts = [self._keyword(keyword, schema) for keyword in schema]
        tests = [part.accepts for part in parts if part is not _YES]
        exact = all(part.exact for part in parts)
        if len(tests) == 1:
            return Judgement(tests[0], exact)
        return Judgement(partial(_all, tests), exact)

    def _keyword(self, keyword: str, schema: Mapping[str, Any]) -> Judgement:
        limit = schema[keyword]
        if keyword in ANNOTATIONS or keyword.startswith("x-"):
            return _YES
        if keyword in _TESTS:
            return Judgement(partial(_TESTS[keyword], limit), exact=True)
        if keyword in _PARTS_OF_MAPS:
            first = next(part for part in schema if part in _PARTS_OF_MAPS)
            return self._map(schema) if keyword == first else _YES
        return self._combination(keyword, limit, schema)

    def _combination(self, keyword: str, limit: Any, schema: Mapping[str, Any]) -> Judgement:
        result = _UNKNOWN
        if keyword == "type":
            kinds = [limit] if isinstance(limit, str) else limit
            result = Judgement(_any_of([_TYPES[kind] for kind in kinds]), exact=True)
        elif keyword in {"enum", "const"}:
            result = _choice(limit if keyword == "enum" else [limit])
        elif keyword == "pattern":
            result = Judgement(partial(_matches, compiled_pattern(limit).search), exact=True)
        elif keyword == "items" and "prefixItems" not in schema:
            inner = self._judgement(limit)
            result = Judgement(partial(_items, inner.accepts), inner.exact)
        elif keyword == "multipleOf" and isinstance(limit, int):
            result = Judgement(partial(_is_multiple, limit), exact=True)
        elif keyword == "uniqueItems":
            result = Judgement(_unique, exact=True) if limit else _YES
        elif keyword == "$ref" and isinstance(limit, str) and limit.startswith("#/"):
            result = self._judgement(self.target(limit))
        elif keyword in {"allOf", "anyOf", "oneOf"}:
            result = self._branches(keyword, [self._judgement(branch) for branch in limit])
        return result

    def _branches(self, keyword: str, branches: Sequence[Judgement]) -> Judgement:
        tests = [branch.accepts for branch in branches]
        exact = all(branch.exact for branch in branches)
        if keyword == "oneOf":
            # Exactly one: a branch that is not known to refuse could be a second one.
            return Judgement(partial(_as_before, partial(_one, tests), {}), exact=True) if exact else _UNKNOWN
        return Judgement(partial(_all, tests) if keyword == "allOf" else _any_of(tests), exact)

    def _map(self, schema: Mapping[str, Any]) -> Judgement:
        if "patternProperties" in schema:
            return _UNKNOWN
        properties = {key: self._judgement(inner) for key, inner in schema.get("properties", {}).items()}
        others = self._judgement(schema.get("additionalProperties", True))
        names = self._judgement(schema.get("propertyNames", True))
        tests = {key: inner.accepts for key, inner in properties.items()}
        exact = all(part.exact for part in (others, names, *properties.values()))
        names_test = None if names is _YES else names.accepts
        return Judgement(partial(_members, tests, others.accepts, names_test), exact)


# The two forms that nearly all values have are asked for in one call, and not in one for each keyword.
_PATTERN: Final = frozenset({"type", "pattern"})
_KEYS: Final = frozenset({"type", "properties", "additionalProperties", "required"})


def _text(search: Callable[[str], object], value: Any) -> bool:
    return value.__class__ is str and search(value) is not None


def _object(required: frozenset[str], members: Callable[[Any], bool], value: Any) -> bool:
    return value.__class__ is dict and required <= value.keys() and members(value)


def _all(tests: Sequence[Callable[[Any], bool]], value: Any) -> bool:
    for test in tests:  # noqa: SIM110  # all() with a generator takes twice as long
        if not test(value):
            return False
    return True


def _any_of(tests: Sequence[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    return tests[0] if len(tests) == 1 else partial(_any, tests)


def _any(tests: Sequence[Callable[[Any], bool]], value: Any) -> bool:
    for test in tests:  # noqa: SIM110  # as in _all
        if test(value):
            return True
    return False


def _one(tests: Sequence[Callable[[Any], bool]], value: Any) -> bool:
    # As in _all: a generator takes twice as long.
    return sum([test(value) for test in tests]) == 1


def _as_before(test: Callable[[Any], bool], known: dict[str, bool], value: Any) -> bool:
    """Judge a text as it was judged before: where a text is one of several forms, such as a type, few texts come."""
    if value.__class__ is not str:
        return test(value)
    if value not in known and len(known) < MOST_KNOWN:
        known[value] = test(value)
    return known[value] if value in known else test(value)


def _items(test: Callable[[Any], bool], value: Any) -> bool:
    return value.__class__ is not list or all(map(test, value))


def _unique(value: Any) -> bool:
    return value.__class__ is not list or len(set(map(_comparable, value))) == len(value)


def _comparable(value: Any) -> Hashable:
    """Return what is equal for equal values: True == 1 in Python and not in JSON, 1 == 1.0 in both."""
    if value.__class__ is dict:
        return frozenset((key, _comparable(item)) for key, item in value.items())
    if value.__class__ is list:
        return tuple(map(_comparable, value))
    return (value.__class__ is bool, value)


def _is_multiple(limit: int, value: Any) -> bool:
    return not _is_number(value) or value % limit == 0


def _matches(search: Callable[[str], object], value: Any) -> bool:
    return value.__class__ is not str or search(value) is not None


def _members(
    properties: Mapping[str, Callable[[Any], bool]],
    others: Callable[[Any], bool],
    names: Callable[[Any], bool] | None,
    value: Any,
) -> bool:
    if value.__class__ is not dict:
        return True
    for key, inner in value.items():
        if not properties.get(key, others)(inner):
            return False
    return names is None or all(map(names, value))


def _choice(choices: Sequence[Any]) -> Judgement:
    if any(isinstance(choice, dict | list) for choice in choices):
        return _UNKNOWN
    # With its class, since True == 1 in Python and not in JSON; 1 and 1.0 are equal in both.
    allowed = frozenset((isinstance(choice, bool), choice) for choice in choices)
    return Judgement(
        lambda value: not isinstance(value, dict | list) and (isinstance(value, bool), value) in allowed, exact=True
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "array": lambda value: value.__class__ is list,
    "boolean": lambda value: value.__class__ is bool,
    "integer": lambda value: value.__class__ is int or (value.__class__ is float and value.is_integer()),
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: value.__class__ is dict,
    "string": lambda value: value.__class__ is str,
}

_PARTS_OF_MAPS: Final = frozenset({"additionalProperties", "patternProperties", "properties", "propertyNames"})

# keyword → test of its limit and a value; values of other types pass
_TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "minimum": lambda limit, value: not _is_number(value) or value >= limit,
    "maximum": lambda limit, value: not _is_number(value) or value <= limit,
    "exclusiveMinimum": lambda limit, value: not _is_number(value) or value > limit,
    "exclusiveMaximum": lambda limit, value: not _is_number(value) or value < limit,
    "minLength": lambda limit, value: value.__class__ is not str or len(value) >= limit,
    "maxLength": lambda limit, value: value.__class__ is not str or len(value) <= limit,
    "minItems": lambda limit, value: value.__class__ is not list or len(value) >= limit,
    "maxItems": lambda limit, value: value.__class__ is not list or len(value) <= limit,
    "minProperties": lambda limit, value: value.__class__ is not dict or len(value) >= limit,
    "maxProperties": lambda limit, value: value.__class__ is not dict or len(value) <= limit,
    "required": lambda limit, value: value.__class__ is not dict or all(key in value for key in limit),
}
