"""Fixtures for more than one folder of tests: an empty archive on each database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_store.archive import Archive
from tests.archive_values import DAMASCUS, SettableClock, book_of, draft_keys, record_keys
from tests.postgresql import ThrowawayCluster, find_programs


@pytest.fixture(scope="session")
def postgresql() -> Iterator[tuple[ThrowawayCluster, str]]:
    """A server and the name of a database in it that holds an empty archive, to be copied."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed (Debian: apt-get install postgresql)")
    cluster = ThrowawayCluster(programs)
    name, url = cluster.database()
    Archive.upgrade(url)
    yield cluster, name
    cluster.stop()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with an empty archive, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "archive.db"
    Archive.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty archive's URL, on each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('empty_sqlite'), tmp_path / 'archive.db')}"
    cluster, template = request.getfixturevalue("postgresql")
    url: str = cluster.database(template)[1]
    return url


@pytest.fixture
def clock() -> SettableClock:
    """9:00 UTC on 1 March 2026, until it is moved."""
    return SettableClock()


@pytest.fixture
def archive(database_url: str, clock: SettableClock) -> Iterator[Archive]:
    """An empty archive, on each database in turn."""
    opened = Archive.open(
        database_url, clock=clock, timezone=DAMASCUS, book_of=book_of, record_keys=record_keys, draft_keys=draft_keys
    )
    yield opened
    opened.close()
