"""Column types that Hive does not have, and columns of a type that their use does not allow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tfgen.check import codes
from tfgen.check.sound import Data, at, maps, names
from tfgen.check.within import within
from tfgen.errors import Diagnostic, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_LONGEST: Final = {"char": 255, "varchar": 65_535}
"""Source: https://cwiki.apache.org/confluence/display/Hive/LanguageManual+Types; Redshift's varchar ends there, too."""

_NO_PARTITION: Final = {
    "float": "its values do not compare exactly",
    "double": "its values do not compare exactly",
    "binary": "its values make no folder names",
    "timestamp": "every instant would become a folder of its own",
}
_POOR_KEY: Final = {
    "key": {
        "float": "its values do not compare exactly, so duplicates would stay",
        "double": "its values do not compare exactly, so duplicates would stay",
    },
    "distribution_key": {
        "boolean": "its two values would leave most of the warehouse idle",
        "float": "rows that belong together would be kept apart",
        "double": "rows that belong together would be kept apart",
        "binary": "rows that belong together would be kept apart",
    },
    "sort_key": {"binary": "no query asks for ranges of it"},
}
_SIZED: Final = re.compile(r"(\w+)\((\d+)(?:,\s?(\d+))?\)")


def check_columns(source: Source, sound: Data) -> list[Diagnostic]:
    """Find sizes that no engine has, and partition, time and key columns of an unsuitable type."""
    return [
        problem
        for agency, data in maps(at(sound, "agencies"))
        for key, dataset in maps(data.get("datasets"))
        for problem in _Columns(source, ("agencies", agency, "datasets", key), dataset).check()
    ]


class _Columns:
    """The columns of one data set."""

    def __init__(self, source: Source, path: SpecPath, dataset: Data) -> None:
        self.source = source
        self.path = path
        self.dataset = dataset
        self.types = dict(column_types(dataset.get("columns")))

    def check(self) -> Iterator[Diagnostic]:
        for column, (steps, text) in self.types.items():
            if "(" in text:
                yield from self._size((*self.path, "columns", column, *steps), text)
        yield from self._partitions()
        yield from self._quicksight()
        for use, steps in (
            ("key", ("key",)),
            ("sort_key", ("publish", "redshift", "sort_key")),
            ("distribution_key", ("publish", "redshift", "distribution_key")),
        ):
            value = at(self.dataset, *steps)
            listed = [(steps, value)] if isinstance(value, str) else [((*steps, i), name) for i, name in names(value)]
            for place, column in listed:
                yield from self._poor_key(use, (*self.path, *place), column)

    def _size(self, path: SpecPath, text: str) -> Iterator[Diagnostic]:
        match = _SIZED.fullmatch(text)
        if match is None:
            return
        kind, size, scale = match.groups()
        longest = _LONGEST.get(kind)
        if scale is not None and int(scale) > int(size):
            place = within(self.source, path, text, *match.span(3))
            message = f"{text} has {scale} digits behind the point, and only {size} in all"
            whole = int(size) + int(scale)
            hint = f"the first number counts all digits; {size} before the point would be decimal({whole},{scale})"
            yield Diagnostic(codes.COLUMN_TYPE, message, hint, path, place)
        elif longest is not None and int(size) > longest:
            place = within(self.source, path, text, *match.span(2))
            message = f"a {kind} has at most {longest} characters; found {size}"
            yield Diagnostic(codes.COLUMN_TYPE, message, f"write {kind}({longest}), or string", path, place)

    def _partitions(self) -> Iterator[Diagnostic]:
        partitions = names(self.dataset.get("partition_by"))
        for index, column in partitions:
            reason = _NO_PARTITION.get(self._type(column))
            if reason is not None:
                instead = "add a date column and partition by that" if self._type(column) == "timestamp" else ""
                yield self._unsuitable(
                    codes.PARTITION_COLUMN,
                    f"the {self._type(column)} column '{column}' cannot partition the data: {reason}",
                    instead or "partition by a column of few values, such as a date, a string or a number",
                    ("partition_by", index),
                    column,
                )
        columns = at(self.source.data, *map(str, self.path), "columns")
        if isinstance(columns, dict) and partitions and set(columns) <= {column for _, column in partitions}:
            path: SpecPath = (*self.path, "partition_by")
            message = "all columns are partition columns, so no data would be left in the files"
            hint = "keep at least one column out of partition_by"
            yield Diagnostic(codes.PARTITION_COLUMN, message, hint, path, self.source.locate(path, key=True))

    def _quicksight(self) -> Iterator[Diagnostic]:
        published = at(self.dataset, "publish", "quicksight")
        time_column = at(published, "time_column")
        if isinstance(time_column, str) and self._type(time_column) not in {"", "date", "timestamp"}:
            yield self._unsuitable(
                codes.UNSUITABLE_TYPE,
                f"the time axis needs a date or timestamp column; '{time_column}' has the type "
                f"{self._type(time_column)}",
                _instead([column for column in self.types if self._type(column) in {"date", "timestamp"}]),
                ("publish", "quicksight", "time_column"),
                time_column,
            )
        for i, column in names(at(published, "filters")):
            if self._type(column).partition("(")[0] not in {"", "string", "char", "varchar"}:
                yield self._unsuitable(
                    codes.UNSUITABLE_TYPE,
                    f"a filter lists texts to choose from; '{column}' has the type {self._type(column)}",
                    "leave it out of `filters`",
                    ("publish", "quicksight", "filters", i),
                    column,
                )
        if published is not None:
            for column, (steps, text) in self.types.items():
                if text == "binary":
                    path: SpecPath = (*self.path, "columns", column, *steps)
                    message = f"QuickSight has no binary columns, and the data set with '{column}' is published there"
                    hint = "make it a string, or publish a data set without it"
                    place = self.source.locate(path)
                    yield Diagnostic(codes.UNSUITABLE_TYPE, message, hint, path, place)

    def _poor_key(self, use: str, path: SpecPath, column: str) -> Iterator[Diagnostic]:
        reason = _POOR_KEY[use].get(self._type(column))
        if reason is not None:
            yield Diagnostic(
                codes.POOR_KEY,
                f"the {self._type(column)} column '{column}' makes a poor {use.replace('_', ' ')}: {reason}",
                "choose a column of whole numbers, text or dates",
                path,
                self.source.locate(path),
                Severity.WARNING,
                (Related(self.source.locate((*self.path, "columns", column), key=True), "the column"),),
            )

    def _type(self, column: str) -> str:
        """Return a column's type; empty for one that does not exist or whose type is refused."""
        return self.types.get(column, ((), ""))[1]

    def _unsuitable(self, code: str, message: str, hint: str, steps: SpecPath, column: str) -> Diagnostic:
        path: SpecPath = (*self.path, *steps)
        related = Related(self.source.locate((*self.path, "columns", column), key=True), "the column")
        return Diagnostic(code, message, hint, path, self.source.locate(path), related=(related,))


def column_types(columns: object) -> Iterator[tuple[str, tuple[tuple[str, ...], str]]]:
    """Give each column with the steps to its type and the type."""
    for column, value in columns.items() if isinstance(columns, dict) else ():
        if isinstance(value, str):
            yield column, ((), value)
        elif isinstance(value, dict) and isinstance(value.get("type"), str):
            yield column, (("type",), value["type"])


def _instead(columns: list[str]) -> str:
    if not columns:
        return "add such a column, or remove time_column"
    return f"it could be {' or '.join(repr(column) for column in columns[:3])}"
