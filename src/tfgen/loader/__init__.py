"""YAML → plain data with source marks; the only reader of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check import codes
from tfgen.errors import Diagnostic, Related, Severity, TfgenError
from tfgen.files import exists, is_file
from tfgen.loader.builder import build
from tfgen.loader.halves import read_halves
from tfgen.loader.problems import Problem, quoted
from tfgen.loader.reading import FORBIDDEN_CHARACTER, MAX_BYTES, STANDARD_INPUT, read_text, shown_name
from tfgen.loader.source import Source, readable
from tfgen.loader.split import FOLDER, agency_files, join, strays, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tfgen.loader.builder import Built
    from tfgen.loader.positions import Positions
    from tfgen.loader.split import Loaded

__all__ = ["FOLDER", "STANDARD_INPUT", "Source", "agency_files", "load", "load_spec", "parse"]

_MOST_CHARACTER_PROBLEMS = 20
_UNREADABLE = frozenset({codes.YAML_INDENTATION, codes.YAML_SYNTAX})


def _nothing(_data: Any) -> bool:
    return False


def load_spec(path: Path, accepts: Callable[[Any], bool] = _nothing) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Read a spec file and the agencies that stand beside it, in `agencies/<id>.yaml`, as one spec.

    The path `-` is standard input, as if it were a file of the current folder. `accepts` says whether data is that of
    a spec: a long one is asked for it in halves while it is read.
    What is wrong with an agency's file is a diagnostic there, also that it cannot be read at all.
    Raises TfgenError (exit code 2) as load does, and if the folder `agencies` cannot be listed.
    """
    main, files = load(path, accepts), agency_files(path)
    source, found = join(main, ((file.stem, _load_agency(file)) for file in files)) if files else main
    ignored = [one for _, problems in strays(path) for one in problems]
    return source, tuple(sorted((*found, *ignored), key=lambda one: one.sort_key)) if ignored else found


def load(path: Path, accepts: Callable[[Any], bool] = _nothing) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Read a spec file; every problem that leaves something to read is a diagnostic, in order of place.

    Raises TfgenError (exit code 2) where there is nothing to read: no such file, a folder, no permission,
    not UTF-8 text, or no content.
    """
    text = read_text(path)
    if text is None:
        message = f"the file is larger than {MAX_BYTES // 2**20} MiB"
        hint = "split the spec: one agency a file, in the folder agencies/"
        source = Source(shown_name(path), "", None)
        return source, (Diagnostic(codes.YAML_TOO_LARGE, message, hint, (), source.locate(())),)
    return parse(shown_name(path), text, accepts)


def _load_agency(file: Path) -> Loaded:
    # Asked first: opening a pipe would wait for somebody to write into it.
    if not is_file(file):
        return unreadable(file, f"{file} is not a file" if exists(file) else f"{file} leads to no file")
    try:
        return load(file)
    except TfgenError as error:
        return unreadable(file, error.message)


def parse(file: str, text: str, accepts: Callable[[Any], bool] = _nothing) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Read a spec from its text, as load does from a file; `file` is its name in messages."""
    whole = read_halves(text, accepts)
    if whole is not None:
        return Source(file, text, whole.data, accepted=whole.accepted), ()
    built = build(readable(text))
    characters = _character_problems(text)
    problems = [*characters, *(problem for problem in built.problems if not _follows(problem, characters, text))]
    if built.data is None and not problems:
        raise TfgenError(f"{file} has no content", "run `tfgen init` in another folder to see a first spec")
    doubled = frozenset((*path, name) for name, _, _, path in built.duplicates)
    source = Source(file, text, built.data, frozenset(built.unread), doubled=doubled)
    positions = source._positions  # noqa: SLF001  # this function builds what a Source promises
    diagnostics = [
        Diagnostic(
            problem.code,
            problem.message,
            problem.hint,
            problem.path,
            positions.location(problem.start, problem.end),
            Severity.WARNING if problem.code in codes.WARNINGS else Severity.ERROR,
            related=_beside(problem, positions),
        )
        for problem in problems
    ]
    broken = [problem.start for problem in problems if problem.code in _UNREADABLE]
    diagnostics += _duplicate_keys(built, positions, lambda end: any(text.count("\n", end, at) == 1 for at in broken))
    return source, tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key))


def _beside(problem: Problem, positions: Positions) -> tuple[Related, ...]:
    if problem.beside is None:
        return ()
    start, end, label = problem.beside
    return (Related(positions.location(start, end), label),)


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


def _follows(problem: Problem, characters: list[Problem], text: str) -> bool:
    """Tell whether a line cannot be read as YAML since a character stands in it that is no YAML."""
    if problem.code not in _UNREADABLE:
        return False
    line = text.rfind("\n", 0, problem.start) + 1
    return any(line <= character.start <= problem.start for character in characters)


def _duplicate_keys(built: Built, positions: Positions, is_last: Callable[[int], bool]) -> Iterator[Diagnostic]:
    """Give what stands twice; but for the line above one that cannot be read: there a key stands in a wrong column."""
    for name, start, end, path in built.duplicates:
        if is_last(end):
            continue
        first = positions.first_key(start)
        yield Diagnostic(
            codes.YAML_DUPLICATE_KEY,
            f"the key {quoted(name)} stands here a second time",
            "keep one of the two; tfgen does not guess which one is meant",
            path,
            positions.location(start, end),
            related=(Related(first, "first defined here"),) if first else (),
        )
