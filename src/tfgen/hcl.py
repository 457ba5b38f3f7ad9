r"""Encoders from Python values to HCL text, laid out exactly as `terraform fmt` leaves it.

HCL is not JSON: it has no `\b`, `\f` or surrogate pairs, and `${` and `%{` start template sequences.
Whatever text goes in, `encode` writes a literal that Terraform reads back as that text, in Unicode form NFC,
to which Terraform brings every string. Characters that a reviewer cannot see are written as escapes.
https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from tfgen.hcl_text import before_expression, code_point, escaped, stands_alone


class Expression(Struct, frozen=True):
    """HCL that this program wrote itself, `var.region`; text from a spec never goes in here.

    `text` is placed as it is, so it must be as `terraform fmt` leaves it; one that spans lines has its later
    lines indented already.
    """

    text: str


Value: TypeAlias = "Expression | str | bool | int | float | Sequence[Value] | Mapping[str, Value] | None"
"""What `encode` writes. `bytes` are no text and are refused with TypeError, as is any other type."""

LIST_COLUMNS = 88
"""A list of scalars stays on one line up to this column, its name not counted: about 100 with the name."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# As a first key, `for` would start a for expression; the others would read as values.
_QUOTED_KEYS = frozenset({"for", "true", "false", "null"})
# Terraform parses a number with a 512-bit mantissa: https://pkg.go.dev/github.com/zclconf/go-cty/cty#ParseNumberVal
_LARGEST_EXACT_INTEGER = 2**512
_WORDS = {None: "null", False: "false", True: "true"}
_SCALARS = frozenset({str, Expression, bool, int, float, type(None)})


def encode(value: Value, indent: int = 0) -> str:
    r"""Write a value as an HCL expression; `indent` is the number of spaces of the line that it starts on.

    Lists of scalars stay on one line where they fit, all other lists and all maps have a line for each
    element; the order is kept. Raises ValueError for what Terraform cannot hold: lone surrogates, infinities,
    NaN, integers beyond 512 bits, two keys of a map that are the same text; TypeError for other types.

    >>> print(encode("say \"${hi}\""))
    "say \"$${hi}\""
    >>> print(encode({"Name": "roads", "aws:x": [1, 2.5, True], "rows": [{"n": None}]}))
    {
      Name    = "roads"
      "aws:x" = [1, 2.5, true]
      rows = [
        {
          n = null
        },
      ]
    }
    >>> print(encode([Expression("var.region"), {}, []]))
    [
      var.region,
      {},
      [],
    ]
    """
    # Nearly every value is of one of these classes exactly, which is asked quickest; the most frequent ones are first.
    if type(value) is str:
        return f'"{escaped(value)}"'
    if type(value) is Expression:
        return value.text
    if type(value) is tuple or type(value) is list:
        return _list(value, indent)
    if type(value) is int:
        return _number(value)
    if type(value) is dict:
        return _map(value, indent)
    return _encode_any(value, indent)


def _encode_any(value: Value, indent: int) -> str:
    """Write a value of any class, such as users' templates bring; abstract ones take long to ask, and come last."""
    if isinstance(value, str):
        return f'"{escaped(value)}"'
    if isinstance(value, Expression):
        return value.text
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, dict | Mapping):
        return _map(value, indent)
    # The type says it of all that is left; what users' templates bring may be something else.
    unknown: object = value
    if isinstance(unknown, Sequence) and not isinstance(unknown, bytes | bytearray | memoryview):
        return _list(unknown, indent)
    raise TypeError(f"{type(unknown).__name__} has no form in HCL")


@lru_cache(1 << 12)
def identifier(name: str) -> str:
    """Return a name that may stand bare in HCL, or raise ValueError.

    HCL allows letters of any script; we take ASCII only, so that no two names look alike.

    >>> identifier("agency_kms-key")
    'agency_kms-key'
    >>> identifier("3d")
    Traceback (most recent call last):
    ValueError: '3d' is no HCL identifier
    """
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"{name!a} is no HCL identifier")
    return name


def attributes(pairs: Iterable[tuple[str, Value]], indent: int = 0) -> str:
    """Write a run of `name = value` lines, aligned; the first line is not indented, the later ones are.

    A template places it behind `indent` spaces: `  {{ pairs | attributes(2) }}`. No pairs give the empty
    string, so a template leaves the line out then. Raises ValueError for a name that is no identifier or
    occurs twice, and what `encode` raises.

    >>> print("  " + attributes([("name", "roads"), ("retention_in_days", 30)], 2))
      name              = "roads"
      retention_in_days = 30
    """
    return _assignments(pairs, identifier, indent)


def template(*parts: str | Expression) -> Expression:
    r"""Write an interpolated string: text is escaped, expressions stand in `${}`.

    A lone expression is given back as it is, since `terraform fmt` unwraps `"${var.region}"`.

    >>> print(template("alias/", Expression("var.alias"), "-${x}").text)
    "alias/${var.alias}-$${x}"
    """
    if len(parts) == 1 and isinstance(parts[0], Expression):
        return parts[0]
    written = literal = ""
    for part in parts:
        if isinstance(part, Expression):
            written = f"{written}{before_expression(literal)}${{{part.text}}}"
            literal = ""
        else:
            # Text is joined before it is escaped: "$" and "{" must not meet in the output.
            literal += part
    return Expression(f'"{written}{escaped(literal)}"')


def inline(values: Mapping[str, Value]) -> Expression:
    """Write an object on one line, where a list shows an element a line.

    >>> print(inline({"name": "taken_on", "type": "date"}).text)
    { name = "taken_on", type = "date" }
    """
    return Expression(f"{{ {', '.join([f'{identifier(name)} = {encode(value)}' for name, value in values.items()])} }}")


def _number(value: float) -> str:
    if isinstance(value, int):
        if abs(value) > _LARGEST_EXACT_INTEGER:
            raise ValueError("Terraform does not keep integers of more than 512 bits exactly")
        return str(int(value))
    number = Decimal(repr(float(value)))
    if not number.is_finite():
        raise ValueError(f"{value!r} is no number in HCL")
    # Adding zero takes the sign off a negative zero; "f" never writes an exponent.
    return format(number + 0 if number == 0 else number, "f").removesuffix(".0")


def _list(values: Sequence[Value], indent: int) -> str:
    if not values:
        return "[]"
    rendered = [encode(value, indent + 2) for value in values]
    line = f"[{', '.join(rendered)}]"
    if indent + len(line) <= LIST_COLUMNS and "\n" not in line and _are_scalars(values):
        return line
    inner = f"\n{' ' * (indent + 2)}"
    return f"[{inner}{f',{inner}'.join(rendered)},\n{' ' * indent}]"


def _are_scalars(values: Sequence[Value]) -> bool:
    return _SCALARS.issuperset(map(type, values)) or all(
        isinstance(value, str) or not isinstance(value, Sequence | Mapping) for value in values
    )


def _map(values: Mapping[str, Value], indent: int) -> str:
    if not values:
        return "{}"
    body = _assignments(values.items(), _key, indent + 2)
    return f"{{\n{' ' * (indent + 2)}{body}\n{' ' * indent}}}"


@lru_cache(1 << 12)
def _key(name: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a key of a map is a string, not {type(name).__name__}")
    if _IDENTIFIER.fullmatch(name) and name not in _QUOTED_KEYS:
        return name
    # `terraform fmt` aligns by grapheme clusters, whose rules are long and change with each Unicode. A key
    # keeps only characters that are one cluster each whatever stands beside them, so its length is its width.
    text = escaped(name)
    if not text.isascii():
        text = "".join(c if stands_alone(c) else code_point(c) for c in text)
    return f'"{text}"'


def _assignments(pairs: Iterable[tuple[str, Value]], written: Callable[[str], str], indent: int) -> str:
    rendered = [(written(name), encode(value, indent)) for name, value in pairs]
    names = {name for name, _ in rendered}
    if len(names) < len(rendered):
        every = [name for name, _ in rendered]
        raise ValueError(f"given twice: {', '.join(sorted(name for name in names if every.count(name) > 1))}")
    lines: list[str] = []
    run: list[tuple[str, str]] = []
    for item in rendered:
        # An item whose first line leaves a bracket open takes no part in the alignment and ends the run; a
        # heredoc leaves none open.
        if "\n" in item[1] and not item[1].startswith("<<"):
            if run:
                lines += _aligned(run)
                run = []
            lines.append(f"{item[0]} = {item[1]}")
        else:
            run.append(item)
    return f"\n{' ' * indent}".join(lines + _aligned(run) if run else lines)


def _aligned(run: list[tuple[str, str]]) -> list[str]:
    if len(run) == 1:
        return [f"{run[0][0]} = {run[0][1]}"]
    width = max([len(name) for name, _ in run])
    return [f"{name.ljust(width)} = {text}" for name, text in run]
