"""The form of a row filter: what Lake Formation reads as one condition.

Source: https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from tfgen.check import codes
from tfgen.check.row_filter_tokens import Token, Wrong, tokens_of

if TYPE_CHECKING:
    from collections.abc import Collection

KEYWORDS: Final = frozenset(
    {"and", "between", "date", "escape", "false", "in", "is", "like", "not", "null", "or", "timestamp", "true"}
)
_OPERATORS: Final = frozenset({"and", "between", "escape", "in", "is", "like", "or"})
_TYPED: Final = frozenset({"date", "timestamp"})
_INSTEAD: Final = {"==": "=", "&&": "AND", "||": "OR", "!": "NOT"}
_CURLY: Final = frozenset("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00b4`")
_PATTERN: Final = re.compile(r"\blike\s+(?=[^\s'\"(])([^'\"()]*?)(?=\s+(?:and|or|escape)\b|[()]|\Z)", re.IGNORECASE)
"""LIKE with a pattern that has no quotes."""
_OTHER_WORDS: Final = {
    "contains": "LIKE '%…%'",
    "equals": "=",
    "ilike": "LIKE, which tells upper and lower case apart",
    "matches": "LIKE",
    "regexp": "LIKE",
    "rlike": "LIKE",
    "startswith": "LIKE '…%'",
}
_BEGINNINGS: Final = frozenset({"filter", "select", "where"})


def wrong_form(text: str, columns: Collection[str]) -> Wrong | None:
    """Return the first thing in a filter that keeps it from being a condition; None if it is one.

    `columns` are names: one that is spelt like a keyword is a column.
    """
    return _Form(text, columns).wrong()


class _Misfit(Exception):  # noqa: N818  # ends the reading of a filter, and no more
    def __init__(self, message: str, hint: str, token: Token | None = None) -> None:
        self.message, self.hint, self.token = message, hint, token


class _Form:
    """One filter, read from left to right by a grammar of conditions."""

    def __init__(self, text: str, columns: Collection[str]) -> None:
        self.text = text
        self.columns = columns
        self.tokens = tokens_of(text)
        self.at = 0

    def wrong(self) -> Wrong | None:
        wrong = self._characters() or self._parentheses() or self._words()
        if wrong is not None:
            return wrong
        try:
            self._either()
            if self._next() is not None:
                self._no_operator()
        except _Misfit as misfit:
            if misfit.token is not None:
                return _wrong(misfit.message, misfit.hint, misfit.token)
            last = self.tokens[-1] if self.tokens else Token("", self.text, 0)
            return _wrong(misfit.message, misfit.hint, last)
        except RecursionError:
            return Wrong(codes.ROW_FILTER, "this filter is nested too deep", "make it simpler", 0, len(self.text))
        return None

    def _characters(self) -> Wrong | None:
        for token in self.tokens:
            if token.kind == "open":
                message = "the quote that opens here is never closed"
                hint = "close it; a quote inside a text is written twice"
                return Wrong(codes.ROW_FILTER, message, hint, token.start, len(self.text))
            if token.kind == "odd":
                hint = self._instead(token)
                return _wrong(f"Lake Formation does not know '{token.text}' in a row filter", hint, token)
        return None

    def _instead(self, token: Token) -> str:
        """Say what to write in the place of a character that no row filter has."""
        pattern = next((found for found in _PATTERN.finditer(self.text) if found.start() < token.start), None)
        if token.text in _INSTEAD:
            return f"write {_INSTEAD[token.text]}"
        if token.text in _CURLY:
            if token.start == 0:
                return "YAML knows no such quotes: put the whole filter in \" \" and texts in it in ' '"
            return "put texts in plain single quotes, as in county = 'King'"
        if token.text == ";":
            return "a row filter is one condition: remove the ; and what follows it"
        if pattern is not None and token.start < pattern.end(1):
            return f"put the pattern in single quotes: '{pattern[1].strip()}'"
        return "a row filter compares columns with values, joined by AND and OR"

    def _parentheses(self) -> Wrong | None:
        opened: list[Token] = []
        for token in self.tokens:
            if token.text == "(":
                opened.append(token)
            elif token.text == ")":
                if not opened:
                    return _wrong("this parenthesis closes none", "remove it, or open one", token)
                opened.pop()
        return _wrong("this parenthesis is never closed", "close it with )", opened[-1]) if opened else None

    def _words(self) -> Wrong | None:
        """Tell of words of SQL that no row filter has: how a query begins, one within, and functions."""
        for token, following in zip_longest(self.tokens, self.tokens[1:]):
            if token.kind != "word" or self._is_column(token) or token.lower in KEYWORDS:
                continue
            if token is self.tokens[0] and token.lower in _BEGINNINGS:
                message = f"a row filter is the condition alone, without {token.text}"
                return _wrong(message, "begin with a column, as in county = 'King'", token)
            if token.lower == "select":
                message = "a row filter has no query in it"
                return _wrong(message, "list the values themselves, as in IN ('one', 'two')", token)
            if following is not None and following.text == "(":
                message = f"Lake Formation allows no functions in a row filter; found {token.text}()"
                return _wrong(
                    message, "compare the column itself with a value, or add a column that has the result", token
                )
        return None

    def _is_column(self, token: Token) -> bool:
        return token.text.casefold() in {column.casefold() for column in self.columns}

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _takes(self, *words: str) -> bool:
        """Go on behind a keyword or a sign, if one of those comes next."""
        token = self._next()
        if token is None or token.lower not in words or token.kind in {"text", "quoted"}:
            return False
        self.at += 1
        return True

    def _either(self) -> None:
        self._both()
        while self._takes("or"):
            self._both(behind=self.tokens[self.at - 1])

    def _both(self, behind: Token | None = None) -> None:
        self._one(behind)
        while self._takes("and"):
            self._one(self.tokens[self.at - 1])

    def _one(self, behind: Token | None = None) -> None:
        """Read a condition; `behind` is the AND or OR in front of it, if there is one."""
        while self._takes("not"):
            pass
        start = self.at
        self._operand(is_condition=True)
        self._rest()
        first = self.tokens[start]
        if behind is not None and self.at == start + 1 and first.kind in {"text", "number"}:
            raise _Misfit(f"{first.text} alone is no condition", self._repeated(start), first)

    def _repeated(self, at: int) -> str:
        """Say how to compare one more value with what the one before is compared with."""
        before = self.tokens[max(at - 4, 0) : at - 1]
        if len(before) == len("a=b") and before[1].kind == "comparison":
            return f"repeat the column: {before[0].text} {before[1].text} {self.tokens[at].text}"
        return "compare a column with it"

    def _rest(self) -> None:
        """Read what a value is compared with, if there is anything."""
        token = self._next()
        if token is not None and token.kind == "comparison":
            self.at += 1
            self._operand()
        elif self._takes("is"):
            self._takes("not")
            if not self._takes("null"):
                raise _Misfit("behind IS stands NULL or NOT NULL", "write IS NULL, or compare with =", self._next())
        else:
            is_not = self._takes("not")
            if self._takes("in"):
                self._list()
            elif self._takes("between"):
                self._operand()
                if not self._takes("and"):
                    raise _Misfit("BETWEEN needs two values", "write BETWEEN 1 AND 5", self._next())
                self._operand()
            elif self._takes("like"):
                self._operand()
                if self._takes("escape"):
                    self._operand()
            elif is_not:
                raise _Misfit(
                    "behind this NOT stands IN, BETWEEN or LIKE", "write NOT in front of the condition", self._next()
                )

    def _list(self) -> None:
        if not self._takes("("):
            raise _Misfit("the values of IN stand in parentheses", "write IN ('one', 'two')", self._next())
        self._operand()
        while self._takes(","):
            self._operand()
        if not self._takes(")"):
            raise _Misfit("a ',' or ')' is expected in the list of IN", "put a ',' between the values", self._next())

    def _operand(self, *, is_condition: bool = False) -> None:
        """Read a column, a value, or either in parentheses."""
        self._takes("+", "-")
        token = self._next()
        if token is None or token.text in {")", ","} or token.kind == "comparison" or self._is_operator(token):
            self._missing(token, is_condition=is_condition)
            return
        self.at += 1
        if token.text == "(":
            self._either()
            if not self._takes(")"):
                self._no_operator()
        elif token.lower in _TYPED and (literal := self._next()) is not None and literal.kind == "text":
            self.at += 1
        while self._takes("."):
            self.at += 1
        if self._takes("+", "-"):
            self._operand()

    def _is_operator(self, token: Token) -> bool:
        return token.kind == "word" and token.lower in _OPERATORS and not self._is_column(token)

    def _missing(self, token: Token | None, *, is_condition: bool) -> None:
        before = self.tokens[self.at - 1] if self.at else None
        if before is None:
            raise _Misfit("a row filter begins with a column or a value", "write it like county = 'King'", token)
        if is_condition:
            raise _Misfit(
                f"a condition is missing behind {before.text}", f"add one, or remove the {before.text}", before
            )
        raise _Misfit(f"a value is missing behind {before.text}", "write what to compare with, such as 'King'", before)

    def _no_operator(self) -> None:
        token, before = self.tokens[self.at], self.tokens[self.at - 1]
        other = _OTHER_WORDS.get(token.lower)
        if other is not None and token.kind == "word":
            raise _Misfit(f"Lake Formation does not know {token.text} in a row filter", f"write {other}", token)
        if token.text == ",":
            raise _Misfit("a ',' stands between values of IN only", "join conditions with AND or OR", token)
        hint = "write = between them, or another comparison"
        if before.text == ")" or before.kind in {"text", "number"}:
            hint = "join conditions with AND or OR"
        raise _Misfit(f"nothing joins {before.text} and {token.text}", hint, token)


def _wrong(message: str, hint: str, token: Token) -> Wrong:
    return Wrong(codes.ROW_FILTER, message, hint, token.start, token.end)
