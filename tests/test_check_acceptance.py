"""The quick yes: whatever it accepts is valid by jsonschema, and ordinary schemas are judged completely."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tfgen.check.acceptance import Acceptance

SMALL = st.integers(0, 3)
SCALARS = st.none() | st.booleans() | st.integers(-3, 4) | st.sampled_from([0.0, 1.0, 1.5, "", "a", "ab", "a\n"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])


def keywords(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    branches = st.lists(inner, min_size=1, max_size=3)
    optional = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True),
        "enum": st.lists(SCALARS, min_size=1, max_size=3),
        "const": SCALARS,
        "pattern": st.sampled_from(["^a", "^[a-z]+$", "b"]),
        "minimum": SMALL,
        "maximum": SMALL,
        "exclusiveMinimum": SMALL,
        "exclusiveMaximum": SMALL,
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "minLength": SMALL,
        "maxLength": SMALL,
        "minItems": SMALL,
        "maxItems": SMALL,
        "minProperties": SMALL,
        "maxProperties": SMALL,
        "uniqueItems": st.booleans(),
        "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
        "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(["a", "^b$"]), inner, max_size=1),
        "additionalProperties": inner,
        "propertyNames": inner,
        "items": inner,
        "prefixItems": branches,
        "allOf": branches,
        "anyOf": branches,
        "oneOf": branches,
        "not": inner,
        "$ref": st.sampled_from(["#/$defs/list", "#/$defs/text"]),
        "x-note": st.just("ours"),
    }
    names = st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: optional[name] for name in chosen}))


SCHEMAS = st.recursive(st.booleans() | keywords(st.booleans()), keywords, max_leaves=5)
DEFINITIONS = {"text": {"type": "string"}, "list": {"type": "array", "items": {"$ref": "#/$defs/list"}}}


@settings(max_examples=500, deadline=None)
@given(SCHEMAS, st.lists(VALUES, min_size=1, max_size=5))
def test_what_is_accepted_is_valid(inner: Any, values: list[Any]) -> None:
    schema = {"allOf": [inner], "$defs": DEFINITIONS}
    validator = Draft202012Validator(schema)
    acceptance = Acceptance(schema)
    for value in values:
        if acceptance.accepts(schema, value) and "a\n" not in texts_of(value):
            assert validator.is_valid(value)


def texts_of(value: Any) -> list[str]:
    """Strings of a value: jsonschema lets a last line end pass a `$`, and the compiled schema does not."""
    if isinstance(value, dict):
        return [text for item in value.items() for part in item for text in texts_of(part)]
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": "integer"}, [1, 1.0], [True, 1.5, "1"]),
        ({"enum": [1, "a", None, True]}, [1, 1.0, "a", None, True], [0, False, "b", [], {}]),
        ({"const": 0}, [0], [False, ""]),
        ({"multipleOf": 2}, [4, "x"], [3]),
        ({"uniqueItems": True, "type": "array"}, [[], ["a", "b"]], [["a", "a"]]),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, ["a", 1], [None, 1.5]),
        ({"oneOf": [{"minimum": 1}, {"maximum": 3}]}, [0, 4], [2]),
        ({"propertyNames": {"pattern": "^[a-z]+$"}}, [{"a": 1}], [{"A": 1}, {"a\n": 1}]),
        ({"properties": {"a": {"type": "null"}}, "additionalProperties": False}, [{"a": None}, 1], [{"b": 1}]),
        ({"items": {"type": "object", "required": ["a"]}}, [[], [{"a": 1}], "x"], [[{}], [1]]),
    ],
)
def test_ordinary_schema_is_judged_completely(schema: Any, valid: list[Any], invalid: list[Any]) -> None:
    acceptance = Acceptance(schema)
    assert [acceptance.accepts(schema, value) for value in valid] == [True] * len(valid)
    assert [acceptance.accepts(schema, value) for value in invalid] == [False] * len(invalid)


def test_schema_that_refers_to_itself_is_judged() -> None:
    schema = {"type": "object", "additionalProperties": {"$ref": "#/$defs/tree"}, "$defs": {}}
    schema["$defs"] = {"tree": {"type": "object", "additionalProperties": {"$ref": "#/$defs/tree"}}}
    acceptance = Acceptance(schema)
    assert acceptance.accepts(schema, {"a": {"b": {"c": {}}}})
    assert not acceptance.accepts(schema, {"a": {"b": {"c": 1}}})


@pytest.mark.parametrize("keyword", ["not", "if", "contains", "prefixItems", "dependentRequired", "unknown"])
def test_keyword_that_is_not_compiled_is_left_to_jsonschema(keyword: str) -> None:
    assert not Acceptance({keyword: {}}).accepts({keyword: {}}, 1)
