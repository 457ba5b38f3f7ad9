"""What has been read, and the step from staged files to the table, which a crash does not leave half done.

A run writes its files to staging/, then a journal that says what to publish and what to remove, and then does what the
journal says. Without a journal nothing has happened: what is staged is thrown away. With one, the next run does it
again from the start, and every step of it may be done twice. The ledger of files that have been read is written last.
"""

from __future__ import annotations

import gzip
import json
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from loading.store import Partition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loading.parameters import Parameters
    from loading.store import Catalog, Store, Stored

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Journal:
    """What a run has decided: copies to make, objects to remove, and the ledger that holds from then on."""

    publish: list[tuple[str, str]]
    remove: list[str]
    ledger: Mapping[str, str]


def ledger(store: Store, parameters: Parameters) -> dict[str, str]:
    """Return the raw files that have been read, by key, with their ETags."""
    content = store.read(parameters.processed_bucket, _ledger_key(parameters))
    found: dict[str, str] = json.loads(gzip.decompress(content)) if content else {}
    return found


def raw_files(store: Store, parameters: Parameters) -> list[Stored]:
    """List the data set's raw files by key; empty ones, and those that Spark takes for hidden, are none."""
    listed = store.list(parameters.raw_bucket, parameters.prefix("data"))
    return sorted(
        (one for one in listed if one.size and not one.key.rpartition("/")[2].startswith(("_", "."))),
        key=lambda one: one.key,
    )


def unread(files: Iterable[Stored], read: Mapping[str, str]) -> list[Stored]:
    """Choose the files that have not been read, or have changed since."""
    return [one for one in files if read.get(one.key) != one.etag]


def commit(store: Store, catalog: Catalog, parameters: Parameters, journal: Journal) -> None:
    """Decide a run, and do what it decided."""
    content = json.dumps(asdict(journal), separators=(",", ":")).encode()
    store.write(parameters.processed_bucket, _journal_key(parameters), gzip.compress(content))
    recover(store, catalog, parameters)


def recover(store: Store, catalog: Catalog, parameters: Parameters) -> None:
    """Do what the journal says, if there is one, and clear what is staged."""
    bucket = parameters.processed_bucket
    content = store.read(bucket, _journal_key(parameters))
    if content:
        journal = Journal(**json.loads(gzip.decompress(content)))
        for source, target in journal.publish:
            store.copy(bucket, source, target)
        store.delete(bucket, journal.remove)
        catalog.add(parameters.processed_database, parameters.dataset, partitions(store, parameters, journal))
        store.write(bucket, _ledger_key(parameters), gzip.compress(json.dumps(dict(journal.ledger)).encode()))
        store.delete(bucket, [_journal_key(parameters)])
        _LOG.info("published %d files, removed %d", len(journal.publish), len(journal.remove))
    store.delete(bucket, [one.key for one in store.list(bucket, parameters.prefix("staging"))])


def partitions(store: Store, parameters: Parameters, journal: Journal) -> list[Partition]:
    """List the partitions that a journal's files lie in: folders such as `taken_on=2026-01-31`."""
    start = parameters.prefix("data")
    folders = {target.rpartition("/")[0] for _, target in journal.publish if target.startswith(start)}
    if not parameters.partition_by:
        return []
    return [
        Partition(
            tuple(unquote(part.partition("=")[2]) for part in folder.removeprefix(start).split("/")),
            store.uri(parameters.processed_bucket, f"{folder}/"),
        )
        for folder in sorted(folders)
    ]


def _ledger_key(parameters: Parameters) -> str:
    return f"{parameters.prefix('state')}ledger.json.gz"


def _journal_key(parameters: Parameters) -> str:
    return f"{parameters.prefix('state')}journal.json.gz"
