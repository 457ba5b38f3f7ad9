"""What the job knows of its data set: the object that Terraform writes beside the script."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of the table; its type is Hive's, without blanks."""

    name: str
    type: str
    required: bool


@dataclass(frozen=True)
class Parameters:
    """The data set: where it lies, how its files look, and the columns of its table, partition columns last."""

    dataset: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition_by: tuple[str, ...]
    format: str
    header: bool
    delimiter: str
    raw_bucket: str
    processed_bucket: str
    processed_database: str

    @classmethod
    def of_json(cls, text: str | bytes) -> Parameters:
        """Read the parameters; raises KeyError where one is missing."""
        data = json.loads(text)
        form = data["input_format"]
        return cls(
            dataset=data["dataset"],
            columns=tuple(Column(one["name"], one["type"], bool(one.get("required"))) for one in data["columns"]),
            key=tuple(data["key"]),
            partition_by=tuple(data["partition_by"]),
            format=form["name"],
            header=form.get("header") is not False,
            delimiter=form.get("delimiter") or ",",
            raw_bucket=data["raw_bucket"],
            processed_bucket=data["processed_bucket"],
            processed_database=data["processed_database"],
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def needed(self) -> frozenset[str]:
        """Columns without which a row is bad: required ones, and those by which rows are found and filed."""
        return frozenset(column.name for column in self.columns if column.required) | {*self.key, *self.partition_by}

    def prefix(self, purpose: str) -> str:
        """Folder of the data set below `data`, `quarantine`, `staging` or `state`."""
        return f"{purpose}/{self.dataset}/"
