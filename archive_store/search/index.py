"""The index of an archive: it follows the feed of the database, is searched, checked and built anew."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import tantivy

from archive_store.checks.problem import Problem
from archive_store.feed import FeedRow
from archive_store.ids import document_key, document_name
from archive_store.search import generations
from archive_store.search.analysis import VERSION
from archive_store.search.fields import HEAD_KEY, head_document, page_documents, read_head, schema
from archive_store.search.hits import SearchResult
from archive_store.search.query import SearchQuery
from archive_store.search.searching import NOTHING_INDEXED, PageLoader, search_pages

log = logging.getLogger(__name__)

Rows = Callable[[int, int], Sequence[FeedRow]]

_BATCH: Final = 500  # documents asked of the feed at a time
_DOCUMENTS_A_COMMIT: Final = 20_000
_HEAP: Final = 64_000_000  # bytes the engine gathers before it writes


class SearchIndex:
    """The search index in one folder. One process writes at a time; any number read, also where nothing may be written."""

    def __init__(self, root: Path, read_only: bool) -> None:
        self._root = root
        self._read_only = read_only
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._index: Any = None
        self._links: tempfile.TemporaryDirectory[str] | None = None
        self._stamp: tuple[int, int] | None = None

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> SearchIndex:
        """The index in the folder `path`, which need not exist yet. Nothing is written before the first `follow`."""
        return cls(path, read_only)

    # ── reading ────────────────────────────────────────────────────────────────────────────────────────────────

    def head(self) -> int:
        """The feed number up to which the index goes, 0 for none."""
        found = self._head()
        return found[0] if found else 0

    @property
    def needs_rebuild(self) -> bool:
        """Whether the index was made by another version of the analysis, so that `rebuild` must be called."""
        found = self._head()
        return found is not None and found[1] != VERSION

    def search(self, query: SearchQuery, load: PageLoader | None = None) -> SearchResult:
        """The documents that answer a query; without `load`, snippets come from the index and no words are marked."""
        if query.message is not None:
            return SearchResult((), 0, message=query.message)
        searcher = self._searcher()
        if searcher is None:
            return SearchResult((), 0, message=NOTHING_INDEXED)
        try:
            return search_pages(searcher, query, load)
        except ValueError:  # an index of another version answers as well as it can until it is rebuilt; this one has other fields
            if not self.needs_rebuild:
                raise
            return SearchResult((), 0, message=NOTHING_INDEXED)

    def check(self, shown: Iterable[str], head: int) -> Iterator[Problem]:
        """What is wrong with the index: `shown` are the documents that must be found, `head` the feed number to have reached.

        Raises nothing for an absent index: that is a problem like others.
        """
        if self.needs_rebuild:
            yield Problem("index", str(self._root), "made by another version of the analysis; run `warraq reindex`")
            return
        if self.head() != head:
            yield Problem(
                "index", str(self._root), f"goes to feed number {self.head()}, the archive to {head}; run `warraq reindex`"
            )
        found = self._keys()
        wanted = {document_key(name) for name in shown}
        for key in sorted(wanted - found):
            yield Problem("index", document_name(key), "not in the search index; run `warraq reindex`")
        for key in sorted(found - wanted):
            yield Problem("index", document_name(key), "in the search index, but not in the archive; run `warraq reindex`")

    def _keys(self) -> set[int]:
        searcher = self._searcher()
        if searcher is None or searcher.num_docs == 0:
            return set()
        hits = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs, count=False).hits
        values = searcher.fast_field_values("key", [address for _, address in hits])
        return {key for key in values if key != HEAD_KEY}

    def _head(self) -> tuple[int, str] | None:
        searcher = self._searcher()
        return _head_of(searcher) if searcher is not None else None

    def _searcher(self) -> Any:
        """A view of the last commit, or None if there is no index or it is damaged: then `follow` builds it anew."""
        try:
            return self._view()
        except ValueError as error:
            log.warning("search index is damaged: %s", error)
            return None

    def _view(self) -> Any:
        with self._lock:
            folder = generations.current_folder(self._root)
            if folder is None:
                return None
            stamp = generations.stamp(folder)
            if folder != self._folder or (self._links is not None and stamp != self._stamp):
                self._index, self._links = generations.open_for_reading(folder, self._read_only)
                self._folder = folder
            if stamp != self._stamp:
                self._index.reload()
                self._stamp = stamp
            return self._index.searcher()

    # ── writing ────────────────────────────────────────────────────────────────────────────────────────────────

    def follow(self, rows: Rows) -> int:
        """Index what changed since the last time; returns the feed number reached.

        `rows(after, limit)` gives at most `limit` documents after a feed number; fewer than `limit` mean that these are all.
        While another process writes, or an index of another version waits to be rebuilt, nothing is done: what is left out now
        is taken up by the next call, here or there.
        """
        if self._read_only or self.needs_rebuild:
            return self.head()
        folder = generations.current_folder(self._root)
        if folder is None or self._searcher() is None:
            return self.rebuild(rows)
        if not rows(self.head(), 1):
            return self.head()
        return _follow(folder, rows, None)

    def rebuild(self, rows: Rows, progress: Callable[[int], None] | None = None) -> int:
        """Build the index anew beside the one in use, then put it in use; returns the feed number reached.

        `progress` is told the number of documents done. While another process rebuilds, nothing is done.
        """
        with generations.sole_builder(self._root) as sole:
            if not sole:
                return self.head()
            folder = generations.new_generation(self._root)
            _follow(folder, rows, progress)
            reached = _follow(folder, rows, None)  # what came in the meantime
            generations.make_current(folder)
            return reached


def _head_of(searcher: Any) -> tuple[int, str] | None:
    hits = searcher.search(_of_key(HEAD_KEY), limit=1, count=False).hits
    return read_head(searcher.doc(hits[0][1])) if hits else None


def _of_key(key: int) -> Any:
    return tantivy.Query.term_query(schema(), "key", key)


def _delete(writer: Any, key: int) -> None:
    """By query: the engine's deletion by term takes a Python number for a signed one and finds nothing in an unsigned field."""
    writer.delete_documents_by_query(_of_key(key))


def _follow(folder: Path, rows: Rows, progress: Callable[[int], None] | None) -> int:
    """Write what the feed holds beyond the index in `folder`; the place in the feed is part of each commit."""
    index = generations.open_for_writing(folder)
    try:
        writer = index.writer(heap_size=_HEAP, num_threads=1)
    except ValueError:
        log.info("another process writes the search index")
        return (_head_of(index.searcher()) or (0, ""))[0]
    index.reload()
    head = (_head_of(index.searcher()) or (0, ""))[0]
    done = written = 0
    while True:
        batch = rows(head, _BATCH)
        for row in batch:
            _write(writer, row)
        head = max((row.no for row in batch), default=head)
        done += len(batch)
        written += len(batch)
        last = len(batch) < _BATCH
        if written >= _DOCUMENTS_A_COMMIT or (last and (written or done == 0)):
            _commit(writer, head)
            written = 0
        if progress:
            progress(done)
        if last:
            break
    writer.wait_merging_threads()
    return head


def _write(writer: Any, row: FeedRow) -> None:
    _delete(writer, document_key(row.document_id))
    if not row.deleted:
        for document in page_documents(row):
            writer.add_document(document)


def _commit(writer: Any, head: int) -> None:
    _delete(writer, HEAD_KEY)
    writer.add_document(head_document(head, VERSION))
    writer.commit()
    writer.garbage_collect_files()
