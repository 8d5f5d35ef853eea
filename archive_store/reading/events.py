"""The audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from archive_store.chain import Event
from archive_store.schema import audit_event


class EventReader:
    """Questions about who did what, when."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def events(self, after: int = 0, about: str | None = None) -> Iterator[Event]:
        """Events in order, those with an id above `after`; `about` narrows them to one object."""
        query = select(audit_event).where(audit_event.c.id > after).order_by(audit_event.c.id)
        if about is not None:
            query = query.where(audit_event.c.object == about)
        for row in self._connection.execution_options(yield_per=1000).execute(query):
            yield to_event(row)


def to_event(row: Any) -> Event:
    """A row of table `audit_event`; its stored hash is not part of the event."""
    return Event(row.id, row.at, row.agent, row.action, row.object, row.detail, row.previous)
