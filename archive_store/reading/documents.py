"""Documents and their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, and_, or_, select, type_coerce

from archive_store import values
from archive_store.ids import document_key, document_name, scan_key, unknown_document, unknown_scan
from archive_store.reading.rows import to_document
from archive_store.schema import also_in, document, document_history, page, register_entry, replacement
from domain.documents import Document, DocumentStatus, RecognizedPage
from domain.messages import Reason

_BATCH = 500  # identifiers per query: SQLite takes 999 variables where it is old


@dataclass(frozen=True)
class Change:
    """One line of a document's history. `before` and `after` hold the fields that changed."""

    at: datetime
    agent: str
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str


class DocumentReader:
    """Questions about documents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def document(self, document_id: str) -> Document:
        """One document. Raises UnknownObject."""
        found = next(self.documents(select_documents().where(document.c.id == document_key(document_id))), None)
        if found is None:
            raise unknown_document(document_id)
        return found

    def documents(self, query: Select[Any]) -> Iterator[Document]:
        """The documents of a query made with `select_documents`, in its order."""
        rows = self._connection.execute(query).fetchall()
        for batch in batches(rows):
            others = self._also_in([row.id for row in batch])
            yield from (to_document(row, others[row.id]) for row in batch)

    def of_scans(self, scan_keys: Sequence[int]) -> dict[int, list[Document]]:
        """The documents of each scan in the order of their pages; replaced ones are left out."""
        query = select_documents().where(document.c.scan_id.in_(scan_keys), document.c.status != DocumentStatus.REPLACED)
        found: dict[int, list[Document]] = defaultdict(list)
        for each in self.documents(query.order_by(document.c.id)):
            found[scan_key(each.scan_id)].append(each)
        for documents in found.values():
            documents.sort(key=lambda each: each.draft.pages)
        return found

    def of_request(self, request_no: str) -> list[Document]:
        """The papers filed under a request, also those that are in another dossier first."""
        elsewhere = select(also_in.c.document_id).where(also_in.c.request_no == request_no)
        query = select_documents().where(
            or_(document.c.request_no == request_no, document.c.id.in_(elsewhere)),
            document.c.status != DocumentStatus.REPLACED,
        )
        return list(self.documents(query.order_by(document.c.id)))

    def review_queue(
        self,
        reason: Reason | None = None,
        type: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> list[Document]:
        """Documents that wait for a person, oldest first; `after` is the last document of the page of results before."""
        query = select_documents().where(document.c.status == DocumentStatus.REVIEW).order_by(document.c.id)
        if type is not None:
            query = query.where(document.c.type == type)
        if reason is not None:
            query = query.where(type_coerce(document.c.undecided, Text).contains(f'"{reason.value}"'))
        if after is not None:
            query = query.where(document.c.id > document_key(after))
        return list(self.documents(query.limit(limit)))

    def page(self, scan_id: str, number: int) -> RecognizedPage:
        """One page of a scan as read. Raises UnknownObject."""
        query = select(page).where(page.c.scan_id == scan_key(scan_id), page.c.number == number)
        row = self._connection.execute(query).first()
        if row is None:
            raise unknown_scan(f"{scan_id} / {number}")
        return values.to_page(row)

    def pages_of(self, document_id: str) -> list[RecognizedPage]:
        """The document's own pages in its order. Raises UnknownObject."""
        key = document_key(document_id)
        row = self._connection.execute(select(document.c.scan_id, document.c.pages).where(document.c.id == key)).first()
        if row is None:
            raise unknown_document(document_id)
        query = select(page).where(page.c.scan_id == row.scan_id, page.c.number.in_(row.pages))
        pages = {found.number: values.to_page(found) for found in self._connection.execute(query)}
        return [pages[number] for number in row.pages if number in pages]

    def pages_of_scan(self, scan_id: str) -> Iterator[RecognizedPage]:
        """Every page of a scan as read, in order."""
        query = select(page).where(page.c.scan_id == scan_key(scan_id)).order_by(page.c.number)
        yield from (values.to_page(row) for row in self._connection.execute(query))

    def shown_ids(self) -> Iterator[str]:
        """The documents that search must find: every one that was not replaced."""
        query = select(document.c.id).where(document.c.status != DocumentStatus.REPLACED).order_by(document.c.id)
        yield from (document_name(key) for key in self._connection.execute(query).scalars())

    def history(self, document_id: str) -> list[Change]:
        """What people and late records changed on a document, oldest first."""
        query = (
            select(document_history)
            .where(document_history.c.document_id == document_key(document_id))
            .order_by(document_history.c.id)
        )
        return [Change(row.at, row.agent, row.action, row.before, row.after, row.note) for row in self._connection.execute(query)]

    def replaced_by(self, document_id: str) -> list[str]:
        """The documents that a split, a merge or moved pages put in this one's place."""
        query = select(replacement.c.new_id).where(replacement.c.old_id == document_key(document_id))
        return [document_name(key) for key in self._connection.execute(query.order_by(replacement.c.new_id)).scalars()]

    def replaces(self, document_id: str) -> list[str]:
        """The documents in whose place this one is."""
        query = select(replacement.c.old_id).where(replacement.c.new_id == document_key(document_id))
        return [document_name(key) for key in self._connection.execute(query.order_by(replacement.c.old_id)).scalars()]

    def _also_in(self, keys: Sequence[int]) -> dict[int, list[str]]:
        query = select(also_in).where(also_in.c.document_id.in_(keys)).order_by(also_in.c.request_no)
        found: dict[int, list[str]] = defaultdict(list)
        for row in self._connection.execute(query):
            found[row.document_id].append(row.request_no)
        return found


def select_documents() -> Select[Any]:
    """Documents with the number of their register entry, as `to_document` wants them."""
    joined = document.outerjoin(register_entry, and_(register_entry.c.id == document.c.register_entry))
    return select(document, register_entry.c.no.label("entry_no"), register_entry.c.book.label("entry_book")).select_from(joined)


def batches(rows: Sequence[Row[Any]], size: int = _BATCH) -> Iterable[Sequence[Row[Any]]]:
    """`rows` in pieces that one query can name."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
