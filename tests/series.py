"""Long specs in few lines: a comment says how far the entry above it goes on, and here it does."""

from __future__ import annotations

import re

AND_SO_ON = b"# and so on, up to "
"""What a file has that is not written in full."""

_AND_SO_ON = re.compile(r"^( *)# and so on, up to [a-z_]*([0-9]+)\n", re.MULTILINE)


def expanded(text: str) -> str:
    """Repeat the entry above each `# and so on, up to road0999`, with every number in between in its place.

    The entry is what stands above in the comment's column and below; its number is the one in its key, with as many
    digits as the last one has, and is replaced wherever the entry has it.

    >>> print(expanded("a08:\\n  name: Town 08\\n# and so on, up to a10\\n"))
    a08:
      name: Town 08
    a09:
      name: Town 09
    a10:
      name: Town 10
    <BLANKLINE>
    """
    parts: list[str] = []
    end = 0
    for match in _AND_SO_ON.finditer(text):
        indent, last = match.groups()
        above = text[end : match.start()]
        begin = [start.start() for start in re.finditer(rf"^{indent}(?=\w)", above, re.MULTILINE)][-1]
        entry = above[begin:]
        first = re.search(rf"[0-9]{{{len(last)}}}(?=:)", entry)
        assert first, f"the entry above '{match[0].strip()}' has no number of {len(last)} digits in its key"
        parts += [above, *(entry.replace(first[0], f"{number:0{len(last)}}") for number in _between(first[0], last))]
        end = match.end()
    return "".join([*parts, text[end:]])


def _between(first: str, last: str) -> range:
    return range(int(first) + 1, int(last) + 1)
