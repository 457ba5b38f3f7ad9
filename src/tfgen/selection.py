"""Which stacks a command means, by what `--agency` and `--env` name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection


class Selection(Struct, frozen=True):
    """Which stacks are meant; an empty collection means all of them."""

    agencies: Collection[str] = ()
    environments: Collection[str] = ()
    former: Collection[str] = ()
    """Ids that the agencies had before: files that are left of them belong to a command that means those."""

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.agencies and not self.environments

    def has_stack(self, environment: str, owner: str) -> bool:
        """Whether a stack is meant."""
        return (not self.environments or environment in self.environments) and (
            not self.agencies or owner in self.agencies
        )

    def has_path(self, path: str) -> bool:
        """Whether a path of the output is meant: narrowed, that is the named stacks and nothing beside them.

        With environments alone, their `tf_vars` files belong to them.
        """
        if self.everything:
            return True
        parts = path.split("/")
        if parts[0] == "stacks" and len(parts) > 2:  # noqa: PLR2004 - stacks/<environment>/<stack>/…
            return self.has_stack(parts[1], parts[2]) or (
                parts[2] in self.former and (not self.environments or parts[1] in self.environments)
            )
        return parts[0] == "tf_vars" and not self.agencies and parts[-1].split(".")[0] in self.environments
