"""The end of reading a scan: its pages, its documents and all that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from archive_store import values
from archive_store.ids import document_name, scan_key, scan_name
from archive_store.reading.scans import ScanReader
from archive_store.schema import dropped_page, page
from archive_store.writing.documents import DocumentWriter
from archive_store.writing.scans import ScanWriter
from archive_store.writing.session import Session
from domain.documents import Arrival, DocumentDraft, DroppedPage, RecognizedPage, Scan, ScanStatus


class FinishWriter:
    """Puts down what was read and decided about a scan."""

    def __init__(self, session: Session, scans: ScanWriter, documents: DocumentWriter) -> None:
        self._session = session
        self._connection = session.connection
        self._scans = scans
        self._documents = documents

    def finish(
        self,
        scan_id: str,
        pages: Sequence[RecognizedPage],
        drafts: Sequence[DocumentDraft],
        dropped: Sequence[DroppedPage],
        pdfs: Sequence[str | None],
        seconds: float,
        *,
        catalogue_version: str | None = None,
    ) -> Scan:
        """Ends a scan that is running, or was held as blank: pages, documents, register entries, feed and audit in one commit.

        `pdfs` holds the digest of each draft's searchable PDF, already stored. `seconds` is what reading took. Drafts with
        nothing undecided are archived, the others wait in review.
        """
        row = self._scans.expect_unread(scan_id)
        _check(pages, drafts, pdfs)
        self.put_pages(row.id, pages, dropped)
        keys = [self._documents.add(row, draft, pdf, catalogue_version)[0] for draft, pdf in zip(drafts, pdfs, strict=True)]
        self._scans.settle(row.id, ScanStatus.ARCHIVED, pages=len(pages), seconds=seconds, reason=None, detail="")
        self._documents.settle_scan(row.id)
        self._session.tell_search(keys)
        detail = {"pages": len(pages), "documents": [document_name(key) for key in keys], "dropped": len(dropped)}
        self._session.audit("finish", scan_name(row.id), detail)
        return ScanReader(self._connection).scan(scan_id)

    def keep(self, arrival: Arrival, pages: Sequence[RecognizedPage] = (), seconds: float = 0.0) -> Scan:
        """Takes a file into custody that a person brought to a document: settled at once, with what was read on its `pages`.

        It has no documents of its own until others are replaced by some of its pages. Bytes that are in already are a duplicate.
        """
        scan = self._scans.accession(arrival)
        if scan.status is ScanStatus.WAITING:
            key = scan_key(scan.id)
            self.put_pages(key, pages, ())
            self._scans.settle(key, ScanStatus.ARCHIVED, pages=len(pages), seconds=seconds, reason=None, detail="")
            self._session.audit("keep", scan.id, {"pages": len(pages)})
        return ScanReader(self._connection).scan(scan.id)

    def put_pages(self, key: int, pages: Sequence[RecognizedPage], dropped: Sequence[DroppedPage]) -> None:
        """Keeps what was read, in place of what an earlier attempt read."""
        for table in (page, dropped_page):
            self._connection.execute(table.delete().where(table.c.scan_id == key))
        if pages:
            self._connection.execute(insert(page), [_page_row(key, each) for each in pages])
        if dropped:
            rows = [{"scan_id": key, "number": each.number, "why": each.why} for each in dropped]
            self._connection.execute(insert(dropped_page), rows)


def _check(pages: Sequence[RecognizedPage], drafts: Sequence[DocumentDraft], pdfs: Sequence[str | None]) -> None:
    """Raises ValueError where the pieces do not fit together: a fault of ours that must not reach the books."""
    numbers = {each.number for each in pages}
    if len(pdfs) != len(drafts):
        raise ValueError("one PDF, or None, for each document")
    for draft in drafts:
        if not draft.pages or not numbers.issuperset(draft.pages):
            raise ValueError("a document has pages that were not read")


def _page_row(key: int, each: RecognizedPage) -> dict[str, Any]:
    return {
        "scan_id": key,
        "number": each.number,
        "width": each.width,
        "height": each.height,
        "dpi": each.dpi,
        "rotation": each.rotation,
        "confidence": each.confidence,
        "engine": each.engine,
        "blank": each.blank,
        "text": each.text,
        "content": values.page_content(each),
    }
