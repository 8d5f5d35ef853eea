"""The numbered feed that search follows: documents to be indexed anew, each with all that search shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from archive_store.feed import FeedRow, OtherDossier, PageText
from archive_store.ids import document_name
from archive_store.reading.documents import select_documents
from archive_store.reading.rows import to_document
from archive_store.schema import also_in, document, feed, page, record
from domain.documents import Document, DocumentStatus, FieldKind

_NAMES = (FieldKind.PERSON, FieldKind.FATHER, FieldKind.MOTHER, FieldKind.ASSOCIATION)
_RECORD_NAMES = ("applicant_name", "father_name", "mother_name", "organization_name")
_OF_RECORD = ("service_code", "governorate", "state", *_RECORD_NAMES)


class FeedReader:
    """Questions of the search index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def feed_head(self) -> int:
        """The highest feed number, 0 for an empty archive."""
        return self._connection.execute(select(func.max(feed.c.no))).scalar() or 0

    def shown_documents(self) -> Iterator[str]:
        """The documents that search must find: all but those that were replaced."""
        query = select(document.c.id).where(document.c.status != DocumentStatus.REPLACED).order_by(document.c.id)
        yield from map(document_name, self._connection.execute(query).scalars())

    def feed_after(self, no: int, limit: int) -> list[FeedRow]:
        """At most `limit` documents that changed after feed number `no`, in order, each under its latest number alone.

        They show the document as it is now, so reading some twice does no harm. Fewer than `limit` rows: this is all.
        """
        later = feed.alias("later")
        newer = select(later.c.no).where(later.c.document_id == feed.c.document_id, later.c.no > feed.c.no).exists()
        query = select(feed.c.no, feed.c.document_id).where(feed.c.no > no, ~newer).order_by(feed.c.no).limit(limit)
        numbers = {row.document_id: row.no for row in self._connection.execute(query)}
        keys = list(numbers)
        rows = self._connection.execute(_select_shown().where(document.c.id.in_(keys))).fetchall()
        texts, elsewhere = self._texts(rows), self._elsewhere(keys)
        made = [_feed_row(numbers[row.id], row, texts[row.id], elsewhere[row.id]) for row in rows]
        return sorted(made, key=lambda each: each.no)

    def _texts(self, rows: Sequence[Row[Any]]) -> dict[int, tuple[PageText, ...]]:
        scans: dict[int, dict[int, str]] = defaultdict(dict)
        wanted = {row.scan_id for row in rows}
        query = select(page.c.scan_id, page.c.number, page.c.text).where(page.c.scan_id.in_(wanted))
        for found in self._connection.execute(query):
            scans[found.scan_id][found.number] = found.text
        return {row.id: tuple(PageText(number, scans[row.scan_id].get(number, "")) for number in row.pages) for row in rows}

    def _elsewhere(self, keys: Sequence[int]) -> dict[int, list[Row[Any]]]:
        """The other dossiers of each document, with what search shows of their records."""
        found: dict[int, list[Row[Any]]] = defaultdict(list)
        joined = also_in.outerjoin(record, record.c.request_no == also_in.c.request_no)
        query = select(also_in, *_of_record()).select_from(joined).where(also_in.c.document_id.in_(keys))
        for row in self._connection.execute(query.order_by(also_in.c.request_no)):
            found[row.document_id].append(row)
        return found


def _of_record() -> list[Any]:
    """Columns of the record, named apart from those of what it is joined to."""
    return [record.c[name].label(f"record_{name}") for name in _OF_RECORD]


def _select_shown() -> Any:
    """Documents with their register entry and what search shows of the linked record."""
    query = select_documents().add_columns(*_of_record())
    return query.outerjoin(record, and_(record.c.request_no == document.c.request_no))


def _feed_row(no: int, row: Row[Any], pages: tuple[PageText, ...], elsewhere: Sequence[Row[Any]]) -> FeedRow:
    shown: Document = to_document(row)
    date = shown.draft.date
    return FeedRow(
        no=no,
        document_id=document_name(row.id),
        deleted=shown.status is DocumentStatus.REPLACED,
        status=row.status,
        type=row.type,
        tab=row.tab,
        service=row.record_service_code or "",
        request_no=row.request_no,
        register_no=shown.register_no,
        governorate=row.record_governorate or _governorate(shown),
        state=row.record_state or "",
        date=date.isoformat() if date else None,
        year=(date or row.created_at).year,
        names=_distinct([name for each in (row, *elsewhere) for name in _record_names(each)] + _read_names(shown)),
        subject=row.subject,
        pages=pages,
        also_in=tuple(_other_dossier(each) for each in elsewhere),
    )


def _other_dossier(row: Row[Any]) -> OtherDossier:
    found = (row.record_service_code, row.record_governorate, row.record_state)
    return OtherDossier(row.request_no, *(value or "" for value in found))


def _record_names(row: Row[Any]) -> list[str]:
    return [getattr(row, f"record_{name}") for name in _RECORD_NAMES]


def _read_names(shown: Document) -> list[str]:
    return [field.value for field in shown.draft.fields if field.kind in _NAMES]


def _governorate(shown: Document) -> str:
    return next((field.value for field in shown.draft.fields if field.kind is FieldKind.GOVERNORATE), "")


def _distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
