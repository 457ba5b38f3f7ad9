"""The page of every code: why it is a problem, a wrong and a right example, what to do."""

from __future__ import annotations

from importlib.resources import files

from msgspec import Struct

from tfgen.check.codes import CODES


class Page(Struct, frozen=True):
    """A code, its title, and the page on it in Markdown, the heading included."""

    code: str
    title: str
    text: str


def page(code: str) -> Page:
    """Return the page of a code that CODES has; it stands in `pages/<code>.md`, without its heading."""
    file = files("tfgen.check").joinpath("pages", f"{code}.md")
    # Every code has its page, as a test proves; for want of one, a report of other findings must not fail.
    body = file.read_text(encoding="utf-8") if file.is_file() else ""
    return Page(code, CODES[code], f"# {code}: {CODES[code]}\n\n{body}")


def pages() -> list[Page]:
    """Return all pages in the order of their codes."""
    return [page(code) for code in sorted(CODES)]
