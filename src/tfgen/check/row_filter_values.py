"""Row filters: what columns are compared with, by their types.

Source: https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tfgen.check import codes
from tfgen.check.row_filter_tokens import Wrong
from tfgen.check.sql_words import PARTIQL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tfgen.check.row_filter_tokens import Token

_TEXT, _NUMBER, _TRUTH = "text", "number", "TRUE or FALSE"
_KINDS: Final = {
    **dict.fromkeys(("char", "string", "varchar"), _TEXT),
    **dict.fromkeys(("bigint", "decimal", "double", "float", "int", "smallint", "tinyint"), _NUMBER),
    "boolean": _TRUTH,
}
"""What a column of each type is compared with; of the others Lake Formation says nothing."""

_TYPED: Final = frozenset({"date", "timestamp"})
"""Words that a text stands behind as a value of that type."""

_VOWELS: Final = tuple("aeiou")
_NUMERIC: Final = re.compile(r"[-+]?\d+(\.\d+)?")


def wrong_values(tokens: Sequence[Token], types: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield what is wrong with the values that columns of known types are compared with, in a filter of the right form.

    `types` has the type of each column as the spec has it, such as `decimal(12,2)`.
    """
    known = {name.casefold(): kind.partition("(")[0] for name, kind in types.items()}
    for index, token in enumerate(tokens):
        kind = known.get(token.text.strip('"').casefold()) if token.kind in {"word", "quoted"} else None
        is_literal = token.lower in _TYPED and any(one.kind == "text" for one in tokens[index + 1 : index + 2])
        if kind is None or is_literal:
            continue
        others = list(_compared(tokens, index))
        if kind not in _KINDS:
            message = f"{_name(token)} is {_with_article(kind)}, which Lake Formation does not list for row filters"
            hint = "filter by another column, or by one more column that has the same as text or as a number"
            yield Wrong(codes.ROW_FILTER_DOUBTFUL, message, hint, token.start, token.end)
            continue
        if token.kind == "word" and token.lower in PARTIQL:
            message = f"'{token.text}' is a keyword of PartiQL, so Lake Formation may take it for no column"
            hint = f'write "{token.text}" in double quotes, and the whole filter in single ones'
            yield Wrong(codes.ROW_FILTER_DOUBTFUL, message, hint, token.start, token.end)
        wrong = next(((one, *said) for one in others if (said := _wrong_value(token, kind, one)) is not None), None)
        if wrong is not None:
            value, message, hint = wrong
            yield Wrong(codes.ROW_FILTER, message, hint, value.start, value.end)
        yield from _no_pattern(tokens, index, kind)
        if _KINDS[kind] == _NUMBER:
            yield from _empty_range(others, tokens)


def _compared(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    """Give the values that a column is compared with: one, two of BETWEEN, or those of IN."""
    rest = [*tokens[index + 1 :]]
    while rest and rest[0].lower == "not":
        rest = rest[1:]
    operator = rest[0] if rest else None
    if operator is not None and operator.kind == "comparison":
        yield from rest[1:2]
    elif operator is not None and operator.lower == "between":
        yield from (one for one in rest[1:4:2])
    elif operator is not None and operator.lower == "in":
        for one in rest[2:]:
            if one.text == ")":
                break
            if one.text != ",":
                yield one
    before = [*tokens[max(index - 2, 0) : index]]
    if len(before) == len("5<") and before[1].kind == "comparison":
        yield before[0]


def _wrong_value(column: Token, kind: str, value: Token) -> tuple[str, str] | None:
    """Return message and hint for a value that is of another kind than its column, None for any other."""
    wanted, found = _KINDS[kind], _kind_of(value)
    if value.kind == "word" and value.lower == "null":
        return "nothing equals NULL, so this holds for no row", f"write {column.text} IS NULL, or IS NOT NULL"
    if found is None or found == wanted:
        return None
    message = f"{_name(column)} is {_with_article(kind)}, and {value.text} is {_a(found)}"
    if wanted == _TEXT:
        return message, f"write '{value.text}'"
    bare = value.text.strip("'")
    is_fitting = _NUMERIC.fullmatch(bare) if wanted == _NUMBER else bare.lower() in {"true", "false"}
    return message, f"write {bare}, without quotes" if is_fitting else f"compare it with {_a(wanted)}"


def _kind_of(value: Token) -> str | None:
    if value.kind == "word" and value.lower in {"true", "false"}:
        return _TRUTH
    return {"text": _TEXT, "number": _NUMBER}.get(value.kind)


def _no_pattern(tokens: Sequence[Token], index: int, kind: str) -> Iterator[Wrong]:
    rest = [token for token in tokens[index + 1 : index + 3] if token.lower != "not"]
    if rest and rest[0].kind == "word" and rest[0].lower == "like" and _KINDS[kind] != _TEXT:
        message = f"LIKE compares text, and {_name(tokens[index])} is {_with_article(kind)}"
        yield Wrong(codes.ROW_FILTER, message, "compare it with =, < or >", rest[0].start, rest[0].end)


def _empty_range(values: Sequence[Token], tokens: Sequence[Token]) -> Iterator[Wrong]:
    """Tell of BETWEEN whose first number is the greater one."""
    if len(values) != len("ab") or any(value.kind != "number" for value in values):
        return
    low, high = values
    between = [token.lower for token in tokens if low.end <= token.start < high.start]
    if between == ["and"] and float(low.text) > float(high.text):
        message = f"no number is between {low.text} and {high.text}"
        yield Wrong(codes.ROW_FILTER, message, f"write BETWEEN {high.text} AND {low.text}", low.start, high.end)


def _name(column: Token) -> str:
    return f"""'{column.text.strip('"')}'"""


def _with_article(kind: str) -> str:
    return f"{'an' if kind.startswith(_VOWELS) else 'a'} {kind}"


def _a(wanted: str) -> str:
    return f"a {wanted}" if wanted == _NUMBER else wanted
