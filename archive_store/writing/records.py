"""Electronic records: added and updated by request number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any, Literal

from sqlalchemy import insert, or_, select, update

from archive_store.keys import hashed
from archive_store.reading.records import number_of
from archive_store.reading.rows import to_record
from archive_store.schema import also_in, document, fact, record, record_key
from archive_store.writing.session import Session
from domain.documents import Record

Result = Literal["added", "updated", "unchanged"]

_COLUMNS = tuple(field.name for field in fields(Record))


class RecordWriter:
    """Changes to records. None is ever removed: papers refer to them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._added: set[str] = set()  # in this transaction, perhaps not yet inserted

    def save_record(self, new: Record, catalogue_version: str, given: Collection[str] | None = None) -> Result:
        """Adds the record, or brings the one of its request number to it.

        `given` names the fields that the source has at all (as attributes of Record): the others keep their values, and
        columns in `extra` are merged, an empty one taking it away; None: the record is complete. The catalogue version stays
        that of the beginning.
        """
        if new.request_no in self._added:
            self._session.flush()
        row = self._connection.execute(select(record).where(record.c.request_no == new.request_no)).first()
        if row is None:
            self._add(new, catalogue_version)
            return "added"
        old = to_record(row)
        if given is not None:
            new = _merged(old, new, given)
        if new == old:
            return "unchanged"
        self._connection.execute(update(record).where(record.c.id == row.id).values(**_values(new), updated_at=self._session.now))
        self._set_keys(row.id, old, new)
        changed = [name for name in _COLUMNS if getattr(old, name) != getattr(new, name)]
        self._session.audit("record-updated", new.request_no, {"changed": changed})
        self._tell_search(new.request_no)
        return "updated"

    def note_fact(self, name: str, value: str) -> None:
        """Keeps a fact about the archive itself in place of what it was before."""
        self._connection.execute(fact.delete().where(fact.c.name == name))
        self._connection.execute(insert(fact).values(name=name, value=value))

    def _add(self, new: Record, catalogue_version: str) -> None:
        key = self._session.next_key(record)
        now = self._session.now
        row = {
            "id": key,
            "request_no": new.request_no,
            "number": number_of(new.request_no),
            "catalogue_version": catalogue_version,
            "created_at": now,
            "updated_at": now,
            **_values(new),
        }
        self._session.defer(record, [row])
        self._added.add(new.request_no)
        self._session.defer(record_key, _key_rows(key, hashed(self._session.rules.record_keys(new))))
        self._session.audit("record-added", new.request_no)

    def _set_keys(self, key: int, old: Record, new: Record) -> None:
        before = set(hashed(self._session.rules.record_keys(old)))
        after = set(hashed(self._session.rules.record_keys(new)))
        if gone := sorted(before - after):
            self._connection.execute(record_key.delete().where(record_key.c.record_id == key, record_key.c.key.in_(gone)))
        if came := sorted(after - before):  # at once: deferred, they would draw the keys of added records before those records
            self._connection.execute(insert(record_key), _key_rows(key, came))

    def _tell_search(self, request_no: str) -> None:
        """Search shows names, state and service of the record with each of its papers."""
        elsewhere = select(also_in.c.document_id).where(also_in.c.request_no == request_no)
        papers = select(document.c.id).where(or_(document.c.request_no == request_no, document.c.id.in_(elsewhere)))
        self._session.tell_search(list(self._connection.execute(papers.order_by(document.c.id)).scalars()))


def _key_rows(key: int, hashes: list[int]) -> list[dict[str, int]]:
    return [{"key": each, "record_id": key} for each in hashes]


def _values(new: Record) -> dict[str, Any]:
    values = {name: getattr(new, name) for name in _COLUMNS if name != "request_no"}
    return values | {"extra": [list(pair) for pair in new.extra if pair[1]]}


def _merged(old: Record, new: Record, given: Collection[str]) -> Record:
    """`old` with the given fields of `new`."""
    changes: dict[str, Any] = {name: getattr(new, name) for name in given if name in _COLUMNS and name != "extra"}
    columns = dict(old.extra) | dict(new.extra)
    return replace(old, **changes, extra=tuple((name, text) for name, text in columns.items() if text))
