"""Scans and what became of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from archive_store.ids import path_digest, scan_key, unknown_scan
from archive_store.reading.documents import DocumentReader
from archive_store.reading.rows import to_scan
from archive_store.schema import dropped_page, scan
from domain.documents import DroppedPage, Scan, ScanStatus
from domain.messages import Reason

#: A scan that has not yet become what it will be.
UNDER_WAY = (ScanStatus.WAITING, ScanStatus.RUNNING)

_BATCH = 200


class ScanReader:
    """Questions about scans. Scans come with their documents and dropped pages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def scan(self, scan_id: str) -> Scan:
        """One scan. Raises UnknownObject."""
        found = self._all(select(scan).where(scan.c.id == scan_key(scan_id)))
        if not found:
            raise unknown_scan(scan_id)
        return found[0]

    def scan_by_source(self, path: str, channel: str) -> list[Scan]:
        """Every scan taken from a file of this path by this channel, oldest first."""
        query = select(scan).where(scan.c.path_digest == path_digest(path), scan.c.channel == channel)
        return self._all(query.order_by(scan.c.id))

    def scan_of_bytes(self, sha256: str) -> Scan | None:
        """The scan that first brought these bytes."""
        found = self._all(select(scan).where(scan.c.sha256 == sha256, scan.c.duplicate_of.is_(None)))
        return found[0] if found else None

    def parts_of(self, scan_id: str) -> list[Scan]:
        """What was taken out of a scan that holds other files: a mail's message and attachments, a protected PDF's pages."""
        return self._all(select(scan).where(scan.c.part_of == scan_key(scan_id)).order_by(scan.c.id))

    def also_in_questions(self) -> list[Scan]:
        """Duplicates that came with another request: should the paper be in that dossier too? Oldest first."""
        asked = (scan.c.status == ScanStatus.DUPLICATE, scan.c.reason == Reason.ALSO_IN)
        return self._all(select(scan).where(*asked).order_by(scan.c.id))

    def scans(
        self,
        status: ScanStatus | None = None,
        since: dt.datetime | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> Iterator[Scan]:
        """Scans in the order they were taken in; `since` is the time of taking, `after` the last scan already seen."""
        last = scan_key(after) if after is not None else 0
        left = limit
        while left is None or left > 0:
            query = _narrowed(status, since).where(scan.c.id > last).order_by(scan.c.id)
            size = _BATCH if left is None else min(_BATCH, left)
            rows = self._connection.execute(query.limit(size)).fetchall()
            yield from self._scans(rows)
            if len(rows) < size:
                return
            last, left = rows[-1].id, None if left is None else left - size

    def unfinished_scans(self) -> list[Scan]:
        """Scans still waiting or running."""
        return self._all(select(scan).where(scan.c.status.in_(UNDER_WAY)).order_by(scan.c.id))

    def _all(self, query: Select[Any]) -> list[Scan]:
        rows = self._connection.execute(query).fetchall()
        return [each for start in range(0, len(rows), _BATCH) for each in self._scans(rows[start : start + _BATCH])]

    def _scans(self, rows: Sequence[Row[Any]]) -> list[Scan]:
        """Three queries for a batch of scans, however many it holds."""
        keys = [row.id for row in rows]
        if not keys:
            return []
        documents = DocumentReader(self._connection).of_scans(keys)
        dropped: dict[int, list[DroppedPage]] = defaultdict(list)
        query = select(dropped_page).where(dropped_page.c.scan_id.in_(keys)).order_by(dropped_page.c.number)
        for row in self._connection.execute(query):
            dropped[row.scan_id].append(DroppedPage(row.number, row.why))
        return [to_scan(row, documents.get(row.id, ()), dropped[row.id]) for row in rows]


def _narrowed(status: ScanStatus | None, since: dt.datetime | None) -> Select[Any]:
    query = select(scan)
    if status is not None:
        query = query.where(scan.c.status == status)
    if since is not None:
        query = query.where(scan.c.received_at >= since)
    return query
