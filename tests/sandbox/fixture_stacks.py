"""The trees under `fixtures`, and the stacks in them."""

from __future__ import annotations

from pathlib import Path

from tfgen.sandbox import Stack

TREE = Path(__file__).parent / "fixtures" / "tree"
SMALL = Path(__file__).parent / "fixtures" / "small"
"""Its stacks apply within seconds, or fail to."""

ACCOUNTS = {"dev": "111122223333", "prod": "444455556666"}


def stack(name: str, *after: str) -> Stack:
    """Give a stack of the fixtures."""
    environment = name.partition("/")[0]
    return Stack(
        name=name,
        account_id=ACCOUNTS[environment],
        region="us-east-1",
        partition="aws",
        state_bucket=f"example-{environment}-terraform-state",
        after=after,
    )
