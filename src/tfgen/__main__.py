"""Entry point of the command `tfgen` and of `python -m tfgen`."""

from __future__ import annotations

import contextlib
import os
import sys

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from typing import NoReturn


_QUICK = (["render"], ["validate"])
"""Commands that people wait for at every save; they leave no thread and no folder of their own behind."""


def main() -> None:
    """Run the command line."""
    code = 0
    try:
        try:
            _run()
        except SystemExit as end:
            if isinstance(end.code, str):
                raise
            code = end.code or 0
        if sys.argv[1:2] in _QUICK:
            _end(code)
    except KeyboardInterrupt:  # before click is there, which tells it in the same words
        sys.stderr.write("\nAborted!\n")
        code = 1
    except OSError as error:
        # What a file does has its name, and its sentence where it is used; streams have none.
        if error.filename is not None:
            raise
        _give_up(error)
    sys.exit(code)


def _end(code: int) -> NoReturn:
    """End the process at once: to take all its modules and values apart takes Python up to a tenth of the time."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as one is that was closed from the start
            stream.flush()
    os._exit(code)


def _give_up(error: OSError) -> NoReturn:
    """Tell that what there is to tell cannot be written, such as to a full disk; what was asked for is done."""
    with contextlib.suppress(OSError, AttributeError):  # the latter where it is closed
        sys.stderr.write(f"error: the output cannot be written: {error.strerror or error}\n")
        sys.stderr.write("    help: write it to another place; what was asked for was done up to there\n")
        sys.stderr.flush()
    os._exit(2)  # Python would try to write the rest once more


def _run() -> None:
    if sys.argv[1:2] in _QUICK:
        from tfgen.shortcut import told

        if told(sys.argv[1:]):
            return
    from tfgen.cli import tfgen

    tfgen(prog_name="tfgen")


if __name__ == "__main__":
    main()
