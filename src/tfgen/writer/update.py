"""An output folder brought to what was rendered, unit by unit: compared and staged first, put in place at the end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.forking import MOST_ALONE
from tfgen.units import MANIFEST, TOP, joined
from tfgen.writer import journal
from tfgen.writer.changes import Changes, EditedError, foreign_error
from tfgen.writer.committing import commit, require_access, require_untouched
from tfgen.writer.comparing import Result, Terms, compare_unit
from tfgen.writer.locking import Lock, reported
from tfgen.writer.ownership import digest_of
from tfgen.writer.places import Tree, output
from tfgen.writer.staging import Staging

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from tfgen.render import Output
    from tfgen.writer.places import Stamp


class Update:
    """One run over an output folder. With `stage`, what differs is made ready to be written, and others are locked out.

    `meant` says which paths of the output are of interest, `overwrite` names edited files, or folders of such, that
    are given up, and with `keep` every difference is kept to be shown. Close it: that takes the work folder away.
    """

    def __init__(
        self,
        out: Path,
        *,
        meant: Callable[[str], bool] = lambda _: True,
        stage: bool = False,
        overwrite: Collection[str] = (),
        keep: bool = False,
    ) -> None:
        self.out = out
        self.results: list[Result] = []
        self._tree = Tree(str(out))
        self._staging = Staging(str(out)) if stage else None
        self._lock = Lock(out)
        self._terms = Terms(meant, self._given_up, keep)
        self._overwrite = frozenset(overwrite)
        with reported(out):
            if self._staging is not None:
                self._begin(self._staging)
            self._journal = journal.read(self._tree)

    def _begin(self, staging: Staging) -> None:
        if not os.path.lexists(self.out):
            return
        self._lock.take()
        journal.settle(self._tree)
        staging.clear()
        self._tree = Tree(str(self.out))

    def _given_up(self, path: str) -> bool:
        return bool(self._overwrite) and any(
            path == one or not one or path.startswith(f"{one}/") for one in self._overwrite
        )

    def compare(self, unit: str, outputs: Mapping[str, Output]) -> Result:
        """Compare a unit with what was rendered for it, and stage what differs."""
        with reported(self.out):
            result, puts = compare_unit(self._tree, unit, outputs, self._journal, self._terms)
            if self._staging is not None and puts:
                self._lock.take()
                if unit and self._tree.folder(unit) is None:
                    del result.steps[1:]
                    require_access(self._tree, result)
                    result.whole, stamps = self._staging.unit(unit, puts)
                    result.stamps |= stamps
                    result.steps.clear()
                    if not self._overwrite:
                        result.marks.clear()  # a folder that comes as a whole is in no journal; they would fill memory
                else:
                    require_access(self._tree, result)
                    self._staging.files(result, puts)
            return result

    def as_left(self, unit: str, count: int, files: Mapping[str, tuple[str, Stamp]]) -> Result | None:
        """Return the result for a unit of which each file should have this digest, and has it if it has this stamp.

        None if something is not as it was left.
        """
        result = Result(unit, count)
        with reported(self.out):
            for path, (digest, expected) in files.items():
                if not self._tree.folder(path.rpartition("/")[0]):
                    return None
                stamp = self._tree.stamp(path)
                if stamp != expected:
                    found, stamp = self._tree.look(path)
                    current = output(found)
                    if current is None or digest_of(current) != digest:
                        return None
                assert stamp is not None  # noqa: S101 - there is something
                result.stamps[path] = stamp
                result.digests[path] = digest
        return result

    def fork(self, number: int) -> None:
        """Prepare for work in a process of its own."""
        if self._staging is not None:
            self._staging.worker(number)

    def prepare(self, units: int) -> None:
        """Make the work folder if so many units may be compared by several processes, which then share it."""
        if self._staging is not None and units > MOST_ALONE:
            with reported(self.out):
                self._lock.take()
                self._staging.begin()

    def finish(self) -> Changes:
        """Look for units that nothing was rendered for, and say how the folder differs.

        A stack is looked at whether it has a manifest or not; other folders may be copies that people made.
        """
        seen = {result.unit for result in self.results}
        with reported(self.out):
            manifests = {unit: joined(unit, MANIFEST) for unit in (TOP, *self._tree.units()) if unit not in seen}
            left = [
                unit
                for unit, path in manifests.items()
                if self._terms.meant(path) and (unit.startswith("stacks/") or self._tree.stamp(path) is not None)
            ]
        self.results += [
            result
            for result in (self.compare(unit, {}) for unit in left)
            if result.steps or result.edited or result.foreign
        ]
        self._require_known()
        return self.changes

    @property
    def changes(self) -> Changes:
        """How the folder differs, as far as it was compared."""
        kinds = ("changed", "missing", "left_over", "edited", "foreign")
        return Changes(*(_sorted(getattr(result, kind) for result in self.results) for kind in kinds))

    def write(self, on_file: Callable[[int], None]) -> None:
        """Put in place what was staged.

        Refuses, before anything is changed, where something stands in the way that is not tfgen's, or that was
        edited by hand. Raises TfgenError for that and for whatever the file system refuses.
        """
        if any(result.foreign for result in self.results):
            raise foreign_error(self.changes, self.out)
        if any(result.edited for result in self.results):
            raise EditedError(self.changes, [one for result in self.results for one in result.differences], self.out)
        todo = [result for result in self.results if result.steps or result.whole is not None]
        if not todo or self._staging is None:
            return
        with reported(self.out):
            self._lock.take()
            tree = Tree(str(self.out))
            for result in todo:
                require_untouched(tree, result)
            self._staging.begin()
            journal.write(tree, todo)
            commit(tree, self._staging, todo, on_file)
            self._stamp(tree, todo)
            self._staging.clear()

    def _stamp(self, tree: Tree, results: Iterable[Result]) -> None:
        for result in results:
            for step in result.steps:
                if step.staged and (stamp := tree.stamp(step.path)) is not None:
                    result.stamps[step.path] = stamp

    def close(self) -> None:
        """Take away what was staged and let others write; a write that failed half-way leaves its journal."""
        if self._staging is not None and self._staging.begun and not journal.is_open(Tree(str(self.out))):
            with reported(self.out):
                self._staging.clear()
        self._lock.release()

    def _require_known(self) -> None:
        """Raise TfgenError (exit code 2) if a path is to be overwritten that is no file of tfgen's."""
        for path in sorted(self._overwrite):
            start = f"{path}/" if path else ""
            known = (
                joined(result.unit, inside)
                for result in self.results
                for inside in (MANIFEST, *(inside for inside, _ in result.marks), *result.left_over)
            )
            overwritten = (one for result in self.results for one in result.overwritten)
            if not any(one == path or one.startswith(start) for names in (known, overwritten) for one in names):
                raise TfgenError(
                    f"{path} in {self.out} is no file of tfgen's",
                    "--overwrite is for what tfgen wrote and somebody edited; `tfgen render --check` names it",
                )


def _sorted(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted(path for group in groups for path in group))
