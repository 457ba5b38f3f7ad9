"""The part of a long spec that a mistake in it needs to be understood: its agency and those beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tfgen.line_moves import column_of
from tfgen.loader import parse
from tfgen.loader.split import FOLDER, join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tfgen.errors import Diagnostic
    from tfgen.loader import Source

_AGENCIES: Final = re.compile(rf"{FOLDER}:\s*(?:#.*)?")
_TOP_KEY: Final = re.compile(r"([a-z]+):")


def reread(source: Source, texts: Mapping[str, str]) -> tuple[Source, Sequence[Diagnostic]]:
    """Read a spec again with other texts for some of its files."""

    def part(one: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
        return parse(one.file, texts.get(one.file, one.text))

    if not source.parts:
        return part(source)
    return join(part(source), ((agency, part(one)) for agency, one in source.parts.items()))


def excerpt(source: Source, file: str, line: int, known: Mapping[str, Any]) -> tuple[Source, Sequence[Diagnostic]]:
    """Read what a spec is without the agencies that are far from a line of one of its files.

    In the main file they become empty lines, so that all others keep their numbers. `known` has the keys of a spec.
    """
    near = {agency: part for agency, part in source.parts.items() if part.file == file}
    lines = source.text.splitlines(keepends=True)
    kept = lines if near or not lines else _near(lines, line if source.file == file else 1, known)
    main = parse(source.file, "".join(kept))
    if not near:
        return main
    return join(main, ((agency, parse(part.file, part.text)) for agency, part in near.items()))


def _near(lines: Sequence[str], line: int, known: Mapping[str, Any]) -> list[str]:
    """Empty the lines of all agencies but the one that a line is in, or the first, and those beside it."""
    begin = next((number for number, text in enumerate(lines) if _AGENCIES.fullmatch(text.rstrip())), None)
    if begin is None:
        return list(lines)
    end = next((number for number in range(begin + 1, len(lines)) if _is_top(lines[number], known)), len(lines))
    columns = [column_of(text) for text in lines[begin + 1 : end]]
    own = next(filter(None, columns), 0)
    starts = [begin + 1 + number for number, column in enumerate(columns) if column and column <= own]
    at = sum(start < line for start in starts) - 1 if begin < line <= end else 0
    # A line of an agency that stands in the first column looks like one of them.
    first, last = max(at - 2, 0), at + 2
    keep = range(starts[first], starts[last] if last < len(starts) else end) if starts else range(begin, end)
    return [text if not begin < number < end or number in keep else "\n" for number, text in enumerate(lines)]


def _is_top(line: str, known: Mapping[str, Any]) -> bool:
    key = _TOP_KEY.match(line)
    return key is not None and key[1] in known
