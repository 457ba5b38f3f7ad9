"""Row filters: what Lake Formation understands, over columns that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.columns import column_types
from tfgen.check.refused import is_refused
from tfgen.check.row_filter_form import KEYWORDS, wrong_form
from tfgen.check.row_filter_tokens import Token, Wrong, tokens_of
from tfgen.check.row_filter_values import wrong_values
from tfgen.check.sound import Data, at, maps, names
from tfgen.check.within import within
from tfgen.check.wording import choice_hint
from tfgen.errors import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_BEFORE_VALUE: Final = frozenset({"like", "between", "escape"})


def check_row_filters(source: Source, sound: Data) -> list[Diagnostic]:
    """Find row filters with unknown columns, functions, comparisons of columns, and values of another type.

    Source: https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html
    """
    found = []
    for path, text, columns, partitions in _filters(source, sound):
        holder: SpecPath = (*path[:2], "datasets", path[5], "columns")
        told = list(_Filter(text, columns, partitions, at(sound, *map(str, holder)) or {}).check())
        is_refused_anyway = any(wrong.code != codes.ROW_FILTER_DOUBTFUL for wrong in told)
        for wrong in told:
            if is_refused_anyway and wrong.code == codes.ROW_FILTER_DOUBTFUL:
                continue
            if wrong.column is not None and is_refused(source, sound, (*holder, wrong.column)):
                continue
            place = within(source, path, text, wrong.start, wrong.end)
            severity = Severity.WARNING if wrong.code == codes.ROW_FILTER_DOUBTFUL else Severity.ERROR
            found.append(Diagnostic(wrong.code, wrong.message, wrong.hint, path, place, severity))
    return found


def _filters(source: Source, sound: Data) -> Iterator[tuple[SpecPath, str, Sequence[str], set[str]]]:
    for agency, data in maps(at(sound, "agencies")):
        for reader, access in maps(data.get("access")):
            for key, read in maps(access.get("read")):
                rows = read.get("rows")
                dataset: Any = at(source.data, "agencies", agency, "datasets", key)
                columns = at(dataset, "columns")
                # That an empty one is too short is told already.
                if isinstance(rows, str) and rows and isinstance(columns, dict):
                    partitions = {column for _, column in names(at(dataset, "partition_by"))}
                    yield ("agencies", agency, "access", reader, "read", key, "rows"), rows, list(columns), partitions


class _Filter:
    """One row filter as tokens; the first mistake in its form is told, and every unknown column."""

    def __init__(self, text: str, columns: Sequence[str], partitions: set[str], sound: Data) -> None:
        self.sound = sound
        self.types = {column: kind for column, (_, kind) in column_types(sound)}
        self.text = text
        self.columns = columns
        self.partitions = partitions
        self.tokens = tokens_of(text)

    def check(self) -> Iterator[Wrong]:
        wrong = wrong_form(self.text, self.columns)
        if wrong is not None:
            yield wrong
            return
        yield from wrong_values(self.tokens, self.types)
        for index, token in enumerate(self.tokens):
            if token.kind in {"word", "quoted"}:
                yield from self._name(index, token)
            elif token.kind == "comparison":
                yield from self._comparison(index)

    def _name(self, index: int, token: Token) -> Iterator[Wrong]:
        name = token.text.strip('"')
        if token.kind == "word" and token.lower in KEYWORDS and token.text not in self.columns:
            if token.lower == "is":
                yield from self._is_null(index, token)
            return
        if name.casefold() in {column.casefold() for column in self.columns}:
            return
        elif self._stands_for_value(index):
            message = f"{token.text} stands where a value belongs, and text goes in single quotes"
            yield Wrong(codes.ROW_FILTER, message, f"write '{name}'", token.start, token.end)
        else:
            hint = choice_hint(name, sorted(self.sound), "the columns are")
            yield Wrong(codes.UNKNOWN_COLUMN, f"there is no column '{name}'", hint, token.start, token.end, name)

    def _stands_for_value(self, index: int) -> bool:
        before = self.tokens[index - 1] if index else None
        if before is None:
            return False
        if before.kind == "comparison" or before.lower in _BEFORE_VALUE:
            return True
        # In a list: back over its items to the parenthesis, which `in` opens.
        place = index - 1
        while place > 0 and (
            self.tokens[place].text == "," or self.tokens[place].kind in {"text", "number", "word", "quoted"}
        ):
            place -= 1
        return place > 0 and self.tokens[place].text == "(" and self.tokens[place - 1].lower == "in"

    def _comparison(self, index: int) -> Iterator[Wrong]:
        sides = self.tokens[index - 1 : index + 2] if index else []
        if self.tokens[index + 2 : index + 3] and self.tokens[index + 2].kind == "text":
            return  # a literal with its type in front, DATE '2024-01-31', whatever columns there are
        known = {column.casefold() for column in self.columns}
        if len(sides) == len("a=b") and all(
            side.kind in {"word", "quoted"} and side.text.strip('"').casefold() in known for side in sides[::2]
        ):
            message = "Lake Formation compares columns with values only, not with other columns"
            hint = "add a column that has the result of the comparison"
            yield Wrong(codes.ROW_FILTER, message, hint, sides[0].start, sides[2].end)

    def _is_null(self, index: int, token: Token) -> Iterator[Wrong]:
        column = self.tokens[index - 1].text.strip('"') if index else ""
        if column in self.partitions:
            message = f"Lake Formation cannot ask whether the partition column '{column}' is null"
            hint = "compare it with values, or filter by another column"
            yield Wrong(codes.ROW_FILTER, message, hint, self.tokens[index - 1].start, token.end)
