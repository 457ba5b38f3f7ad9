"""The command line, called in this process."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from tfgen.cli import tfgen

if TYPE_CHECKING:
    from pathlib import Path


def invoke(*arguments: str | Path, **variables: str) -> Result:
    """Call tfgen, with variables of the environment."""
    return piped(b"", *arguments, **variables)


def piped(stdin: bytes, /, *arguments: str | Path, **variables: str) -> Result:
    """Call tfgen with something on standard input; click before 8.2 keeps its output's streams apart when asked to."""
    mixed = "mix_stderr" in inspect.signature(CliRunner).parameters
    options: dict[str, Any] = {"mix_stderr": False} if mixed else {}
    runner = CliRunner(env=variables, **options)
    return runner.invoke(tfgen, [str(argument) for argument in arguments], input=stdin, prog_name="tfgen")
