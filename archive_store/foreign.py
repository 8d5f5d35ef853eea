"""Electronic records that another system keeps in a database of its own, read through SQLAlchemy and never written.

Of one table or view, only the columns that the mapping names are read, with SELECT alone. On PostgreSQL, MySQL, MariaDB and
Oracle every transaction is read-only besides, on SQLite the file is opened so; elsewhere the rights of the database's user must
see to it.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Engine, Select, create_engine, event, inspect, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.sql import column, table

from domain.errors import InvalidRequest, MissingPart, Unavailable
from domain.messages import Message

_ROWS_AT_ONCE = 500
_PATIENCE_SECONDS = 10
_CHANGED = "source_changed"
#: A change is stamped before it is committed: so far behind the newest one seen is looked again.
OVERLAP = dt.timedelta(minutes=10)

_READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: values under our own column names as the driver gives them, and when it changed (None: not known)."""

    values: Mapping[str, Any]
    changed: Any = None


class RecordSource(Protocol):
    """Where electronic records are read from."""

    @property
    def name(self) -> str:
        """Kept with each record that comes from here."""

    @property
    def columns(self) -> frozenset[str]:
        """Which of our columns it has."""

    def rows(self, after: Any = None) -> Iterator[SourceRow]:
        """All rows, or (`after` being a `changed` value seen before) at least those that changed since.

        Raises Unavailable where the source does not answer, InvalidRequest where it has not what the settings say.
        """


@dataclass(frozen=True)
class ForeignRecords:
    """A table or view of a foreign database. `url` is a secret: it is in no message and no representation.

    `mapping` gives their column for each of ours, `request_no` among them; `where` is a condition in their SQL, `updated_at`
    their column that says when a row last changed (empty: not known, each reading is of everything).
    """

    url: str = field(repr=False)
    table: str
    mapping: Mapping[str, str]
    schema: str | None = None
    where: str = ""
    updated_at: str = ""

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.table}" if self.schema else self.table

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.mapping)

    def rows(self, after: Any = None) -> Iterator[SourceRow]:
        """See RecordSource."""
        url = _parsed(self.url)
        with _told_plainly(url):
            engine = _engine(url)
            try:
                with engine.connect() as connection, connection.begin():
                    self._require_columns(connection)
                    query = self._query(after).execution_options(yield_per=_ROWS_AT_ONCE)
                    for row in connection.execute(query):
                        values = dict(row._mapping)
                        changed = values.pop(_CHANGED, None)
                        yield SourceRow(values, changed)
            finally:
                engine.dispose()

    def _query(self, after: Any) -> Select[Any]:
        wanted: list[ColumnElement[Any]] = [column(theirs).label(ours) for ours, theirs in self.mapping.items()]
        if self.updated_at:
            wanted.append(column(self.updated_at).label(_CHANGED))
        query = select(*wanted).select_from(table(self.table, schema=self.schema))
        if self.where:
            query = query.where(text(f"({self.where})".replace(":", "\\:")))
        if after is not None and self.updated_at:
            since = after - OVERLAP if isinstance(after, dt.datetime) else after
            query = query.where(column(self.updated_at) >= since)
        return query

    def _require_columns(self, connection: Connection) -> None:
        """Raises InvalidRequest that names what is not there, and what is."""
        known = inspect(connection)
        if not known.has_table(self.table, schema=self.schema):
            there = "، ".join(sorted([*known.get_table_names(self.schema), *known.get_view_names(self.schema)])[:20]) or "—"
            raise InvalidRequest(
                Message(
                    ar=f"لا جدول باسم {self.name} في قاعدة السجلات، أو لا يحق لهذا المستخدم رؤيته. الموجود: {there}",
                    en=f"The records database has no table or view {self.name}, or not for this user. There are: {there}",
                )
            )
        theirs = {each["name"] for each in known.get_columns(self.table, schema=self.schema)}
        lacking = sorted({*self.mapping.values(), self.updated_at} - theirs - {""})
        if lacking:
            raise InvalidRequest(
                Message(
                    ar=f"أعمدة في الإعدادات [records] ليست في {self.name}: {', '.join(lacking)}. "
                    f"أعمدته: {', '.join(sorted(theirs))}",
                    en=f"The settings [records] name columns that {self.name} has not: {', '.join(lacking)}. "
                    f"It has: {', '.join(sorted(theirs))}",
                )
            )


def _parsed(text_of_url: str) -> URL:
    try:
        url = make_url(text_of_url)
    except ArgumentError:
        raise InvalidRequest(
            Message(
                ar="عنوان قاعدة السجلات غير صحيح. مثال: postgresql://reader@server/database",
                en="The URL of the records database cannot be read. For example: postgresql://reader@server/database",
            )
        ) from None  # the error would carry the URL along, and the password in it
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgresql", "postgres") else url


def _engine(url: URL) -> Engine:
    """An engine that can only read, as far as the database lets itself be told."""
    name = url.get_backend_name()
    if name == "sqlite":
        engine = create_engine(f"sqlite:///file:{quote(url.database or '')}?mode=ro&uri=true")

        @event.listens_for(engine, "connect")
        def read_only(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA query_only=ON")

        return engine
    options = {"connect_timeout": _PATIENCE_SECONDS, "application_name": "warraq"} if name == "postgresql" else {}
    engine = create_engine(url, connect_args=options)
    if statement := _READ_ONLY.get(name):

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql(statement)

    return engine


@contextmanager
def _told_plainly(url: URL) -> Iterator[None]:
    """Errors of driver and database as ours: without statement, values and password."""
    try:
        yield
    except NoSuchModuleError:
        raise _no_driver(url.drivername) from None
    except ModuleNotFoundError as error:
        raise _no_driver(error.name or url.drivername) from None
    except OperationalError as error:
        raise Unavailable(f"records database: {_said(error, url)}") from None
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(f"records database: {_said(error, url)}") from None
        said = _said(error, url)
        raise InvalidRequest(
            Message(
                ar=f"قاعدة السجلات ترفض القراءة: {said}. راجع [records] في الإعدادات وحق القراءة (SELECT) لمستخدمها.",
                en=f"The records database refuses: {said}. Check [records] in the settings and its user's right to SELECT.",
            )
        ) from None
    except SQLAlchemyError as error:  # the statement could not be made, or its answer not be read
        raise Unavailable(f"records database: {type(error).__name__}") from None


def _no_driver(name: str) -> MissingPart:
    return MissingPart(
        Message(
            ar=f"برنامج الوصول إلى هذا النوع من قواعد البيانات غير مثبت: {name}",
            en=f"The driver for this kind of database is not installed: {name}",
        ),
        remedy="pip install DRIVER (docs/RECORDS.md)",
    )


def _said(error: DBAPIError, url: URL) -> str:
    """What the driver said, in one line, without the password."""
    lines = str(error.orig).strip().splitlines()
    said = lines[0] if lines else type(error.orig).__name__
    return said.replace(url.password, "***") if url.password else said
