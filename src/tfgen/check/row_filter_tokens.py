"""Row filters as tokens, and what a mistake in one is."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

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
