"""Keys that a map must not have or has to have, by what its schema says about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.patterns import compiled_pattern
from tfgen.check.schema_values import Finding
from tfgen.check.wording import TYPE_NAMES, as_yaml, choice_hint, closest, is_alike, listed, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tfgen.check.schema_text import Belongs, SchemaText
    from tfgen.check.violations import Violation
    from tfgen.errors import SpecPath

ALLOWED_HERE: Final = "the keys allowed here are"
"""How the hint of a key begins that nothing is known of."""

_BRACED: Final = re.compile(r"([\w-]+):?\s*\{")
_ASSIGNED: Final = re.compile(r"([\w-]+)\s*=\s*([^=\s].*)")


def unknown_key(
    path: SpecPath, key: str, allowed: set[str], taken: Collection[str] = (), belongs: Belongs | None = None
) -> Finding:
    """Return the finding for a key that its map cannot have.

    `taken` are the map's own keys, `belongs` says where the key could stand instead, if anywhere near.
    """
    hint = choice_hint(key, sorted(allowed), ALLOWED_HERE, taken)
    meant = closest(key, allowed)
    is_misspelt = meant is not None and meant not in taken and is_alike(key, meant)
    # A key that is known nearby, letter by letter, says more than one that looks like it, and that more than a value.
    if belongs is not None and (belongs.by_name or not is_misspelt):
        hint = belongs.hint
        meant = belongs.holder
    lost = belongs is None and not is_misspelt
    assigned = _ASSIGNED.fullmatch(key)
    if assigned and assigned[1] in allowed:
        hint, meant, lost = f"write `{assigned[1]}: {assigned[2]}`, with a ':' in place of the '='", assigned[1], False
    braced = _BRACED.match(key)
    if braced and braced[1] in allowed:
        hint, meant, lost = f"write `{braced[1]}: {{ … }}`, with a ':' and a space behind the key", braced[1], False
    return Finding(codes.SCHEMA_UNKNOWN_KEY, f"unknown key {shown(key)}", hint, path, key, meant=meant, lost=lost)


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
