"""What was read: the data of a spec, and where each value of it stands, in one file or in several."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from tfgen.loader.positions import Positions
from tfgen.loader.reading import FORBIDDEN_CHARACTER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.errors import Location, SpecPath
    from tfgen.loader.positions import Aliased

_AGENCY_DEPTH: Final = 2


class Source(Struct, frozen=True, dict=True):  # what is found when it is first asked for has to be kept
    """A spec: the main file as the user named it, its text, the data of all files, and where each value stands.

    `data` is made of dict, list, str, int, float, bool and None; parts of it may be shared, so it is
    read-only. It is None where the file cannot be read as YAML. `unread` holds the paths of values that
    could not be taken over (and of keys that are no text); load has reported them. `parts` has, by agency id,
    the source of each agency that stands in a file of its own; its paths begin at the agency. `beside` are
    files that were read and hold nothing of `data`: a second file of an agency. `doubled` has the paths of
    keys that stand in their map twice; `data` has the first of each, which need not be the one that is meant.
    `accepted` says that the data was found to be that of a spec while it was read.
    """

    file: str
    text: str
    data: Any
    unread: frozenset[SpecPath] = frozenset()
    parts: Mapping[str, Source] = field(default_factory=dict)
    beside: tuple[Source, ...] = ()
    doubled: frozenset[SpecPath] = frozenset()
    accepted: bool = False

    def locate(self, path: SpecPath, *, key: bool = False) -> Location:
        """Return where the value at a path stands, or with `key` its key.

        A list item has no key and stands for itself; the key of the top level of a file is the empty place at
        its beginning. For a path that does not exist it is the key of the nearest ancestor that does.
        Values that came through an alias stand where the anchor is.
        """
        part, rest = self._in_its_file(path)
        return part._positions.locate(rest, key=key)  # noqa: SLF001  # another Source

    def aliased(self, path: SpecPath) -> Aliased | None:
        """Return where the value at a path is written, if it came through an alias; None otherwise."""
        part, rest = self._in_its_file(path)
        return part._positions.aliased(rest) if "*" in part.text else None  # noqa: SLF001  # another Source

    def text_at(self, location: Location) -> str:
        """Return the text as it is written at a location of one of the files."""
        return self._by_file[location.file]._positions.text_at(location)  # noqa: SLF001  # another Source

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of every file that has some, by the file's name."""
        return {file: source.text for file, source in self._by_file.items() if source.text}

    def _in_its_file(self, path: SpecPath) -> tuple[Source, SpecPath]:
        part = self.parts.get(str(path[1])) if len(path) >= _AGENCY_DEPTH and path[0] == "agencies" else None
        return (self, path) if part is None else (part, path[_AGENCY_DEPTH:])

    @cached_property
    def _by_file(self) -> dict[str, Source]:
        return {source.file: source for source in (self, *self.parts.values(), *self.beside)}

    @cached_property
    def _positions(self) -> Positions:
        return Positions(self.file, self.text, readable(self.text))


def readable(text: str) -> str:
    """Return the text with a space for each forbidden character: offsets stay, and the rest can be read."""
    return FORBIDDEN_CHARACTER.sub(" ", text) if FORBIDDEN_CHARACTER.search(text) else text
