"""Who may read which data set of an agency, and how much of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Read(Struct, frozen=True):
    """How much of a data set a reader sees: the names of the columns, in the table's order, and which rows.

    `columns` is None where all are seen, also those that come later; `rows` is a Lake Formation row filter.
    """

    dataset: str
    columns: tuple[str, ...] | None
    rows: str | None


ReaderKind = Literal["role", "quicksight_group", "account", "agency"]


class Reader(Struct, frozen=True):
    """Somebody who may read: an IAM role's ARN, a QuickSight group's name, an account's id, or an agency's id.

    `named_after` is the same, but for an agency that was renamed: the id that its names in AWS come from.
    """

    id: str
    kind: ReaderKind
    principal: str
    named_after: str
    reads: tuple[Read, ...]
