"""What a change cannot do to tables of the warehouse: take columns out, narrow types, or change keys.

The tables are read from the rendered stacks, as they are and as they will be: a stack says what is in the warehouse
once it is applied. What Redshift does with each change of a column:

- a new column is added, empty in the rows that are there until the next load;
- a type that holds all the values of the former one (`smallint` to `int` to `bigint`, `float` to `double`, longer
  text, a `decimal` with more digits and with fewer on neither side of its point) is widened, unless the table is
  distributed or sorted by the column;
- any other change of a type, and a column that goes, would lose data: it is refused here, but for columns that
  `allow_column_removal` names;
- a table keeps the keys that it is distributed and sorted by: the statement that names others makes a table only
  where there is none, so a change of keys is refused here. Redshift alters keys, but says nowhere whether it does so
  among other statements: https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

FILE = "/redshift.tf"
"""End of the paths of files that have tables in them."""

_TABLE = re.compile(
    r'^ *CREATE TABLE IF NOT EXISTS "(?P<schema>\w+)"\."(?P<name>\w+)" \((?P<columns>[^;]*?)\n *\)(?P<keys>[^;]*);$',
    re.MULTILINE,
)
_COLUMN = re.compile(r'^ *"(\w+)" ([\w() ,]+?),?$', re.MULTILINE)
_REMOVAL = re.compile(r'^ *CALL "(\w+)"\."remove_column"\(\'(\w+)\', \'(\w+)\'\);$', re.MULTILINE)
_WAREHOUSE = re.compile(r'^module "warehouse" \{\n  source = "[./]+/modules/redshift_(\w+)"$', re.MULTILINE)
_QUOTED = re.compile(r'"(\w+)"')


class Loss(Struct, frozen=True):
    """A column of a table that would go, or get a type, `new`, to which `old` is not widened."""

    stack: str
    table: str
    column: str
    old: str
    new: str | None
    is_key: bool

    @property
    def message(self) -> str:
        """What would happen, for a list."""
        where = f"column {self.column} of {self.table} in {self.stack}"
        if self.new is None:
            return f"{where} ({self.old}) would go with its data"
        if self.is_key:
            return f"{where} is one that the table is distributed or sorted by, and would become {self.new}"
        return f"{where} would become {self.new}, to which {self.old} is not widened"


class Rearranged(Struct, frozen=True):
    """A table that would be distributed or sorted, as `how` says, by other columns."""

    stack: str
    table: str
    how: str
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def message(self) -> str:
        """What would not happen, for a list."""
        old, new = (", ".join(columns) or "what Redshift chooses" for columns in (self.old, self.new))
        return f"{self.table} in {self.stack} is {self.how} by {old}, and would be by {new}"


class _Table(Struct, frozen=True):
    columns: dict[str, str]
    distributed: tuple[str, ...]
    sorted: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset((*self.distributed, *self.sorted))


def losses(path: str, before: str, after: str, widens: Callable[[str, str], bool]) -> Iterator[Loss]:
    """List what one file's change takes out of tables that are in both of its texts.

    `widens` tells of two types whether the second holds all values of the first and a column can become it in
    place. A table that is in the former text alone stays in the warehouse as it is.
    """
    tables = _tables(after)
    allowed = {(f"{schema}.{table}", column) for schema, table, column in _REMOVAL.findall(after)}
    for name, old in _tables(before).items():
        new = tables.get(name)
        if new is None:
            continue
        for column, kind in old.columns.items():
            present, is_key = new.columns.get(column), column in old.keys
            gone = present is None and (name, column) not in allowed
            changed = present is not None and present != kind and (is_key or not widens(kind, present))
            if gone or changed:
                yield Loss(path.removesuffix(FILE), name, column, kind, present, is_key)


def rearranged(path: str, before: str, after: str) -> Iterator[Rearranged]:
    """List the keys that one file's change gives to tables that are in both of its texts."""
    tables = _tables(after)
    for name, old in _tables(before).items():
        new = tables.get(name)
        if new is None:
            continue
        for how, was, will in (
            ("distributed", old.distributed, new.distributed),
            ("sorted", old.sorted, new.sorted),
        ):
            if was != will:
                yield Rearranged(path.removesuffix(FILE), name, how, was, will)


def refuse_replaced(changed: Iterable[tuple[str, str, str]]) -> None:
    """Raise TfgenError (exit code 1) if one of the changed files, given as above, makes a warehouse of another kind.

    `prevent_destroy` goes with the module that says it, so nothing else would keep the former one from being destroyed:
    https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
    """
    for path, *texts in changed:
        old, new = (_WAREHOUSE.search(text) for text in texts)
        if old and new and old[1] != new[1]:
            raise TfgenError(
                f"the spec changes the kind of the warehouse in {path.removesuffix(FILE)}; nothing was written, since "
                f"the next apply would destroy the one that is there (redshift_{old[1]}) with every table",
                "give `warehouse` its former kind back; to change it, take a snapshot, have Terraform forget it with "
                "`terraform state rm module.warehouse`, delete that stack's redshift.tf, and render",
                exit_code=1,
            )


def refuse_losses(changed: Iterable[tuple[str, str, str]], widens: Callable[[str, str], bool]) -> None:
    """Raise TfgenError (exit code 1) if changed files, each with its texts before and after, lose data or keys."""
    changed = list(changed)
    found = [loss for path, before, after in changed for loss in losses(path, before, after, widens)]
    if found:
        raise TfgenError(
            f"the spec takes data out of the warehouse; nothing was written: {'; '.join(one.message for one in found)}",
            "name a column that may go under `publish.redshift.allow_column_removal` of its data set; give a changed "
            "one back its type, or the data to a new column",
            exit_code=1,
        )
    keys = [one for path, before, after in changed for one in rearranged(path, before, after)]
    if keys:
        raise TfgenError(
            "the spec changes the keys of tables in the warehouse, which keep those that they were made with; nothing "
            f"was written: {'; '.join(one.message for one in keys)}",
            "give the table another name under `publish.redshift.table` of its data set: that one is made with the "
            "new keys and loaded whole, and the former stays until it is dropped by hand",
            exit_code=1,
        )


def _tables(text: str) -> dict[str, _Table]:
    return {
        f"{match['schema']}.{match['name']}": _Table(
            dict(_COLUMN.findall(match["columns"])),
            *(_columns(match["keys"], word) for word in ("DISTKEY", "SORTKEY")),
        )
        for match in _TABLE.finditer(text)
    }


def _columns(keys: str, word: str) -> tuple[str, ...]:
    found = re.search(rf"\b{word} \((.*?)\)", keys)
    return tuple(_QUOTED.findall(found[1])) if found else ()
