"""Whether every file goes on, and whether the service's memory stays flat: looked at from outside, again and again."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.faults.services import Watcher
from ingest.formats import is_temporary
from ingest.wholeness import Wholeness, whole

MOST_STILL_SECONDS = 60.0
_STEP = 0.5
_UNDER_WAY = ("waiting", "running")


@dataclass(frozen=True)
class Memory:
    """Megabytes: proportional (PSS) and resident (RSS) of the service itself, and of its largest worker."""

    service_pss: float
    service_rss: float
    worker_pss: float

    def __str__(self) -> str:
        return f"service {self.service_pss:.0f} MB PSS ({self.service_rss:.0f} MB RSS), worker {self.worker_pss:.0f} MB PSS"


def memory_of(watcher: Watcher) -> Memory:
    """What the service and its largest worker hold now. Call while it lives."""
    service, *workers = (_rollup(pid) for pid in watcher.pids())
    return Memory(service["Pss"], service["Rss"], max((worker["Pss"] for worker in workers), default=0.0))


def _rollup(pid: int) -> dict[str, float]:
    values = {"Pss": 0.0, "Rss": 0.0}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]:
            name, _, value = line.partition(":")
            if name in values:
                values[name] = int(value.split()[0]) / 1024
    return values


class Progress(threading.Thread):
    """Measures how long each file stands still while the service runs undisturbed (`undisturbed()`).

    A file moves when it is taken, claimed or settled, or when one before it in the queue is. `stillest` is the longest stand of a
    scan in custody or of a whole file, `unfinished` that of a file that is not whole and may wait for its writer.
    """

    def __init__(self, home: Path, folders: dict[Path, Path], undisturbed: Callable[[], bool], starts: Callable[[], int]) -> None:
        """`folders` gives for each watched folder where its files can be listed whatever befalls it; a start begins anew."""
        super().__init__(name="progress", daemon=True)
        self.stillest = self.unfinished = (0.0, "nothing")
        self._home, self._folders, self._undisturbed = home, folders, undisturbed
        self._starts = starts
        self._ended = threading.Event()
        self._since: dict[tuple[str, object], tuple[object, float]] = {}  # file → its state, undisturbed seconds in it

    def run(self) -> None:
        last = time.monotonic()
        while not self._ended.wait(_STEP):
            now = time.monotonic()
            with contextlib.suppress(sqlite3.Error, OSError):  # the disk or database is away
                starts = self._starts()
                states: dict[tuple[str, object], object] = {file: (state, starts) for file, state in self._states().items()}
                self._note(states, now - last if self._undisturbed() else 0.0)
            last = now

    def end(self) -> None:
        self._ended.set()
        self.join()

    def _note(self, states: dict[tuple[str, object], object], seconds: float) -> None:
        known, self._since = self._since, {}
        for file, state in states.items():
            before, still = known.get(file, (None, 0.0))
            still = still + seconds if before == state else 0.0
            self._since[file] = (state, still)
            stand = (still, f"{file[0]} {state!r}")
            if seconds and stand > self.stillest:
                if file[0] == "scan" or self._is_whole(file[1]):
                    self.stillest = stand
                else:
                    self.unfinished = max(self.unfinished, stand)

    def _is_whole(self, name: object) -> bool:
        """Whether a file that lies in a folder is whole, wherever its folder is now."""
        assert isinstance(name, bytes)
        path = Path(os.fsdecode(name))
        seen = next(seen for seen in self._folders if path.is_relative_to(seen))
        try:
            return whole(os.fspath(self._folders[seen] / path.relative_to(seen))) is Wholeness.WHOLE
        except OSError:  # gone in this moment
            return False

    def _states(self) -> dict[tuple[str, object], object]:
        database = sqlite3.connect(f"file:{self._home / 'warraq.db'}?mode=ro", uri=True, timeout=0.2)
        try:
            scans = database.execute("SELECT id, path, left_at, status, attempts FROM scan ORDER BY id").fetchall()
            stuck = {bytes(path): since for path, since in database.execute("SELECT path, since FROM stuck")}
        finally:
            database.close()
        taken = {bytes(path) for _, path, left, _, _ in scans if left is None}
        queue = [(key, status, attempts) for key, _, _, status, attempts in scans if status in _UNDER_WAY]
        states: dict[tuple[str, object], object] = {
            ("scan", key): (status, attempts, before) for before, (key, status, attempts) in enumerate(queue)
        }
        for seen, behind in self._folders.items():
            for path in behind.rglob("*"):
                name = os.fsencode(seen / path.relative_to(behind))
                if name not in taken and path.is_file() and not is_temporary(path.name):
                    status = path.stat()
                    states["file", name] = (status.st_size, status.st_mtime_ns, stuck.get(name))
        return states
