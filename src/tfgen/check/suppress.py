"""Warnings that the spec turns off, each with its reason; what turns nothing off is itself reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tfgen.check import codes
from tfgen.check.sound import Data, at
from tfgen.check.wording import closest, listed, shown
from tfgen.errors import Diagnostic, Severity, format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

KEY: Final = "suppress"

_CAN_BE_TURNED_OFF: Final = codes.WARNINGS - {codes.SUPPRESSION_UNUSED}


def apply_suppressions(source: Source, sound: Data, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics without the warnings that `suppress` turns off, and with what is wrong with it.

    An entry means its code, everywhere or at its path and below. Whether one turns nothing off is only known,
    and told, if the spec has no errors: they keep checks from looking. What an entry means that is refused, or has a
    path that is nearly one with such a warning, is turned off as well: what is wrong with the entry is told. Where
    the whole key stands twice, no warning can be known to be wanted.
    """
    entries = at(sound, KEY)
    entries = entries if isinstance(entries, list) else []
    data = source.data if isinstance(source.data, dict) else {}
    key = KEY if KEY in data else closest(KEY, [each for each in data if isinstance(each, str) and each not in sound])
    complete = [entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("code"), str)]
    refused = _texts_in(at(data, key or KEY)) - _texts_in(complete)
    if (KEY,) in source.doubled:
        diagnostics = [one for one in diagnostics if one.severity is not Severity.WARNING]
    elif refused:
        diagnostics = [one for one in diagnostics if one.severity is not Severity.WARNING or not _is_in(one, refused)]
    warnings = [one for one in diagnostics if one.severity is Severity.WARNING]
    failed = len(warnings) < len(diagnostics)
    turned_off: set[int] = set()
    found: list[Diagnostic] = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
            continue
        where: SpecPath = (KEY, index)
        wrong = list(_wrong_code(source, where, entry["code"]))
        meant = [one for one in warnings if _means(entry, one)]
        if not wrong:
            turned_off.update(id(one) for one in meant)
        if not wrong and not meant and not failed:
            unused, nearly = _unused(source, where, entry, warnings)
            wrong.append(unused)
            turned_off.update(
                id(one) for one in warnings if one.code == entry["code"] and nearly(format_path(one.path))
            )
        found += wrong
    return [*(one for one in diagnostics if id(one) not in turned_off), *found]


def _texts_in(value: object) -> set[str]:
    """Return the texts that stand anywhere in a value; of keys and of plain numbers, what a code is written with."""
    if isinstance(value, dict):
        return set().union(*map(_texts_in, (*value, *value.values())))
    if isinstance(value, list):
        return set().union(*map(_texts_in, value))
    return {f"TFG{value}" if isinstance(value, int) else value} if isinstance(value, int | str) else set()


def _is_in(warning: Diagnostic, texts: set[str]) -> bool:
    """Tell whether a warning's code is among some texts, or its path or that of something above it."""
    steps = range(1, len(warning.path) + 1)
    return warning.code in texts or any(format_path(warning.path[:end]) in texts for end in steps)


def _wrong_code(source: Source, where: SpecPath, code: str) -> Iterator[Diagnostic]:
    path = (*where, "code")
    place = source.locate(path)
    if code not in codes.CODES:
        # Numbers that look alike mean nothing alike.
        hint = f"the codes of warnings are: {', '.join(sorted(_CAN_BE_TURNED_OFF))}"
        yield Diagnostic(codes.SUPPRESSION_UNKNOWN, f"there is no code {shown(code)}", hint, path, place)
    elif code == codes.SUPPRESSION_UNUSED:
        message = f"{code} is about suppressions, and cannot itself be turned off"
        yield Diagnostic(codes.SUPPRESSION_OF_ERROR, message, "remove the suppression that is not needed", path, place)
    elif code not in _CAN_BE_TURNED_OFF:
        message = f"{code} ({codes.CODES[code]}) is an error, and only warnings can be turned off"
        hint = f"remove this entry, and mend what is reported; `tfgen explain {code}` says how"
        yield Diagnostic(codes.SUPPRESSION_OF_ERROR, message, hint, path, place)


def _means(entry: Data, diagnostic: Diagnostic) -> bool:
    if entry["code"] != diagnostic.code:
        return False
    start, path = entry.get("path"), format_path(diagnostic.path)
    return not start or path == start or path.startswith((f"{start}.", f"{start}["))


def _unused(
    source: Source, where: SpecPath, entry: Data, warnings: Sequence[Diagnostic]
) -> tuple[Diagnostic, Callable[[str], bool]]:
    """Return what is said of an entry that turns nothing off, and what tells whether a path was meant by it."""
    code, start = entry["code"], entry.get("path")
    elsewhere = sorted({format_path(one.path) for one in warnings if one.code == code})
    about = f"{code} ({codes.CODES[code]})"
    at_path = "" if start is None else f" at {shown(start)} or below"
    message = f"this turns nothing off: there is no warning {about}{at_path}"
    plain = (start or "").replace("/", ".").rstrip(".*")
    near = next((plain for path in elsewhere if plain and f"{path}.".startswith(f"{plain}.")), None)
    near = near or (closest(start, elsewhere) if start else None)
    hint = f"did you mean {shown(near)}?" if near else "remove this entry"
    if elsewhere and not near:
        hint = f"remove this entry; such warnings stand at {listed(elsewhere)}"
    path = (*where, "code" if start is None else "path")
    told = Diagnostic(codes.SUPPRESSION_UNUSED, message, hint, path, source.locate(path), Severity.WARNING)
    return told, lambda path: near is not None and f"{path}.".startswith(f"{near}.")
