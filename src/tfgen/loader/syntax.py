"""What PyYAML says about broken YAML, in the user's terms.

Two parsers stand behind it, libyaml and PyYAML's own; they word the same error differently, so each rule
below names the part that both have, or both wordings.
"""

from __future__ import annotations

import re
from typing import Final

from yaml.error import MarkedYAMLError, YAMLError

from tfgen.check import codes
from tfgen.loader.left_open import last_quoted, unclosed
from tfgen.loader.problems import Problem, quoted

_ALIGN_HINT: Final = "begin it in the same column as the keys that it belongs with; YAML indents with spaces"
_CONFLICT_MARKERS: Final = ("<<<<<<<", "=======", ">>>>>>>")
_QUOTE_HINT: Final = "put the text in quotes"
_BRACKETS: Final = {"[": ("]", "list"), "{": ("}", "map")}
_COMMENT: Final = re.compile(r"\s#[^\n]*[\]}]")
_HALF_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_KEY_TEXT: Final = re.compile(r"[^\r\n]*")


class _Failure:
    """A parser's error: its words, where it broke and where the construct began that it was reading."""

    __slots__ = ("at", "began", "context", "text", "words")

    def __init__(self, error: YAMLError, text: str) -> None:
        self.text = text
        self.words = self.context = ""
        self.at = self.began = 0
        if isinstance(error, MarkedYAMLError):
            self.words = error.problem or ""
            self.context = error.context or ""
            # libyaml sees a line end behind the last line, and so marks behind the end of the text.
            self.at = min(error.problem_mark.index, len(text)) if error.problem_mark else 0
            self.began = min(error.context_mark.index, len(text)) if error.context_mark else self.at

    @property
    def character(self) -> str:
        return self.text[self.at : self.at + 1]

    @property
    def line_before(self) -> str:
        """The broken line up to where it broke."""
        start = max(self.text.rfind("\n", 0, self.at), self.text.rfind("\r", 0, self.at)) + 1
        return self.text[start : self.at]

    @property
    def previous_line(self) -> str:
        """The last line above that is neither empty nor a comment."""
        above = self.text[: self.at - len(self.line_before)].splitlines()
        filled = (line.strip() for line in reversed(above))
        return next((line for line in filled if line and not line.startswith("#")), "")

    @property
    def previous_span(self) -> tuple[int, int]:
        """Where that line's text begins and ends."""
        end = self.text.rindex(self.previous_line, 0, self.at) + len(self.previous_line)
        return end - len(self.previous_line), end

    def problem(self, message: str, hint: str, *, begin: bool = False, code: str = codes.YAML_SYNTAX) -> Problem:
        """Place a problem where the parser broke, or where it had begun."""
        start = self.began if begin else self.at
        return Problem(code, message, hint, start, min(start + 1, len(self.text)))


def syntax_problem(error: YAMLError, text: str) -> Problem:
    """Return the one problem that a parser's error stands for; `text` is what the parser read."""
    failure = _Failure(error, text)
    for rule in _RULES:
        problem = rule(failure)
        if problem is not None:
            return problem
    return failure.problem(f"the YAML cannot be read here: {failure.words or error}", "check this line's YAML")


def _tab(failure: _Failure) -> Problem | None:
    if failure.character != "\t" and "tab character" not in failure.words:
        return None
    hint = "use spaces; most editors can turn a file's tabs into spaces at once"
    where = "in the indentation" if not failure.line_before.strip() else "between the parts of this line"
    return failure.problem(f"a tab stands {where}, where YAML allows only spaces", hint, code=codes.YAML_TAB)


def _late_quote(failure: _Failure) -> Problem | None:
    """Blame the quote that somebody left open: it goes on to the next one, and what breaks stands behind that."""
    opened = last_quoted(failure.text)
    if opened is None:
        return None
    start, end = opened
    line_start = failure.at - len(failure.line_before)
    if not start < line_start < end <= failure.at:
        return None
    line = failure.text.count("\n", 0, end) + 1
    message = f"the quote that opens here is not closed before line {line}, and more text stands behind it there"
    return Problem(codes.YAML_SYNTAX, message, "close it on the line where the text ends", start, start + 1)


def _colon(failure: _Failure) -> Problem | None:
    if "could not find expected ':'" in failure.words:
        found = _KEY_TEXT.match(failure.text, failure.began)
        name = found.group().strip() if found else ""
        if name.startswith(_CONFLICT_MARKERS):
            message = "a conflict marker of Git stands here"
            hint = "decide what of both sides is to stay, and remove the lines with <<<<<<<, ======= and >>>>>>>"
            return Problem(codes.YAML_SYNTAX, message, hint, failure.began, failure.began + len(name))
        message = f"{quoted(name, 40)} is neither a key with a ':' behind it nor part of the value above"
        return failure.problem(message, "write `key: value`, with a space behind the ':'", begin=True)
    if not failure.words.startswith("mapping values are not allowed"):
        return None
    before, previous = failure.line_before, failure.previous_line
    if re.search(r":\s", before):
        message = "a second ':' stands in this line"
        hint = "put a value that has ': ' in it in quotes, or begin the inner key on a line of its own"
    elif re.search(r":\s+\S", previous):
        key = before.strip()
        message = f"{quoted(key, 40)} is indented deeper than the key above it, which has its value already"
        start = failure.at - len(before.lstrip())
        return Problem(codes.YAML_SYNTAX, message, _ALIGN_HINT, start, start + len(key))
    elif previous and not previous.endswith(":"):
        message = f"{quoted(previous, 40)} is no `key: value` pair, and the next line goes on as if it were"
        tight = re.match(r"[\w-]+:(?=\S)", previous)
        hint = f"put a space behind {quoted(tight.group())}" if tight else "give it a ':' with a space behind it"
        return Problem(codes.YAML_SYNTAX, message, hint, *failure.previous_span)
    else:
        message = "a ':' stands where YAML allows none"
        hint = _QUOTE_HINT
    return failure.problem(message, hint)


def _closing(failure: _Failure) -> Problem | None:
    if failure.context != "while parsing a block mapping" or failure.character not in {"]", "}"}:
        return None
    return failure.problem(f"this '{failure.character}' closes nothing", "remove it, or open it further in front")


def _indentation(failure: _Failure) -> Problem | None:
    if "block sequence entries" in failure.words or failure.words.startswith("sequence entries are not"):
        message = "a list cannot begin in the line of its key"
        return failure.problem(message, "write each '- item' on a line of its own, or the list as [a, b]")
    if failure.context == "while parsing a block collection":
        message = "the list above goes on with '- ' in this column, and this line does not begin so"
        return failure.problem(message, "begin the line with '- ', or indent it like the key that it belongs with")
    if failure.context != "while parsing a block mapping":
        return None
    if failure.character == ":":
        return failure.problem("a key is missing in front of this ':'", "write `key: value`")
    if not failure.line_before.strip(" -"):
        return failure.problem("this line's indentation fits nothing above it", _ALIGN_HINT)
    hint = "put the whole value in quotes; inside single quotes, write an apostrophe twice"
    return failure.problem("text stands behind the end of the value", hint)


def _brackets(failure: _Failure) -> Problem | None:
    kind = next((kind for kind in ("sequence", "mapping") if f"parsing a flow {kind}" in failure.context), None)
    if kind is None and "node content" not in failure.words:
        return None
    if kind is None:
        if failure.character and failure.character in ",]}":
            message = f"a value is expected here, not {quoted(failure.character)}"
            return failure.problem(message, "remove it, or put text that begins with it in quotes")
        opened = unclosed(failure.text)
        if opened is None:
            return failure.problem("a value is expected here", "close every '[' with ']' and every '{' with '}'")
        return _unclosed(failure, opened)
    closing, what = _BRACKETS["[" if kind == "sequence" else "{"]
    lines_between = failure.text.count("\n", failure.began, failure.at)
    if lines_between or not failure.character:
        return _unclosed(failure, failure.began)
    message = f"a ',' or the closing '{closing}' of the {what} is expected here"
    hint = "put a ',' between items, and quotes around text that has one of , : [ ] { }"
    return failure.problem(message, hint)


def _unclosed(failure: _Failure, opened: int) -> Problem:
    opening = failure.text[opened]
    closing, what = _BRACKETS[opening]
    message = f"the {what} that begins here with '{opening}' is not closed with '{closing}'"
    hint = f"add the '{closing}', and a ',' between its items"
    if _COMMENT.search(failure.text, opened, failure.text.find("\n", opened)):
        hint = "put text that has ' #' in it in quotes: what stands behind that is a comment"
    return Problem(codes.YAML_SYNTAX, message, hint, opened, opened + 1)


def _quotes(failure: _Failure) -> Problem | None:
    if "quoted scalar" not in failure.context:
        return None
    if "escape" in failure.words or "hexdecimal" in failure.words or "hexadecimal" in failure.words:
        message = "a backslash begins an escape inside double quotes, and this is none that YAML knows"
        if _HALF_ESCAPE.match(failure.text, max(failure.text.rfind("\\", 0, failure.at + 1), 0)):
            message = "an escape of JSON's, in two halves, which YAML does not know"
            return failure.problem(message, "write the character itself, or its number in eight digits: \\U0001F680")
        return failure.problem(message, "write a backslash twice (\\\\), or use single quotes")
    message = "the quote that opens here is never closed"
    return failure.problem(message, "close it on the line where the text ends", begin=True)


def _first_character(failure: _Failure) -> Problem | None:
    if "cannot start any token" not in failure.words:
        return None
    return failure.problem(f"text cannot begin with {quoted(failure.character)} unless it is quoted", _QUOTE_HINT)


def _marks(failure: _Failure) -> Problem | None:
    context = failure.context
    if "alias" in context or "anchor" in context:
        message = "a '*' or '&' begins an alias or an anchor, and a name has to follow"
        return failure.problem(message, _QUOTE_HINT, begin=True)
    if "tag" in context or "tag handle" in failure.words:
        message = "a '!' begins a YAML tag, and this one cannot be read"
        return failure.problem(message, _QUOTE_HINT, begin=True, code=codes.YAML_TAG)
    if "block scalar" in context:
        message = "text has to begin on the line below a '|' or '>'"
        return failure.problem(message, "move it there, or put a text that begins with '|' or '>' in quotes")
    return None


def _document(failure: _Failure) -> Problem | None:
    if "document start" in failure.words:
        message = "the document has ended above, and this stands behind its end"
        return failure.problem(message, "indent all top-level keys alike; remove lines of '...'")
    if "directive" in failure.context or "directive" in failure.words or "YAML document" in failure.words:
        message = "a line that begins with '%' is a YAML directive, and this one cannot be followed"
        return failure.problem(message, "remove the line; tfgen reads YAML 1.2")
    return None


_RULES: Final = (
    _tab,
    _late_quote,
    _colon,
    _closing,
    _indentation,
    _brackets,
    _quotes,
    _first_character,
    _marks,
    _document,
)
"""Tried in this order: a rule may take for granted that those above it do not apply."""
