"""Reading an archive that the reader may not write: closed cleanly, in use, or left behind by a killed writer."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive_store.archive import Archive
from domain.errors import MissingPart, Unavailable
from tests.archive_values import AGENT, DAMASCUS, SettableClock, arrival, book_of

STRANGER = 65534  # nobody


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that others may enter and read (pytest's own are private)."""
    folder = Path(tempfile.mkdtemp(prefix="warraq-ro-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def opened(home: Path, read_only: bool = False) -> Archive:
    url = f"sqlite:///{home}/archive.db"
    return Archive.open(url, clock=SettableClock(), timezone=DAMASCUS, book_of=book_of, read_only=read_only)


def take_in(archive: Archive, name: str) -> None:
    with archive.write(AGENT) as tx:
        tx.accession(arrival(path=name))


def as_stranger(home: Path, ask: Callable[[Path], Any]) -> Any:
    """The answer of `ask` in a process that may not write in the home (as root: of another user; else: the modes bind us)."""
    receive, send = multiprocessing.Pipe(duplex=False)

    def run() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(STRANGER)
            os.setuid(STRANGER)
        try:
            send.send(ask(home))
        except Exception as error:
            send.send(error)

    home.chmod(0o555)
    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    answer = receive.recv()
    child.join()
    home.chmod(0o755)
    if isinstance(answer, Exception):
        raise answer
    return answer


def names(home: Path) -> list[str]:
    archive = opened(home, read_only=True)
    with archive.read() as reader:
        found = [scan.source.path for scan in reader.scans()]
    archive.close()
    return found


def write(home: Path) -> None:
    archive = opened(home)
    take_in(archive, "forbidden")


def killed_writer(home: Path) -> None:
    """Commits a scan and dies without closing anything."""

    def run() -> None:
        take_in(opened(home), "b")
        os._exit(9)

    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    child.join()
    assert (home / "archive.db-wal").stat().st_size


@pytest.fixture
def filled(home: Path) -> Path:
    Archive.upgrade(f"sqlite:///{home}/archive.db")
    archive = opened(home)
    take_in(archive, "a")
    archive.close()
    return home


def test_a_home_closed_cleanly_is_read(filled: Path) -> None:
    assert not (filled / "archive.db-wal").exists()
    assert as_stranger(filled, names) == ["a"]


def test_a_home_in_use_is_read_as_it_is_now(filled: Path) -> None:
    writer = opened(filled)
    take_in(writer, "b")
    assert as_stranger(filled, names) == ["a", "b"]
    writer.close()


def test_what_a_killed_writer_committed_is_read(filled: Path) -> None:
    killed_writer(filled)
    assert as_stranger(filled, names) == ["a", "b"]


def test_committed_work_is_never_passed_over_in_silence(filled: Path) -> None:
    killed_writer(filled)
    (filled / "archive.db-shm").unlink()
    try:
        assert as_stranger(filled, names) == ["a", "b"]
    except MissingPart as error:
        assert error.remedy == "warraq status"


def test_writing_there_is_unavailable(filled: Path) -> None:
    with pytest.raises(Unavailable):
        as_stranger(filled, write)


def test_what_is_no_database_is_unavailable(home: Path) -> None:
    (home / "archive.db").write_bytes(b"no database at all" * 100)
    for read_only in (True, False):
        with pytest.raises(Unavailable):
            opened(home, read_only)


def test_a_reader_changes_nothing_in_the_home(filled: Path) -> None:
    before = (filled / "archive.db").read_bytes()
    assert names(filled) == ["a"]
    assert (filled / "archive.db").read_bytes() == before
