"""Scans and documents against one another: what is said to be finished has its pages and documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from archive_store.checks.problem import Problem
from archive_store.ids import document_name, scan_name
from archive_store.schema import document, feed, page, scan
from domain.documents import DocumentStatus, ScanStatus


def check_scans(connection: Connection) -> Iterator[Problem]:
    """All checks of scans, their pages and documents, and of the numbers of the feed."""
    pages: dict[int, set[int]] = defaultdict(set)
    for scan_key, number in connection.execute(select(page.c.scan_id, page.c.number)):
        pages[scan_key].add(number)
    open_documents: dict[int, int] = defaultdict(int)
    for key, scan_key, status, numbers in connection.execute(
        select(document.c.id, document.c.scan_id, document.c.status, document.c.pages)
    ):
        open_documents[scan_key] += status == DocumentStatus.REVIEW
        if not pages[scan_key].issuperset(numbers):
            yield Problem("database", document_name(key), "pages of this document are missing")
    columns = (scan.c.id, scan.c.status, scan.c.pages, scan.c.sha256, scan.c.duplicate_of)
    scans: dict[int, Any] = {row.id: row for row in connection.execute(select(*columns).order_by(scan.c.id))}
    for row in scans.values():
        fault = _fault(row, scans, len(pages[row.id]), open_documents[row.id])
        if fault:
            yield Problem("database", scan_name(row.id), fault)
    yield from _check_feed(connection)


def _fault(row: Any, scans: dict[int, Any], pages: int, open_documents: int) -> str | None:
    """What is wrong with a scan, None if nothing."""
    if row.status == ScanStatus.DUPLICATE or row.duplicate_of is not None:
        first = scans.get(row.duplicate_of)
        sound = row.status == ScanStatus.DUPLICATE and first is not None and first.sha256 == row.sha256
        return None if sound else "a duplicate that does not point at a scan of the same bytes"
    if row.pages is not None and row.pages != pages:
        return f"{row.pages} pages were read, {pages} are kept"
    if row.status == ScanStatus.ARCHIVED and (row.pages is None or open_documents):
        return "said to be archived, but not all of it is decided"
    if row.status == ScanStatus.REVIEW and row.pages is not None and not open_documents:
        return "said to be in review, but nothing of it is"
    return None


def _check_feed(connection: Connection) -> Iterator[Problem]:
    rows, head = connection.execute(select(func.count(), func.max(feed.c.no))).one()
    if rows != (head or 0):
        yield Problem("database", "feed", f"{rows} rows up to number {head}: some are missing")
    silent = select(document.c.id).where(~select(feed.c.no).where(feed.c.document_id == document.c.id).exists())
    for key in connection.execute(silent.order_by(document.c.id)).scalars():
        yield Problem("database", document_name(key), "search was never told of this document")
