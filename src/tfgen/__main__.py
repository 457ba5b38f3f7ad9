"""Entry point of the command `tfgen` and of `python -m tfgen`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] in (["render"], ["validate"]):
        from tfgen.shortcut import told

        if told(sys.argv[1:]):
            return
    from tfgen.cli import tfgen

    tfgen(prog_name="tfgen")


if __name__ == "__main__":
    main()
