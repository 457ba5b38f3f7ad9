"""Entry point of the command `tfgen` and of `python -m tfgen`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from tfgen.cli import tfgen

    tfgen(prog_name="tfgen")


if __name__ == "__main__":
    main()
