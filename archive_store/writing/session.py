"""One write transaction: its connection, its time, who writes, and the two ledgers that every change goes into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select

from archive_store import chain
from archive_store.rules import Rules
from archive_store.schema import audit_event, feed


class Session:
    """What all writers of one transaction share. `now` is the one time of the transaction."""

    def __init__(self, connection: Connection, agent: str, rules: Rules) -> None:
        self.connection = connection
        self.agent = agent
        self.rules = rules
        self.now: dt.datetime = rules.clock().astimezone(dt.UTC)
        self._last: dict[str, int] = {}
        self._deferred: dict[str, tuple[Table, list[dict[str, Any]]]] = {}
        self._last_hash: str | None = None

    @property
    def today(self) -> dt.date:
        """The civil date at the centre."""
        return self.now.astimezone(self.rules.timezone).date()

    def next_key(self, table: Table) -> int:
        """The number after the highest in `table`: there is one writer, so none is given twice and none is skipped."""
        if table.name not in self._last:
            key: Column[int] = next(iter(table.primary_key.columns))
            self._last[table.name] = self.connection.execute(select(func.max(key))).scalar() or 0
        self._last[table.name] += 1
        return self._last[table.name]

    def defer(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Inserts rows at the end of the transaction, many in one statement: nothing in it reads them before `flush`."""
        self._deferred.setdefault(table.name, (table, []))[1].extend(rows)

    def flush(self) -> None:
        """Inserts what was deferred, tables in the order of their first row."""
        deferred, self._deferred = self._deferred, {}
        for table, rows in deferred.values():
            if rows:
                self.connection.execute(insert(table), rows)

    def audit(self, action: str, about: str, detail: Mapping[str, Any] | None = None) -> None:
        """Adds an event to the chain. `detail` names objects and codes, never what is written on a paper."""
        key = self.next_key(audit_event)
        if self._last_hash is None:
            before = select(audit_event.c.hash).where(audit_event.c.id == key - 1)
            self._last_hash = self.connection.execute(before).scalar() or chain.BEGINNING
        event = chain.Event(key, self.now, self.agent, action, about, chain.canonical(detail or {}), self._last_hash)
        self._last_hash = event.hash
        row = {
            "id": event.id,
            "at": event.at,
            "agent": event.agent,
            "action": event.action,
            "object": event.object,
            "detail": event.detail,
            "previous": event.previous,
            "hash": event.hash,
        }
        self.defer(audit_event, [row])

    def tell_search(self, document_keys: Iterable[int]) -> None:
        """What search must show about these documents has changed."""
        self.defer(feed, ({"no": self.next_key(feed), "document_id": key, "at": self.now} for key in document_keys))
