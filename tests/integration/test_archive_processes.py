"""Several processes on one archive, databases that are locked or away, and power cuts before every statement."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from archive_store import engine as engines
from archive_store.archive import Archive
from archive_store.objects import FolderObjects
from archive_store.verify import Problem, verify
from domain.documents import ScanStatus
from domain.errors import Unavailable
from domain.messages import Reason
from tests.archive_values import AGENT, DAMASCUS, SettableClock, arrival, book_of, draft, page, record, record_keys

SCANS_EACH = 15


def opened(url: str) -> Archive:
    return Archive.open(url, clock=SettableClock(), timezone=DAMASCUS, book_of=book_of, record_keys=record_keys)


def problems(archive: Archive, tmp_path: Path) -> list[Problem]:
    """What is wrong with the books; the bytes are none of ours here."""
    objects = FolderObjects(tmp_path / "objects")
    objects.prepare()
    return [found for found in verify(archive, objects) if isinstance(found, Problem) and found.kind != "object"]


def work(url: str, owner: str) -> None:
    """Takes in the same files as the other process, then finishes whatever it can claim."""
    archive = opened(url)
    for number in range(SCANS_EACH * 2):
        with archive.write(AGENT) as tx:
            tx.accession(arrival(path=f"/inbox/{number}"))
    while True:
        with archive.write(AGENT) as tx:
            claimed = tx.claim(owner, 2, alive=lambda _owner: True)
        if not claimed:
            break
        for scan in claimed:
            with archive.write(AGENT) as tx:
                tx.finish(scan.id, [page()], [draft(type="decision" if scan.id > "s2" else "notice")], [], [None], 0.1)
    archive.close()


def test_two_processes_take_and_register_every_file_once(database_url: str, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    children = [spawn.Process(target=work, args=(database_url, owner)) for owner in ("one", "two")]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    archive = opened(database_url)
    with archive.read() as reader:
        scans = list(reader.scans())
        assert [scan.status for scan in scans] == [ScanStatus.ARCHIVED] * SCANS_EACH * 2
        assert sorted(scan.source.path for scan in scans) == sorted(f"/inbox/{n}" for n in range(SCANS_EACH * 2))
        assert len(list(reader.register())) == SCANS_EACH * 2
    assert problems(archive, tmp_path) == []
    archive.close()


def test_a_locked_database_is_unavailable_and_works_again(
    empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_PATIENCE_SECONDS", 0.05)
    file = tmp_path / "archive.db"
    file.write_bytes(empty_sqlite.read_bytes())
    archive = opened(f"sqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"), archive.write(AGENT) as tx:
        tx.accession(arrival())
    with archive.read() as reader:  # readers are not kept waiting
        assert reader.counts().waiting == 0
    other.execute("COMMIT")
    other.close()
    with archive.write(AGENT) as tx:
        assert tx.accession(arrival()).id == "s1"
    archive.close()


def test_a_writer_waits_for_another_unless_it_must_hurry(database_url: str) -> None:
    one, two = opened(database_url), opened(database_url)
    held = threading.Event()

    def hold() -> None:
        with one.write(AGENT):
            held.set()
            time.sleep(3 * engines.LOCK_STEP_SECONDS)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    with two.write(AGENT) as tx:
        assert tx.accession(arrival()).id == "s1"
    holder.join()
    two.hurry()
    began = time.monotonic()
    with one.write(AGENT), pytest.raises(Unavailable), two.write(AGENT):
        pass
    assert time.monotonic() - began < engines.LOCK_PATIENCE_SECONDS / 2
    with two.write(AGENT) as tx:  # the lock is free: nothing to wait for
        assert tx.accession(arrival(path="/inbox/2")).id == "s2"
    one.close()
    two.close()


def test_a_full_disk_is_unavailable_and_works_again(empty_sqlite: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    file.write_bytes(empty_sqlite.read_bytes())
    archive = opened(f"sqlite:///{file}")

    def allow(pages: int) -> None:
        with archive.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    allow(1)  # as many as there are now
    with pytest.raises(Unavailable, match="full"), archive.write(AGENT) as tx:
        for number in range(2000):
            tx.accession(arrival(path=f"/inbox/{number}"))
    allow(10**6)
    with archive.write(AGENT) as tx:
        assert tx.accession(arrival()).id == "s1"
    assert problems(archive, tmp_path) == []
    archive.close()


def test_a_server_that_went_away_is_unavailable_and_works_again(archive: Archive) -> None:
    if archive.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server")

    def disconnect() -> None:
        with archive.engine.connect() as other:
            other.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    with pytest.raises(Unavailable), archive.write(AGENT) as tx:
        tx.accession(arrival())
        disconnect()
        tx.accession(arrival(path="b"))
    with archive.write(AGENT) as tx:
        assert tx.accession(arrival()).id == "s1"


def test_a_read_only_archive_refuses_to_write(database_url: str) -> None:
    archive = Archive.open(database_url, clock=SettableClock(), timezone=DAMASCUS, read_only=True)
    with archive.read() as reader:
        assert reader.counts().waiting == 0
    with pytest.raises((Unavailable, engines.StatementFailed), match="read"), archive.write(AGENT) as tx:
        tx.accession(arrival())
    archive.close()


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        opened(f"postgresql://nobody@/nothing?host={tmp_path}")


def test_errors_say_nothing_of_what_was_to_be_written(archive: Archive) -> None:
    with pytest.raises(engines.StatementFailed) as caught, archive.write(AGENT) as tx:
        tx.save_record(record(applicant_name="سعاد العمر", service_code=None), "v1")
    told = "".join(traceback.format_exception(caught.value))
    assert "service_code" in told
    assert "سعاد" not in told


class PowerCut(BaseException):
    """Nothing catches it."""


@contextmanager
def power_cut_before(engine: Engine, step: int) -> Iterator[list[str]]:
    """Cuts before the `step`-th statement or commit; yields the list of those that came."""
    seen: list[str] = []

    def before_statement(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)
        if len(seen) > step:
            raise PowerCut

    def before_commit(_connection: Any) -> None:
        before_statement(None, None, "COMMIT")

    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", before_commit)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", before_statement)
        event.remove(engine, "commit", before_commit)


def life_of_a_scan(archive: Archive, inbox: set[str]) -> None:
    """Everything that is written about one scan, from wherever it stands; run again after a crash, it goes on."""
    for path in inbox:
        with archive.write(AGENT) as tx:
            tx.accession(arrival(path=path))
    with archive.write(AGENT) as tx:
        tx.save_record(record("2021-000009"), "v1")
        claimed = tx.claim("next", alive=lambda _owner: False)
    for each in claimed:
        drafts = [draft((1,)), draft((2,), undecided=(Reason.NO_RECORD,))]
        with archive.write(AGENT) as tx:
            tx.finish(each.id, [page(1), page(2)], drafts, [], [None, None], 1.0)
    inbox.clear()
    with archive.write(AGENT) as tx:
        tx.mark_left("s1")
    with archive.read() as reader:
        waiting = [document.id for document in reader.review_queue()]
    for name in waiting:
        with archive.write(AGENT) as tx:
            tx.decide(name, request_no="2021-000009")


def test_a_power_cut_before_any_statement_loses_and_doubles_nothing(
    database_url: str, tmp_path: Path, empty_sqlite: Path, request: pytest.FixtureRequest
) -> None:
    def fresh(step: int) -> str:
        if database_url.startswith("sqlite"):
            file = tmp_path / f"{step}.db"
            file.write_bytes(empty_sqlite.read_bytes())
            return f"sqlite:///{file}"
        cluster, template = request.getfixturevalue("postgresql")
        return str(cluster.database(template)[1])

    total = count_statements(opened(database_url))
    stride = 2 if database_url.startswith("sqlite") else 11  # the pipeline's own test cuts before each
    for step in range(0, total, stride):
        url = fresh(step)
        broken = opened(url)
        inbox = {"/inbox/a.pdf"}
        with pytest.raises(PowerCut), power_cut_before(broken.engine, step):
            life_of_a_scan(broken, inbox)
        broken.close()
        restarted = opened(url)
        life_of_a_scan(restarted, inbox)
        with restarted.read() as reader:
            (scan,) = reader.scans()
            assert (scan.status, len(scan.documents)) == (ScanStatus.ARCHIVED, 2)
            assert [entry.no for entry in reader.register()] == [1, 2]
        assert problems(restarted, tmp_path) == []
        restarted.close()


def count_statements(archive: Archive) -> int:
    with power_cut_before(archive.engine, 10**6) as seen:
        life_of_a_scan(archive, {"/inbox/a.pdf"})
    archive.close()
    assert len(seen) > 50
    return len(seen)
