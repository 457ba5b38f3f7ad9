"""`tfgen completion`: print the script that lets a shell complete commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell; it completes agencies and environments, too.

    \b
    Example:
      echo 'source <(tfgen completion bash)' >> ~/.bashrc
      tfgen completion fish > ~/.config/fish/completions/tfgen.fish
    """
    made = get_completion_class(shell)
    if made is None:  # the choice above and click's own list would have to differ
        raise click.UsageError(f"click has no completion for {shell}")
    click.echo(made(context.find_root().command, {}, "tfgen", "_TFGEN_COMPLETE").source())
