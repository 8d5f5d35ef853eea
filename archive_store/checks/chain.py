"""The audit chain, and what it vouches for: that scans and documents taken in are still there as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from archive_store.chain import BEGINNING
from archive_store.checks.problem import Problem
from archive_store.ids import document_name, scan_name
from archive_store.reading.events import to_event
from archive_store.schema import audit_event, document, scan


class ChainFacts:
    """What the events say, for the checks that hold the other books against them."""

    def __init__(self) -> None:
        self.events = 0
        self.entries = 0
        self.entry_digests: dict[str, str] = {}
        self.scan_bytes: dict[str, str] = {}
        self.archived: dict[str, tuple[str | None, str]] = {}

    def learn(self, action: str, about: str, detail: dict[str, Any]) -> None:
        """Takes in one event."""
        self.events += 1
        if action == "register":
            self.entry_digests[str(detail.get("entry"))] = str(detail.get("digest"))
        elif action in ("accession", "duplicate"):
            self.scan_bytes[about] = str(detail.get("sha256"))
        elif action == "archive":
            self.archived[about] = (detail.get("pdf"), str(detail.get("scan")))


def check_chain(connection: Connection, facts: ChainFacts) -> Iterator[Problem]:
    """Every event in its place, its hash right, and joined to the one before."""
    expected_id, previous = 1, BEGINNING
    for row in connection.execution_options(yield_per=1000).execute(select(audit_event).order_by(audit_event.c.id)):
        event = to_event(row)
        where = f"event {event.id}"
        if event.id != expected_id:
            yield Problem("audit", where, f"events {expected_id} to {event.id - 1} are missing")
        if event.previous != previous:
            yield Problem("audit", where, "does not follow from the event before it")
        if event.hash != row.hash:
            yield Problem("audit", where, "its content is not what was written")
        expected_id, previous = event.id + 1, row.hash
        detail = _detail(event.detail)
        if detail is None:
            yield Problem("audit", where, "its detail is not JSON")
        else:
            facts.learn(event.action, event.object, detail)


def _detail(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def check_custody(connection: Connection, facts: ChainFacts) -> Iterator[Problem]:
    """What the audit trail says was taken in and archived is there, with the same bytes, and nothing else is."""
    scans = {scan_name(row.id): row.sha256 for row in connection.execute(select(scan.c.id, scan.c.sha256))}
    yield from _compare("scan", scans, facts.scan_bytes)
    query = select(document.c.id, document.c.pdf_sha256, scan.c.sha256).join_from(document, scan)
    documents = {
        document_name(row.id): (row.pdf_sha256, row.sha256)
        for row in connection.execute(query.where(document.c.archived_at.is_not(None)))
    }
    yield from _compare("document", documents, facts.archived)


def _compare(noun: str, rows: dict[str, Any], events: dict[str, Any]) -> Iterator[Problem]:
    for name in sorted(events.keys() - rows.keys()):
        yield Problem("database", name, f"the audit trail tells of this {noun}, but it is gone")
    for name in sorted(rows.keys() - events.keys()):
        yield Problem("audit", name, f"the audit trail does not tell of this {noun}")
    for name in sorted(rows.keys() & events.keys()):
        if rows[name] != events[name]:
            yield Problem("database", name, f"the {noun} refers to other bytes than the audit trail says")
