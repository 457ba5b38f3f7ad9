"""Text of a spec as a terminal may show it: nothing that it would act on."""

from __future__ import annotations


def visible(text: str) -> str:
    r"""Return a text with everything escaped that a terminal would act on or hide.

    These are control characters, line and paragraph separators, and formatting characters such as those
    that turn the direction of writing.

    >>> visible("a\x1b[31mb\u202ec\n")
    'a\\x1b[31mb\\u202ec\\n'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(visible_character(character) for character in text)


def visible_character(character: str) -> str:
    """Return one character as it may be shown: itself, or its escape."""
    if character.isprintable() or character == " ":
        return character
    return character.encode("unicode_escape").decode()
