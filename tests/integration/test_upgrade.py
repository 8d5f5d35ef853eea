"""Old databases brought to the newest schema, from the first migration on, and what is refused meanwhile."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from archive_store import upgrade
from archive_store.archive import Archive
from archive_store.objects import FolderObjects
from archive_store.schema import APPEND_ONLY, SCHEMA_VERSION, metadata
from archive_store.verify import Problem, verify
from domain.documents import Book, DocumentStatus, ScanStatus
from domain.errors import MissingPart
from tests.archive_values import AGENT, DAMASCUS, SettableClock, arrival, book_of

#: An archive as the program with that schema wrote it. Add one with each migration; never change one.
DUMPS = sorted(Path(__file__).parent.glob("schema_*.sql"))

FUTURE_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("loan", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("shelf", sa.Text))
"""


def opened(url: str) -> Archive:
    return Archive.open(url, clock=SettableClock(), timezone=DAMASCUS, book_of=book_of)


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of some day to come, with one migration more."""
    scripts = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9001_loans.py").write_text(FUTURE_MIGRATION.format(before=SCHEMA_VERSION))
    monkeypatch.setattr(upgrade, "MIGRATIONS", scripts)
    monkeypatch.setattr(upgrade, "SCHEMA_VERSION", "9001")


def test_the_migrations_end_at_the_schema_of_the_program() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION
    assert f"schema_{SCHEMA_VERSION}.sql" in {dump.name for dump in DUMPS}


def test_migrated_tables_are_those_of_the_program(database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_init_twice_changes_nothing(database_url: str, tmp_path: Path) -> None:
    archive = opened(database_url)
    with archive.write(AGENT) as tx:
        tx.accession(arrival())
    assert Archive.upgrade(database_url, tmp_path / "backups") is None
    with archive.read() as reader:
        assert reader.scan("s1").id == "s1"
    archive.close()
    assert not (tmp_path / "backups").exists()


def test_without_a_database_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPart) as caught:
        opened(f"sqlite:///{tmp_path}/archive.db")
    assert caught.value.remedy == "warraq init"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "archive.db").touch()
    with pytest.raises(MissingPart) as caught:
        opened(f"sqlite:///{tmp_path}/archive.db")
    assert caught.value.remedy == "warraq init"


@pytest.mark.usefixtures("newer_program")
def test_an_older_database_is_refused_then_upgraded_with_a_copy_set_aside(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(MissingPart) as caught:
        opened(database_url)
    assert caught.value.remedy == "warraq init"
    copy = Archive.upgrade(database_url, tmp_path / "backups")
    archive = opened(database_url)
    with archive.engine.connect() as connection:
        assert inspect(connection).has_table("loan")
        assert "shelf" in {column["name"] for column in inspect(connection).get_columns("document")}
    archive.close()
    if database_url.startswith("sqlite"):
        assert copy is not None and [copy] == list((tmp_path / "backups").iterdir())
        with closing(sqlite3.connect(copy)) as kept:
            assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == (SCHEMA_VERSION,)


def test_a_newer_database_is_refused(database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9001'"))
    engine.dispose()
    for attempt in (opened, Archive.upgrade):
        with pytest.raises(MissingPart, match="newer"):
            attempt(database_url)


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_an_old_archive_is_whole_after_the_upgrade(dump: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump.read_text())
    Archive.upgrade(f"sqlite:///{file}", tmp_path / "backups")
    archive = opened(f"sqlite:///{file}")
    objects = FolderObjects(tmp_path / "objects")
    objects.prepare()
    found = [problem for problem in verify(archive, objects) if isinstance(problem, Problem)]
    assert {problem.kind for problem in found} == {"object"}  # the dump is of the books alone
    with archive.read() as reader:
        assert [scan.status for scan in reader.scans()] == [ScanStatus.ARCHIVED, ScanStatus.DUPLICATE, ScanStatus.WAITING]
        assert [each.status for each in reader.scan("s1").documents] == [DocumentStatus.ARCHIVED] * 2
        assert [(entry.book, entry.no) for entry in reader.register()] == [
            (Book.INCOMING, 1),
            (Book.OUTGOING, 1),
            (Book.OUTGOING, 2),
        ]
        assert reader.page("s1", 1).text == "كتاب رقم ١٧"
        assert reader.record("2021-000001") is not None
    with archive.write(AGENT) as tx:
        tx.accession(arrival(path="after the upgrade"))
        (scan,) = tx.claim("one", alive=lambda _owner: False)
    assert scan.source.path == "/inbox/c\udcff"
    with archive.engine.connect() as connection:
        triggers = set(connection.execute(text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    assert triggers == set(APPEND_ONLY)
    archive.close()
