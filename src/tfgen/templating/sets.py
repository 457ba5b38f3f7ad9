"""Which templates a render works with: those that are shipped, and a user's own on top of them, file by file."""

from __future__ import annotations

import hashlib
import os
import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.errors import TfgenError
from tfgen.files import is_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SUFFIX = ".j2"

_ORIGIN = re.compile(r"(?:\{)?# Ejected from tfgen (?P<version>\S+), original (?P<digest>[0-9a-f]{20})\.(?: #\})?\n")
_DIGEST_LENGTH = 20
"""Hexadecimal digits of SHA-256 that tell one original from the next; nobody gains by forging it."""


class Origin(Struct, frozen=True):
    """The shipped template that one was ejected from: tfgen's version, and the digest of what it shipped."""

    version: str
    digest: str


class Template(Struct, frozen=True, dict=True):  # a text that was read has to be kept
    """One template: the templates folder, its path below that, and whose it is.

    What does not end in `.j2` is a program that is copied as it is.
    """

    folder: Path
    path: str
    own: bool = False

    @property
    def file(self) -> Path:
        """The file that people open."""
        return self.folder / self.path

    @cached_property
    def source(self) -> str:
        """The text; raises TfgenError (exit code 2) if it cannot be read."""
        try:
            # Line ends become those that the output has, whatever an editor made of them.
            return self.file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise TfgenError(f"{self.file} is not UTF-8", "save it as UTF-8") from error
        except OSError as error:
            raise TfgenError(f"{self.file}: {error.strerror or error}", "make it a file that tfgen can read") from error

    @property
    def output(self) -> str:
        """What it makes: its path, where folders in braces stand for one folder of each name."""
        return self.path.removesuffix(SUFFIX)

    @property
    def digest(self) -> str:
        """Digest of the text: another text has another one."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:_DIGEST_LENGTH]

    @property
    def origin(self) -> Origin | None:
        """What the first line says the template was ejected from, if it was."""
        found = _ORIGIN.match(self.source)
        return Origin(found["version"], found["digest"]) if found else None

    @property
    def is_partial(self) -> bool:
        """Whether it makes no file, but is there for others to include."""
        return self.path.rpartition("/")[2].startswith("_") and self.path.endswith(".j2")

    @property
    def plain(self) -> bytes:
        """What a file that is no Jinja template is copied as: without the line that says where it came from."""
        found = _ORIGIN.match(self.source)
        return self.source[found.end() if found else 0 :].encode()


class TemplateSet(Struct, frozen=True):
    """The templates of a render by path, sorted; `shipped` are those that came with tfgen, replaced ones too."""

    templates: Mapping[str, Template]
    shipped: Mapping[str, Template]
    folder: Path | None = None
    strangers: tuple[str, ...] = ()
    """Files of the user's folder that are no templates, but would replace one with `.j2` at their end."""

    @property
    def own(self) -> list[Template]:
        """The user's templates."""
        return [template for template in self.templates.values() if template.own]

    @property
    def warnings(self) -> Iterator[TfgenError]:
        """What a user should look at, each with what to do: nothing of it stops a render."""
        for path in self.strangers:
            yield TfgenError(
                f"{self.folder}/{path} is no template, and changes nothing", f"name it {path}{SUFFIX} to make it one"
            )
        for template in self.own:
            origin, original = template.origin, self.shipped.get(template.path)
            if origin is None or (original is not None and original.digest == origin.digest):
                continue
            happened = "has changed that template since" if original else "no longer has that template"
            yield TfgenError(
                f"{template.file} was ejected from tfgen {origin.version}, and this tfgen {happened}",
                f"look at `tfgen templates diff '{template.path}'`, take over what is new, and its first line with it"
                if original
                else "the file is rendered as one of your own; remove its first line if that is what you want",
            )


def load_templates(shipped: Path, own: Path | None = None) -> TemplateSet:
    """List the shipped templates, each read when it is needed, and read a user's own to lay on top of them.

    Hidden files are left alone, and so are a user's that neither end in `.j2` nor replace a shipped file. Raises
    TfgenError (exit code 2) if a folder or a file of the user's cannot be read.
    """
    ours = {path: Template(shipped, path) for path in _files(shipped)}
    if own is None:
        return TemplateSet(ours, ours)
    if not is_folder(own):
        raise TfgenError(
            f"{own} is no folder of templates", "name one that exists, or make it with `tfgen templates eject`"
        )
    found = _files(own)
    theirs = {path: _read(own, path) for path in found if path.endswith(SUFFIX) or path in ours}
    strangers = [path for path in found if "/" in path and f"{path}{SUFFIX}" in ours]
    return TemplateSet(dict(sorted((ours | theirs).items())), ours, own, tuple(strangers))


def ejected(template: Template, version: str) -> str:
    """Return a shipped template's text as a user's own begins: with a first line that says what it was made from."""
    origin = f"# Ejected from tfgen {version}, original {template.digest}."
    line = f"{{{origin} #}}" if template.path.endswith(SUFFIX) else origin
    return f"{line}\n{template.source}"


def require_shipped(paths: Iterable[str], shipped: Mapping[str, Template]) -> None:
    """Raise TfgenError (exit code 2) for the first path that is no shipped template's."""
    for path in paths:
        if path not in shipped:
            import difflib  # noqa: PLC0415 - only where a path is misspelt

            close = difflib.get_close_matches(path, shipped, n=1)
            hint = f"did you mean {close[0]}?" if close else "`tfgen templates list` names those that there are"
            raise TfgenError(f"tfgen ships no template {path}", hint)


def _read(folder: Path, path: str) -> Template:
    template = Template(folder, path, own=True)
    file = template.file
    if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
        raise TfgenError(f"{file} is a link that leads out of {folder}", "put a copy of what it leads to there")
    _ = template.source  # what cannot be read is told before anything is rendered
    return template


def _files(folder: Path) -> list[str]:
    """List the files below a folder, sorted, without hidden ones and what Python leaves there."""

    def refuse(error: OSError) -> None:
        raise TfgenError(f"{error.filename}: {error.strerror or error}", "make it a folder that tfgen can read")

    found: list[str] = []
    top = len(str(folder)) + 1
    for place, folders, files in os.walk(str(folder), onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        inside = f"{place[top:]}/".replace(os.sep, "/") if place[top:] else ""
        found += [f"{inside}{name}" for name in files if not name.startswith(".")]
    return sorted(found)
