"""YAML → plain data with source marks; the only reader of the spec."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tfgen.check import codes
from tfgen.errors import Diagnostic, TfgenError
from tfgen.loader.builder import build
from tfgen.loader.positions import Positions
from tfgen.loader.problems import Problem, quoted
from tfgen.loader.reading import FORBIDDEN_CHARACTER, MAX_BYTES, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.errors import Location, SpecPath
    from tfgen.loader.builder import Built

__all__ = ["Source", "load", "parse"]

_MOST_CHARACTER_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Source:
    """A spec file: its name as the user gave it, its text, its data, and where each value stands.

    `data` is made of dict, list, str, int, float, bool and None; parts of it may be shared, so it is
    read-only. It is None where the file cannot be read as YAML. `unread` holds the paths of values that
    could not be taken over (and of keys that are no text); load has reported them.
    """

    file: str
    text: str
    data: Any
    unread: frozenset[SpecPath] = frozenset()
    _positions: Positions = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_positions", Positions(self.file, self.text, _readable(self.text)))

    def locate(self, path: SpecPath, *, key: bool = False) -> Location:
        """Return where the value at a path stands, or with `key` its key.

        A list item has no key and stands for itself; the key of the top level is the empty place at its
        beginning. For a path that does not exist it is the key of the nearest ancestor that does.
        Values that came through an alias stand where the anchor is.
        """
        return self._positions.locate(path, key=key)

    def text_at(self, location: Location) -> str:
        """Return the text as it is written at a location of this file."""
        return self._positions.text_at(location)


def load(path: Path) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Read a spec file; every problem that leaves something to read is a diagnostic, in order of place.

    Raises TfgenError (exit code 2) where there is nothing to read: no such file, a folder, no permission,
    not UTF-8 text, or no content.
    """
    text = read_text(path)
    if text is None:
        message = f"the file is larger than {MAX_BYTES // 2**20} MiB"
        hint = "split the spec: one agency a file, in the folder agencies/"
        source = Source(str(path), "", None)
        return source, (Diagnostic(codes.YAML_TOO_LARGE, message, hint, (), source.locate(())),)
    return parse(str(path), text)


def parse(file: str, text: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Read a spec from its text, as load does from a file; `file` is its name in messages."""
    built = build(_readable(text))
    problems = [*_character_problems(text), *built.problems]
    if built.data is None and not problems:
        raise TfgenError(f"{file} has no content", "run `tfgen init` in another folder to see a first spec")
    source = Source(file, text, built.data, frozenset(built.unread))
    positions = source._positions  # noqa: SLF001  # this function builds what a Source promises
    diagnostics = [
        Diagnostic(
            problem.code,
            problem.message,
            problem.hint,
            problem.path,
            positions.location(problem.start, problem.end),
        )
        for problem in [*problems, *_duplicate_problems(built, positions)]
    ]
    return source, tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key))


def _readable(text: str) -> str:
    """Return the text with a space for each forbidden character: offsets stay, and the rest can be read."""
    return FORBIDDEN_CHARACTER.sub(" ", text) if FORBIDDEN_CHARACTER.search(text) else text


def _character_problems(text: str) -> list[Problem]:
    problems: list[Problem] = []
    for match in FORBIDDEN_CHARACTER.finditer(text):
        if len(problems) == _MOST_CHARACTER_PROBLEMS:
            break
        number = ord(match.group())
        escape = f"\\x{number:02x}" if number <= 0xFF else f"\\u{number:04x}"  # noqa: PLR2004  # two hex digits
        message = f"the character U+{number:04X} is not allowed in YAML"
        hint = f'remove it, or write it as "{escape}" inside double quotes'
        problems.append(Problem(codes.YAML_CONTROL_CHARACTER, message, hint, match.start(), match.end()))
    return problems


def _duplicate_problems(built: Built, positions: Positions) -> list[Problem]:
    problems = []
    for name, start, end, path in built.duplicates:
        first = positions.first_key(start)
        line = positions.location(first, first).line
        message = f"the key {quoted(name)} stands here a second time; the first one is in line {line}"
        hint = "keep one of the two; tfgen does not guess which one is meant"
        problems.append(Problem(codes.YAML_DUPLICATE_KEY, message, hint, start, end, path))
    return problems
