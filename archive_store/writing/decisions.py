"""What a person, or a record that came late, settles about documents. Every change keeps what was before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from sqlalchemy import Row, select

from archive_store.ids import document_name, unknown_record
from archive_store.reading.documents import DocumentReader
from archive_store.reading.records import RecordReader
from archive_store.reading.rows import to_draft
from archive_store.schema import also_in as filed_elsewhere
from archive_store.writing.documents import DocumentWriter
from archive_store.writing.drafts import AWAITS_RECORD, linked, settled, typed
from archive_store.writing.session import Session
from domain.documents import PERSON, Document, DocumentStatus, Link, LinkMethod
from domain.errors import InvalidRequest
from domain.messages import Message, Reason


class Keep(Enum):
    """For an argument that is left as it is, where None means something of its own."""

    KEEP = "keep"


class DecisionWriter:
    """Review and correction."""

    def __init__(self, session: Session, documents: DocumentWriter) -> None:
        self._session = session
        self._connection = session.connection
        self._documents = documents
        self._records = RecordReader(session.connection)
        self._reader = DocumentReader(session.connection)

    def decide(
        self,
        document_id: str,
        *,
        type: str | None = None,
        tab: str | None = None,
        request_no: str | Keep | None = Keep.KEEP,
        method: LinkMethod = LinkMethod.MANUAL,
        confidence: float = 1.0,
        also_in: Sequence[str] | None = None,
        settles: Collection[Reason] = (),
        subject: str | None = None,
        box: str | None = None,
        note: str = "",
    ) -> Document:
        """Settles or corrects a document in review or archived; archives it when nothing is left undecided.

        `type` (with its `tab`) settles type-unsure; `request_no`, None for "belongs to no request", settles no-record,
        link-unsure and conflict; `settles` names what else is settled: accepting a document as it stands passes its
        `undecided`. `also_in` is the whole list of other dossiers; the request itself is none of them. Leaving the book of the
        register for another makes an entry there that voids the old one. Raises UnknownObject for a request without a record.
        """
        if type is not None and tab is None:
            raise ValueError("a type is filed under a tab")
        row = self._changeable(document_id)
        before, draft = self._facts(row), to_draft(row)
        if type is not None:
            draft = typed(draft, type, tab or "")
        if request_no is not Keep.KEEP:
            found = self._existing(request_no)
            draft = linked(draft, Link(found, method, confidence, reasons=(PERSON,) if method is LinkMethod.MANUAL else ()))
        draft = settled(draft, settles)
        if subject is not None:
            draft = replace(draft, subject=subject)
        self._documents.set_draft(row.id, draft)
        self._documents.set(row.id, tab=tab or row.tab, box=box or row.box)
        elsewhere = before["also_in"] if also_in is None else [self._existing(each) for each in also_in]
        self._documents.file_elsewhere(row.id, elsewhere, draft.link.request_no)
        if request_no is not Keep.KEEP:
            self._documents.keep_evidence(row.id, draft.link)
        return self._conclude(row, before, "decide", note)

    def relink(self, document_id: str, link: Link) -> Document:
        """Gives a document in review the link found after its record came, or better proposals. Raises InvalidRequest."""
        row = self._changeable(document_id)
        if row.status != DocumentStatus.REVIEW:
            raise not_now(row)
        before, draft = self._facts(row), to_draft(row)
        kept = [reason for reason in draft.undecided if reason not in AWAITS_RECORD]
        if link.reason is not None:
            kept.append(link.reason)
        draft = replace(draft, link=link, undecided=tuple(dict.fromkeys(kept)))
        self._documents.set_draft(row.id, draft)
        self._documents.keep_evidence(row.id, link)
        return self._conclude(row, before, "relink", "")

    def _conclude(self, row: Row[Any], before: dict[str, Any], action: str, note: str) -> Document:
        """What follows from a changed draft: history, shelf and register, scan, search, audit."""
        now = self._documents.row(row.id)
        old, new = _differences(before, self._facts(now))
        self._documents.keep_history(row.id, action, old, new, note)
        self._session.audit(action, document_name(row.id), {"before": old, "after": new})
        if now.status == DocumentStatus.ARCHIVED:
            self._move_entry(now)
        elif not now.undecided:
            self._documents.archive(row.id)
        self._documents.settle_scan(row.scan_id)
        self._session.tell_search([row.id])
        return self._reader.document(document_name(row.id))

    def _move_entry(self, row: Row[Any]) -> None:
        """Brings the register after a correction of an archived document: nothing where the book stays the same."""
        book = self._documents.book_for(row)
        if (book.value if book else None) == row.book:
            return
        if book is not None:
            entry = self._documents.enter(row, book, voids=row.register_entry)
            self._documents.set(row.id, book=book.value, register_entry=entry)
        else:
            self._documents.cancel_entry(row)
            self._documents.set(row.id, book=None, register_entry=None)

    def _facts(self, row: Row[Any]) -> dict[str, Any]:
        """What history and audit say about a document: codes and numbers of objects, nothing that is written on the paper."""
        elsewhere = select(filed_elsewhere.c.request_no).where(filed_elsewhere.c.document_id == row.id)
        return {
            "status": row.status,
            "type": row.type,
            "tab": row.tab,
            "request_no": row.request_no,
            "link_method": row.link_method,
            "undecided": row.undecided,
            "box": row.box,
            "also_in": sorted(self._connection.execute(elsewhere).scalars()),
        }

    def _changeable(self, document_id: str) -> Row[Any]:
        row = self._documents.named(document_id)
        if row.status == DocumentStatus.REPLACED:
            raise not_now(row)
        return row

    def _existing(self, request_no: str | None) -> str | None:
        """The record's own way of writing its number. Raises UnknownObject."""
        if request_no is None:
            return None
        self._session.flush()  # the record may have come in this very transaction
        found = self._records.record(request_no)
        if found is None:
            raise unknown_record(request_no)
        return found.request_no


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def not_now(row: Row[Any]) -> InvalidRequest:
    """The error for a document whose status does not allow what was asked."""
    name = document_name(row.id)
    return InvalidRequest(
        Message(
            ar=f"حالة الوثيقة {name} هي {row.status}، ولا يصح عليها هذا الإجراء.",
            en=f"Document {name} is {row.status}; this cannot be done with it now.",
        )
    )
