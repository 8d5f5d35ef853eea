"""Documents: put down as drafts, archived with their register entry when nothing is left undecided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, insert, select, update

from archive_store import values
from archive_store.ids import document_key, document_name, unknown_document
from archive_store.keys import hashed
from archive_store.schema import also_in, document, document_history, link_evidence, register_entry, scan
from archive_store.schema import document_key as key_table
from archive_store.writing.drafts import AWAITS_RECORD
from archive_store.writing.register import RegisterWriter
from archive_store.writing.session import Session
from domain.documents import Book, DocumentDraft, DocumentStatus, Link, ScanStatus


class DocumentWriter:
    """The building blocks of every change to documents."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._register = RegisterWriter(session)

    def add(
        self,
        scan_row: Row[Any],
        draft: DocumentDraft,
        pdf_sha256: str | None,
        catalogue_version: str | None,
        voids: int | None = None,
    ) -> tuple[int, bool]:
        """Puts a draft down as a document in review, and archives it if it has nothing undecided.

        Returns its key, and whether an entry was made in the register; `voids` is the key of an entry that it then cancels.
        """
        key = self._session.next_key(document)
        self._connection.execute(
            insert(document).values(
                id=key,
                scan_id=scan_row.id,
                status=DocumentStatus.REVIEW,
                tab=draft.classification.tab,
                pdf_sha256=pdf_sha256,
                catalogue_version=catalogue_version,
                box=scan_row.given_box,
                created_at=self._session.now,
                **_columns(draft),
            )
        )
        self.keep_evidence(key, draft.link)
        self.set_keys(key, draft)
        if not draft.undecided:
            return key, self.archive(key, voids)
        reasons = [reason.value for reason in draft.undecided]
        self._session.audit("review", document_name(key), {"type": draft.classification.type, "reasons": reasons})
        return key, False

    def archive(self, key: int, voids: int | None = None) -> bool:
        """Archives a document of which nothing is undecided, with its entry in the register where its type has a book.

        Returns whether an entry was made (only then is the entry `voids` cancelled).
        """
        row = self.row(key)
        book = self.book_for(row)
        entry = self.enter(row, book, voids) if book else None
        self.set(
            key,
            status=DocumentStatus.ARCHIVED,
            archived_at=self._session.now,
            book=book.value if book else None,
            register_entry=entry,
        )
        detail = {"type": row.type, "tab": row.tab, "request_no": row.request_no, "pdf": row.pdf_sha256, "scan": row.sha256}
        self._session.audit("archive", document_name(key), detail)
        return entry is not None

    def enter(self, row: Row[Any], book: Book, voids: int | None = None) -> int:
        """A line in the register for the document in `row`; returns the key of the entry."""
        return self._register.enter(row.centre, book, row.id, row.request_no, row.subject, voids=voids)

    def cancel_entry(self, row: Row[Any]) -> int:
        """Voids the standing entry of the document in `row` by a line in the same book that stands for nothing else."""
        entry = self._connection.execute(select(register_entry).where(register_entry.c.id == row.register_entry)).one()
        return self.enter(row, Book(entry.book), voids=entry.id)

    def book_for(self, row: Row[Any]) -> Book | None:
        """The book in which the document in `row` must stand."""
        return self._session.rules.book_of(row.type) if row.register else None

    def keep_evidence(self, key: int, link: Link) -> None:
        """Keeps what spoke for a link, or for its proposals."""
        if link.request_no is None and not link.proposals:
            return
        self._connection.execute(
            insert(link_evidence).values(
                id=self._session.next_key(link_evidence),
                document_id=key,
                at=self._session.now,
                agent=self._session.agent,
                request_no=link.request_no,
                method=link.method,
                confidence=link.confidence,
                evidence={"reasons": list(link.reasons), "proposals": values.proposals_json(link.proposals)},
            )
        )

    def set_keys(self, key: int, draft: DocumentDraft) -> None:
        """Keeps the keys by which a record that comes later finds this document, for as long as it waits for one."""
        self._connection.execute(key_table.delete().where(key_table.c.document_id == key))
        if AWAITS_RECORD.isdisjoint(draft.undecided):
            return
        rows = [{"key": each, "document_id": key} for each in hashed(self._session.rules.draft_keys(draft))]
        if rows:
            self._connection.execute(insert(key_table), rows)

    def file_elsewhere(self, key: int, numbers: Iterable[str | None], own: str | None) -> None:
        """Makes `numbers` the other dossiers that a document is filed in; its `own` request is none of them."""
        self._connection.execute(also_in.delete().where(also_in.c.document_id == key))
        rows = [{"document_id": key, "request_no": number} for number in dict.fromkeys(numbers) if number and number != own]
        if rows:
            self._connection.execute(insert(also_in), rows)

    def keep_history(self, key: int, action: str, before: dict[str, Any], after: dict[str, Any], note: str = "") -> None:
        """A line in the history of a document."""
        self._connection.execute(
            insert(document_history).values(
                id=self._session.next_key(document_history),
                document_id=key,
                at=self._session.now,
                agent=self._session.agent,
                action=action,
                before=before,
                after=after,
                note=note,
            )
        )

    def row(self, key: int) -> Row[Any]:
        """The document with what its scan says about it: centre, register, sha256. Raises UnknownObject."""
        query = select(document, scan.c.centre, scan.c.register, scan.c.sha256).join_from(document, scan)
        found = self._connection.execute(query.where(document.c.id == key)).first()
        if found is None:
            raise unknown_document(document_name(key))
        return found

    def named(self, document_id: str) -> Row[Any]:
        """As `row`, by name."""
        return self.row(document_key(document_id))

    def set(self, key: int, **columns: Any) -> None:
        """Changes columns of one document."""
        self._connection.execute(update(document).where(document.c.id == key).values(**columns))

    def set_draft(self, key: int, draft: DocumentDraft) -> None:
        """Puts another state of the decisions in the document's place; the caller keeps history."""
        self.set(key, **_columns(draft))
        self.set_keys(key, draft)

    def settle_scan(self, scan_key: int) -> None:
        """Gives the scan the status that follows from its documents: archived when all are decided, else review."""
        open_ones = self._connection.execute(
            select(document.c.undecided)
            .where(document.c.scan_id == scan_key, document.c.status == DocumentStatus.REVIEW)
            .order_by(document.c.id)
        ).scalars()
        reasons = [code for undecided in open_ones for code in undecided]
        status = ScanStatus.REVIEW if reasons else ScanStatus.ARCHIVED
        chosen = update(scan).where(scan.c.id == scan_key)
        self._connection.execute(chosen.values(status=status, reason=reasons[0] if reasons else None))


def _columns(draft: DocumentDraft) -> dict[str, Any]:
    """The columns of table `document` that a draft fills."""
    typed, link = draft.classification, draft.link
    return {
        "pages": list(draft.pages),
        "type": typed.type,
        "draft_tab": typed.tab,
        "type_confidence": typed.confidence,
        "type_sure": typed.sure,
        "typing": {
            "reasons": list(typed.reasons),
            "rivals": [list(each) for each in typed.rivals],
            "decided_by": typed.decided_by,
        },
        "fields": values.fields_json(draft.fields),
        "request_no": link.request_no,
        "link_method": link.method,
        "link_confidence": link.confidence,
        "link_reason": link.reason,
        "linking": {"reasons": list(link.reasons), "proposals": values.proposals_json(link.proposals)},
        "subject": draft.subject,
        "date": draft.date,
        "ocr_confidence": draft.ocr_confidence,
        "printed_register_no": draft.printed_register_no,
        "undecided": [reason.value for reason in draft.undecided],
        "rescan_of": document_key(draft.rescan_of) if draft.rescan_of else None,
    }
