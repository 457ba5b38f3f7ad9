"""Names of schemas, tables and columns that SQL reserves: legal, and every query on them needs quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.sound import Data, at, maps
from tfgen.check.sql_words import ATHENA, REDSHIFT
from tfgen.check.stated import published_datasets
from tfgen.errors import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_HINT = "rename it while nothing reads it yet; a second word is enough, as in 'order_id' or 'end_date'"

_RESERVED = ATHENA | REDSHIFT
_SCHEMA_HINT = "give the agency another id while nothing reads it yet, such as its usual abbreviation"


def check_reserved_words(source: Source, sound: Data) -> list[Diagnostic]:
    """Find what has a name that Athena or, where it is published, Redshift reserves: schemas, tables, columns."""
    return [
        Diagnostic(
            codes.RESERVED_WORD,
            f"'{word}' is a reserved word of {' and '.join(engines)}, so every query has to quote the {kind}",
            _SCHEMA_HINT if kind == "schema" else _HINT,
            path,
            source.locate(path, key=key),
            Severity.WARNING,
        )
        for kind, word, engines, path, key in _names(sound)
        if engines
    ]


def _names(sound: Data) -> Iterator[tuple[str, str, list[str], SpecPath, bool]]:
    """Give each name with its kind, the engines that reserve it, its path, and whether it is a key."""
    for agency, data in maps(at(sound, "agencies")):
        in_warehouse = published_datasets(data)
        if in_warehouse:
            yield "schema", agency, _engines(agency, athena=False), ("agencies", agency), True
        for key, dataset in maps(data.get("datasets")):
            path: SpecPath = ("agencies", agency, "datasets", key)
            published = key in in_warehouse
            table = at(dataset, "publish", "redshift", "table")
            yield "table", key, _engines(key, redshift=published and table is None), path, True
            if isinstance(table, str):
                yield "table", table, _engines(table, athena=False), (*path, "publish", "redshift", "table"), False
            # Of all names most are columns, and hardly any is reserved.
            for column in _RESERVED.intersection(dataset.get("columns") or ()):
                yield "column", column, _engines(column, redshift=published), (*path, "columns", column), True


def _engines(word: str, *, athena: bool = True, redshift: bool = True) -> list[str]:
    engines = {"Athena": athena and word in ATHENA, "Redshift": redshift and word in REDSHIFT}
    return [engine for engine, reserves in engines.items() if reserves]
