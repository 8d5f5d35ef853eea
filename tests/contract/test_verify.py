"""verify finds every kind of damage, and finds nothing in a sound archive: the same on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from archive_store.archive import Archive
from archive_store.objects import FolderObjects
from archive_store.verify import Checked, Problem, verify
from archive_store.writing.replacing import NewDocument
from domain.documents import Arrival, SourceFile
from domain.messages import Reason
from tests.archive_values import AGENT, draft, page, record


@pytest.fixture
def objects(tmp_path: Path) -> FolderObjects:
    store = FolderObjects(tmp_path / "objects")
    store.prepare()
    return store


@pytest.fixture
def filled(archive: Archive, objects: FolderObjects) -> Archive:
    """Two scans with four documents, corrected, split and registered; a duplicate; a quarantined scan."""
    pdf, _size = objects.put([b"%PDF searchable"])
    with archive.write(AGENT) as tx:
        tx.save_record(record(), "v1")
        for name in ("a", "b", "c", "d"):
            digest, size = objects.put([b"bytes of ", b"a" if name == "c" else name.encode()])
            tx.accession(Arrival(SourceFile(f"/inbox/{name}", "watch", 1, 2, size, 3), digest, size, "DAM", "pdf"))
        tx.claim("one", 9, alive=lambda _owner: True)
        tx.finish("s1", [page(1), page(2)], [draft((1,)), draft((2,), "decision")], [], [pdf, None], 1.0)
        tx.finish("s2", [page(1)], [draft(undecided=(Reason.TYPE_UNSURE,))], [], [None], 1.0)
        tx.quarantine("s4", Reason.DAMAGED, "")
        tx.mark_left("s1")
    with archive.write(AGENT) as tx:
        tx.decide("d1", type="decision", tab="decision")
    with archive.read() as reader:
        old = reader.document("d2")
    with archive.write(AGENT) as tx:
        tx.replace([old], [NewDocument(draft((2,)), None, "s1")])
    return archive


def problems(archive: Archive, objects: FolderObjects) -> list[tuple[str, str]]:
    return [(found.kind, found.where) for found in verify(archive, objects) if isinstance(found, Problem)]


def tamper(archive: Archive, *statements: str) -> None:
    """What an administrator with the database's own tools can do: triggers are switched off first."""
    with archive.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = origin"))


def test_a_sound_archive_has_no_problem(filled: Archive, objects: FolderObjects) -> None:
    found = list(verify(filled, objects))
    assert found == [Checked(objects=4, entries=4, events=found[-1].events, documents=4, problems=0)]  # type: ignore[union-attr]
    with filled.read() as reader:
        assert len(list(reader.events())) == found[-1].events  # type: ignore[union-attr]


def test_a_changed_byte_and_a_missing_object_are_found(filled: Archive, objects: FolderObjects) -> None:
    first, second, *_rest = objects
    for digest, damage in ((first, lambda file: file.write_bytes(b"X" + file.read_bytes()[1:])), (second, Path.unlink)):
        file = objects.path(digest)
        assert file is not None
        file.chmod(0o600)
        damage(file)
    assert problems(filled, objects) == [("object", first), ("object", second)]


def test_objects_of_nothing_are_noted_when_old(filled: Archive, objects: FolderObjects) -> None:
    _young, _size = objects.put([b"young"])
    old, _size = objects.put([b"old"])
    file = objects.path(old)
    assert file is not None
    os.utime(file, (0, 0))
    (checked,) = verify(filled, objects)
    assert isinstance(checked, Checked)
    assert [old in note for note in checked.notes] == [True]


AUDIT_DAMAGE = {
    "agent rewritten": ("UPDATE audit_event SET agent = 'os:other' WHERE id = 3", "event 3"),
    "detail rewritten": ("UPDATE audit_event SET detail = '{}' WHERE id = 4", "event 4"),
    "event removed": ("DELETE FROM audit_event WHERE id = 5", "event 6"),
    "first event removed": ("DELETE FROM audit_event WHERE id = 1", "event 2"),
}


@pytest.mark.parametrize("name", AUDIT_DAMAGE)
def test_damage_to_the_audit_trail_is_found(filled: Archive, objects: FolderObjects, name: str) -> None:
    statement, where = AUDIT_DAMAGE[name]
    tamper(filled, statement)
    assert ("audit", where) in problems(filled, objects)


REGISTER_DAMAGE = {
    "gap": ("UPDATE register_entry SET no = 9 WHERE book = 'outgoing' AND no = 2", "DAM/outgoing/2026/9"),
    "subject": ("UPDATE register_entry SET subject = 'x' WHERE book = 'incoming' AND no = 1", "DAM/incoming/2026/1"),
    "date": ("UPDATE register_entry SET date = '2026-02-01' WHERE book = 'outgoing' AND no = 2", "DAM/outgoing/2026/2"),
    "unvoided": ("UPDATE register_entry SET voids = NULL WHERE book = 'outgoing' AND no = 2", "d1"),
    "second archived without entry": ("UPDATE document SET register_entry = 1 WHERE id = 4", "d4"),
    "archived by hand": ("UPDATE document SET status = 'archived', book = 'incoming' WHERE id = 3", "d3"),
}


@pytest.mark.parametrize("name", REGISTER_DAMAGE)
def test_damage_to_the_register_is_found(filled: Archive, objects: FolderObjects, name: str) -> None:
    statement, where = REGISTER_DAMAGE[name]
    tamper(filled, statement)
    assert ("register", where) in problems(filled, objects)


def test_a_register_entry_removed_with_its_traces_is_found(filled: Archive, objects: FolderObjects) -> None:
    tamper(
        filled, "UPDATE document SET register_entry = NULL, book = NULL WHERE id = 4", "DELETE FROM register_entry WHERE id = 4"
    )
    assert ("register", "DAM/incoming/2026/2") in problems(filled, objects)


CUSTODY_DAMAGE = {
    "page lost": ("DELETE FROM page WHERE scan_id = 1 AND number = 2", "d2"),
    "scan lost": ("DELETE FROM scan WHERE id = 4", "s4"),
    "bytes exchanged": ("UPDATE scan SET sha256 = (SELECT sha256 FROM scan WHERE id = 4) || 'x' WHERE id = 2", "s2"),
    "pdf taken away": ("UPDATE document SET pdf_sha256 = NULL WHERE id = 1", "d1"),
    "status forged": ("UPDATE scan SET status = 'archived' WHERE id = 2", "s2"),
    "feed lost": ("DELETE FROM feed WHERE document_id = 3", "d3"),
}


@pytest.mark.parametrize("name", CUSTODY_DAMAGE)
def test_what_is_lost_from_the_books_is_found(filled: Archive, objects: FolderObjects, name: str) -> None:
    statement, where = CUSTODY_DAMAGE[name]
    tamper(filled, statement)
    assert ("database", where) in problems(filled, objects)


@pytest.mark.parametrize("table", ["register_entry", "audit_event", "feed", "link_evidence", "document_history"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET document_id = 1"])
def test_the_books_refuse_change(filled: Archive, table: str, statement: str) -> None:
    if table == "audit_event":
        statement = statement.replace("document_id = 1", "agent = 'x'")
    with pytest.raises(Exception, match="append-only"), filled.engine.begin() as connection:
        connection.execute(text(statement.format(table)))


def test_a_database_that_cannot_be_read_is_a_problem(tmp_path: Path, filled: Archive, objects: FolderObjects) -> None:
    if filled.engine.dialect.name != "sqlite":
        pytest.skip("damages a SQLite file")
    filled.close()
    file = tmp_path / "archive.db"
    content = bytearray(file.read_bytes())
    content[8192:] = b"\x55" * (len(content) - 8192)
    file.write_bytes(content)
    assert {kind for kind, _where in problems(filled, objects)} >= {"database"}


def test_progress_is_told(filled: Archive, objects: FolderObjects) -> None:
    told: list[tuple[int, int]] = []
    found: Iterator[Problem | Checked] = verify(filled, objects, lambda done, of: told.append((done, of)))
    assert len(list(found)) == 1
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
