"""Is everything still there and unchanged? Bytes against digests, register without gaps, audit chain unbroken.

The books are checked in one snapshot; the objects, which may take hours, after it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from archive_store.archive import Archive
from archive_store.checks.chain import ChainFacts, check_chain, check_custody
from archive_store.checks.problem import Problem
from archive_store.checks.register import check_register
from archive_store.checks.scans import check_scans
from archive_store.engine import StatementFailed, read_connection
from archive_store.objects import ObjectStore
from archive_store.schema import classifier_model, document, scan
from domain.errors import FixityMismatch, Unavailable

__all__ = ["Checked", "Problem", "verify"]

#: An object younger than this may belong to a scan that is about to be taken in, in seconds.
ORPHAN_AGE = 86400.0


@dataclass(frozen=True)
class Checked:
    """How much was looked at. `notes` name what is no problem but worth knowing: objects that nothing refers to."""

    objects: int
    entries: int
    events: int
    documents: int
    problems: int
    notes: tuple[str, ...] = ()


def _silent(_done: int, _of: int) -> None:
    pass


def verify(archive: Archive, objects: ObjectStore, progress: Callable[[int, int], None] = _silent) -> Iterator[Problem | Checked]:
    """Yields each problem found, and last what was checked. `progress` is told how many objects of how many are read."""
    problems = 0
    counts = _Counts()
    for problem in _check_books(archive, counts):
        problems += 1
        yield problem
    for done, digest in enumerate(sorted(counts.referenced), 1):
        fault = _check_object(objects, digest)
        if fault:
            problems += 1
            yield Problem("object", digest, fault)
        progress(done, len(counts.referenced))
    notes = tuple(_orphans(objects, counts.referenced))
    yield Checked(len(counts.referenced), counts.entries, counts.events, counts.documents, problems, notes)


class _Counts:
    """What the check of the books leaves for the end."""

    def __init__(self) -> None:
        self.entries = self.events = self.documents = 0
        self.referenced: set[str] = set()


def _check_books(archive: Archive, counts: _Counts) -> Iterator[Problem]:
    """Everything that the database alone can tell. A database too damaged to be read is a problem too, not an error."""
    try:
        with read_connection(archive.engine) as connection:
            yield from _check_database(connection)
            facts = ChainFacts()
            yield from check_chain(connection, facts)
            yield from check_register(connection, facts)
            yield from check_custody(connection, facts)
            yield from check_scans(connection)
            counts.events, counts.entries = facts.events, facts.entries
            counts.documents = len(connection.execute(select(document.c.id)).fetchall())
            counts.referenced = _referenced(connection)
    except (StatementFailed, Unavailable) as error:
        yield Problem("database", "database", f"cannot be read to its end: {error}")
    except (ValueError, TypeError, zlib.error) as error:  # a date that is none, JSON that is none
        yield Problem("database", "database", f"holds a value that cannot be read: {error}")


def _check_database(connection: Connection) -> Iterator[Problem]:
    """What SQLite checks of itself; PostgreSQL keeps references itself and its pages by checksums where so set up."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.execute(text("PRAGMA integrity_check")).fetchall():
        if line != "ok":
            yield Problem("database", "database", line)
    for row in connection.execute(text("PRAGMA foreign_key_check")).fetchall():
        yield Problem("database", f"{row[0]} row {row[1]}", f"refers to a missing row of {row[2]}")


def _referenced(connection: Connection) -> set[str]:
    """The digests of all objects that the books speak of."""
    columns = (scan.c.sha256, document.c.pdf_sha256, classifier_model.c.object_sha256)
    return {
        digest for column in columns for digest in connection.execute(select(column).distinct()).scalars() if digest is not None
    }


def _check_object(objects: ObjectStore, digest: str) -> str | None:
    """What is wrong with an object, None if nothing."""
    try:
        objects.check(digest)
    except FixityMismatch:
        return "its bytes are not those that were stored"
    except Unavailable as error:
        return f"missing or unreadable: {error.detail}"
    except ValueError:
        return "the books name it by something that is no SHA-256"
    return None


def _orphans(objects: ObjectStore, referenced: set[str]) -> Iterator[str]:
    """Objects stored before a crash came between them and the books, left out while they may be on the way there."""
    try:
        for digest in objects:
            if digest not in referenced and objects.age(digest) >= ORPHAN_AGE:
                yield f"object {digest} belongs to nothing; it is harmless"
    except Unavailable as error:
        yield f"the object store could not be listed: {error.detail}"
