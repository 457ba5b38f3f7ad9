"""The command line: parses, calls the pipeline, reports, exits. Only this package knows click."""

from __future__ import annotations

import click

from tfgen.cli.completion import completion
from tfgen.cli.init import init
from tfgen.cli.options import VERSION_TEXT
from tfgen.cli.render import render
from tfgen.cli.sandbox import sandbox
from tfgen.cli.schema import schema
from tfgen.cli.validate import validate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(message=VERSION_TEXT)
def tfgen() -> None:
    """Turn one spec of agencies into plain Terraform for an AWS data platform.

    \b
    Example:
      tfgen init
      tfgen render
      terraform -chdir=generated/stacks/dev/platform init

    Exit codes: 0 fine, 1 findings or differences, 2 wrong use or an I/O error.
    """


for command in (completion, init, render, sandbox, schema, validate):
    tfgen.add_command(command)
