"""A value that its schema refuses → what is wrong with it, and what to write instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tfgen.check import codes
from tfgen.check.repair_hints import repair_hint
from tfgen.check.wording import alternatives, as_yaml, closest, listed, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tfgen.check.violations import Violation
    from tfgen.errors import SpecPath

_FEW: Final = 5
_ESCAPES: Final = frozenset({"\\t", "\\n", "\\x01", "\\0"})
_STEM: Final = 5
"""How many letters alike make words of one stem."""
# keyword → code, sentence around the limit
_LIMITS: Final[dict[str, tuple[str, str]]] = {
    "minimum": (codes.SCHEMA_RANGE, "must be at least {}"),
    "maximum": (codes.SCHEMA_RANGE, "must be at most {}"),
    "exclusiveMinimum": (codes.SCHEMA_RANGE, "must be more than {}"),
    "exclusiveMaximum": (codes.SCHEMA_RANGE, "must be less than {}"),
    "multipleOf": (codes.SCHEMA_RANGE, "must be a multiple of {}"),
    "minLength": (codes.SCHEMA_SIZE, "must have at least {} character{}"),
    "maxLength": (codes.SCHEMA_SIZE, "must have at most {} character{}"),
    "minItems": (codes.SCHEMA_SIZE, "must have at least {} item{}"),
    "maxItems": (codes.SCHEMA_SIZE, "must have at most {} item{}"),
    "minProperties": (codes.SCHEMA_SIZE, "must have at least {} key{}"),
    "maxProperties": (codes.SCHEMA_SIZE, "must have at most {} key{}"),
}


class Finding(NamedTuple):
    """A mistake in the making of a diagnostic.

    `key` is the key of the map at `path` that it is about, `missing` says that the map lacks it, and
    `meant` is the known key that an unknown one was probably meant to be, `lost` says that nothing like it is known
    anywhere near. `first` is where the same value stands before, `until` the key at whose end the place ends.
    """

    code: str
    message: str
    hint: str
    path: SpecPath
    key: str | None = None
    missing: bool = False
    meant: str | None = None
    first: SpecPath | None = None
    lost: bool = False
    until: SpecPath | None = None

    @property
    def about(self) -> SpecPath:
        """The path of the value or key that it is about; a missing key's is that of the map."""
        return self.path if self.key is None or self.missing else (*self.path, self.key)


def value_findings(violation: Violation, taken: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what is wrong with a value of the right type; `taken` are the keys that stand beside it, if it is one."""
    if violation.keyword in {"enum", "const"}:
        yield _wrong_choice(violation)
    elif violation.keyword == "pattern":
        yield _wrong_pattern(violation, taken)
    elif violation.keyword == "uniqueItems":
        yield from _repeated_items(violation)
    elif violation.keyword in _LIMITS:
        yield _beyond_limit(violation)
    else:
        yield _other(violation)


def choices_of(violation: Violation) -> list[Any]:
    """Return the values that an enum or a const allows."""
    return list(violation.limit) if violation.keyword == "enum" else [violation.limit]


def _subject(violation: Violation) -> str:
    """Name what is wrong, to begin a sentence."""
    title = violation.schema.get("title")
    if title:
        return str(title)
    if violation.of_key:
        return f"the key {shown(violation.value)}"
    if not violation.path:
        return "the spec"
    step = violation.path[-1]
    return shown(step) if isinstance(step, str) else f"item {step + 1} of the list"


def _wrong_choice(violation: Violation) -> Finding:
    choices, value = choices_of(violation), violation.value
    wanted = f"one of {listed(choices)}" if len(choices) > 1 else shown(choices[0])
    message = f"{_subject(violation)} must be {wanted}; found {shown(value)}"
    return Finding(codes.SCHEMA_CHOICE, message, _choice_hint(value, choices), violation.path)


def _choice_hint(value: Any, choices: Sequence[Any]) -> str:
    alike = [choice for choice in choices if str(choice) == str(value)]
    if alike:
        return f"write {as_yaml(alike[0])}, {'in' if isinstance(alike[0], str) else 'without'} quotes"
    near: Any = None
    numbers = [choice for choice in choices if _is_number(choice)]
    if isinstance(value, str):
        texts = [choice for choice in choices if isinstance(choice, str)]
        if value.lower() in texts:
            return f"write {as_yaml(value.lower())}, in small letters"
        near = closest(value, texts)
        # A verb's stem is that of several: 'retire' of 'retiring' and of 'retired'.
        stem = [choice for choice in texts if choice[:_STEM] == value[:_STEM].lower()]
        if near in stem and len(stem) > 1 and len(value) > _STEM:
            return f"did you mean {alternatives([shown(choice) for choice in stem])}?"
    elif _is_number(value) and numbers:
        below = max((choice for choice in numbers if choice < value), default=None)
        above = min((choice for choice in numbers if choice > value), default=None)
        if below is not None and above is not None:
            return f"did you mean {below} or {above}?"
        near = above if below is None else below
    if near is not None and len(choices) > 1:
        return f"did you mean {shown(near)}?"
    return f"write {alternatives([as_yaml(choice) for choice in choices])}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong_pattern(violation: Violation, taken: Collection[str]) -> Finding:
    sentence = violation.schema.get("x-pattern-message", f"it has to match the pattern {violation.limit}")
    examples = violation.schema.get("examples")
    hint = f"write it like {as_yaml(examples[0])}" if examples else "change it to this form"
    hint = repair_hint(violation.value, violation.limit, taken) or hint
    what = "the key " if violation.of_key else ""
    message = f"{what}{shown(violation.value)} does not fit: {sentence}"
    return Finding(codes.SCHEMA_PATTERN, message, hint, violation.path)


def _repeated_items(violation: Violation) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    repeated = False
    for index, item in enumerate(violation.value):
        first = seen.setdefault(json.dumps(item, sort_keys=True), index)
        if first != index:
            repeated = True
            message = f"{shown(item)} stands in the list twice"
            places: list[SpecPath] = [(*violation.path, one) for one in (index, first)]
            yield Finding(codes.SCHEMA_REPEATED, message, "remove one of the two", places[0], first=places[1])
    if not repeated:  # equal as numbers, not as text: 1 and 1.0
        message = "two items of the list are equal"
        yield Finding(codes.SCHEMA_REPEATED, message, "remove one of the two", violation.path)


def _beyond_limit(violation: Violation) -> Finding:
    code, sentence = _LIMITS[violation.keyword]
    limit = violation.limit
    measured = len(violation.value) if code == codes.SCHEMA_SIZE else violation.value
    found = "none" if code == codes.SCHEMA_SIZE and not measured else shown(measured)
    message = f"{_subject(violation)} {sentence.format(limit, '' if limit == 1 else 's')}; found {found}"
    if violation.keyword == "maxProperties" and limit == 1 and measured <= _FEW:
        message = f"{_subject(violation)} has one key only; found {alternatives(map(shown, violation.value), 'and')}"
    return Finding(code, message, _limit_hint(violation), violation.path)


def _limit_hint(violation: Violation) -> str:
    schema, keyword = violation.schema, violation.keyword
    lowest, highest = schema.get("minimum"), schema.get("maximum")
    if keyword in {"minimum", "maximum"} and lowest is not None and highest is not None:
        return f"write a number from {lowest} to {highest}"
    hints = {"minimum": "write a larger number", "exclusiveMinimum": "write a larger number"}
    hints |= {"maximum": "write a smaller number", "exclusiveMaximum": "write a smaller number"}
    hints |= {"multipleOf": _multiples(violation), "maxLength": "shorten it", "maxItems": "remove some"}
    fewest = "add an item, or remove the key" if violation.limit == 1 else f"add {_lacking(violation)} more"
    hints |= {"minLength": "write some text", "minItems": schema.get("x-empty-hint", fewest)}
    if keyword == "maxLength" and violation.limit == 1 and violation.value in _ESCAPES:
        return f'in double quotes, YAML reads it as one character: "{violation.value}"'
    keys = [shown(key) for key in schema.get("properties", ())]
    if keyword == "maxProperties":
        some = [shown(key) for key in violation.value]
        return f"keep {alternatives(some)}" if violation.limit == 1 and len(some) <= _FEW else "remove some"
    if keyword == "minProperties":
        hint = f"add {alternatives(keys)}" if 0 < len(keys) <= _FEW else "add one, or remove the key"
        return str(schema.get("x-empty-hint", hint))
    return hints[keyword]


def _multiples(violation: Violation) -> str:
    value, step = violation.value, violation.limit
    if violation.keyword != "multipleOf" or not isinstance(step, int) or value < step:
        return "write one of its multiples"
    below = int(value // step) * step
    return f"write {below} or {below + step}"


def _lacking(violation: Violation) -> int:
    return int(violation.limit) - len(violation.value) if violation.keyword == "minItems" else 0


def _other(violation: Violation) -> Finding:
    """Speak of the rarer keywords (not, contains, dependentRequired, a false schema)."""
    sentence = violation.schema.get("x-type-message")
    subject = _subject(violation)
    message = f"{subject} is not allowed here" if sentence is None else f"{subject} does not fit: {sentence}"
    return Finding(codes.SCHEMA_FORM, message, "see `tfgen schema` for what is allowed", violation.path)
