"""The engines compared, each as people set it up: give it pages, ask it for the first ten."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import psycopg
import tantivy

from archive_store.feed import FeedRow, PageText
from archive_store.search.index import SearchIndex
from archive_store.search.query import parse_query
from domain.catalogue import default_catalogue_text, parse_catalogue
from tests.postgresql import ThrowawayCluster, find_programs


class System(Protocol):
    """An engine under test."""

    name: str

    def add(self, pages: Sequence[str]) -> None:
        """Index the pages, in order."""

    def ask(self, text: str) -> list[int]:
        """The places of the first ten pages for a query, best first."""


class FullText5:
    """SQLite FTS5 as it comes: unicode61, any of the words, bm25."""

    name = "SQLite FTS5 (unicode61, OR)"

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.db")
        self._database.execute("CREATE VIRTUAL TABLE page USING fts5(text)")

    def add(self, pages: Sequence[str]) -> None:
        self._database.executemany("INSERT INTO page(rowid, text) VALUES (?, ?)", enumerate(pages))
        self._database.commit()

    def ask(self, text: str) -> list[int]:
        query = " OR ".join(f'"{word}"' for word in text.replace('"', " ").split())
        rows = self._database.execute("SELECT rowid FROM page WHERE page MATCH ? ORDER BY rank LIMIT 10", (query,))
        return [row[0] for row in rows]


class TantivyArabic:
    """tantivy with its own Arabic stemmer, any of the words, BM25."""

    name = "tantivy `arabic`"

    def __init__(self, folder: Path) -> None:
        path = folder / "tantivy"
        path.mkdir()
        schema = (
            tantivy.SchemaBuilder().add_unsigned_field("page", stored=True).add_text_field("text", tokenizer_name="ar").build()
        )
        self._index = tantivy.Index(schema, path=str(path))
        analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("arabic"))
        )
        self._index.register_tokenizer("ar", analyser.build())

    def add(self, pages: Sequence[str]) -> None:
        writer = self._index.writer(num_threads=1)
        for place, page in enumerate(pages):
            writer.add_document(tantivy.Document(page=place, text=page))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, text: str) -> list[int]:
        words = " ".join(word.replace('"', " ") for word in text.split())
        query, _ = self._index.parse_query_lenient(words.replace("-", " ").replace("/", " "), ["text"])
        searcher = self._index.searcher()
        return [searcher.doc(address).get_first("page") for _, address in searcher.search(query, 10).hits]


class PostgreSQL:
    """PostgreSQL full text as it comes for Arabic: GIN, any of the words, ts_rank. Times are the client's alone."""

    name = "PostgreSQL `arabic`, ts_rank"

    def __init__(self, folder: Path) -> None:
        programs = find_programs()
        if programs is None:
            raise LookupError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
        self._cluster = ThrowawayCluster(programs)
        _, url = self._cluster.database()
        self._connection = psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)
        self._connection.execute("CREATE TABLE page (no integer PRIMARY KEY, words tsvector)")

    def add(self, pages: Sequence[str]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO page VALUES (%s, to_tsvector('arabic', %s))", enumerate(pages))
        self._connection.execute("CREATE INDEX ON page USING gin (words)")

    def ask(self, text: str) -> list[int]:
        query = (
            "WITH asked AS (SELECT replace(plainto_tsquery('arabic', %s)::text, '&', '|')::tsquery AS words) "
            "SELECT no FROM page, asked WHERE page.words @@ asked.words ORDER BY ts_rank(page.words, asked.words) DESC LIMIT 10"
        )
        return [row[0] for row in self._connection.execute(query, (text,))]

    def close(self) -> None:
        """End the server."""
        self._connection.close()
        self._cluster.stop()


class Warraq:
    """Ours."""

    name = "warraq"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "warraq"
        self.index = SearchIndex.open(self.folder)
        self._catalogue = parse_catalogue(default_catalogue_text())

    def add(self, pages: Sequence[str]) -> None:
        self.index.follow(feed_of(pages))

    def ask(self, text: str) -> list[int]:
        result = self.index.search(parse_query(text, self._catalogue, limit=10))
        return [int(hit.document_id[1:]) - 1 for hit in result.hits]


def feed_of(pages: Sequence[str]) -> Callable[[int, int], list[FeedRow]]:
    """A feed in which every page is a document of its own."""

    def rows(after: int, limit: int) -> list[FeedRow]:
        return [feed_row(place + 1, pages[place]) for place in range(after, min(after + limit, len(pages)))]

    return rows


def feed_row(no: int, text: str) -> FeedRow:
    """A document of one page."""
    kind = ("decision", "medical-report", "incoming-letter", "application-form")[no % 4]
    return FeedRow(
        no, f"d{no}", False, "archived", kind, "supporting", "annual-plan", None, None, "دمشق", "open",
        f"20{10 + no % 12}-03-01", 2010 + no % 12, (), "", (PageText(1, text),),
    )  # fmt: skip


def timed(action: Callable[[], list[int]]) -> tuple[list[int], float]:
    """A result and the CPU seconds of this process that it took."""
    start = time.process_time()
    found = action()
    return found, time.process_time() - start
