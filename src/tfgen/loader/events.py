"""The stream of YAML events: libyaml's parser, or PyYAML's own where that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml.events import Event

try:
    from yaml._yaml import CParser
except ImportError:  # a PyYAML built without libyaml
    CParser = None  # type: ignore[assignment, misc]  # stubs know only the build with libyaml


class PurePythonParser(Reader, Scanner, Parser):
    """PyYAML's own parser, about ten times slower, with the errors of libyaml for impossible escapes."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> list[str]:
        """Refuse escapes that name no character: PyYAML fails with a ValueError, or lets surrogates in."""
        try:
            chunks: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
            "".join(chunks).encode()
        except (ValueError, OverflowError):
            raise ScannerError(
                "while parsing a quoted scalar",
                start_mark,
                "found invalid Unicode character escape code",
                self.get_mark(),
            ) from None
        return chunks


def event_source(text: str) -> Callable[[], Event]:
    """Return a function that gives the next event of a text, and raises yaml.YAMLError where it breaks.

    The text has no byte order mark and no forbidden character; marks count its characters.
    """
    if CParser is None:
        parser: Any = PurePythonParser(text)
    else:
        parser = CParser(text)
    get_event: Callable[[], Event] = parser.get_event
    return get_event
