"""Making and migrating the database, and telling whether it fits this program."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, make_url, select, table, text
from sqlalchemy.sql import column

from archive_store.engine import database_errors, make_engine, read_connection, sqlite_file, write_connection
from archive_store.schema import SCHEMA_VERSION
from domain.errors import MissingPart, Unavailable
from domain.messages import Message

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_database(url: str, backup_to: Path | None) -> Path | None:
    """Makes the database at `url`, or brings it to this program's schema; does nothing where it is there already.

    An older SQLite database is first copied whole into the folder `backup_to`; returns the copy. On PostgreSQL the copy is the
    administrator's (pg_dump). Raises MissingPart for a database newer than this program.
    """
    engine = make_engine(url, create=True)
    try:
        with read_connection(engine) as connection:
            version = schema_version(connection)
        if version == SCHEMA_VERSION:
            return None
        if version is not None and version > SCHEMA_VERSION:
            raise _newer()
        older_sqlite = version is not None and engine.dialect.name == "sqlite"
        copy = _copy_sqlite(sqlite_file(url), backup_to, version or "") if older_sqlite and backup_to else None
        _migrate(engine)
        if engine.dialect.name == "sqlite":
            _sync_folder(sqlite_file(url).absolute().parent)
        return copy
    finally:
        engine.dispose()


def require_schema(engine: Engine) -> None:
    """Raises MissingPart unless the database has exactly this program's schema."""
    with read_connection(engine) as connection:
        version = schema_version(connection)
    if version is None:
        raise MissingPart(
            Message(ar="قاعدة البيانات فارغة. أنشئ الأرشيف أولًا.", en="The database is empty. Make the archive first."),
            remedy="warraq init",
        )
    if version > SCHEMA_VERSION:
        raise _newer()
    if version < SCHEMA_VERSION:
        raise MissingPart(
            Message(
                ar="قاعدة البيانات من إصدار أقدم من البرنامج. حدّثها أولًا؛ تُحفظ نسخة منها قبل التحديث.",
                en="The database was made by an older version of the program. Upgrade it; a copy is set aside first.",
            ),
            remedy="warraq init",
        )


def schema_version(connection: Connection) -> str | None:
    """The newest migration that the database has seen; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(select(column("version_num")).select_from(table("alembic_version"))).scalar()
    return found


def _newer() -> MissingPart:
    return MissingPart(
        Message(
            ar="قاعدة البيانات من إصدار أحدث من هذا البرنامج. ثبّت الإصدار الأحدث من ورّاق ثم أعد المحاولة.",
            en="The database was made by a newer version of the program. Install that version of warraq, then try again.",
        ),
        remedy="./start",
    )


def _migrate(engine: Engine) -> None:
    """Runs the missing migrations in one transaction. Two processes at once: the second finds nothing left to do."""
    from alembic import command  # noqa: PLC0415  (a tenth of a second that only an upgrade should pay)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    sqlite = engine.dialect.name == "sqlite"
    with database_errors(), write_connection(engine) as connection:
        if sqlite:  # tables are rebuilt by copying, their rows referring to one another meanwhile
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise Unavailable("database: the upgrade would break references; nothing was changed")


def _copy_sqlite(file: Path, folder: Path, version: str) -> Path:
    """A consistent copy of `file` in `folder`, on disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy = folder / f"{file.stem}-{version}-{stamp}{file.suffix}"
    partial = copy.with_name(copy.name + ".part")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.rename(copy)
    _sync_folder(folder)
    return copy


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def database_name(url: str) -> str:
    """`url` for people and logs, without its password."""
    return make_url(url).render_as_string(hide_password=True)
