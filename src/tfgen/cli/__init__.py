"""The command line: parses, calls the pipeline, reports, exits. Only this package knows click."""

from __future__ import annotations

import io
import sys

import click

from tfgen import __version__
from tfgen.cli.completion import completion
from tfgen.cli.explain import explain
from tfgen.cli.init import init
from tfgen.cli.quotas import quotas
from tfgen.cli.render import render
from tfgen.cli.sandbox import sandbox
from tfgen.cli.schema import schema
from tfgen.cli.show import show
from tfgen.cli.validate import validate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for command in (completion, explain, init, quotas, render, sandbox, schema, show, validate):
    tfgen.add_command(command)
