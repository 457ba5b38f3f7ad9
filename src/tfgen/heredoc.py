"""Heredocs: text of many lines in HCL, such as SQL, line by line as a reviewer reads it.

https://developer.hashicorp.com/terraform/language/expressions/strings#heredoc-strings
"""

from __future__ import annotations

import re
import unicodedata

from tfgen.hcl import Expression, encode
from tfgen.hcl_text import INVISIBLE

_UNSAFE = re.compile(rf"(?!\n)[{INVISIBLE}]|[\ud800-\udfff]")
_TEMPLATE = re.compile(r"([$%])\{")
_AMBIGUOUS = re.compile(r"[$%][$%]\{")


def heredoc(text: str, indent: int, marker: str = "SQL") -> Expression:
    r"""Write text as an indented heredoc whose value is the text and a line break.

    `indent` is the number of spaces of the line that it starts on. There are no escapes in a heredoc but those of
    template sequences: text with characters that a reviewer cannot see, with `$` or `%` in front of such a sequence,
    or with an empty line, by which Terraform would measure the indentation, is written as a quoted string instead.

    >>> print(heredoc("SELECT 1\nFROM t", 2).text)
    <<-SQL
        SELECT 1
        FROM t
      SQL
    """
    normal = unicodedata.normalize("NFC", text)
    lines = normal.split("\n")
    plain = _is_visible(text) and "" not in lines and marker not in map(str.strip, lines)
    if not plain or _AMBIGUOUS.search(text) or all(line.startswith(" ") for line in lines):
        return Expression(encode(f"{text}\n"))
    inner = "\n" + " " * (indent + 2)
    body = _TEMPLATE.sub(lambda match: f"{match[1] * 2}{{", normal).replace("\n", inner)
    return Expression(f"<<-{marker}{inner}{body}\n{' ' * indent}{marker}")


def _is_visible(text: str) -> bool:
    # Most text is ASCII; the search looks each character up in the ranges of all of Unicode.
    return (text.isascii() and text.replace("\n", "").isprintable()) or not _UNSAFE.search(text)
