"""Whether an edit of a few agencies is fine, without a look at all the others."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tfgen.check.codes import QUOTA_OF_ACCOUNT
from tfgen.check.outline import SIZE, outlines
from tfgen.checking import judge
from tfgen.errors import TfgenError
from tfgen.loader import load, parse
from tfgen.loader.chunks import cut
from tfgen.loader.reading import read_text
from tfgen.loader.split import FOLDER, agency_files, is_stray, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tfgen.cache.inputs import Seen
    from tfgen.cache.kept import Judged
    from tfgen.checked import Checked
    from tfgen.errors import Diagnostic
    from tfgen.loader import Source

MOST = 20
"""Agencies that may have been edited; with more, reading the whole takes no longer."""


class Parts(NamedTuple):
    """A spec in parts: the text around its agencies, its digest, and the digest of each agency.

    Of a spec in one file, `chunks` has the text of each agency, of a split one it is None.
    """

    head: str
    tail: str
    frame: bytes
    agencies: Mapping[str, bytes]
    chunks: Mapping[str, str] | None


def known_alone(checked: Checked, files: Sequence[Seen], shown: Iterable[str] = ()) -> Judged | None:
    """Return what has to be known of each agency to judge an edit of another by itself; None where that cannot be.

    `shown` are the environments of which agencies show data from the warehouse, which a render has to know.
    """
    source = checked.source
    parts = _parts(source.file, source.text, files)
    if parts is None or checked.failed:
        return None
    own = list(source.parts) if parts.chunks is None else list(source.data.get("agencies") or ())
    lines = parts.head.count("\n")
    if list(parts.agencies) != own or not all(_stays(one, source, lines) for one in checked.diagnostics):
        return None
    found = checked.outlines or outlines(source.data)
    return (
        parts.frame,
        tuple(parts.agencies),
        b"".join(parts.agencies.values()),
        b"".join(found[agency] for agency in parts.agencies),
        tuple(sorted(shown)),
    )


def _stays(diagnostic: Diagnostic, source: Source, lines: int) -> bool:
    """Whether what was told stays as it is, whatever becomes of an agency whose outline stays."""
    places = [diagnostic.location, *(related.location for related in diagnostic.related)]
    return diagnostic.code == QUOTA_OF_ACCOUNT and all(
        place is not None and place.file == source.file and place.end_line <= lines for place in places
    )


def _parts(file: str, text: str, files: Sequence[Seen]) -> Parts | None:
    """Take a spec apart; `files` are all of its files, and others in their folder."""
    if len(files) == 1:
        found = cut(text)
        if found is None:
            return None
        agencies = {name: _digest(chunk) for name, chunk in found.agencies.items()}
        return Parts(found.head, found.tail, _digest(f"{found.head}\0{found.tail}"), agencies, found.agencies)
    names = {str(path): path.stem for path in agency_files(Path(file))}
    digests = {names[path]: digest[:SIZE] for path, _, digest in files[1:] if path in names}
    if len(digests) != len(names) or any(is_stray(Path(path)) for path, _, _ in files[1:] if path not in names):
        return None
    return Parts(text, "", _digest(text), digests, None)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=SIZE).digest()


class Edit(NamedTuple):
    """An edit that is fine by itself: the agencies, the spec's data with none but them, and what is known then."""

    agencies: tuple[str, ...]
    data: dict[str, Any]
    judged: Judged


def judge_edit(spec: Path, files: Sequence[Seen], judged: Judged) -> Edit | None:
    """Judge an edit of a few agencies of a spec in these files; None where all of it has to be looked at."""
    try:
        text = read_text(spec)
        parts = _parts(str(spec), text, files) if text is not None else None
        edited = _edited(judged, parts) if parts is not None else None
        checked = _checked(spec, parts, edited) if parts is not None and edited is not None else None
    except TfgenError:  # it is told by the render that looks at everything
        return None
    if parts is None or edited is None or checked is None:
        return None
    frame, names, _, outlined, shown = judged
    known = (frame, names, b"".join(parts.agencies.values()), outlined, shown)
    return Edit(tuple(edited), checked.source.data, known)


def _edited(judged: Judged, parts: Parts) -> Mapping[str, bytes] | None:
    """Return the agencies that were edited, with the outlines they had; None if more than that has changed."""
    frame, names, digests, outlined, _ = judged
    if parts.frame != frame or tuple(parts.agencies) != names:
        return None
    places = {name: slice(number * SIZE, number * SIZE + SIZE) for number, name in enumerate(names)}
    found = {name: outlined[places[name]] for name, own in parts.agencies.items() if own != digests[places[name]]}
    return found if 0 < len(found) <= MOST else None


def _checked(spec: Path, parts: Parts, edited: Mapping[str, bytes]) -> Checked | None:
    """Judge a spec that has only these agencies; None unless nothing at all is wrong, and their outlines stay."""
    found: Sequence[Diagnostic]
    if parts.chunks is None:
        files = {path.stem: path for path in agency_files(spec)}
        source, found = join(load(spec), [(name, load(files[name])) for name in edited])
    else:
        for name in edited:
            # Alone, so that nothing that follows can end what it has begun.
            alone, problems = parse(str(spec), f"{FOLDER}:\n{parts.chunks[name]}")
            if problems or not isinstance(alone.data, dict) or list(alone.data[FOLDER]) != [name]:
                return None
        source, found = parse(str(spec), "".join([parts.head, *(parts.chunks[name] for name in edited), parts.tail]))
    checked = judge(source, found)
    if checked.diagnostics:
        return None
    now = outlines(source.data)
    return checked if all(now.get(name) == outline for name, outline in edited.items()) else None
