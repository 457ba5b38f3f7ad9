"""The command line: parses, calls the pipeline, reports, exits. Only this package knows click."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from tfgen import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "completion": "Print the completion script of a shell; it completes agencies and environments, too.",
    "explain": "Explain a code that was reported, or where the value at a path of the spec comes from.",
    "init": "Write a small commented spec that renders as it stands, and its schema for editors. Overwrites nothing.",
    "quotas": "Count what a spec would create in each account against AWS's default quotas.",
    "render": "Render a spec to Terraform. Only files whose bytes differ are touched.",
    "sandbox": "Prove the output with the real terraform on an AWS emulator inside this process; no account is needed.",
    "schema": "Print the JSON Schema of the spec (draft 2020-12), for editors and other tools.",
    "show": "Print a resolved agency, or `platform`: every effective setting, every data set, every derived AWS name.",
    "templates": "List the templates, and make some of them your own.",
    "validate": "Check a spec: YAML, schema, references, and every AWS name that it leads to.",
}
"""Each command, and the first line of its help: `tfgen --help` shows these without importing any of them."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called: `tfgen.cli.<name>` has the command `<name>`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the names, in the order of the help."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"tfgen.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands into the help, as click would."""
        names = self.list_commands(ctx)
        limit = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, _cut(COMMANDS[name], limit)) for name in names])


def _cut(text: str, limit: int) -> str:
    return click.Command(None, help=text).get_short_help_str(limit)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="tfgen %(version)s")
def tfgen() -> None:
    """Turn one spec of agencies into plain Terraform for an AWS data platform.

    \b
    Example:
      tfgen init
      tfgen render
      terraform -chdir=generated/stacks/dev/platform init

    Exit codes: 0 fine, 1 findings or differences, 2 wrong use or an I/O error.
    """
    # A terminal that lacks a character of the spec gets its escape; without this it would get a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
