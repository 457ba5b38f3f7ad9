"""Specs that are split: one agency a file, in the folder `agencies` beside the main file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tfgen.check import codes
from tfgen.errors import Diagnostic, Related, TfgenError
from tfgen.loader.problems import quoted
from tfgen.loader.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tfgen.errors import SpecPath

Loaded = tuple[Source, tuple[Diagnostic, ...]]

FOLDER: Final = "agencies"
SUFFIXES: Final = (".yaml", ".yml")

_FILE_HINT: Final = (
    f"every YAML file in {FOLDER}/ is one agency, in UTF-8 text that begins like `name: Department of Parks`; "
    "mend the file or take it out of the folder"
)
_HINTS: Final = {
    codes.YAML_TOO_LARGE: "an agency takes a few kilobytes; take out what does not belong into its file",
    codes.YAML_ALIAS_UNDEFINED: "an anchor is known in its own file alone: write the value itself, or an anchor for it "
    "in this one",
}
"""What to do about a problem where it stands in an agency's own file."""


def agency_files(spec: Path) -> list[Path]:
    """List the files that belong to a spec, sorted by name; hidden files and other suffixes are none of them.

    Raises TfgenError (exit code 2) if there is a folder that cannot be listed.
    """
    return [path for path in _listed(spec) if path.name.endswith(SUFFIXES)]


def is_stray(path: Path) -> bool:
    """Tell whether a file of the folder was probably to be an agency, and is not read: parks.YAML or parks.json.

    So is a file that stands where the folder should be.
    """
    name = path.name
    is_suffix_odd = name.lower().endswith((*SUFFIXES, ".json")) and not name.endswith(SUFFIXES)
    return (is_suffix_odd and not name.startswith(".")) or name == FOLDER


def strays(spec: Path) -> Iterator[Loaded]:
    """Give what stands for each file that is_stray knows: nothing, and the diagnostic that says so."""
    folder = spec.parent / FOLDER
    if folder.is_file():
        reason = f"{FOLDER} is a file, and has to be a folder with one file an agency"
        yield unreadable(folder, reason, "make it a folder, or give the file another name")
    for path in filter(is_stray, _listed(spec)):
        suffix = path.suffix.lower() if path.suffix.lower() in SUFFIXES else SUFFIXES[0]
        hint = f"rename it to {path.stem}{suffix}, or take it out of the folder"
        hint = f"{hint}; JSON is YAML, too" if path.suffix.lower() == ".json" else hint
        yield unreadable(path, f"the file is not read, since it ends in {path.suffix} and not in {suffix}", hint)


def _listed(spec: Path) -> list[Path]:
    folder = spec.parent / FOLDER
    try:
        names = [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise TfgenError(
            f"the folder {folder} cannot be read: {error.strerror}",
            "agencies that stand there belong to the spec; give yourself permission to list and read it",
        ) from None
    return [folder / name for name in sorted(names) if not name.startswith(".")]


def unreadable(file: Path, reason: str, hint: str = _FILE_HINT) -> Loaded:
    """Return what stands for an agency file that gives no text: nothing, and the diagnostic that says why."""
    source = Source(str(file), "", None)
    return source, (Diagnostic(codes.AGENCY_FILE, reason, hint, (), source.locate(())),)


def join(main: Loaded, agencies: Iterable[tuple[str, Loaded]]) -> Loaded:
    """Put the agencies that were read from files of their own, given by their ids, into the spec.

    An agency that cannot be read is None in the data and listed as unread, so that nothing that refers to it
    is reported. Of an agency that stands in two places the first one counts.
    """
    source, found = main
    diagnostics = list(found)
    own = source.data.get(FOLDER) if isinstance(source.data, dict) else None
    data = dict(own) if isinstance(own, dict) else {}
    unread: set[SpecPath] = set(source.unread)
    doubled: set[SpecPath] = set(source.doubled)
    parts: dict[str, Source] = {}
    beside: list[Source] = []
    for agency, (part, problems) in agencies:
        path = (FOLDER, agency)
        diagnostics += [
            replace(
                problem,
                path=(*path, *problem.path),
                hint=_HINTS.get(problem.code, problem.hint),
            )
            for problem in problems
        ]
        if agency in data:
            first = parts[agency].locate((), key=True) if agency in parts else source.locate(path, key=True)
            diagnostics.append(
                Diagnostic(
                    codes.AGENCY_TWICE,
                    f"the agency {quoted(agency)} stands here a second time",
                    "keep one of the two; tfgen does not guess which one is meant",
                    path,
                    part.locate((), key=True),
                    related=(Related(first, "first defined here"),),
                )
            )
            beside.append(part)
            continue
        data[agency] = part.data
        parts[agency] = part
        unread.update((*path, *steps) for steps in part.unread)
        doubled.update((*path, *steps) for steps in part.doubled)
        if part.data is None:
            unread.add(path)
    whole = source.data
    # Where `agencies` is something else than a map, the schema has to see it; an empty key is no mistake here.
    if isinstance(whole, dict) and (own is None or isinstance(own, dict)) and parts:
        whole = {**whole, FOLDER: data}
    joined = Source(source.file, source.text, whole, frozenset(unread), parts, tuple(beside), frozenset(doubled))
    return joined, tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key))
