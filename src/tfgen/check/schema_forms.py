"""oneOf and anyOf: which of the forms was meant, so that only its mistakes are told."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.number_hints import as_number, in_unit
from tfgen.check.schema_keys import unknown_key
from tfgen.check.schema_types import wrong_type
from tfgen.check.schema_values import Finding, choices_of, value_findings
from tfgen.check.wording import alternatives, as_yaml, closest, described, listed, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tfgen.check.schema_text import SchemaText
    from tfgen.check.violations import Violation

_TYPES_OF: Final[dict[type, frozenset[str]]] = {
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "number"}),
    float: frozenset({"number"}),
    str: frozenset({"string"}),
    list: frozenset({"array"}),
    dict: frozenset({"object"}),
    type(None): frozenset({"null"}),
}
_EVERY_TYPE: Final[frozenset[str]] = frozenset().union(*_TYPES_OF.values())

# How far a violation sets a form apart from the value: by a discriminating value, by itself, or inside it.
_OTHER_KIND, _ITSELF, _INSIDE = 100, 10, 1


def meant_violations(
    violation: Violation, text: SchemaText, written: str
) -> tuple[Sequence[Violation], Sequence[Finding]]:
    """Return what to say of a oneOf or anyOf: the violations of the form that was meant, or findings.

    `written` is the value's own source text.
    """
    forms = _by_form(violation)
    sentence = text.lookup(violation.schema, "x-type-message")
    if not forms:
        return (), [_several_forms(violation, sentence)]
    value = violation.value
    kinds = {number: _types(violation.limit[number], text) for number in forms}
    possible = [number for number in forms if kinds[number] & _TYPES_OF[type(value)]]
    if not possible:
        return (), [_no_form(violation, set().union(*kinds.values()), sentence, written, text)]
    distances = {number: sum(map(_distance, forms[number])) for number in possible}
    best = [number for number in possible if distances[number] == min(distances.values())]
    if len(best) > 1:
        findings = _between_maps(violation, best, text) if isinstance(value, dict) else []
        if not findings and sentence is not None:
            message = f"{shown(value)} does not fit: {sentence}"
            findings = [Finding(codes.SCHEMA_FORM, message, "write it in one of these forms", violation.path)]
        if findings:
            return (), findings
    return _form_violations(violation, forms[best[0]], sentence)


def _by_form(violation: Violation) -> dict[int, list[Violation]]:
    forms: dict[int, list[Violation]] = defaultdict(list)
    for inner in violation.inner:
        forms[inner.form].append(inner)
    return forms


def _types(schema: Any, text: SchemaText) -> frozenset[str]:
    """Return the JSON types that a form can have, by its `type` or by its choices."""
    kinds = text.lookup(schema, "type")
    if kinds is not None:
        return frozenset([kinds] if isinstance(kinds, str) else kinds)
    choices = text.lookup(schema, "enum") or [text.lookup(schema, "const")]
    if choices != [None]:
        return frozenset().union(*(_TYPES_OF[type(choice)] for choice in choices))
    return _EVERY_TYPE


def _distance(violation: Violation) -> int:
    if violation.depth == 1 and violation.keyword in {"const", "enum"}:
        return _OTHER_KIND
    return _INSIDE if violation.depth else _ITSELF


def _form_violations(
    violation: Violation, inner: Sequence[Violation], sentence: str | None
) -> tuple[Sequence[Violation], Sequence[Finding]]:
    """Return a form's violations; of a wrong choice, the sentence about all the forms says more."""
    whole = next((one for one in inner if not one.depth and one.keyword in {"const", "enum"}), None)
    if sentence is None or whole is None:
        return inner, ()
    said = next(value_findings(whole))
    choices = choices_of(whole)
    near = closest(violation.value, map(str, choices)) if isinstance(violation.value, str) else None
    hint = said.hint if len(choices) > 1 else "write it in one of these forms"
    if len(choices) == 1 and near:
        hint = f"did you mean {shown(near)}?"
    if isinstance(violation.value, str) and any(form.get("type") == "integer" for form in violation.limit):
        text = violation.value.lower()
        if text.isdecimal() or (days := in_unit(text, "days")) is not None:
            hint = f"write {int(text) if text.isdecimal() else days}, without quotes or unit"
        elif text[:1].isdecimal():
            meant = as_number(text)
            hint = f"write {meant}" if meant is not None else "write a plain number of days"
    message = f"{shown(violation.value)} does not fit: {sentence}"
    return (), [said._replace(code=codes.SCHEMA_FORM, message=message, hint=hint)]


def _several_forms(violation: Violation, sentence: str | None) -> Finding:
    message = "this fits more than one form at once" + (f": {sentence}" if sentence is not None else "")
    return Finding(codes.SCHEMA_FORM, message, "keep what belongs to one of them", violation.path)


def _no_form(violation: Violation, kinds: set[str], sentence: str | None, written: str, text: SchemaText) -> Finding:
    wanted = sorted(kinds - {"null"} - ({"integer"} if "number" in kinds else set()))
    said = wrong_type(violation.path, violation.value, wanted, written)
    if sentence is None:
        return said
    value = "an empty value" if violation.value is None else described(violation.value)
    examples = [example for form in violation.limit for example in text.lookup(form, "examples") or ()]
    hint = f"write it like {as_yaml(examples[0])}" if examples else said.hint
    if isinstance(violation.value, float) and "integer" in kinds:
        hint = "write a whole number"
    return said._replace(message=f"{value} does not fit: {sentence}", hint=hint)


def _between_maps(violation: Violation, best: Sequence[int], text: SchemaText) -> list[Finding]:
    """Say by its keys what is wrong with a map that is equally far from several forms."""
    path, value = violation.path, violation.value
    schemas = [violation.limit[number] for number in best]
    allowed = [text.allowed_keys(schema) for schema in schemas]
    every: set[str] = set().union(*allowed)
    shared: set[str] = allowed[0].intersection(*allowed)
    unknown = [unknown_key(path, key, every, value) for key in value if key not in every]
    if unknown:
        return unknown
    own = [sorted((keys - shared) & set(value)) for keys in allowed]
    rivals = [key for keys in own for key in keys]
    if sum(map(bool, own)) > 1:
        message = f"the keys {alternatives([shown(key) for key in rivals], 'and')} exclude each other"
        return [Finding(codes.SCHEMA_FORM, message, "keep one of them", path, rivals[-1])]
    required = [text.lookup(schema, "required") or () for schema in schemas]
    wanted = sorted({key for keys in required for key in keys if key not in value})
    if not wanted:
        return []
    message = f"one of the keys {listed(wanted)} is needed here"
    hint = f"add {alternatives([f'`{key}:`' for key in wanted])}"
    return [Finding(codes.SCHEMA_MISSING_KEY, message, hint, path, wanted[0], missing=True)]
