"""Engines: how SQLite and PostgreSQL are opened so that both behave as one archive.

One writer at a time: SQLite begins write transactions with BEGIN IMMEDIATE, PostgreSQL takes an advisory lock first. Readers see
one snapshot from beginning to end.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InvalidRequestError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import MissingPart, Unavailable
from domain.messages import Message

#: How long a writer waits for another before it reports Unavailable, in seconds.
LOCK_PATIENCE_SECONDS = 30.0

#: It waits in steps of so many seconds: between them it hears that the program was told to stop.
LOCK_STEP_SECONDS = 0.5

#: Key of the advisory lock that makes one writer on PostgreSQL ("warraq" in ASCII).
WRITER_LOCK = 0x776172726171

_WRITING = "warraq_writing"  # gives the patience of a write transaction
_LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code of a lock that was not had in time

#: Seconds that a writer waits for another, asked again while it waits.
LockPatience = Callable[[], float]

#: What makes a transaction see one state throughout: SQLite's always do.
_SNAPSHOT: dict[str, dict[str, Any]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class StatementFailed(Exception):
    """A fault of ours in a statement. Its text goes to logs: it says what failed, without the values, which may be personal."""


def make_engine(url: str | URL, read_only: bool = False, create: bool = False) -> Engine:
    """An engine for `url`; nothing is opened yet, save to find out how a read-only SQLite file can be opened.

    `create` lets SQLite make the file. Raises MissingPart where a SQLite file is not there, or cannot be read without its
    owner's help.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(sqlite_file(parsed), read_only, create)
    return _postgresql_engine(parsed, read_only)


def sqlite_file(url: str | URL) -> Path:
    """The file of a SQLite URL. Raises ValueError for a database in memory, which no second process could see."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ValueError("the archive needs a database file")
    return Path(name)


def _sqlite_engine(file: Path, read_only: bool, create: bool) -> Engine:
    if not create and not file.is_file():
        raise MissingPart(
            Message(
                ar=f"لا توجد قاعدة بيانات في {file}. أنشئ الأرشيف أولًا.",
                en=f"There is no database at {file}. Make the archive first.",
            ),
            remedy="warraq init",
        )
    flags = _read_flags(file) if read_only else ("mode=rwc" if create else "mode=rw")
    engine = create_engine(f"sqlite:///file:{quote(str(file.absolute()))}?{flags}&uri=true")

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin when and how we say
        connection.execute(f"PRAGMA busy_timeout={LOCK_PATIENCE_SECONDS * 1000:.0f}")
        connection.execute("PRAGMA foreign_keys=ON")
        if not read_only:
            _use_wal(connection)
            connection.execute("PRAGMA synchronous=FULL")  # a register entry must survive a power cut

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        patience = connection.get_execution_options().get(_WRITING)
        _wait_at_most(connection, LOCK_PATIENCE_SECONDS if patience is None else LOCK_STEP_SECONDS)
        if patience is None:
            connection.exec_driver_sql("BEGIN")
        else:
            _wait_for_lock(patience, lambda: connection.exec_driver_sql("BEGIN IMMEDIATE"))

    return engine


def _wait_at_most(connection: Connection, seconds: float) -> None:
    """How long SQLite itself waits for a lock, where no signal of Python's is heard."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={seconds * 1000:.0f}")


def _use_wal(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")


def _read_flags(file: Path) -> str:
    """How a reader that may not write can open `file`.

    A database in WAL mode wants its -shm file. Where that is missing and may not be made, the file is closed cleanly and
    nobody writes: then it may be read as immutable. With a -wal file left behind that would hide its last transactions.
    Source: https://www.sqlite.org/wal.html#read_only_databases
    """
    try:
        with _closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return "mode=ro"
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise Unavailable(f"database: {error}") from error  # locked, or no database: nothing that immutable would mend
        wal = file.with_name(file.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            raise MissingPart(
                Message(
                    ar="في قاعدة البيانات قيود لم تُدمج بعد، ولا يجوز لهذا المستخدم دمجها. يشغّل مالك الأرشيف: warraq status",
                    en="The database holds transactions that only its owner may fold in. As the owner, run: warraq status",
                ),
                remedy="warraq status",
            ) from error
        return "immutable=1"


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()


def _postgresql_engine(url: URL, read_only: bool) -> Engine:
    if url.get_backend_name() != "postgresql":
        raise ValueError(f"only SQLite and PostgreSQL are supported, not {url.get_backend_name()}")
    options: dict[str, Any] = {"connect_timeout": 10, "application_name": "warraq"}
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=options)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if read_only:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        elif patience := connection.get_execution_options().get(_WRITING):
            _wait_for_lock(patience, lambda: _lock_postgresql(connection))

    return engine


def _lock_postgresql(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_STEP_SECONDS * 1000:.0f}ms'")
    try:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
    except OperationalError:
        if connection.connection.dbapi_connection is not None:
            connection.connection.rollback()  # the driver begins anew with the next statement
        raise


def _wait_for_lock(patience: LockPatience, lock: Callable[[], object]) -> None:
    """`lock` until it succeeds. Raises its OperationalError for anything but a lock that another holds, and when time is up."""
    began = time.monotonic()
    while True:
        try:
            lock()
            return
        except OperationalError as error:
            if not _is_locked(error) or time.monotonic() - began >= patience():
                raise


def _is_locked(error: OperationalError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


@contextmanager
def write_connection(engine: Engine, patience: LockPatience = lambda: LOCK_PATIENCE_SECONDS) -> Iterator[Connection]:
    """A connection in the one write transaction; committed at the end, rolled back on any error."""
    with database_errors(), engine.connect() as connection:
        writing = connection.execution_options(**{_WRITING: patience})
        with writing.begin():
            yield writing


@contextmanager
def read_connection(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one unchanging state of the database."""
    with database_errors(), engine.connect() as connection:
        snapshot = connection.execution_options(**_SNAPSHOT[engine.dialect.name])
        with snapshot.begin():
            yield snapshot


@contextmanager
def database_errors() -> Iterator[None]:
    """Turns what the world does to a database (locked, full, away) into Unavailable, our own faults into StatementFailed."""
    try:
        yield
    except (OperationalError, PoolTimeout) as error:
        raise Unavailable(f"database: {_first_line(error)}") from error
    except DBAPIError as error:
        if error.connection_invalidated or _damaged(error):
            raise Unavailable(f"database: {_first_line(error)}") from error
        raise StatementFailed(f"{_first_line(error)} [{error.statement}]") from None
    except InvalidRequestError as error:
        if "invalid transaction is rolled back" in str(error):  # the connection was lost underneath us
            raise Unavailable("database: connection lost") from error
        raise


def _damaged(error: DBAPIError) -> bool:
    """SQLite says 'malformed' or 'not a database' with its general error class."""
    return isinstance(error.orig, sqlite3.DatabaseError) and type(error.orig) is sqlite3.DatabaseError


def _first_line(error: Exception) -> str:
    """What the driver said, without the statement and its values, which may be personal."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
