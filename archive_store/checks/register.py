"""The register: numbers without gap or double, dates that never go back, one standing entry for each archived document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from archive_store.chain import digest
from archive_store.checks.chain import ChainFacts
from archive_store.checks.problem import Problem
from archive_store.ids import document_name
from archive_store.reading.register import entry_facts
from archive_store.schema import document, register_entry
from domain.documents import DocumentStatus


def check_register(connection: Connection, facts: ChainFacts) -> Iterator[Problem]:
    """All checks of the register. Leaves the number of entries in `facts`."""
    order = (register_entry.c.centre, register_entry.c.book, register_entry.c.year, register_entry.c.no)
    rows = connection.execute(select(register_entry).order_by(*order)).fetchall()
    facts.entries = len(rows)
    yield from _check_numbers(rows)
    yield from _check_digests(rows, facts)
    yield from _check_voids(rows)
    yield from _check_standing(connection, rows)


def _label(row: Row[Any]) -> str:
    return f"{row.centre}/{row.book}/{row.year}/{row.no}"


def _check_numbers(rows: Iterable[Row[Any]]) -> Iterator[Problem]:
    last: Row[Any] | None = None
    for row in rows:
        same_book = last is not None and (last.centre, last.book) == (row.centre, row.book)
        expected = last.no + 1 if last is not None and same_book and last.year == row.year else 1
        if row.no > expected:
            yield Problem("register", _label(row), f"entries {expected} to {row.no - 1} are missing")
        elif row.no < expected:
            yield Problem("register", _label(row), "the number was given twice")
        if row.date.year != row.year:
            yield Problem("register", _label(row), f"dated {row.date}, outside its year")
        if last is not None and same_book and row.date < last.date:
            yield Problem("register", _label(row), f"dated {row.date}, before the entry ahead of it ({last.date})")
        last = row


def _check_digests(rows: Iterable[Row[Any]], facts: ChainFacts) -> Iterator[Problem]:
    untold = dict(facts.entry_digests)
    for row in rows:
        known = untold.pop(_label(row), None)
        if known is None:
            yield Problem("register", _label(row), "the audit trail does not tell of this entry")
        elif known != digest(entry_facts(row._asdict())):
            yield Problem("register", _label(row), "its content is not what was entered")
    for label in sorted(untold):
        yield Problem("register", label, "the audit trail tells of this entry, but it is gone")


def _check_voids(rows: Iterable[Row[Any]]) -> Iterator[Problem]:
    entries = {row.id: row for row in rows}
    for row in entries.values():
        voided = entries.get(row.voids)
        if row.voids is not None and (voided is None or voided.centre != row.centre or voided.id >= row.id):
            yield Problem("register", _label(row), "voids an entry that it cannot void")


def _check_standing(connection: Connection, rows: Iterable[Row[Any]]) -> Iterator[Problem]:
    standing = _standing(rows)
    query = select(document.c.id, document.c.status, document.c.book, document.c.register_entry).order_by(document.c.id)
    for row in connection.execute(query):
        found = standing.pop(row.id, [])
        wanted = row.status == DocumentStatus.ARCHIVED and row.book is not None
        name = document_name(row.id)
        if len(found) != (1 if wanted else 0):
            yield Problem("register", name, f"has {len(found)} standing entries and must have {1 if wanted else 0}")
        elif wanted and (found[0].id != row.register_entry or found[0].book != row.book):
            yield Problem("register", name, f"its standing entry is {_label(found[0])}, not the one it names")


def _standing(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    """Entries that stand, by document: not voided, and not mere cancellations (same document, same book)."""
    entries = {row.id: row for row in rows}
    voided = {row.voids for row in entries.values()}
    standing: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in entries.values():
        target = entries.get(row.voids)
        cancels = target is not None and (target.document_id, target.book) == (row.document_id, row.book)
        if row.id not in voided and not cancels:
            standing[row.document_id].append(row)
    return standing
