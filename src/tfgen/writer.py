"""From bytes to files: compares, writes what differs, removes what is left over; the only writer."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.render import HEADER, Link

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tfgen.render import Output

_MARK = HEADER.encode()
_MARK_WITHIN = 256
"""A file is tfgen's if the header stands within its first bytes."""

_FOREIGN_FOLDERS = frozenset({".git", ".terraform"})


@dataclass(frozen=True, slots=True)
class Changes:
    """How a folder differs from what was rendered: paths below it, sorted.

    `foreign` are paths where tfgen wants to write and something stands that is not tfgen's.
    """

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    left_over: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Paths by kind of difference, under the words that people read."""
        return {
            "changed": self.changed,
            "missing": self.missing,
            "left over": self.left_over,
            "not tfgen's": self.foreign,
        }

    @property
    def any(self) -> bool:
        """Whether there is a difference."""
        return bool(self.changed or self.missing or self.left_over or self.foreign)


def compare(rendered: Mapping[str, Output], out: Path, *, meant: Callable[[str], bool]) -> Changes:
    """Compare what was rendered with a folder; `meant` says which paths of the folder are of interest.

    Writes nothing. Raises TfgenError if the folder cannot be read.
    """
    changed: list[str] = []
    missing: list[str] = []
    foreign: list[str] = []
    with _reported(out):
        for path, output in rendered.items():
            current = read(out, path)
            if current is None:
                (foreign if _blocked(out, path) else missing).append(path)
            elif current != output:
                (changed if _is_ours(path, current) else foreign).append(path)
        left_over = [path for path in _owned(out) if path not in rendered and meant(path)]
    return Changes(*(tuple(sorted(paths)) for paths in (changed, missing, left_over, foreign)))


def read(out: Path, path: str) -> Output | None:
    """Return what stands at a path of the output: a file's bytes, a link, or None for neither.

    A folder on the way that is a symbolic link is not followed: what is behind it is not the output's.
    """
    place = out / path
    if _behind_link(out, path):
        return None
    if place.is_symlink():
        return Link(os.readlink(place))  # noqa: PTH115 - Path.readlink would normalise the target
    # Not a folder, and not a pipe, which would let nobody read on.
    return place.read_bytes() if place.is_file() else None


def write(rendered: Mapping[str, Output], out: Path, changes: Changes, *, on_file: Callable[[int], None]) -> None:
    """Bring a folder to what was rendered: write changed and missing files, remove left-over ones.

    Each file appears whole or not at all. Refuses, before it writes anything, where something foreign stands
    in the way. Raises TfgenError for that and for whatever the file system refuses.
    """
    if changes.foreign:
        raise TfgenError(
            f"{_first(changes.foreign)} in {out} {'is' if len(changes.foreign) == 1 else 'are'} not tfgen's, "
            "and stands where tfgen wants to write; nothing was written",
            "move it elsewhere, or give it another name: *.tf files of your own may stand beside generated ones",
            exit_code=1,
        )
    with _reported(out), _locked(out):
        for number, path in enumerate((*changes.missing, *changes.changed), start=1):
            _put(out / path, rendered[path])
            on_file(number)
        for path in changes.left_over:
            # It may be what a killed run left beside a file, and gone since that one was written.
            (out / path).unlink(missing_ok=True)
            _remove_empty_folders(out, path)


def create(path: Path, text: str) -> None:
    """Write a new file; raises TfgenError, and writes nothing, where something stands already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file, _removed_on_failure(path, path):
            file.write(text)
            file.flush()
    except FileExistsError as error:
        raise TfgenError(
            f"{error.filename or path} exists already; nothing was written",
            "give another name with --spec, or go on with the file that is there: `tfgen validate` checks it",
        ) from error
    except OSError as error:
        raise TfgenError(f"{path}: {error.strerror or error}", "choose a folder that you may write to") from error


def _put(place: Path, output: Output) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    # A fixed name beside the target: a killed run leaves at most this one, and the next run reuses it.
    passing = place.with_name(f".{place.name}.tfgen-tmp")
    with contextlib.suppress(FileNotFoundError):
        passing.unlink()
    with _removed_on_failure(passing, place):
        if isinstance(output, Link):
            passing.symlink_to(output.target)
        else:
            passing.write_bytes(output)
        passing.replace(place)


@contextlib.contextmanager
def _removed_on_failure(path: Path, meant: Path) -> Iterator[None]:
    """Leave no half-written file behind, and let the error name the file that was meant."""
    try:
        yield
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        error.filename = str(meant)
        raise


def _remove_empty_folders(out: Path, path: str) -> None:
    for folder in (out / path).parents:
        if folder == out:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def _owned(out: Path) -> Iterator[str]:
    """Paths below the folder that carry tfgen's header, and links as tfgen makes them beside such files.

    A link alone may be a user's: a stack of their own may share the environment's values.
    """
    for folder, folders, files in os.walk(out):
        folders[:] = [name for name in folders if name not in _FOREIGN_FOLDERS]
        found: list[str] = []
        links: list[str] = []
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), out).replace(os.sep, "/")  # noqa: PTH118
            current = _beginning(out, path)
            if current is not None and _is_ours(path, current):
                (links if isinstance(current, Link) else found).append(path)
        yield from (*found, *links) if found else ()


def _beginning(out: Path, path: str) -> Output | None:
    place = out / path
    if place.is_symlink():
        return Link(os.readlink(place))  # noqa: PTH115 - Path.readlink would normalise the target
    if not place.is_file():
        return None
    with place.open("rb") as file:
        return file.read(_MARK_WITHIN)


def _is_ours(path: str, current: Output) -> bool:
    if isinstance(current, Link):
        return path.endswith(".auto.tfvars") and current.target.startswith("../../../tf_vars/")
    # An archive cannot carry the header; tfgen's stand in modules only, and nobody else's do.
    if path.startswith("modules/") and path.endswith(".zip"):
        return current.startswith(b"PK\x03\x04")
    return _MARK in current[:_MARK_WITHIN]


def _blocked(out: Path, path: str) -> bool:
    """Whether a missing path cannot simply be made: no file stands there, or a link or file on the way."""
    on_the_way = [out / folder for folder in _folders(path)]
    return (
        (out / path).exists()
        or _behind_link(out, path)
        or any(place.exists() and not place.is_dir() for place in on_the_way)
    )


def _behind_link(out: Path, path: str) -> bool:
    return any((out / folder).is_symlink() for folder in _folders(path))


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    for count in range(1, len(parts) + 1):
        yield "/".join(parts[:count])


def _first(paths: tuple[str, ...]) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}"


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other runs from writing to the same folder; the system lets go of the lock when a run is killed."""
    out.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":  # it has no such locks: there, two runs at once are the user's to avoid
        yield
        return
    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(folder)
        raise TfgenError(
            f"another run of tfgen is writing to {out}; nothing was written",
            "wait until it is done, then run this again",
        ) from error
    try:
        yield
    finally:
        os.close(folder)


@contextlib.contextmanager
def _reported(out: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence."""
    try:
        yield
    except PermissionError as error:
        raise TfgenError(
            f"no permission for {error.filename or out}",
            "check who owns the output folder, or choose another with --out",
        ) from error
    except OSError as error:
        raise TfgenError(
            f"{error.filename or out}: {error.strerror or error}",
            "check the output folder and the space on its disk, then run the same command again",
        ) from error
