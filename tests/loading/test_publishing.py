"""A run is published whole, wherever it is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from folders import CrashError, Folders, Partitions, parameters
from loading import publishing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PARAMETERS = parameters({"id": "string", "taken_on": "date"}, partition_by=("taken_on",))
STAGED = "staging/results/b2/data/taken_on=2026-01-02/part-00000.snappy.parquet"
TARGET = "data/results/taken_on=2026-01-02/b2-00000.snappy.parquet"
FORMER = "data/results/taken_on=2026-01-01/b1-00000.snappy.parquet"
OTHER = "data/results/taken_on=2026-01-03/b1-00001.snappy.parquet"
JOURNAL = publishing.Journal([(STAGED, TARGET)], [FORMER], {"data/results/b.json": "2"})


def prepared(root: Path) -> Folders:
    store = Folders(root)
    for key in (STAGED, FORMER, OTHER):
        store.write("processed", key, key.encode())
    return store


def data(store: Folders) -> Sequence[str]:
    return store.keys("processed", "data/")


def test_run_is_published_in_the_place_of_what_it_replaces(tmp_path: Path) -> None:
    store, catalog = prepared(tmp_path), Partitions()

    publishing.commit(store, catalog, PARAMETERS, JOURNAL)

    assert data(store) == [TARGET, OTHER]
    assert catalog.values == {("2026-01-02",)}
    assert publishing.ledger(store, PARAMETERS) == {"data/results/b.json": "2"}
    assert store.keys("processed", "staging/") == []
    assert store.keys("processed", "state/") == ["state/results/ledger.json.gz"]


@pytest.mark.parametrize("changes", range(7))
def test_crash_leaves_all_or_nothing_for_the_next_run(changes: int, tmp_path: Path) -> None:
    store, catalog = prepared(tmp_path), Partitions()
    store.left = changes
    try:
        publishing.commit(store, catalog, PARAMETERS, JOURNAL)
        crashed = False
    except CrashError:
        crashed = True
    store.left = None

    publishing.recover(store, catalog, PARAMETERS)

    published = (data(store), publishing.ledger(store, PARAMETERS))
    if changes == 0:
        assert published == ([FORMER, OTHER], {})
    else:
        assert published == ([TARGET, OTHER], {"data/results/b.json": "2"})
        assert catalog.values == {("2026-01-02",)}
    assert store.keys("processed", "staging/") == []
    assert crashed == (changes < 6)


def test_files_count_as_read_until_they_change(tmp_path: Path) -> None:
    store = Folders(tmp_path)
    for key, content in (("a.json", b"1"), ("_b.json", b"1"), ("c.json", b""), ("dt=2026-01-01/d.json.gz", b"1")):
        store.write("raw", f"data/results/{key}", content)
    store.write("raw", "data/results_of_others/a.json", b"1")
    files = publishing.raw_files(store, PARAMETERS)
    assert [one.key for one in files] == ["data/results/a.json", "data/results/dt=2026-01-01/d.json.gz"]

    read = {one.key: one.etag for one in files}
    assert publishing.unread(files, read) == []
    store.write("raw", "data/results/a.json", b"2")
    assert [one.key for one in publishing.unread(publishing.raw_files(store, PARAMETERS), read)] == [
        "data/results/a.json"
    ]


def test_values_of_partitions_are_those_that_the_folders_stand_for(tmp_path: Path) -> None:
    target = "data/results/county=King%3A1/kind=a b/b-00000.snappy.parquet"
    journal = publishing.Journal([("staging/x", target), ("staging/y", "quarantine/results/q.json.gz")], [], {})
    (found,) = publishing.partitions(
        Folders(tmp_path), parameters({"id": "string"}, partition_by=("county", "kind")), journal
    )
    assert found.values == ("King:1", "a b")
    assert found.location.endswith("/processed/data/results/county=King%3A1/kind=a b")
