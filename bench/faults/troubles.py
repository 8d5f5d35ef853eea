"""What befalls the machine under the service: disk, database, clock and share, each away for a while."""

from __future__ import annotations

import contextlib
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.faults.clock import BACK_SECONDS, Clock
from bench.faults.services import Watcher
from bench.faults.share import Share, run

DISK_MEGABYTES = 160
LARGEST_FILE = 4096  # bytes that a file may grow to where the disk cannot be filled


@dataclass(frozen=True)
class Scene:
    """All that may be troubled."""

    home: Path
    share: Share
    clock: Clock
    watchers: list[Watcher]
    mounted: bool


Trouble = Callable[[Scene, float], None]


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """`folder` as a disk of its own inside the block; False where this process may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = run("mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            run("umount", "--lazy", str(folder))


def full_disk(scene: Scene, seconds: float) -> None:
    """No room is left on the home's disk for so long."""
    filler = scene.home / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    time.sleep(seconds)
    filler.unlink()


def no_file_may_grow(scene: Scene, seconds: float) -> None:
    """A weaker stand-in for a full disk (RLIMIT_FSIZE): no process of the service may write beyond the first bytes of a file."""
    end = time.monotonic() + seconds
    limited: dict[int, tuple[int, int]] = {}
    while time.monotonic() < end:
        for pid in {pid for watcher in scene.watchers for pid in watcher.pids()} - set(limited):
            with contextlib.suppress(OSError, ValueError):
                limited[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (LARGEST_FILE, limited[pid][1]))
        time.sleep(0.2)
    for pid, limit in limited.items():
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


def read_only_store(scene: Scene, seconds: float) -> None:
    """The folder of objects cannot be written for so long."""
    store = str(scene.home / "store")
    if not run("mount", "--bind", store, store):
        return
    try:
        if run("mount", "-o", "remount,bind,ro", store):
            time.sleep(seconds)
    finally:
        run("umount", "--lazy", store)


def locked_database(scene: Scene, seconds: float) -> None:
    """Another program holds the database's write lock for so long."""
    connection = sqlite3.connect(scene.home / "warraq.db", timeout=60, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def clock_set_back(scene: Scene, seconds: float) -> None:
    """The clock goes back by more than a year for so long, then is set right again."""
    scene.clock.set(BACK_SECONDS)
    time.sleep(seconds)
    scene.clock.set(0)


def share_vanished(scene: Scene, seconds: float) -> None:
    scene.share.vanish(seconds)


def share_stalled(scene: Scene, seconds: float) -> None:
    scene.share.stall(seconds)


def troubles_of(scene: Scene) -> list[Trouble]:
    """Those that this machine allows."""
    disk = [full_disk, read_only_store] if scene.mounted else [no_file_may_grow]
    clock = [clock_set_back] if scene.clock.environment else []
    return [*disk, locked_database, share_vanished, *clock, share_stalled]


def left_out(scene: Scene) -> list[str]:
    """What could not be tried, for the reader."""
    said = []
    if not scene.mounted:
        said.append(
            "no right to mount: RLIMIT_FSIZE stands in for a full disk, the share is moved away, the store stays writable"
        )
    if not scene.clock.environment:
        said.append("no C compiler: the clock stays right")
    if not all(watcher.deaf for watcher in scene.watchers):
        said.append("no user namespaces: every watcher has the system's events")
    return said
