"""Heredocs: text of many lines in HCL, such as SQL, line by line as a reviewer reads it.

https://developer.hashicorp.com/terraform/language/expressions/strings#heredoc-strings
"""

from __future__ import annotations

import re
import unicodedata

from tfgen.hcl import INVISIBLE, Expression, encode

_UNSAFE = re.compile(rf"(?!\n)[{INVISIBLE}]|[\ud800-\udfff]")
_TEMPLATE = re.compile(r"([$%])\{")


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
    lines = unicodedata.normalize("NFC", text).split("\n")
    plain = not _UNSAFE.search(text) and all(line and line.strip() != marker for line in lines)
    if not plain or re.search(r"[$%]{2,}\{", text) or all(line.startswith(" ") for line in lines):
        return Expression(encode(f"{text}\n"))
    inner = " " * (indent + 2)
    body = "\n".join(inner + _TEMPLATE.sub(r"\1\1{", line) for line in lines)
    return Expression(f"<<-{marker}\n{body}\n{' ' * indent}{marker}")
