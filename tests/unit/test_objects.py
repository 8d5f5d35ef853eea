"""The folder of objects: written whole or not at all, read back, never overwritten."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from archive_store.filesystem import RealFileSystem
from archive_store.objects import FolderObjects
from domain.errors import FixityMismatch, Unavailable

CONTENT = b"scan" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FolderObjects:
    made = FolderObjects(tmp_path / "objects")
    made.prepare()
    return made


class PowerCut(BaseException):
    """Nothing catches it."""


class FailingFileSystem(RealFileSystem):
    """Fails at the n-th operation: with the operating system's error, or by a power cut, tearing a write in two."""

    def __init__(self, at: int, error: BaseException) -> None:
        self._left = at
        self._error = error
        self.names: list[str] = []

    def _step(self, name: str) -> None:
        self.names.append(name)
        self._left -= 1
        if self._left < 0:
            raise self._error

    def create(self, path: Path) -> BinaryIO:
        self._step("create")
        return super().create(path)

    def write(self, file: BinaryIO, chunk: bytes) -> None:
        try:
            self._step("write")
        except BaseException:
            super().write(file, chunk[: len(chunk) // 2])
            raise
        super().write(file, chunk)

    def fsync(self, file: BinaryIO) -> None:
        self._step("fsync")
        super().fsync(file)

    def rename(self, old: Path, new: Path) -> None:
        self._step("rename")
        super().rename(old, new)

    def fsync_dir(self, folder: Path) -> None:
        self._step("fsync_dir")
        super().fsync_dir(folder)

    def unlink(self, path: Path) -> None:
        self._step("unlink")
        super().unlink(path)

    def mkdir(self, path: Path) -> None:
        self._step("mkdir")
        super().mkdir(path)


def test_an_object_is_a_file_that_cannot_be_written_by_a_slip(store: FolderObjects) -> None:
    store.put([CONTENT])
    path = store.path(DIGEST)
    assert path is not None and path.read_bytes() == CONTENT
    assert path.stat().st_mode & 0o222 == 0


def test_the_same_bytes_are_one_object(store: FolderObjects, tmp_path: Path) -> None:
    store.put([CONTENT])
    path = store.path(DIGEST)
    assert path is not None
    before = path.stat()
    assert store.put([CONTENT]) == (DIGEST, len(CONTENT))
    assert path.stat().st_ino == before.st_ino
    assert list((tmp_path / "objects" / "tmp").iterdir()) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", DIGEST.upper(), DIGEST + "\n", "ab"])
def test_a_name_that_is_no_digest_is_refused(store: FolderObjects, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)


def test_a_store_whose_disk_is_gone_does_not_start_anew(tmp_path: Path) -> None:
    store = FolderObjects(tmp_path / "unmounted")
    with pytest.raises(Unavailable):
        store.put([CONTENT])
    with pytest.raises(Unavailable):
        list(store)
    assert list(tmp_path.iterdir()) == []


def test_errors_of_the_source_come_through_and_leave_nothing(store: FolderObjects, tmp_path: Path) -> None:
    def vanishing() -> Iterator[bytes]:
        yield CONTENT
        raise FileNotFoundError("the share is gone")

    with pytest.raises(FileNotFoundError):
        store.put(vanishing())
    assert list(store) == []
    assert list((tmp_path / "objects" / "tmp").iterdir()) == []


def count_of_operations(root: Path) -> int:
    fs = FailingFileSystem(10**6, PowerCut())
    store = FolderObjects(root, fs)
    root.mkdir()
    store.put([CONTENT])
    return len(fs.names)


def test_the_order_of_operations_is_the_one_that_keeps_bytes(tmp_path: Path) -> None:
    fs = FailingFileSystem(10**6, PowerCut())
    (tmp_path / "objects").mkdir()
    FolderObjects(tmp_path / "objects", fs).put([CONTENT])
    assert fs.names == [
        *("mkdir", "fsync_dir"),
        *("create", "write", "fsync"),
        *("mkdir", "fsync_dir"),
        *("rename", "fsync_dir"),
    ]


def test_a_full_disk_at_any_step_is_unavailable_and_the_next_try_succeeds(tmp_path: Path) -> None:
    for step in range(count_of_operations(tmp_path / "counted")):
        root = tmp_path / str(step)
        root.mkdir()
        fs = FailingFileSystem(step, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        with pytest.raises(Unavailable, match="No space left"):
            FolderObjects(root, fs).put([CONTENT])
        assert FolderObjects(root).put([CONTENT]) == (DIGEST, len(CONTENT))
        FolderObjects(root).check(DIGEST)


def test_after_a_power_cut_at_any_step_no_object_is_torn(tmp_path: Path) -> None:
    for step in range(count_of_operations(tmp_path / "counted")):
        root = tmp_path / str(step)
        root.mkdir()
        with pytest.raises(PowerCut):
            FolderObjects(root, FailingFileSystem(step, PowerCut())).put([CONTENT])
        restarted = FolderObjects(root)
        for digest in restarted:
            restarted.check(digest)
        assert restarted.put([CONTENT]) == (DIGEST, len(CONTENT))
        restarted.sweep(older_than=0)
        assert list((root / "tmp").iterdir()) == []
        assert list(restarted) == [DIGEST]


def test_sweeping_spares_what_is_young_or_being_written(store: FolderObjects, tmp_path: Path) -> None:
    partials = tmp_path / "objects" / "tmp"
    for name in ("old", "young", "held"):
        (partials / name).write_bytes(b"x")
    for name in ("old", "held"):
        os.utime(partials / name, (0, 0))
    with (partials / "held").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert store.sweep() == 1
    assert sorted(path.name for path in partials.iterdir()) == ["held", "young"]
    assert store.sweep() == 1


def test_disk_that_lies_is_found_at_once(tmp_path: Path) -> None:
    class Lying(RealFileSystem):
        def write(self, file: BinaryIO, chunk: bytes) -> None:
            super().write(file, b"X" + chunk[1:])

    store = FolderObjects(tmp_path, Lying())
    with pytest.raises(FixityMismatch):
        store.put([CONTENT])
