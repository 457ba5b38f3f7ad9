"""What PyYAML says about broken YAML, in the user's terms.

Two parsers stand behind it, libyaml and PyYAML's own; they word the same error differently, so each rule
below names the part that both have, or both wordings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tfgen.check import codes
from tfgen.loader.failure import Failure
from tfgen.loader.indentation import fits_nothing, odd_blanks, too_deep
from tfgen.loader.left_open import last_quoted, unclosed
from tfgen.loader.problems import Problem, quoted

_CONFLICT_MARKERS: Final = ("<<<<<<<", "=======", ">>>>>>>")
_QUOTE_HINT: Final = "put the text in quotes"
_BRACKETS: Final = {"[": ("]", "list"), "{": ("}", "map")}
_COMMENT: Final = re.compile(r"\s#[^\n]*[\]}]")
if TYPE_CHECKING:
    from yaml.error import YAMLError

_ITEM: Final = re.compile(r"-\s")
_HALF_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_COMMENTS: Final = ("//", "/*", "--", ";")
"""What begins a comment in other languages."""
_KEY_TEXT: Final = re.compile(r"[^\r\n]*")
_ASSIGNMENT: Final = re.compile(r"([\w-]+)\s*=\s*([^=\s].{0,60})")
_TWO_WORDS: Final = re.compile(r"([a-z][a-z0-9_]*)\s+(\S.{0,60})")
_TIGHT: Final = re.compile(r"[\w-]+:(?=\S)")


def syntax_problem(error: YAMLError, text: str) -> Problem:
    """Return the one problem that a parser's error stands for; `text` is what the parser read."""
    failure = Failure(error, text)
    for rule in _RULES:
        problem = rule(failure)
        if problem is not None:
            return problem
    return failure.problem(f"the YAML cannot be read here: {failure.words or error}", "check this line's YAML")


def _tab(failure: Failure) -> Problem | None:
    if failure.character != "\t" and "tab character" not in failure.words:
        return None
    hint = "use spaces; most editors can turn a file's tabs into spaces at once"
    where = "in the indentation" if not failure.line_before.strip() else "between the parts of this line"
    return failure.problem(f"a tab stands {where}, where YAML allows only spaces", hint, code=codes.YAML_TAB)


def _odd_blanks(failure: Failure) -> Problem | None:
    """Blame the line, or the one above, that is indented with what looks like spaces."""
    return odd_blanks(failure.text, failure.at - len(failure.line_before))


def _late_quote(failure: Failure) -> Problem | None:
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


def _no_colon(failure: Failure) -> Problem | None:
    if "could not find expected ':'" not in failure.words:
        return None
    found = _KEY_TEXT.match(failure.text, failure.began)
    name = found.group().strip() if found else ""
    other = _no_yaml(name, failure.began, failure.began + len(name))
    if other is not None:
        return other
    message = f"{quoted(name, 40)} is neither a key with a ':' behind it nor part of the value above"
    hint = "write `key: value`, with a space behind the ':'; to go on with the value above, indent it deeper"
    return failure.problem(message, _tight_hint(name) or hint, begin=True)


def _colon(failure: Failure) -> Problem | None:
    if not failure.words.startswith("mapping values are not allowed"):
        return None
    before, previous = failure.line_before, failure.previous_line
    if re.search(r":\s", before):
        message = "a second ':' stands in this line"
        hint = "put a value that has ': ' in it in quotes, or begin the inner key on a line of its own"
    elif re.search(r":\s+\S", previous):
        return too_deep(failure.text, failure.at - len(before))
    elif previous and not previous.endswith(":"):
        other = _no_yaml(previous, *failure.previous_span)
        if other is not None:
            return other
        message = f"{quoted(previous, 40)} is no `key: value` pair, and the next line goes on as if it were"
        words = _TWO_WORDS.fullmatch(previous)
        meant = f"write `{words[1]}: {words[2]}`" if words else "give it a ':' with a space behind it"
        hint = _tight_hint(previous) or meant
        return Problem(codes.YAML_SYNTAX, message, hint, *failure.previous_span)
    else:
        message = "a ':' stands where YAML allows none"
        hint = _QUOTE_HINT
    return failure.problem(message, hint)


def _tight_hint(text: str) -> str | None:
    tight = _TIGHT.match(text)
    return f"put a space behind {quoted(tight.group())}" if tight else None


def _no_yaml(text: str, start: int, end: int) -> Problem | None:
    """Return the problem of a line that is something else than YAML: a marker of Git, a comment, an assignment."""
    if text.startswith(_CONFLICT_MARKERS):
        message = "a conflict marker of Git stands here"
        hint = "decide what of both sides is to stay, and remove the lines with <<<<<<<, ======= and >>>>>>>"
    elif text.startswith(_COMMENTS):
        message, hint = f"{quoted(text, 40)} looks like a comment, and is none in YAML", "begin it with '# '"
    elif (assigned := _ASSIGNMENT.match(text)) is not None:
        message = f"{quoted(text, 40)} has a '=' where YAML has a ':'"
        hint = f"write `{assigned[1]}: {assigned[2]}`"
    else:
        return None
    return Problem(codes.YAML_SYNTAX, message, hint, start, end)


def _closing(failure: Failure) -> Problem | None:
    if failure.context != "while parsing a block mapping" or failure.character not in {"]", "}"}:
        return None
    return failure.problem(f"this '{failure.character}' closes nothing", "remove it, or open it further in front")


def _items(failure: Failure) -> Problem | None:
    if "block sequence entries" in failure.words or failure.words.startswith("sequence entries are not"):
        message = "a list cannot begin in the line of its key"
        return failure.problem(message, "write each '- item' on a line of its own, or the list as [a, b]")
    if failure.context == "while parsing a block collection":
        message = "the list above goes on with '- ' in this column, and this line does not begin so"
        hint = "begin it with '- ', or remove that of the line above if it is no list"
        beside = (failure.began, failure.began + 1, "the list begins here")
        return failure.problem(message, hint)._replace(beside=beside)
    return None


def _indentation(failure: Failure) -> Problem | None:
    if failure.context != "while parsing a block mapping":
        return None
    if failure.character == ":":
        return failure.problem("a key is missing in front of this ':'", "write `key: value`")
    if not failure.line_before.strip(" -"):
        if _ITEM.match(failure.text, failure.at):
            return failure.problem("an item of a list begins here, among the keys of a map", "remove the '- '")
        return fits_nothing(failure.text, failure.at)
    if failure.character == "," and not failure.text[failure.at + 1 :].partition("\n")[0].strip():
        return failure.problem("a ',' stands behind the value, and lines of YAML end without", "remove it")
    hint = "put the whole value in quotes; inside single quotes, write an apostrophe twice"
    return failure.problem("text stands behind the end of the value", hint)


def _no_space(failure: Failure) -> Problem | None:
    tight = _TIGHT.search(failure.text, failure.at - len(failure.line_before), failure.at + 2)
    if failure.character != ":" or tight is None or tight.end() != failure.at + 1:
        return None
    return failure.problem("no space stands behind this ':'", f"put a space behind {quoted(tight.group())}")


def _brackets(failure: Failure) -> Problem | None:
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


def _unclosed(failure: Failure, opened: int) -> Problem:
    opening = failure.text[opened]
    closing, what = _BRACKETS[opening]
    message = f"the {what} that begins here with '{opening}' is not closed with '{closing}'"
    hint = f"add the '{closing}', and a ',' between its items"
    if _COMMENT.search(failure.text, opened, failure.text.find("\n", opened)):
        hint = "put text that has ' #' in it in quotes: what stands behind that is a comment"
    return Problem(codes.YAML_SYNTAX, message, hint, opened, opened + 1)


def _quotes(failure: Failure) -> Problem | None:
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


def _first_character(failure: Failure) -> Problem | None:
    if "cannot start any token" not in failure.words:
        return None
    return failure.problem(f"text cannot begin with {quoted(failure.character)} unless it is quoted", _QUOTE_HINT)


def _marks(failure: Failure) -> Problem | None:
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


def _document(failure: Failure) -> Problem | None:
    if "document start" in failure.words:
        message = "the document has ended above, and this stands behind its end"
        hint = "indent all top-level keys alike; remove lines of '...'"
        return failure.problem(message, hint, code=codes.YAML_INDENTATION)
    if "directive" in failure.context or "directive" in failure.words or "YAML document" in failure.words:
        message = "a line that begins with '%' is a YAML directive, and this one cannot be followed"
        return failure.problem(message, "remove the line; tfgen reads YAML 1.2")
    return None


_RULES: Final = (
    _tab,
    _odd_blanks,
    _late_quote,
    _no_colon,
    _colon,
    _closing,
    _items,
    _indentation,
    _no_space,
    _brackets,
    _quotes,
    _first_character,
    _marks,
    _document,
)
"""Tried in this order: a rule may take for granted that those above it do not apply."""
