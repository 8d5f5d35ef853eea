"""What a person, or a record that came late, settles about documents. Every change keeps what was before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from sqlalchemy import Row, insert, select

from archive_store.ids import document_name, scan_name, unknown_record
from archive_store.reading.documents import DocumentReader
from archive_store.reading.records import RecordReader
from archive_store.reading.rows import to_draft
from archive_store.schema import also_in as filed_elsewhere
from archive_store.schema import document_history, replacement, scan
from archive_store.writing.documents import AWAITS_RECORD, DocumentWriter
from archive_store.writing.session import Session
from domain.documents import Classification, Document, DocumentDraft, DocumentStatus, Link, LinkMethod
from domain.errors import InvalidRequest
from domain.messages import Message, Reason


class Keep(Enum):
    """For an argument that is left as it is, where None means something of its own."""

    KEEP = "keep"


#: What is settled by naming the type, and by naming the request (or saying that there is none).
_TYPE_SETTLES = frozenset({Reason.TYPE_UNSURE, Reason.UNREADABLE_TEXT})
_REQUEST_SETTLES = AWAITS_RECORD | {Reason.CONFLICT, Reason.UNREADABLE_TEXT}


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
        `undecided`. `also_in` is the whole list of other dossiers. Leaving the book of the register for another makes an entry
        there that voids the old one. Raises UnknownObject for a request without a record.
        """
        if type is not None and tab is None:
            raise ValueError("a type is filed under a tab")
        row = self._changeable(document_id)
        before, draft = self._facts(row), to_draft(row)
        settled = set(settles)
        if type is not None:
            draft, settled = _typed(draft, type, tab or ""), settled | _TYPE_SETTLES
        if request_no is not Keep.KEEP:
            found = self._existing(request_no)
            link = Link(found, method, confidence, reasons=("person",) if method is LinkMethod.MANUAL else ())
            draft, settled = replace(draft, link=link), settled | _REQUEST_SETTLES
        draft = _settled(draft, settled)
        if subject is not None:
            draft = replace(draft, subject=subject)
        self._documents.set_draft(row.id, draft)
        self._documents.set(row.id, tab=tab or row.tab, box=box or row.box)
        if also_in is not None:
            self._file_elsewhere(row.id, [self._existing(each) for each in also_in])
        if request_no is not Keep.KEEP:
            self._documents.keep_evidence(row.id, draft.link)
        return self._conclude(row, before, "decide", note)

    def relink(self, document_id: str, link: Link) -> Document:
        """Gives a document in review the link found after its record came, or better proposals. Raises InvalidRequest."""
        row = self._changeable(document_id)
        if row.status != DocumentStatus.REVIEW:
            raise _not_now(row)
        before, draft = self._facts(row), to_draft(row)
        kept = [reason for reason in draft.undecided if reason not in AWAITS_RECORD]
        if link.reason is not None:
            kept.append(link.reason)
        draft = replace(draft, link=link, undecided=tuple(dict.fromkeys(kept)))
        self._documents.set_draft(row.id, draft)
        self._documents.keep_evidence(row.id, link)
        return self._conclude(row, before, "relink", "")

    def replace(self, document_ids: Sequence[str], drafts: Sequence[DocumentDraft], pdfs: Sequence[str | None]) -> list[Document]:
        """Puts other documents of the same scan in the place of these (split, merge). The old ones are kept as `replaced`.

        Each register entry of the old ones is voided: by the entry of a new one, or where there are not enough of those, by a
        line of its own in the same book.
        """
        rows = [self._changeable(name) for name in dict.fromkeys(document_ids)]
        if len({row.scan_id for row in rows}) != 1:
            raise InvalidRequest(
                Message(
                    ar="الدمج والفصل يكونان بين وثائق دفعة مسح واحدة.",
                    en="Only documents of one scan can be merged or split.",
                )
            )
        others = {name for row in rows for name in self._reader.document(document_name(row.id)).also_in}
        for row in rows:
            self._documents.set(row.id, status=DocumentStatus.REPLACED)
        standing = [row for row in rows if row.register_entry is not None]
        origin = self._connection.execute(select(scan).where(scan.c.id == rows[0].scan_id)).one()
        added = []
        for draft, pdf in zip(drafts, pdfs, strict=True):
            voids = standing[0].register_entry if standing else None
            key, entered = self._documents.add(origin, draft, pdf, rows[0].catalogue_version, voids)
            standing = standing[1:] if entered else standing
            added.append(key)
        for row in standing:
            self._documents.cancel_entry(row)
        self._carry_over(rows, added, sorted(others))
        return [self._reader.document(document_name(key)) for key in added]

    def _carry_over(self, rows: Sequence[Row[Any]], added: Sequence[int], others: Sequence[str]) -> None:
        """What follows from a replacement: lineage, box, other dossiers, history, scan, search, audit."""
        boxes = {row.box for row in rows}
        for key in added:
            self._file_elsewhere(key, list(others))
            if len(boxes) == 1:
                self._documents.set(key, box=next(iter(boxes)))
            self._connection.execute(insert(replacement), [{"old_id": row.id, "new_id": key} for row in rows])
        new = [document_name(key) for key in added]
        for row in rows:
            self._keep_history(row.id, "replace", {"status": row.status}, {"replaced_by": new}, "")
        self._documents.settle_scan(rows[0].scan_id)
        self._session.tell_search([*(row.id for row in rows), *added])
        old = [document_name(row.id) for row in rows]
        self._session.audit("replace", scan_name(rows[0].scan_id), {"old": old, "new": new})

    def _conclude(self, row: Row[Any], before: dict[str, Any], action: str, note: str) -> Document:
        """What follows from a changed draft: history, shelf and register, scan, search, audit."""
        now = self._documents.row(row.id)
        old, new = _differences(before, self._facts(now))
        self._keep_history(row.id, action, old, new, note)
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
            raise _not_now(row)
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

    def _file_elsewhere(self, key: int, numbers: Sequence[str | None]) -> None:
        self._connection.execute(filed_elsewhere.delete().where(filed_elsewhere.c.document_id == key))
        rows = [{"document_id": key, "request_no": number} for number in dict.fromkeys(numbers) if number]
        if rows:
            self._connection.execute(insert(filed_elsewhere), rows)

    def _keep_history(self, key: int, action: str, before: dict[str, Any], after: dict[str, Any], note: str) -> None:
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


def _typed(draft: DocumentDraft, type: str, tab: str) -> DocumentDraft:
    return replace(draft, classification=Classification(type, tab, 1.0, True, ("person",), decided_by="person"))


def _settled(draft: DocumentDraft, settled: Collection[Reason]) -> DocumentDraft:
    """The draft without the doubts in `settled`."""
    if Reason.TYPE_UNSURE in settled and not draft.classification.sure:
        draft = replace(draft, classification=replace(draft.classification, sure=True, decided_by="person"))
    if draft.link.reason in settled:
        draft = replace(draft, link=replace(draft.link, reason=None, proposals=()))
    return replace(draft, undecided=tuple(reason for reason in draft.undecided if reason not in settled))


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _not_now(row: Row[Any]) -> InvalidRequest:
    name = document_name(row.id)
    return InvalidRequest(
        Message(
            ar=f"حالة الوثيقة {name} هي {row.status}، ولا يصح عليها هذا الإجراء.",
            en=f"Document {name} is {row.status}; this cannot be done with it now.",
        )
    )
