"""Making all blocking keys anew, when the way they are made has changed."""

from __future__ import annotations

from sqlalchemy import select

from archive_store.ids import document_key as key_of
from archive_store.keys import hashed
from archive_store.reading.documents import DocumentReader, select_documents
from archive_store.reading.rows import to_record
from archive_store.schema import document, document_key, record, record_key
from archive_store.writing.documents import DocumentWriter
from archive_store.writing.records import RecordWriter
from archive_store.writing.session import Session
from domain.documents import DocumentStatus

#: Under this name the archive keeps which version of the keys it holds.
KEYS_FACT = "keys_version"

_BATCH = 2000


class KeyWriter:
    """Rebuilds `record_key` and `document_key`."""

    def __init__(self, session: Session, documents: DocumentWriter, records: RecordWriter) -> None:
        self._session = session
        self._connection = session.connection
        self._documents = documents
        self._records = records

    def rekey(self, version: str) -> int:
        """Makes the keys of all records and of the documents in review anew; notes their version. Returns how many records."""
        self._session.flush()
        self._connection.execute(record_key.delete())
        self._connection.execute(document_key.delete())
        done, last = 0, 0
        while rows := self._connection.execute(
            select(record).where(record.c.id > last).order_by(record.c.id).limit(_BATCH)
        ).fetchall():
            for row in rows:
                hashes = hashed(self._session.rules.record_keys(to_record(row)))
                self._session.defer(record_key, ({"key": each, "record_id": row.id} for each in hashes))
            self._session.flush()
            done, last = done + len(rows), rows[-1].id
        waiting = select_documents().where(document.c.status == DocumentStatus.REVIEW)
        for each in DocumentReader(self._connection).documents(waiting):
            self._documents.set_keys(key_of(each.id), each.draft)
        self._records.note_fact(KEYS_FACT, version)
        self._session.audit("rekey", "records", {"version": version, "records": done})
        return done
