r"""Encoders from text to Markdown (CommonMark and GitHub's tables) that renders as that text and no more.

Markdown lays text out on one line: every run of spaces, tabs and line breaks becomes one space, and none is
kept at the ends. What a reader cannot see becomes an escape such as `\u200B`.
"""

from __future__ import annotations

import re

from tfgen.hcl_text import INVISIBLE, code_point

_WHITESPACE = re.compile("[ \t\n\v\f\r\x85\u2028\u2029]+")
_UNPRINTABLE = re.compile(f"[{INVISIBLE}\ud800-\udfff]")
_SPECIAL = re.compile(
    r"""
    [-\\`*\[\]<>|~$\#_&+=:.]  # a class in front of all choices is searched for quickly
    (?:
      (?<=[\\`*\[\]<>|~$\#])
      | (?<=_)(?:(?<![^\W_]_) | (?![^\W_]))  # within a word an underscore is no emphasis: `traffic_counts`
      | (?<=&)(?=[\#\w])               # may begin an entity
      | (?<=\A[-+=:])                  # may begin a list, a rule or an underline
      | (?<=:)(?=//) | (?<=[Ww]{3}\.)  # GitHub makes links of bare addresses
    )
    """,
    re.VERBOSE,
)
_ORDERED_ITEM = re.compile(r"\A(\d+)([.)])")


def inline(text: str) -> str:
    r"""Write text for a paragraph, a heading, a list item or a table cell.

    >>> print(inline("*Roads* | <b>R&D</b>"))
    \*Roads\* \| \<b\>R\&D\</b\>
    >>> print(inline("1. traffic_counts\nby \u202esite"))
    1\. traffic_counts by \\u202Esite
    """
    # With functions: Python takes a template of groups apart each time, and most text has nothing to replace.
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", _visible(text))
    return _ORDERED_ITEM.sub(lambda match: f"{match[1]}\\{match[2]}", escaped)


def code(text: str) -> str:
    r"""Write text as a code span for a paragraph or a table cell; the empty text gives the empty string.

    A backslash in front of a pipe is part of a code span in a paragraph and is not in a table. Text with a
    pipe therefore becomes a `<code>` element, which is the same in both.

    >>> print(code("rate(5 minutes)"))
    `rate(5 minutes)`
    >>> print(code("a`b"), code("a|b"))
    ``a`b`` <code>a\|b</code>
    """
    visible = _visible(text)
    if "|" in visible:
        return f"<code>{inline(visible)}</code>"
    longest = max((len(run) for run in re.findall("`+", visible)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if visible.startswith("`") or visible.endswith("`") else ""
    return f"{fence}{padding}{visible}{padding}{fence}" if visible else ""


def mermaid(text: str) -> str:
    """Write text as a label of a Mermaid flow chart.

    >>> print(mermaid('The "raw" bucket #1'))
    "The #quot;raw#quot; bucket #35;1"
    """
    return '"' + _visible(text).replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;") + '"'


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    line = _WHITESPACE.sub(" ", text)
    return _UNPRINTABLE.sub(lambda match: code_point(match[0]), line).strip()
