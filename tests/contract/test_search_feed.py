"""The numbered feed, followed by hosts with an index copy each: a kill in the middle neither loses nor doubles a page."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import tantivy

from archive_store.archive import Archive
from archive_store.feed import FeedRow
from archive_store.search import generations, index
from archive_store.search.index import SearchIndex
from archive_store.search.query import parse_query
from domain.catalogue import default_catalogue_text, parse_catalogue
from tests.archive_values import AGENT, DAMASCUS, SettableClock, arrival, book_of, draft, page, record_keys

SCANS, PAGES = 24, 2
SPAWN = multiprocessing.get_context("spawn")


def rows_of(archive: Archive, after: int, limit: int) -> list[FeedRow]:
    with archive.read() as reader:
        return list(reader.feed_after(after, limit))


def follow(url: str, folder: Path, batches: int | None) -> None:
    """Follow the feed in small commits; die by SIGKILL when the feed is asked once more than `batches` times."""
    index._BATCH, index._DOCUMENTS_A_COMMIT = 3, 6  # type: ignore[misc]
    archive = Archive.open(url, clock=SettableClock(), timezone=DAMASCUS, book_of=book_of, record_keys=record_keys)
    asked = itertools.count()

    def rows(after: int, limit: int) -> Sequence[FeedRow]:
        if next(asked) == batches:
            os.kill(os.getpid(), signal.SIGKILL)
        return rows_of(archive, after, limit)

    SearchIndex.open(folder).follow(rows)
    archive.close()


def run_follower(url: str, folder: Path, batches: int | None = None) -> None:
    """A process of its own that is killed after so many batches, or left to end."""
    child = SPAWN.Process(target=follow, args=(url, folder, batches))
    child.start()
    child.join()
    assert child.exitcode == (0 if batches is None else -signal.SIGKILL)


def pages_in(folder: Path) -> int:
    """Pages that the engine holds, without the document for the place in the feed."""
    current = generations.current_folder(folder)
    assert current is not None
    return int(tantivy.Index.open(str(current)).searcher().num_docs) - 1


def take_in(archive: Archive, first: int, last: int) -> None:
    for number in range(first, last):
        with archive.write(AGENT) as tx:
            tx.accession(arrival(path=f"/inbox/{number}"))
            (scan,) = tx.claim("reader", 1, alive=lambda _owner: True)
            tx.finish(
                scan.id,
                [page(no, f"كتاب رقم {number} صفحة {no}") for no in range(1, PAGES + 1)],
                [draft(pages=tuple(range(1, PAGES + 1)))],
                [],
                [None],
                0.1,
            )


def test_two_hosts_hold_every_page_once_whatever_is_killed(archive: Archive, database_url: str, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    take_in(archive, 0, SCANS // 2)
    run_follower(database_url, one, batches=2)  # while the first generation is built
    run_follower(database_url, one)
    run_follower(database_url, two)
    take_in(archive, SCANS // 2, SCANS)
    with archive.write(AGENT) as tx:
        tx.decide("d1", type="decision", tab="decision")
    run_follower(database_url, one, batches=4)  # between two commits
    run_follower(database_url, one, batches=2)
    run_follower(database_url, one)
    run_follower(database_url, two)
    with archive.read() as reader:
        shown, head = list(reader.shown_documents()), reader.feed_head()
    for folder in (one, two):
        copy = SearchIndex.open(folder, read_only=True)
        assert list(copy.check(shown, head)) == []
        assert pages_in(folder) == SCANS * PAGES
        query = parse_query("نوع:قرار كتاب", parse_catalogue(default_catalogue_text()))
        assert [hit.document_id for hit in copy.search(query).hits] == ["d1"]
