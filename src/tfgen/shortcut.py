"""`tfgen validate`, and `tfgen render` where nothing has changed or little was edited: without click.

Its import takes as long as that.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from tfgen.cache.memory import Memory

_VALUES = {
    "render": {"-f": "spec", "--spec": "spec", "-o": "out", "--out": "out"},
    "validate": {"-f": "spec", "--spec": "spec"},
}
"""The options of each command that is done here, and what they name."""


def told(arguments: Sequence[str]) -> bool:
    """Do what `tfgen` does for the plainest command lines, and tell it as that does; exits with 1 for findings.

    Nothing has been written where this returns False, and click is to take the command line as if nothing had
    happened.
    """
    given = _given(arguments)
    if given is None:
        return False
    gc.disable()
    try:
        return _rendered(given) if arguments[0] == "render" else _validated(given["spec"])
    finally:
        gc.enable()


def _validated(spec: str) -> bool:
    from tfgen.quick_import import import_msgspec

    import_msgspec()
    from tfgen.errors import TfgenError
    from tfgen.validating import validate

    try:
        found = validate(spec, color=_is_colorful(sys.stdout))
    except TfgenError:  # it is told as it is for all commands
        return False
    _tell(sys.stdout, found.text)
    if found.failed:
        sys.exit(1)
    return True


def _rendered(given: Mapping[str, str]) -> bool:
    from tfgen.cache.memory import Memory

    memory = Memory(given["spec"], given["out"], None)
    found = memory.unchanged()
    if found is not None:
        return _told(found[1], f"{given['out']}: {found[0]} unchanged\n")
    return "check" not in given and _edited(given["spec"], given["out"], memory)


def _edited(spec: str, out: str, memory: Memory) -> bool:
    from tfgen.edit import render_edited

    found = render_edited(spec, out, memory)
    if found is None:
        return False
    from tfgen.change_report import changes_text

    summary = changes_text(found.changes.groups, found.unchanged, out, done=True)
    return _told(found.reports, f"{summary}\n")


def _given(arguments: Sequence[str]) -> dict[str, str] | None:
    """Return the files that a command line names, if it is one of the few that are understood here."""
    elsewhere = {"TFGEN_TEMPLATES", "_TFGEN_COMPLETE"} & {*os.environ}
    command = arguments[0] if arguments else ""
    if command not in _VALUES or elsewhere or sys.platform == "win32" or None in {sys.stdout, sys.stderr}:
        return None
    given = {"spec": "agencies.yaml", "out": "generated"}
    rest = iter(arguments[1:])
    for option in rest:
        if option in _VALUES[command]:
            value = next(rest, "")
            # What pathlib would write otherwise, and what begins like an option, is click's to read.
            if not value or value.startswith("-") or os.path.normpath(value) != value:
                return None
            given[_VALUES[command][option]] = value
        elif command == "render" and option == "--check":
            given["check"] = ""
        else:
            return None
    return given


def _is_colorful(stream: TextIO) -> bool:
    """Whether a report goes to a terminal that shows colours: as cli.options.wants_color has it."""
    colorless = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not colorless and stream.isatty()


def _told(reports: tuple[str, str], summary: str) -> bool:
    """Write a report, with colours where they are wanted, and a summary."""
    _tell(sys.stderr, reports[_is_colorful(sys.stderr)])
    _tell(sys.stdout, summary)
    return True


def _tell(stream: TextIO, text: str) -> None:
    try:
        # A terminal that lacks a character of the spec gets its escape, as in tfgen.cli.
        stream.buffer.write(text.encode(stream.encoding, "backslashreplace"))
        stream.flush()
    except BrokenPipeError:
        # As click does it: whoever read has heard enough, and nobody is told so when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        sys.exit(1)
