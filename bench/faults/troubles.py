"""What befalls the machine under the service: a disk that is full, a store that cannot be written, a database that is locked."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

DISK_MEGABYTES = 96


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """`folder` as a disk of its own inside the block; False where this process may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = _run("mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            _run("umount", "--lazy", str(folder))


def full_disk(home: Path, seconds: float) -> None:
    """No room is left on the home's disk for so long."""
    filler = home / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"\0" * 4096)
    time.sleep(seconds)
    filler.unlink()


def read_only_store(home: Path, seconds: float) -> None:
    """The folder of objects cannot be written for so long."""
    store = str(home / "store")
    if not _run("mount", "--bind", store, store):
        return
    try:
        if _run("mount", "-o", "remount,bind,ro", store):
            time.sleep(seconds)
    finally:
        _run("umount", "--lazy", store)


def locked_database(home: Path, seconds: float) -> None:
    """Another program holds the database's write lock for so long."""
    connection = sqlite3.connect(home / "warraq.db", timeout=60, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
    finally:
        connection.close()


TROUBLES: tuple[Callable[[Path, float], None], ...] = (full_disk, read_only_store, locked_database)


def _run(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
