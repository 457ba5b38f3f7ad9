"""One unit of the output against what was rendered for it: what differs, what of it is tfgen's, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from tfgen.units import MANIFEST, joined, within
from tfgen.writer.manifest import Manifest, parse, text
from tfgen.writer.ownership import digest_of, has_header, is_as_written, mark_of
from tfgen.writer.places import BLOCKED, Tree, output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tfgen.render import Output
    from tfgen.writer.manifest import Mark
    from tfgen.writer.places import Found, Stamp

MOST_KEPT = 50
"""Differences of one unit that are kept to be shown; a render may have thousands."""

Difference = tuple[str, "Output | None", "Output | None"]
"""A path, what stands there, and what will: None stands for nothing."""


class Step(Struct):
    """Something to do: put what is staged under a name to a path, or remove what stands there, which has this stamp."""

    path: str
    staged: str | None
    before: Stamp | None


class Result(Struct):
    """What came out for one unit; paths are below the output folder. `count` says how many files it has.

    `digests` are those of the contents of all that should be there, `stamps` of what is. `steps` are in the order in
    which they are to be done. Where there is no such folder yet, it is staged as a whole. `packed` is what will be
    remembered of digests and stamps; they are not needed any more then.
    """

    unit: str
    count: int = 0
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    whole: str | None = None
    marks: list[tuple[str, Mark]] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    packed: Any = None

    @property
    def is_settled(self) -> bool:
        """Whether the stamps stay what they are: nothing is to be done, or all of it as a whole."""
        return self.whole is not None or not self.steps


class Terms(Struct, frozen=True):
    """What a comparison keeps to: which paths are meant, which edited ones may go, whether to keep what differs."""

    meant: Callable[[str], bool]
    given_up: Callable[[str], bool]
    keep: bool


def compare_unit(
    tree: Tree, unit: str, outputs: Mapping[str, Output], journal: Manifest, terms: Terms
) -> tuple[Result, dict[str, Output]]:
    """Compare one unit with what was rendered for it; returns what is found, and what would have to be written.

    Writes nothing. `journal` knows by paths of the output what an earlier run was about to write.
    """
    result = Result(unit, count=len(outputs))
    known, manifest_found = _known(tree, unit, journal)
    puts: dict[str, Output] = {}
    is_new = bool(unit) and tree.folder(unit) is None
    for path, new in outputs.items():
        inside, mark = within(unit, path), mark_of(path, new)
        result.marks.append((inside, mark))
        result.digests[path] = mark if isinstance(mark, str) and mark else digest_of(new)
        if is_new or tree.folder(path.rpartition("/")[0]) is None:
            current, stamp = None, None
        else:
            current, stamp = tree.look(path)
        if current == new:
            assert stamp is not None  # noqa: S101 - it is there
            result.stamps[path] = stamp
            continue
        old = known.marks.get(inside, ())
        _judge(result, path, current, old, terms, adopted=manifest_found is None)
        if path not in result.edited and path not in result.foreign:
            puts[path] = new
            result.steps.append(Step(path, "", stamp))
        if terms.keep or path in result.edited:
            _keep(result, (path, output(current), new), terms)
    _left_over(result, tree, known, outputs, terms)
    _manifest(result, tree, unit, manifest_found, puts)
    return result, puts


def _known(tree: Tree, unit: str, journal: Manifest) -> tuple[Manifest, Found]:
    path = joined(unit, MANIFEST)
    found = tree.look(path)[0] if tree.folder(unit) else None
    known = parse(found) if isinstance(found, bytes) else Manifest()
    if journal.marks:
        start = f"{unit}/" if unit else ""
        pending = {within(unit, one): marks for one, marks in journal.marks.items() if one.startswith(start)}
        known |= Manifest(pending)
    return known, found


def _judge(result: Result, path: str, current: Found, old: tuple[Mark, ...], terms: Terms, *, adopted: bool) -> None:
    """Say what a file that differs is."""
    if current is None:
        result.missing.append(path)
    elif current == BLOCKED:
        result.foreign.append(path)
    elif is_as_written(path, current, old):  # type: ignore[arg-type]  # not blocked
        result.changed.append(path)
    elif not old and not (adopted and has_header(current)):  # type: ignore[arg-type]  # the same
        result.foreign.append(path)
    elif terms.given_up(path):
        result.overwritten.append(path)
        result.changed.append(path)
    else:
        result.edited.append(path)


def _left_over(result: Result, tree: Tree, known: Manifest, outputs: Mapping[str, Output], terms: Terms) -> None:
    """Find what tfgen wrote once and does not write any more; what is not meant stays in the manifest."""
    if not outputs and not known.marks:
        _without_manifest(result, tree, terms)
    for inside, marks in known.marks.items():
        path = joined(result.unit, inside)
        if path in outputs:
            continue
        if not terms.meant(path):
            result.marks += [(inside, mark) for mark in marks]
            continue
        current, stamp = tree.look(path)
        if current is None or current == BLOCKED:
            continue
        if is_as_written(path, current, marks) or terms.given_up(path):  # type: ignore[arg-type]  # not blocked
            if not is_as_written(path, current, marks):  # type: ignore[arg-type]  # the same
                result.overwritten.append(path)
            result.left_over.append(path)
            result.steps.append(Step(path, None, stamp))
            if terms.keep:
                _keep(result, (path, output(current), None), terms)
        else:
            result.edited.append(path)
            _keep(result, (path, output(current), None), terms)


def _without_manifest(result: Result, tree: Tree, terms: Terms) -> None:
    """Find what begins as tfgen's files do in a folder that nothing is rendered for, and whose manifest is gone.

    Such a file may have been edited, since nobody can tell: a stack is not forgotten because one file of it is lost.
    """
    for path in tree.files(result.unit):
        current, stamp = tree.look(path)
        if not isinstance(current, bytes) or not has_header(current) or not terms.meant(path):
            continue
        if terms.given_up(path):
            result.overwritten.append(path)
            result.left_over.append(path)
            result.steps.append(Step(path, None, stamp))
        else:
            result.edited.append(path)
            _keep(result, (path, current, None), terms)


def _manifest(result: Result, tree: Tree, unit: str, found: Found, puts: dict[str, Output]) -> None:
    """Bring the manifest along; it is named only where nothing else of its unit differs."""
    path = joined(unit, MANIFEST)
    new = text(result.marks) if result.marks else None
    if new is not None:
        result.digests[path] = digest_of(new)
    others = result.changed or result.missing or result.left_over or result.edited or result.foreign
    stamp = tree.stamp(path) if found is not None else None
    if found == new:
        if stamp is not None:
            result.stamps[path] = stamp
        return
    if found is not None and not isinstance(found, bytes):
        result.foreign.append(path)
        return
    if new is not None:
        puts[path] = new
    result.steps.append(Step(path, None if new is None else "", stamp))
    if not others:
        (result.left_over if new is None else result.missing if found is None else result.changed).append(path)


def _keep(result: Result, difference: Difference, terms: Terms) -> None:
    if terms.keep or len(result.differences) < MOST_KEPT:
        result.differences.append(difference)
