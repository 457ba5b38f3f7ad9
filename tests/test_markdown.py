"""The Markdown encoders, judged by a CommonMark parser: what renders is the text, and only the text."""

from __future__ import annotations

import doctest
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tfgen import markdown
from tfgen.hcl_text import INVISIBLE, code_point
from tfgen.markdown import code, inline

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("\\`*_[](){}<>#+-.!|~&=:\"'/$^1a \n\té", max_size=16),
    st.from_regex(r"([*_`~]{1,3}|https?://|www\.|&(amp|#35|lt);|<b>|!?\[|\]\(|[a-z]| ){0,8}", fullmatch=True),
)

NASTY = [
    "",
    "# heading",
    "C #",
    "- item",
    "+",
    "1. item",
    "2) item",
    "12345. item",
    "---",
    "===",
    "***",
    "~~~",
    "    indented",
    "> quote",
    "```sh",
    "[x](javascript:alert(1))",
    "![x](y)",
    "[x]: /y",
    "[ ] task",
    "<script>alert(1)</script>",
    "<!-- comment",
    "<https://example.gov>",
    "&amp; &#35; &copy R&D",
    "a | b",
    "a \\| b",
    "|---|",
    "snake_case __dunder__ _em_ *em* **strong** ~~gone~~",
    "back\\slash\\",
    "ends with `",
    "``",
    "a``b`c",
    "two\n\nparagraphs\r\n# three",
    "a  \nb",
    "$x$",
    "\u3000wide\xa0",
]


def _shown(text: str) -> str:
    """Give what a reader sees of a text: one line, the invisible as escapes."""
    line = re.sub("[ \t\n\v\f\r\x85\u2028\u2029]+", " ", text)
    return re.sub(f"[{INVISIBLE}]", lambda found: code_point(found[0]), line).strip()


def _in_paragraph(source: str) -> str:
    return str(PARSER.render(f"Text: {source}\n"))


def _in_table(source: str) -> str:
    return str(PARSER.render(f"| a | b |\n|---|---|\n| {source} | end |\n"))


TABLE = (
    "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
    "<tbody>\n<tr>\n<td>{}</td>\n<td>end</td>\n</tr>\n</tbody>\n</table>\n"
)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")


def test_doctests_hold() -> None:
    results = doctest.testmod(markdown)
    assert results.attempted > 0
    assert results.failed == 0


def _check_inline(text: str) -> None:
    expected = _escaped(_shown(text))
    assert "\n" not in inline(text)
    alone = PARSER.render(inline(text))
    assert alone == (f"<p>{expected}</p>\n" if expected else "")
    assert _in_paragraph(inline(text)) == f"<p>Text: {expected}</p>\n".replace(": </p>", ":</p>")
    assert _in_table(inline(text)) == TABLE.format(expected)
    assert PARSER.render(f"# A {inline(text)}") == f"<h1>A {expected}</h1>\n".replace(" </h1>", "</h1>")


def _check_code(text: str) -> None:
    expected = f"<code>{_escaped(_shown(text))}</code>" if _shown(text) else ""
    assert _in_paragraph(code(text)) == f"<p>Text: {expected}</p>\n".replace(": </p>", ":</p>")
    assert _in_table(code(text)) == TABLE.format(expected)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_renders_as_itself(text: str) -> None:
    _check_inline(text)
    _check_code(text)


@given(TEXT)
def test_any_text_renders_as_itself(text: str) -> None:
    _check_inline(text)


@given(TEXT)
def test_any_code_renders_as_itself(text: str) -> None:
    _check_code(text)


def test_common_text_stays_readable_in_source() -> None:
    text = "Traffic counts, e.g. traffic_counts-2024 (R & D), 3.5 % + tax: yes!"
    assert inline(text) == text


def test_bare_addresses_do_not_become_links_on_github() -> None:
    assert inline("http://a.b www.c.d") == r"http\://a.b www\.c.d"


def test_lone_surrogates_are_shown() -> None:
    assert code("a\ud800") == r"`a\uD800`"
