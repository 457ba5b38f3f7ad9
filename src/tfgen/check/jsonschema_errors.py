"""What jsonschema finds in a value; the only module that knows that package, whose import costs a tenth of a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from tfgen.check.patterns import compiled_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class JsonSchemaErrors:
    """One schema (draft 2020-12), with its errors for values of its subschemas."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        kind: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]  # it has no types
            Draft202012Validator, {"pattern": _pattern}
        )
        self._validator = kind(root)

    def of(self, schema: Any, value: Any) -> Iterator[ValidationError]:
        """Return the errors of a value by the root or one of its subschemas."""
        return self._validator.evolve(schema=schema).iter_errors(value)


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """Match as JSON Schema says, by JavaScript's rules, where Python's `$` would let a line end through."""
    if isinstance(instance, str) and not compiled_pattern(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")
