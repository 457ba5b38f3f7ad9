"""Row filters: what Lake Formation understands, over columns that exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tfgen.check import codes
from tfgen.check.refused import is_refused
from tfgen.check.sound import Data, at, maps, names
from tfgen.check.within import within
from tfgen.check.wording import choice_hint
from tfgen.errors import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_TOKENS: Final = re.compile(
    r"""(?P<space>\s+)
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"[^"]*")
    | (?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)
    | (?P<word>[^\W\d]\w*)
    | (?P<comparison><=|>=|<>|!=|=(?!=)|<|>)
    | (?P<sign>[(),.+]|-(?!-))
    | (?P<open>['"])
    | (?P<odd>==|&&|\|\||--|.)""",
    re.VERBOSE | re.DOTALL,
)
_KEYWORDS: Final = frozenset(
    {"and", "between", "date", "escape", "false", "in", "is", "like", "not", "null", "or", "timestamp", "true"}
)
_BEFORE_VALUE: Final = frozenset({"like", "between", "escape"})
_INSTEAD: Final = {"==": "=", "&&": "AND", "||": "OR", "!": "NOT"}


class _Token(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def lower(self) -> str:
        return self.text.lower()


class _Wrong(NamedTuple):
    code: str
    message: str
    hint: str
    start: int
    end: int
    column: str | None = None


def check_row_filters(source: Source, sound: Data) -> list[Diagnostic]:
    """Find row filters with unknown columns, functions, comparisons of columns, and text without quotes.

    Source: https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html
    """
    found = []
    for path, text, columns, partitions in _filters(source, sound):
        holder: SpecPath = (*path[:2], "datasets", path[5], "columns")
        for wrong in _Filter(text, columns, partitions, set(at(sound, *map(str, holder)) or ())).check():
            if wrong.column is not None and is_refused(source, sound, (*holder, wrong.column)):
                continue
            place = within(source, path, text, wrong.start, wrong.end)
            found.append(Diagnostic(wrong.code, wrong.message, wrong.hint, path, place))
    return found


def _filters(source: Source, sound: Data) -> Iterator[tuple[SpecPath, str, Sequence[str], set[str]]]:
    for agency, data in maps(at(sound, "agencies")):
        for reader, access in maps(data.get("access")):
            for key, read in maps(access.get("read")):
                rows = read.get("rows")
                dataset: Any = at(source.data, "agencies", agency, "datasets", key)
                columns = at(dataset, "columns")
                if isinstance(rows, str) and isinstance(columns, dict):
                    partitions = {column for _, column in names(at(dataset, "partition_by"))}
                    yield ("agencies", agency, "access", reader, "read", key, "rows"), rows, list(columns), partitions


class _Filter:
    """One row filter as tokens; the first mistake in its form is told, and every unknown column."""

    def __init__(self, text: str, columns: Sequence[str], partitions: set[str], sound: set[str]) -> None:
        self.sound = sound
        self.text = text
        self.columns = columns
        self.partitions = partitions
        matches = _TOKENS.finditer(text)
        self.tokens = [_Token(m.lastgroup or "", m.group(), m.start()) for m in matches if m.lastgroup != "space"]

    def check(self) -> Iterator[_Wrong]:
        wrong = self._characters() or self._parentheses()
        if wrong is not None:
            yield wrong
            return
        for index, token in enumerate(self.tokens):
            if token.kind in {"word", "quoted"}:
                yield from self._name(index, token)
            elif token.kind == "comparison":
                yield from self._comparison(index)

    def _characters(self) -> _Wrong | None:
        for token in self.tokens:
            if token.kind == "open":
                message, hint = (
                    "the quote that opens here is never closed",
                    "close it; a quote inside a text is written twice",
                )
                return _Wrong(codes.ROW_FILTER, message, hint, token.start, len(self.text))
            if token.kind == "odd":
                meant = _INSTEAD.get(token.text)
                hint = f"write {meant}" if meant else "a row filter compares columns with values, joined by AND and OR"
                message = f"Lake Formation does not know '{token.text}' in a row filter"
                return _Wrong(codes.ROW_FILTER, message, hint, token.start, token.end)
        return None

    def _parentheses(self) -> _Wrong | None:
        opened: list[_Token] = []
        for token in self.tokens:
            if token.text == "(":
                opened.append(token)
            elif token.text == ")":
                if not opened:
                    message = "this parenthesis closes none"
                    return _Wrong(codes.ROW_FILTER, message, "remove it, or open one", token.start, token.end)
                opened.pop()
        if opened:
            message, last = "this parenthesis is never closed", opened[-1]
            return _Wrong(codes.ROW_FILTER, message, "close it with )", last.start, last.end)
        return None

    def _name(self, index: int, token: _Token) -> Iterator[_Wrong]:
        name = token.text.strip('"')
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if token.kind == "word" and token.lower in _KEYWORDS and token.text not in self.columns:
            if token.lower == "is":
                yield from self._is_null(index, token)
            return
        if token.kind == "word" and following is not None and following.text == "(":
            message = f"Lake Formation allows no functions in a row filter; found {token.text}()"
            hint = "compare the column itself with a value, or add a column that has the result"
            yield _Wrong(codes.ROW_FILTER, message, hint, token.start, token.end)
        elif name.casefold() in {column.casefold() for column in self.columns}:
            return
        elif self._stands_for_value(index):
            message = f"{token.text} stands where a value belongs, and text goes in single quotes"
            yield _Wrong(codes.ROW_FILTER, message, f"write '{name}'", token.start, token.end)
        else:
            hint = choice_hint(name, sorted(self.sound), "the columns are")
            yield _Wrong(codes.UNKNOWN_COLUMN, f"there is no column '{name}'", hint, token.start, token.end, name)

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

    def _comparison(self, index: int) -> Iterator[_Wrong]:
        sides = self.tokens[index - 1 : index + 2] if index else []
        if self.tokens[index + 2 : index + 3] and self.tokens[index + 2].kind == "text":
            return  # a literal with its type in front, DATE '2024-01-31', whatever columns there are
        known = {column.casefold() for column in self.columns}
        if len(sides) == len("a=b") and all(
            side.kind in {"word", "quoted"} and side.text.strip('"').casefold() in known for side in sides[::2]
        ):
            message = "Lake Formation compares columns with values only, not with other columns"
            hint = "add a column that has the result of the comparison"
            yield _Wrong(codes.ROW_FILTER, message, hint, sides[0].start, sides[2].end)

    def _is_null(self, index: int, token: _Token) -> Iterator[_Wrong]:
        column = self.tokens[index - 1].text.strip('"') if index else ""
        if column in self.partitions:
            message = f"Lake Formation cannot ask whether the partition column '{column}' is null"
            hint = "compare it with values, or filter by another column"
            yield _Wrong(codes.ROW_FILTER, message, hint, self.tokens[index - 1].start, token.end)
