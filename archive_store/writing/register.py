"""The diwan's register: entries 1, 2, 3 … for each centre, book and year, made in the transaction that archives."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from archive_store.chain import digest
from archive_store.ids import document_name
from archive_store.reading.register import entry_facts
from archive_store.schema import register_entry
from archive_store.writing.session import Session
from domain.documents import Book


class RegisterWriter:
    """Adds entries. Nothing changes or removes one; an entry is cancelled by a later one that voids it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def enter(
        self, centre: str, book: Book, document_key: int, request_no: str | None, subject: str, *, voids: int | None = None
    ) -> int:
        """Writes the next line of a book and returns its key. `voids` is the key of the entry that it cancels.

        The date is today at the centre, but never before the last line of the same book, should the clock have been set back.
        """
        last = self._session.connection.execute(
            select(register_entry.c.no, register_entry.c.year, register_entry.c.date)
            .where(register_entry.c.centre == centre, register_entry.c.book == book)
            .order_by(register_entry.c.year.desc(), register_entry.c.no.desc())
            .limit(1)
        ).first()
        date = max(self._session.today, last.date) if last else self._session.today
        values: dict[str, Any] = {
            "id": self._session.next_key(register_entry),
            "centre": centre,
            "book": book.value,
            "year": date.year,
            "no": last.no + 1 if last and last.year == date.year else 1,
            "date": date,
            "document_id": document_key,
            "request_no": request_no,
            "subject": subject,
            "voids": voids,
        }
        self._session.connection.execute(insert(register_entry).values(values))
        facts = entry_facts(values)
        line = f"{centre}/{book.value}/{date.year}/{values['no']}"
        self._session.audit("register", document_name(document_key), {"entry": line, "digest": digest(facts)})
        key: int = values["id"]
        return key
