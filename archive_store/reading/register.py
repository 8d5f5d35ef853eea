"""The register as it is read: lines in order, and the facts of a line that the audit trail vouches for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, select

from archive_store.columns import clean_text
from archive_store.reading.rows import to_entry
from archive_store.schema import register_entry
from domain.documents import Book, RegisterEntry

_voided = register_entry.alias("voided")


class RegisterReader:
    """Questions about the register."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def register(self, centre: str | None = None, year: int | None = None, book: Book | None = None) -> Iterator[RegisterEntry]:
        """Lines by centre, book, year and number."""
        query = select_entries()
        for column, wanted in ((register_entry.c.centre, centre), (register_entry.c.year, year), (register_entry.c.book, book)):
            if wanted is not None:
                query = query.where(column == wanted)
        order = (register_entry.c.centre, register_entry.c.book, register_entry.c.year, register_entry.c.no)
        rows = self._connection.execution_options(yield_per=1000).execute(query.order_by(*order))
        yield from (to_entry(row) for row in rows)


def select_entries() -> Select[Any]:
    """Entries with the one that they void, as `to_entry` wants them."""
    return select(
        register_entry,
        _voided.c.book.label("voided_book"),
        _voided.c.year.label("voided_year"),
        _voided.c.no.label("voided_no"),
    ).select_from(register_entry.outerjoin(_voided, _voided.c.id == register_entry.c.voids))


def entry_facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the digest in the audit trail covers: every column of the entry."""
    return {
        "id": row["id"],
        "centre": row["centre"],
        "book": row["book"],
        "year": row["year"],
        "no": row["no"],
        "date": row["date"].isoformat(),
        "document": row["document_id"],
        "request_no": clean_text(row["request_no"]) if row["request_no"] is not None else None,
        "subject": clean_text(row["subject"]),
        "voids": row["voids"],
    }
