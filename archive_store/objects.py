"""Bytes kept under their SHA-256: what any object store must do, and one in a folder.

root/tmp/…             being written; swept when old and held by no living process
root/ab/ab12…          one object, never changed and never overwritten
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from archive_store.filesystem import FileSystem, RealFileSystem
from domain.errors import FixityMismatch, Unavailable

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ObjectStore(Protocol):
    """Content-addressed bytes. The same bytes stored twice are one object."""

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Stores the bytes and returns their SHA-256 (64 hex digits) and size once they are safe.

        Raises Unavailable when the store cannot take them, FixityMismatch when what is kept under that digest is not them.
        What `chunks` itself raises comes through unchanged.
        """

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, for reading. Raises Unavailable if they are not there."""

    def path(self, sha256: str) -> Path | None:
        """A local file with the bytes, for decoders that want one; None where there is none."""

    def check(self, sha256: str) -> None:
        """Reads the bytes again. Raises FixityMismatch if they changed, Unavailable if they are not there."""

    def age(self, sha256: str) -> float:
        """Seconds since the object was stored, by the clock of the store. Raises Unavailable if it is not there."""

    def __iter__(self) -> Iterator[str]:
        """The digests of all objects present."""


class FolderObjects:
    """Objects as files in a folder of a local disk or a share.

    The folder itself is made by `prepare` alone: a store whose disk is not mounted must fail, not start anew beneath it.
    """

    def __init__(self, root: Path, fs: FileSystem | None = None) -> None:
        self._root = root
        self._fs: FileSystem = fs or RealFileSystem()

    @property
    def _partials(self) -> Path:
        return self._root / "tmp"

    def prepare(self) -> None:
        """Makes the folder, for a new home. Idempotent."""
        with _store_errors():
            self._root.mkdir(parents=True, exist_ok=True)
            self._make_folder(self._partials)

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        with _store_errors():
            self._make_folder(self._partials)
            partial = self._partials / f"{os.getpid()}-{secrets.token_hex(8)}"
            file = self._fs.create(partial)
        try:
            with file:
                with suppress(OSError):  # a share without locks: sweep() goes by age alone there
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                sha256, size = self._write(file, chunks)
            with _store_errors():
                self._keep(partial, sha256)
        except Exception:
            with suppress(OSError):  # sweep() removes what cannot be removed now
                self._fs.unlink(partial)
            raise
        return sha256, size

    def _write(self, file: BinaryIO, chunks: Iterable[bytes]) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            with _store_errors():
                self._fs.write(file, chunk)
        with _store_errors():
            os.fchmod(file.fileno(), 0o440)  # a guard against slips
            self._fs.fsync(file)
        return digest.hexdigest(), size

    def _keep(self, partial: Path, sha256: str) -> None:
        """Gives the written file its lasting name and reads it back from disk."""
        target = self._file(sha256)
        if target.exists():
            self.check(sha256)
            self._fs.unlink(partial)
            self._fs.fsync_dir(target.parent)  # who stored it first may not have come to that yet
            return
        self._make_folder(target.parent)
        self._fs.rename(partial, target)
        self._fs.fsync_dir(target.parent)
        self.check(sha256)

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        with suppress(FileExistsError):  # another process was faster
            self._fs.mkdir(folder)
        self._fs.fsync_dir(folder.parent)

    def open(self, sha256: str) -> BinaryIO:
        with _store_errors():
            return self._file(sha256).open("rb")

    def path(self, sha256: str) -> Path | None:
        file = self._file(sha256)
        return file if file.is_file() else None

    def check(self, sha256: str) -> None:
        with self.open(sha256) as file, _store_errors():
            with suppress(OSError):  # read from the disk, not from memory, where the system lets us choose
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            digest = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
            if digest.hexdigest() != sha256:
                raise FixityMismatch(sha256)

    def __iter__(self) -> Iterator[str]:
        with _store_errors():
            folders = sorted(entry for entry in self._root.iterdir() if len(entry.name) == 2)
        for folder in folders:
            with _store_errors():
                names = sorted(file.name for file in folder.iterdir())
            yield from (name for name in names if _DIGEST.fullmatch(name))

    def age(self, sha256: str) -> float:
        with _store_errors():
            return time.time() - self._file(sha256).stat().st_mtime

    def sweep(self, older_than: float = 3600.0) -> int:
        """Removes what interrupted writers left behind `older_than` seconds ago or more; returns how many files."""
        swept = 0
        with _store_errors():
            for partial in self._partials.iterdir() if self._partials.is_dir() else ():
                with suppress(FileNotFoundError):
                    if time.time() - partial.stat().st_mtime >= older_than and not _held(partial):
                        self._fs.unlink(partial)
                        swept += 1
        return swept

    def _file(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._root / sha256[:2] / sha256


def _held(partial: Path) -> bool:
    """Whether a living process still writes the file."""
    with partial.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # a share without locks
            return False
    return False


@contextmanager
def _store_errors() -> Iterator[None]:
    """The operating system's refusals (disk full, read-only, gone) as Unavailable."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"object store: {error.strerror or error}") from error
