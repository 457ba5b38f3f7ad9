"""Former ids of agencies and data sets: each is that of one thing, which has another one now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.sound import Data, at, maps, names
from tfgen.errors import Diagnostic, Related
from tfgen.renaming import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source


def check_renames(source: Source, sound: Data) -> list[Diagnostic]:
    """Find former ids that something else has or had: the names in AWS of two things would be the same."""
    holders: list[tuple[str, SpecPath]] = [("agency", ("agencies",))]
    holders += [("data set", ("agencies", name, "datasets")) for name, _ in maps(at(sound, "agencies"))]
    return [problem for kind, path in holders for problem in _problems(source, sound, kind, path)]


def _problems(source: Source, sound: Data, kind: str, path: SpecPath) -> Iterator[Diagnostic]:
    entries = dict(maps(at(sound, *map(str, path))))
    former = {key: _stated(entry, (*path, key, KEY)) for key, entry in entries.items() if KEY in entry}
    present = at(source.data, *map(str, path)) or {}
    taken: dict[str, tuple[str, SpecPath]] = {}
    for key, stated in former.items():
        for number, (id_, place) in enumerate(stated):
            other, other_place = taken.setdefault(id_, (key, place))
            if id_ == key:
                # The first one may come back, and is there again at the end.
                if number > 0 or len(stated) == 1:
                    yield Diagnostic(
                        codes.RENAMED_FROM_ITSELF,
                        f"the {kind} '{key}' is called so now",
                        f"name what the {kind} was called before; where a first id came back, list all ids that came "
                        "in between behind it",
                        place,
                        source.locate(place),
                    )
            elif id_ in present:
                yield Diagnostic(
                    codes.FORMER_ID_TAKEN,
                    f"the spec has the {kind} '{id_}', too, and it would have the names in AWS of '{key}'",
                    f"remove '{id_}' if '{key}' is what became of it; give it another id if it is something new",
                    place,
                    source.locate(place),
                    related=(Related(source.locate((*path, id_), key=True), f"the {kind} '{id_}'"),),
                )
            elif other != key:
                yield Diagnostic(
                    codes.FORMER_ID_TAKEN,
                    f"the {kind} '{other}' was called '{id_}' before, too",
                    "keep the one that it became; the other one is something new",
                    place,
                    source.locate(place),
                    related=(Related(source.locate(other_place), "the other one"),),
                )


def _stated(entry: Data, path: SpecPath) -> list[tuple[str, SpecPath]]:
    value = entry[KEY]
    return [(value, path)] if isinstance(value, str) else [(id_, (*path, index)) for index, id_ in names(value)]
