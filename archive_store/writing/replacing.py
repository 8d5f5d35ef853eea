"""Documents in the place of others: a split, a merge, pages turned, moved, added or removed. The old ones stay for history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from archive_store.ids import document_key, document_name, scan_key, scan_name, unknown_scan
from archive_store.reading.documents import DocumentReader
from archive_store.schema import document, dropped_page, page, replacement, scan
from archive_store.schema import document_key as key_table
from archive_store.writing.documents import DocumentWriter
from archive_store.writing.session import Session
from domain.documents import Document, DocumentDraft, DocumentStatus
from domain.errors import InvalidRequest
from domain.messages import Message, Reason


@dataclass(frozen=True)
class NewDocument:
    """What takes the place of other documents: its decisions, the digest of its searchable PDF, the scan its pages are of."""

    draft: DocumentDraft
    pdf_sha256: str | None
    scan_id: str


class ReplacementWriter:
    """Replaces documents."""

    def __init__(self, session: Session, documents: DocumentWriter) -> None:
        self._session = session
        self._connection = session.connection
        self._documents = documents
        self._reader = DocumentReader(session.connection)

    def replace(self, olds: Sequence[Document], news: Sequence[NewDocument], action: str = "replace") -> list[Document]:
        """Puts `news` in the place of `olds`, which are kept as `replaced`; `action` names the deed in the books.

        Each register entry of the old ones is voided: by the entry of a new one, or where there are not enough of those, by a
        line of its own in the same book. Raises InvalidRequest where an old document was changed since it was read, and where
        the documents belong to more than one centre.
        """
        rows = [self._unchanged(old) for old in olds]
        origins = [self._origin(new) for new in news]
        if len({row.centre for row in (*rows, *origins)}) != 1:
            raise _centres()
        for row in rows:
            self._retire(row)
        standing = [row for row in rows if row.register_entry is not None]
        added = []
        for new, origin in zip(news, origins, strict=True):
            voids = standing[0].register_entry if standing else None
            key, entered = self._documents.add(origin, new.draft, new.pdf_sha256, rows[0].catalogue_version, voids)
            standing = standing[1:] if entered else standing
            added.append(key)
        for row in standing:
            self._documents.cancel_entry(row)
        self._carry_over(olds, rows, news, added)
        self._tell(rows, added, {row.scan_id for row in rows} | {origin.id for origin in origins}, action)
        return [self._reader.document(document_name(key)) for key in added]

    def set_aside(self, second: Document, note: str = "") -> None:
        """Leaves a likely second scan of a paper unused: the document that it is a scan of stands in its place, as it was.

        The scan stays; where no other document came of it, its reason says that it was not used. `note` is why, for the history
        of both. Raises InvalidRequest where the document does not wait as a second scan, or was changed since it was read.
        """
        row = self._unchanged(second)
        if second.draft.rescan_of is None or Reason.RESCAN not in second.draft.undecided:
            raise InvalidRequest(
                Message(ar=f"الوثيقة {second.id} لا تنتظر بوصفها مسحًا ثانيًا.", en=f"{second.id} does not wait as a second scan.")
            )
        self._retire(row)
        first = document_key(second.draft.rescan_of)
        self._connection.execute(insert(replacement).values(old_id=row.id, new_id=first))
        self._tell([row], [first], {row.scan_id}, "set-aside", note)
        used = select(document.c.id).where(document.c.scan_id == row.scan_id, document.c.status != DocumentStatus.REPLACED)
        if self._connection.execute(used).first() is None:
            self._connection.execute(update(scan).where(scan.c.id == row.scan_id).values(reason=Reason.NOT_USED))

    def take_up(self, scan_id: str, number: int) -> None:
        """A page that was left out of all documents of its scan (blank, a sheet, removed) is in one now. Raises InvalidRequest
        where it was brought back meanwhile."""
        here = (dropped_page.c.scan_id == scan_key(scan_id), dropped_page.c.number == number)
        if self._connection.execute(dropped_page.delete().where(*here)).rowcount == 0:
            raise InvalidRequest(
                Message(
                    ar=f"أُعيدت الصفحة {number} من الدفعة {scan_id} إلى وثيقة في هذه الأثناء.",
                    en=f"Page {number} of scan {scan_id} was brought back into a document meanwhile.",
                )
            )
        self._session.audit("take-up", scan_id, {"page": number})

    def leave_out(self, scan_id: str, number: int) -> None:
        """A person removed a page from its document, and it is in no other of its scan."""
        row = {"scan_id": scan_key(scan_id), "number": number, "why": "removed"}
        self._connection.execute(insert(dropped_page), row)
        self._session.audit("leave-out", scan_id, {"page": number})

    def _retire(self, row: Row[Any]) -> None:
        """Keeps a document for history only: it waits for no record any more."""
        self._documents.set(row.id, status=DocumentStatus.REPLACED)
        self._connection.execute(key_table.delete().where(key_table.c.document_id == row.id))

    def _unchanged(self, old: Document) -> Row[Any]:
        """The row of a document that is still as it was read."""
        if self._reader.document(old.id) != old or old.status is DocumentStatus.REPLACED:
            raise InvalidRequest(
                Message(
                    ar=f"تغيّرت الوثيقة {old.id} في هذه الأثناء. انظر إليها ثم أعد المحاولة: warraq show {old.id}",
                    en=f"{old.id} was changed meanwhile. Look at it, then try again: warraq show {old.id}",
                )
            )
        return self._documents.row(document_key(old.id))

    def _origin(self, new: NewDocument) -> Row[Any]:
        """The scan of a new document. Raises ValueError where its pages were not read: a fault of ours."""
        key = scan_key(new.scan_id)
        found = self._connection.execute(select(scan).where(scan.c.id == key)).first()
        if found is None:
            raise unknown_scan(new.scan_id)
        read = set(self._connection.execute(select(page.c.number).where(page.c.scan_id == key)).scalars())
        if not new.draft.pages or not read.issuperset(new.draft.pages):
            raise ValueError("a document has pages that were not read")
        return found

    def _carry_over(
        self, olds: Sequence[Document], rows: Sequence[Row[Any]], news: Sequence[NewDocument], added: Sequence[int]
    ) -> None:
        """Lineage, box and other dossiers go on in the new documents."""
        boxes = {row.box for row in rows}
        others = sorted({name for old in olds for name in old.also_in})
        for key, new in zip(added, news, strict=True):
            self._documents.file_elsewhere(key, others, new.draft.link.request_no)
            if len(boxes) == 1:
                self._documents.set(key, box=next(iter(boxes)))
            self._connection.execute(insert(replacement), [{"old_id": row.id, "new_id": key} for row in rows])

    def _tell(self, rows: Sequence[Row[Any]], added: Sequence[int], scans: set[int], action: str, note: str = "") -> None:
        """History of old and new, scans, search, audit."""
        old, new = [document_name(row.id) for row in rows], [document_name(key) for key in added]
        for row in rows:
            replaced = {"status": DocumentStatus.REPLACED.value, "replaced_by": new}
            self._documents.keep_history(row.id, action, {"status": row.status}, replaced, note)
        for key in added:
            self._documents.keep_history(key, action, {}, {"replaces": old}, note)
        for key in sorted(scans):
            self._documents.settle_scan(key)
        self._session.tell_search([*(row.id for row in rows), *added])
        self._session.audit(action, scan_name(rows[0].scan_id), {"old": old, "new": new})


def _centres() -> InvalidRequest:
    return InvalidRequest(
        Message(
            ar="الوثائق من مراكز مختلفة، ولكل مركز سجله؛ لا تُدمج.",
            en="The documents are of different centres, each with its own register; they cannot be joined.",
        )
    )
