"""What jsonschema finds, as plain data; the only module that knows that package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from tfgen.check.acceptance import Acceptance
from tfgen.check.patterns import compiled_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tfgen.errors import SpecPath


@dataclass(frozen=True, slots=True)
class Violation:
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


def violations(data: Any, schema: Mapping[str, Any]) -> list[Violation]:
    """Return every violation of a schema (draft 2020-12) by data made of JSON's types."""
    return [_violation(error) for error in _validator(schema).iter_errors(data)]


def _violation(error: ValidationError) -> Violation:
    form = error.relative_schema_path[0] if error.relative_schema_path else -1
    return Violation(
        keyword=str(error.validator),
        limit=error.validator_value,
        value=error.instance,
        schema=error.schema if isinstance(error.schema, dict) else {},
        path=tuple(error.absolute_path),
        of_key=_is_of_key(list(error.absolute_schema_path)),
        depth=len(error.relative_path),
        form=form if isinstance(form, int) else -1,
        inner=tuple(_violation(inner) for inner in error.context),
    )


def _is_of_key(steps: Sequence[str | int]) -> bool:
    """Whether a path in a schema leads through the keyword `propertyNames`, not a property of that name."""
    named = {"properties", "patternProperties", "$defs", "dependentSchemas"}
    return any(
        step == "propertyNames" and (not index or steps[index - 1] not in named)
        for index, step in enumerate(steps[:-1])
    )


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """Match as JSON Schema says, by JavaScript's rules, where Python's `$` would let a line end through."""
    if isinstance(instance, str) and not compiled_pattern(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _additional_properties(
    acceptance: Acceptance, validator: Any, inner: Any, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Look only into the values that are not surely valid: of a thousand agencies, into those with mistakes."""
    doubtful = instance
    if isinstance(instance, dict) and isinstance(inner, dict):
        named = schema.get("properties", {})
        doubtful = {
            key: value for key, value in instance.items() if key in named or not acceptance.accepts(inner, value)
        }
    yield from Draft202012Validator.VALIDATORS["additionalProperties"](validator, inner, doubtful, schema) or ()


def _validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    keywords = {
        "additionalProperties": partial(_additional_properties, Acceptance(schema)),
        "pattern": _pattern,
    }
    kind: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]  # it has no types
        Draft202012Validator, keywords
    )
    return kind(schema)
