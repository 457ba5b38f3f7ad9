"""Text between the quotes of HCL: what Terraform reads back as that text, and a reviewer can see."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Ranges, not `unicodedata.category`: the same text must give the same bytes on every Python, and each Python
# brings another version of Unicode. These are the controls, formatting characters (bidirectional ones among
# them), line and paragraph separators, private-use and default-ignorable characters, the noncharacters and
# the planes that hold no characters at all.
_INVISIBLE_RANGES = (
    (0x0000, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x0600, 0x0605),
    (0x061C, 0x061C), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2),
    (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E),
    (0x2060, 0x206F), (0x3164, 0x3164), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0x110BD, 0x110BD),
    (0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0x1FFFE, 0x1FFFF),
    (0x2FFFE, 0x2FFFF), (0x3FFFE, 0x10FFFF),
)  # fmt: skip
INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _INVISIBLE_RANGES)
"""The inside of a regular expression's character class: what a reader of plain text cannot see."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(rf'\$+\{{|%+\{{|["\\]|[{INVISIBLE}]')
_LAST_OF_BASIC_PLANE = 0xFFFF
_SHORT_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}

# Letters to Unicode 3.2, and yet one cluster with a neighbour: SARA AM, Hangul jamo, BALUDA, sound marks.
_CLINGING = re.compile("[\u0e33\u0eb3\u1100-\u11ff\u1885\u1886\uff9e\uff9f]")


def code_point(character: str) -> str:
    r"""Write one character as HCL's escape for it.

    >>> print(code_point("\u200b"), code_point("\U000e0001"))
    \u200B \U000E0001
    """
    number = ord(character)
    return f"\\u{number:04X}" if number <= _LAST_OF_BASIC_PLANE else f"\\U{number:08X}"


@lru_cache(1 << 12)
def before_expression(literal: str) -> str:
    """Escape text that `${` follows: a `$` in front of that would turn it into the escape `$${`."""
    text = escaped(literal)
    return re.sub(r"\$+\Z", lambda run: "".join(map(code_point, run[0])), text) if text.endswith("$") else text


@lru_cache(1 << 14)
def escaped(text: str) -> str:
    r"""Write text for a place between quotes; raises ValueError for a lone surrogate.

    >>> print(escaped('say "${hi}"'))
    say \"$${hi}\"
    """
    # Most text is plain; the search below looks each character up in the ranges of all of Unicode.
    if text.isascii() and text.isprintable() and not ('"' in text or "\\" in text or "{" in text):
        return text
    if _SURROGATE.search(text):
        raise ValueError(f"{text!a} has a lone surrogate, which is no character")
    return _ESCAPED.sub(_escape_match, unicodedata.normalize("NFC", text))


def _escape_match(match: re.Match[str]) -> str:
    found = match[0]
    if found in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[found]
    if found[0] in "$%":
        # `$$${` has been read in more than one way; with escapes in front, `$${` is never ambiguous.
        return "".join(map(code_point, found[:-2])) + found[-2] * 2 + "{"
    return code_point(found)


def stands_alone(character: str) -> bool:
    """Whether a character is one grapheme cluster whatever stands beside it, so that it counts one in a width."""
    if character.isascii():
        return True
    # Python keeps this old version beside the current one, the same in every release.
    category = unicodedata.ucd_3_2_0.category(character)
    return category[0] in "LNPS" and not _CLINGING.match(character)
