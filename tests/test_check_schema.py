"""The schema check: each mistake told once, in the user's terms, at the place where it stands."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tfgen.check import codes
from tfgen.check.schema import check_schema
from tfgen.loader import parse

if TYPE_CHECKING:
    from tfgen.errors import Diagnostic

ID = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9]{1,19}$",
    "x-pattern-message": "an agency id is 2 to 20 lower-case letters and digits, starting with a letter",
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["version"],
    "properties": {
        "version": {"const": 1},
        "owner": {"$ref": "#/$defs/email"},
        "mode": {"enum": ["stream", "files", "both"]},
        "days": {"enum": [1, 7, 30, 365]},
        "account_id": {"type": "string", "pattern": "^[0-9]{12}$"},
        "enabled": {"type": "boolean"},
        "shards": {"title": "the number of shards", "type": "integer", "minimum": 1, "maximum": 10},
        "ratio": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
        "note": {"type": "string", "minLength": 2, "maxLength": 8},
        "list": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3, "uniqueItems": True},
        "map": {"type": "object", "minProperties": 1, "maxProperties": 2},
        "either": {"type": ["string", "integer"]},
        "agencies": {
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/id"},
            "additionalProperties": {"$ref": "#/$defs/agency"},
        },
        "keep": {
            "anyOf": [{"type": "integer", "minimum": 1}, {"const": "forever"}],
            "x-type-message": "a number of days (1 or more) or the word forever",
        },
        "source": {
            "oneOf": [
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["stream"],
                    "properties": {"stream": {"type": "object"}},
                },
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["files"],
                    "properties": {"files": {"$ref": "#/$defs/files"}},
                },
            ],
        },
        "shape": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}},
                    "required": ["kind", "radius"],
                },
                {
                    "type": "object",
                    "properties": {"kind": {"const": "square"}, "side": {"type": "number"}},
                    "required": ["kind", "side"],
                },
            ]
        },
        "column": {"oneOf": [{"type": "string"}, {"$ref": "#/$defs/files"}]},
        "open": {"allOf": [{"$ref": "#/$defs/base"}], "unevaluatedProperties": False},
        "coloured": {"propertyNames": {"enum": ["red", "green"]}},
        "never": {"not": {}},
        "propertyNames": {"type": "string"},
    },
    "$defs": {
        "id": ID,
        "email": {"type": "string", "examples": ["data@example.gov"]},
        "base": {"properties": {"name": {}}},
        "files": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"format": {"enum": ["csv", "json"]}},
        },
        "agency": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "owner"],
            "properties": {
                "name": {"type": "string"},
                "owner": {"$ref": "#/$defs/email"},
                "retention": {"type": "object"},
                "id": {"$ref": "#/$defs/id"},
            },
        },
    },
}


def check(text: str, schema: dict[str, Any] = SCHEMA) -> list[Diagnostic]:
    source, _ = parse("spec.yaml", text)
    return check_schema(source, schema)


def only(text: str) -> Diagnostic:
    diagnostics = check("version: 1\n" + text)
    assert len(diagnostics) == 1, diagnostics
    return diagnostics[0]


def place(diagnostic: Diagnostic) -> tuple[int, int, int]:
    location = diagnostic.location
    assert location is not None
    return location.line, location.column, location.end_column


def test_test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_valid_spec_has_no_diagnostics() -> None:
    assert check("version: 1\nkeep: forever\nsource: {stream: {}}\nagencies: {dot: {name: x, owner: y}}\n") == []


def test_unreadable_spec_has_no_diagnostics_of_its_own() -> None:
    assert check("version: [\n") == []


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        (
            "verison: 1",
            codes.SCHEMA_UNKNOWN_KEY,
            "unknown key 'verison'",
            "'version' is here already; keep one of the two",
        ),
        ("Mode: both", codes.SCHEMA_UNKNOWN_KEY, "unknown key 'Mode'", "did you mean 'mode'?"),
        (
            "column: {zzz: 1}",
            codes.SCHEMA_UNKNOWN_KEY,
            "unknown key 'zzz'",
            "the keys allowed here are: 'format'",
        ),
        ("open: {nmae: 1}", codes.SCHEMA_UNKNOWN_KEY, "unknown key 'nmae'", "did you mean 'name'?"),
        ("coloured: {gren: 1}", codes.SCHEMA_UNKNOWN_KEY, "unknown key 'gren'", "did you mean 'green'?"),
        (
            "agencies: {dot: {name: x}}",
            codes.SCHEMA_MISSING_KEY,
            "the required key 'owner' is missing",
            "add it, for example `owner: data@example.gov`",
        ),
        (
            "agencies: {dot: {owner: x}}",
            codes.SCHEMA_MISSING_KEY,
            "the required key 'name' is missing",
            "add `name:` with a string",
        ),
        (
            "account_id: 012345678901",
            codes.SCHEMA_TYPE,
            "expected a string, found the number 12345678901, written 012345678901",
            'put it in quotes: "012345678901"',
        ),
        (
            "note: 42",
            codes.SCHEMA_TYPE,
            "expected a string, found the number 42",
            'put it in quotes: "42"',
        ),
        (
            "note: true",
            codes.SCHEMA_TYPE,
            "expected a string, found the truth value true",
            'put it in quotes: "true"',
        ),
        ("enabled: yes", codes.SCHEMA_TYPE, "expected true or false, found the string 'yes'", "write true"),
        ("enabled: Off", codes.SCHEMA_TYPE, "expected true or false, found the string 'Off'", "write false"),
        (
            "enabled: maybe",
            codes.SCHEMA_TYPE,
            "expected true or false, found the string 'maybe'",
            "write true or false",
        ),
        ('shards: "3"', codes.SCHEMA_TYPE, "expected a whole number, found the string '3'", "remove the quotes"),
        (
            "shards: 3 GB",
            codes.SCHEMA_TYPE,
            "expected a whole number, found the string '3 GB'",
            "write a number from 1 to 10",
        ),
        ("shards: 1.5", codes.SCHEMA_TYPE, "expected a whole number, found the number 1.5", "write a whole number"),
        ("list: a b", codes.SCHEMA_TYPE, "expected a list, found the string 'a b'", "write it as a list: [a, b]"),
        (
            "list: +12025550100",
            codes.SCHEMA_TYPE,
            "expected a list, found the number 12025550100, written +12025550100",
            'write it as a list: ["+12025550100"]',
        ),
        ("map:", codes.SCHEMA_TYPE, "expected a map, found nothing", "give it a value, or remove the key"),
        (
            "map: []",
            codes.SCHEMA_TYPE,
            "expected a map, found a list",
            "write `key: value` lines below it, indented by two more spaces",
        ),
        (
            "either: []",
            codes.SCHEMA_TYPE,
            "expected a string or a whole number, found a list",
            "write a string or a whole number",
        ),
        (
            "mode: straem",
            codes.SCHEMA_CHOICE,
            "'mode' must be one of 'stream', 'files', 'both'; found 'straem'",
            "did you mean 'stream'?",
        ),
        (
            "mode: zzz",
            codes.SCHEMA_CHOICE,
            "'mode' must be one of 'stream', 'files', 'both'; found 'zzz'",
            "write stream, files or both",
        ),
        ("days: 40", codes.SCHEMA_CHOICE, "'days' must be one of 1, 7, 30, 365; found 40", "did you mean 30 or 365?"),
        (
            'days: "30"',
            codes.SCHEMA_CHOICE,
            "'days' must be one of 1, 7, 30, 365; found '30'",
            "write 30, without quotes",
        ),
        (
            "agencies: {dot: {name: x, owner: y, id: D-T}}",
            codes.SCHEMA_PATTERN,
            "'D-T' does not fit: an agency id is 2 to 20 lower-case letters and digits, starting with a letter",
            "did you mean 'dt'?",
        ),
        (
            "agencies: {DOT: {name: x, owner: y}}",
            codes.SCHEMA_PATTERN,
            "the key 'DOT' does not fit: an agency id is 2 to 20 lower-case letters and digits, starting with a letter",
            "did you mean 'dot'?",
        ),
        (
            'account_id: "12"',
            codes.SCHEMA_PATTERN,
            "'12' does not fit: it has to match the pattern ^[0-9]{12}$",
            "it has 2 digits; compare it with the one that the AWS console shows",
        ),
        (
            "shards: 0",
            codes.SCHEMA_RANGE,
            "the number of shards must be at least 1; found 0",
            "write a number from 1 to 10",
        ),
        (
            "shards: 11",
            codes.SCHEMA_RANGE,
            "the number of shards must be at most 10; found 11",
            "write a number from 1 to 10",
        ),
        ("ratio: -1", codes.SCHEMA_RANGE, "'ratio' must be more than 0; found -1", "write a larger number"),
        (
            "ratio: 0.75",
            codes.SCHEMA_RANGE,
            "'ratio' must be a multiple of 0.5; found 0.75",
            "write one of its multiples",
        ),
        ("note: ''", codes.SCHEMA_SIZE, "'note' must have at least 2 characters; found none", "write some text"),
        ("note: abcdefghi", codes.SCHEMA_SIZE, "'note' must have at most 8 characters; found 9", "shorten it"),
        (
            "list: []",
            codes.SCHEMA_SIZE,
            "'list' must have at least 1 item; found none",
            "add an item, or remove the key",
        ),
        ("list: [a, b, c, d]", codes.SCHEMA_SIZE, "'list' must have at most 3 items; found 4", "remove some"),
        ("map: {}", codes.SCHEMA_SIZE, "'map' must have at least 1 key; found none", "add one, or remove the key"),
        (
            "list: [a, b, a]",
            codes.SCHEMA_REPEATED,
            "'a' stands in the list twice",
            "remove one of the two",
        ),
        ("keep: 0", codes.SCHEMA_RANGE, "'keep' must be at least 1; found 0", "write a larger number"),
        (
            "keep: forevr",
            codes.SCHEMA_FORM,
            "'forevr' does not fit: a number of days (1 or more) or the word forever",
            "did you mean 'forever'?",
        ),
        (
            "keep: [1]",
            codes.SCHEMA_TYPE,
            "a list does not fit: a number of days (1 or more) or the word forever",
            "write a whole number or a string",
        ),
        (
            "keep:",
            codes.SCHEMA_TYPE,
            "an empty value does not fit: a number of days (1 or more) or the word forever",
            "give it a value, or remove the key",
        ),
        (
            "source: {files: {format: cvs}}",
            codes.SCHEMA_CHOICE,
            "'format' must be one of 'csv', 'json'; found 'cvs'",
            "did you mean 'csv'?",
        ),
        ("source: {steam: {}}", codes.SCHEMA_UNKNOWN_KEY, "unknown key 'steam'", "did you mean 'stream'?"),
        (
            "source: {stream: {}, files: {}}",
            codes.SCHEMA_FORM,
            "the keys 'stream' and 'files' exclude each other",
            "keep one of them",
        ),
        (
            "source: {}",
            codes.SCHEMA_MISSING_KEY,
            "one of the keys 'files', 'stream' is needed here",
            "add `files:` or `stream:`",
        ),
        (
            "shape: {kind: square, side: x}",
            codes.SCHEMA_TYPE,
            "expected a number, found the string 'x'",
            "write a plain number, without quotes, unit or underscore",
        ),
        (
            "shape: {kind: square}",
            codes.SCHEMA_MISSING_KEY,
            "the required key 'side' is missing",
            "add `side:` with a number",
        ),
        ("column: 1", codes.SCHEMA_TYPE, "expected a map or a string, found the number 1", 'put it in quotes: "1"'),
        ("never: 1", codes.SCHEMA_FORM, "'never' is not allowed here", "see `tfgen schema` for what is allowed"),
        ("propertyNames: 1", codes.SCHEMA_TYPE, "expected a string, found the number 1", 'put it in quotes: "1"'),
    ],
)
def test_one_mistake_is_told_once_and_in_the_users_terms(text: str, code: str, message: str, hint: str) -> None:
    problem = only(text + "\n")
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


@pytest.mark.parametrize(
    ("text", "where", "path"),
    [
        ("agencies: {dot: {name: x, owner: y, nmae: z}}", (2, 37, 41), ("agencies", "dot", "nmae")),
        ("agencies:\n  dot:\n    name: x\n", (3, 3, 6), ("agencies", "dot")),
        ("agencies: {D: {name: x, owner: y}}", (2, 12, 13), ("agencies", "D")),
        ("note: 42", (2, 7, 9), ("note",)),
        ("map:", (2, 1, 4), ("map",)),
        ("list:\n  a: 1\n", (2, 1, 5), ("list",)),
        ("list: [a, b, a]", (2, 14, 15), ("list", 2)),
        ("list: [a, 1]", (2, 11, 12), ("list", 1)),
        ("list: [a, b, c, d]", (2, 1, 5), ("list",)),
        ("source: {stream: {}, files: {}}", (2, 22, 27), ("source", "files")),
    ],
)
def test_diagnostic_stands_where_the_mistake_is(
    text: str, where: tuple[int, int, int], path: tuple[str | int, ...]
) -> None:
    problem = only(text)
    assert (place(problem), problem.path) == (where, path)


def test_missing_key_at_the_top_stands_at_the_beginning() -> None:
    (problem,) = check("# a comment\nnote: abc\n")
    assert (place(problem), problem.message) == ((2, 1, 1), "the required key 'version' is missing")
    assert problem.hint == "add `version: 1`"


def test_every_mistake_is_told_in_the_order_of_the_file() -> None:
    diagnostics = check("mode: x1\nnote: 42\nzzzz: 1\nagencies: {a: {}, dot: 1}\nyyyy: 2\n")
    assert [(one.code, place(one)[0]) for one in diagnostics] == [
        (codes.SCHEMA_MISSING_KEY, 1),
        (codes.SCHEMA_CHOICE, 1),
        (codes.SCHEMA_TYPE, 2),
        (codes.SCHEMA_UNKNOWN_KEY, 3),
        (codes.SCHEMA_MISSING_KEY, 4),
        (codes.SCHEMA_MISSING_KEY, 4),
        (codes.SCHEMA_PATTERN, 4),
        (codes.SCHEMA_TYPE, 4),
        (codes.SCHEMA_UNKNOWN_KEY, 5),
    ]


def test_misspelt_required_key_is_not_told_as_missing_too() -> None:
    assert only("agencies: {dot: {nmae: x, owner: y}}\n").code == codes.SCHEMA_UNKNOWN_KEY


def test_pattern_does_not_let_a_line_end_through() -> None:
    assert only('account_id: "123456789012\\n"\n').code == codes.SCHEMA_PATTERN


def test_pattern_takes_ascii_digits_only() -> None:
    schema = {"properties": {"a": {"pattern": r"^\d+$"}}}
    assert check('a: "12"\n', schema) == []
    assert len(check('a: "١٢"\n', schema)) == 1


def test_long_list_of_allowed_keys_is_cut() -> None:
    schema = {"properties": {f"key{n:02}": {} for n in range(30)}, "additionalProperties": False}
    (problem,) = check("zzz: 1\n", schema)
    assert problem.hint.endswith("'key11' and 18 more")


def test_long_value_is_cut() -> None:
    (problem,) = check("note: " + "x" * 1000 + "\nversion: 1\n", {"properties": {"note": {"pattern": "^a$"}}})
    assert len(problem.message) < 150


def test_value_that_the_loader_has_reported_is_not_told_again() -> None:
    text = "version: 1\nnote: *missing\nlist: [!x 1]\nmap: {1: x}\nagencies: {2: {name: x, owner: y}}\n"
    source, reported = parse("spec.yaml", text)
    assert len(reported) == 4
    assert check_schema(source, SCHEMA) == []


def test_deepest_nesting_that_loads_can_be_checked() -> None:
    schema = {"$ref": "#/$defs/node", "$defs": {"node": {"items": {"$ref": "#/$defs/node"}, "type": "array"}}}
    (problem,) = check("[" * 100 + "1" + "]" * 100 + "\n", schema)
    assert problem.path == (0,) * 100


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 40) | st.sampled_from(["a", "forever", "stream", "csv", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SCHEMA["properties"], "name", "dot", "kind", "zz"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "zz"]), JSON, min_size=1))
def test_diagnostics_appear_exactly_where_jsonschema_finds_errors(data: dict[str, Any]) -> None:
    source, _ = parse("spec.yaml", yaml.safe_dump(data))
    diagnostics = check_schema(source, SCHEMA)
    assert bool(diagnostics) == (not Draft202012Validator(SCHEMA).is_valid(data))
    assert len({(one.location, one.code, one.message) for one in diagnostics}) == len(diagnostics)
    for one in diagnostics:
        assert one.location is not None
        assert one.hint
        assert "schemas" not in one.message


def test_the_schema_of_the_spec_gives_sentences_of_its_own() -> None:
    schema = json.loads(resources.files("tfgen.check").joinpath("agencies.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    text = "version: 1\nenvironments: {Dev: {account_id: 012345678901}}\nagencies: {DOT: {nmae: x}}\nplatfrm: {}\n"
    messages = [one.message for one in check(text, schema)]
    assert "expected a string, found the number 12345678901, written 012345678901" in messages
    assert "unknown key 'nmae'" in messages
    assert "unknown key 'platfrm'" in messages
    assert any(message.startswith("the key 'DOT' does not fit: an agency id is") for message in messages)
