"""The archive's books: opened, upgraded, written in transactions, read in snapshots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from archive_store import engine as engines
from archive_store.engine import make_engine, read_connection, write_connection
from archive_store.reader import Reader
from archive_store.rules import Rules, no_catalogue, no_draft_keys, no_record_keys
from archive_store.transaction import Transaction
from archive_store.upgrade import require_schema, upgrade_database
from domain.documents import Book, DocumentDraft, Record


class Archive:
    """One database of one archive. May be shared by threads; each process opens its own."""

    def __init__(self, engine: Engine, rules: Rules) -> None:
        self.engine = engine
        self.rules = rules
        self._hurried = False

    @classmethod
    def open(
        cls,
        url: str,
        *,
        clock: Callable[[], dt.datetime],
        timezone: dt.tzinfo,
        read_only: bool = False,
        book_of: Callable[[str], Book | None] = no_catalogue,
        record_keys: Callable[[Record], frozenset[str]] = no_record_keys,
        draft_keys: Callable[[DocumentDraft], frozenset[str]] = no_draft_keys,
    ) -> Archive:
        """Opens the database at `url` (SQLAlchemy; SQLite file or PostgreSQL).

        `read_only` works on a file that may not be written. `book_of` gives the register book of a document type (None: no
        book); who archives needs it. `record_keys` and `draft_keys` give the blocking keys of a record and of a paper.

        Raises MissingPart where there is no database or its schema is not this program's, Unavailable where it cannot be
        reached.
        """
        engine = make_engine(url, read_only)
        try:
            require_schema(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, Rules(clock, timezone, book_of, record_keys, draft_keys))

    @classmethod
    def upgrade(cls, url: str, backup_to: Path | None = None) -> Path | None:
        """Makes or migrates the database; see `upgrade_database`."""
        return upgrade_database(url, backup_to)

    @contextmanager
    def write(self, agent: str) -> Iterator[Transaction]:
        """The one way to write: committed when the block ends, undone when it raises.

        `agent` is who acts: `os:USER` or `service:NAME`. Raises Unavailable when the database does not answer or stays locked.
        """
        with write_connection(self.engine, self._patience) as connection:
            transaction = Transaction(connection, agent, self.rules)
            yield transaction
            transaction.flush()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A look at one unchanging state. Keep it short: on SQLite an open reader holds back the clean-up of the log."""
        with read_connection(self.engine) as connection:
            yield Reader(connection, self.rules)

    def hurry(self) -> None:
        """From now on no writer waits long for another, also one that waits already: the program is told to stop.

        May be called by a signal handler.
        """
        self._hurried = True

    def _patience(self) -> float:
        return 0.0 if self._hurried else engines.LOCK_PATIENCE_SECONDS

    def close(self) -> None:
        """Gives back the connections."""
        self.engine.dispose()
