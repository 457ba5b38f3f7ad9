"""The form of a row filter: what Lake Formation reads as one condition.

Source: https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from tfgen.check import codes

if TYPE_CHECKING:
    from collections.abc import Collection

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
KEYWORDS: Final = frozenset(
    {"and", "between", "date", "escape", "false", "in", "is", "like", "not", "null", "or", "timestamp", "true"}
)
_OPERATORS: Final = frozenset({"and", "between", "escape", "in", "is", "like", "or"})
_TYPED: Final = frozenset({"date", "timestamp"})
_INSTEAD: Final = {"==": "=", "&&": "AND", "||": "OR", "!": "NOT"}
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


class Token(NamedTuple):
    """A piece of a filter: what it is, its text, and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def lower(self) -> str:
        """Its text in lower case, as keywords are compared."""
        return self.text.lower()


class Wrong(NamedTuple):
    """A mistake: code, message, hint and place in the filter; the column that does not exist, if it is about one."""

    code: str
    message: str
    hint: str
    start: int
    end: int
    column: str | None = None


def tokens_of(text: str) -> list[Token]:
    """Split a filter into its tokens; spaces are none.

    >>> [token.kind for token in tokens_of("county = 'King'")]
    ['word', 'comparison', 'text']
    """
    matches = _TOKENS.finditer(text)
    return [
        Token(found.lastgroup or "", found.group(), found.start()) for found in matches if found.lastgroup != "space"
    ]


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
                meant = _INSTEAD.get(token.text)
                hint = f"write {meant}" if meant else "a row filter compares columns with values, joined by AND and OR"
                return _wrong(f"Lake Formation does not know '{token.text}' in a row filter", hint, token)
        return None

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
        """Tell of words of SQL that no row filter has: how a query begins, and functions."""
        for token, following in zip_longest(self.tokens, self.tokens[1:]):
            if token.kind != "word" or self._is_column(token) or token.lower in KEYWORDS:
                continue
            if token is self.tokens[0] and token.lower in _BEGINNINGS:
                message = f"a row filter is the condition alone, without {token.text}"
                return _wrong(message, "begin with a column, as in county = 'King'", token)
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
            self._both()

    def _both(self) -> None:
        self._one()
        while self._takes("and"):
            self._one()

    def _one(self) -> None:
        while self._takes("not"):
            pass
        self._operand(is_condition=True)
        self._rest()

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
