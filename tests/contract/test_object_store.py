"""What every object store must do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive_store.objects import FolderObjects, ObjectStore
from domain.errors import FixityMismatch, Unavailable
from tests.memory_objects import MemoryObjects

CONTENT = b"scan" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()

Damage = Callable[[str, bytes], None]


@pytest.fixture(params=["folder", "memory"])
def store_and_damage(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ObjectStore, Damage]:
    """A store, and a way to change an object behind its back."""
    if request.param == "memory":
        memory = MemoryObjects()
        return memory, memory.kept.__setitem__
    folder = FolderObjects(tmp_path / "objects")
    folder.prepare()

    def damage(digest: str, content: bytes) -> None:
        path = folder.path(digest)
        assert path is not None
        path.chmod(0o600)
        path.write_bytes(content)

    return folder, damage


@pytest.fixture
def store(store_and_damage: tuple[ObjectStore, Damage]) -> ObjectStore:
    return store_and_damage[0]


def test_bytes_come_back_under_their_digest(store: ObjectStore) -> None:
    assert store.put([CONTENT[:7], b"", CONTENT[7:]]) == (DIGEST, len(CONTENT))
    with store.open(DIGEST) as file:
        assert file.read() == CONTENT
    store.check(DIGEST)
    assert store.age(DIGEST) < 60
    path = store.path(DIGEST)
    assert path is None or path.read_bytes() == CONTENT


def test_the_same_bytes_are_one_object(store: ObjectStore) -> None:
    assert store.put([CONTENT]) == store.put(iter([CONTENT]))
    store.put([b"other"])
    assert sorted(store) == sorted([DIGEST, hashlib.sha256(b"other").hexdigest()])


def test_no_bytes_at_all_are_an_object_too(store: ObjectStore) -> None:
    digest, size = store.put([])
    assert (digest, size) == (hashlib.sha256().hexdigest(), 0)
    store.check(digest)


def test_what_is_not_there_is_unavailable(store: ObjectStore) -> None:
    assert store.path(DIGEST) is None
    for ask in (store.open, store.check, store.age):
        with pytest.raises(Unavailable):
            ask(DIGEST)


def test_changed_bytes_are_found_and_never_overwritten(store_and_damage: tuple[ObjectStore, Damage]) -> None:
    store, damage = store_and_damage
    store.put([CONTENT])
    damage(DIGEST, b"X" + CONTENT[1:])
    for attempt in (lambda: store.check(DIGEST), lambda: store.put([CONTENT])):
        with pytest.raises(FixityMismatch):
            attempt()
    with store.open(DIGEST) as file:
        assert file.read() == b"X" + CONTENT[1:]


def test_errors_of_the_source_come_through_and_leave_nothing(store: ObjectStore) -> None:
    def vanishing() -> Iterator[bytes]:
        yield CONTENT
        raise FileNotFoundError("the share is gone")

    with pytest.raises(FileNotFoundError):
        store.put(vanishing())
    assert list(store) == []
