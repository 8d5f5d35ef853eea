"""The index follows its feed: what changed replaces what was, and nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_store.feed import FeedRow, PageText
from archive_store.search.index import SearchIndex
from archive_store.search.query import parse_query
from domain.catalogue import default_catalogue_text, parse_catalogue

CATALOGUE = parse_catalogue(default_catalogue_text())


def row(no: int, document: str, text: str, *, deleted: bool = False) -> FeedRow:
    return FeedRow(
        no, document, deleted, "archived", "decision", "decision", "", None, None, "", "", None, None,
        (), "", (PageText(1, text),),
    )  # fmt: skip


class Feed:
    """A feed that keeps the newest row of each document, as the archive's does."""

    def __init__(self) -> None:
        self.rows: dict[str, FeedRow] = {}

    def put(self, *rows: FeedRow) -> None:
        self.rows.update({each.document_id: each for each in rows})

    def __call__(self, after: int, limit: int) -> Sequence[FeedRow]:
        return sorted((each for each in self.rows.values() if each.no > after), key=lambda each: each.no)[:limit]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    return SearchIndex.open(tmp_path / "index")


def found(index: SearchIndex, text: str) -> list[str]:
    return [hit.document_id for hit in index.search(parse_query(text, CATALOGUE)).hits]


def test_a_changed_document_is_found_by_its_new_text_alone(index: SearchIndex) -> None:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع"), row(2, "d2", "تقرير طبي"))
    assert index.follow(feed) == 2
    feed.put(row(3, "d1", "قرار وزاري"))
    assert index.follow(feed) == index.head() == 3
    assert found(index, "قرار وزاري") == ["d1"]
    assert found(index, "محضر") == []
    assert list(index.check(["d1", "d2"], 3)) == []


def test_a_deleted_document_is_gone(index: SearchIndex) -> None:
    feed = Feed()
    feed.put(row(1, "d1", "محضر اجتماع"), row(2, "d2", "تقرير طبي"))
    index.follow(feed)
    feed.put(row(3, "d2", "", deleted=True))
    index.follow(feed)
    assert found(index, "تقرير") == []
    assert list(index.check(["d1"], 3)) == []


def test_many_small_commits_leave_few_files(index: SearchIndex, tmp_path: Path) -> None:
    feed = Feed()
    for no in range(1, 26):
        feed.put(row(no, f"d{no % 5 + 1}", f"كتاب رقم {no}"))
        index.follow(feed)
    assert index.head() == 25
    assert list(index.check([f"d{n}" for n in range(1, 6)], 25)) == []
    files = sum(1 for path in (tmp_path / "index").rglob("*") if path.is_file())
    assert files < 60, "dead segments stay on the disk"
