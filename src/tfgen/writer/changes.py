"""How an output folder differs from what was rendered, and why a write may refuse it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.errors import TfgenError
from tfgen.writer.ownership import has_conflict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tfgen.writer.comparing import Difference


class Changes(Struct, frozen=True):
    """How a folder differs from what was rendered: paths below it, sorted.

    `edited` are files of tfgen's that somebody has changed since it wrote them, `foreign` are paths where tfgen
    wants to write and something stands that is not its own.
    """

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    left_over: tuple[str, ...]
    edited: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Paths by kind of difference, under the words that people read."""
        return {
            "changed": self.changed,
            "missing": self.missing,
            "left over": self.left_over,
            "edited by hand": self.edited,
            "not tfgen's": self.foreign,
        }

    @property
    def any(self) -> bool:
        """Whether there is a difference."""
        return bool(self.changed or self.missing or self.left_over or self.edited or self.foreign)


class EditedError(TfgenError):
    """Files of tfgen's were edited by hand, and would be lost: which, and how they differ from what it would write."""

    def __init__(self, changes: Changes, differences: Sequence[Difference], out: Path) -> None:
        self.paths = changes.edited
        self.differences = tuple(one for one in differences if one[0] in set(changes.edited))
        count = len(changes.edited)
        merged = next((path for path, before, _ in self.differences if has_conflict(before)), None)
        more = ", and so for each, or for a folder of theirs" if count > 1 else ""
        super().__init__(
            f"{first(changes.edited)} in {out} {'was' if count == 1 else 'were'} edited by hand; nothing was written",
            f"git could merge only some of {out}/{merged}: take either side as it was, with `git checkout --ours "
            f"{out}/{merged}`, and render again"
            if merged is not None
            else "move the change into the spec or into a template of your own, or give it up: "
            f"`tfgen render --overwrite {out}/{changes.edited[0]}`{more}",
            exit_code=1,
        )


def foreign_error(changes: Changes, out: Path) -> TfgenError:
    """Say that something stands where tfgen wants to write."""
    stands = _in_the_way(out, changes.foreign[0])
    if stands is not None:
        return TfgenError(
            f"{stands} in {out} is a link or a file where tfgen wants a folder for {first(changes.foreign)}; "
            "nothing was written",
            "move it elsewhere: tfgen follows no link inside its output",
            exit_code=1,
        )
    return TfgenError(
        f"{first(changes.foreign)} in {out} {'is' if len(changes.foreign) == 1 else 'are'} not tfgen's, "
        f"and {'stands' if len(changes.foreign) == 1 else 'stand'} where tfgen wants to write; nothing was written",
        "move it elsewhere, or give it another name: *.tf files of your own may stand beside generated ones",
        exit_code=1,
    )


def _in_the_way(out: Path, path: str) -> str | None:
    """Return the first folder of a path that is a link or a file, None if none is."""
    folders = [parent.as_posix() for parent in reversed(PurePosixPath(path).parents[:-1])]
    return next((one for one in folders if (out / one).is_symlink() or (out / one).is_file()), None)


def first(paths: Sequence[str]) -> str:
    """Name the first of some paths, and count the others."""
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}"
