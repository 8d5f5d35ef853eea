"""Files of the watched folders taken into custody, by one thread per folder: a share that hangs holds up its own files alone."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator

import structlog

from domain.documents import Scan, SourceFile
from domain.errors import FixityMismatch, Unavailable, is_of_the_world
from ingest.folder import FolderRule, Settled
from pipeline.intake import Terms, take_from_inbox
from pipeline.services import Services

_STOP_SECONDS = 1.0  # a thread that hangs in a dead share is left behind (it is a daemon)
_REST_SECONDS = 0.25  # after a refusal: the store is away, and the folder tells its files again
log = structlog.get_logger("watch")


def take(services: Services, source: SourceFile, rule: FolderRule) -> Scan | None:
    """Take one file under the terms of its folder; None where it went or another process is at it."""
    return take_from_inbox(services, source, Terms(rule.centre, default_service=rule.default_service))


def note_refusal(error: Exception) -> None:
    """Say in the log why a file was not taken; it lies where it lay."""
    if isinstance(error, FixityMismatch):
        log.error("stored bytes are damaged; run warraq verify", sha256=error.sha256)
    elif isinstance(error, Unavailable):
        log.warning("cannot take now", error=error.detail)
    elif is_of_the_world(error):
        log.warning("cannot take now", error=type(error).__name__)
    else:
        log.error("cannot take", exc_info=error)


class Takers:
    """The threads that take, one per folder, while open (a context manager)."""

    def __init__(self, services: Services, rules: list[FolderRule]) -> None:
        self._stop = threading.Event()
        self._taken: queue.SimpleQueue[Scan] = queue.SimpleQueue()
        self._threads = {rule.path: _Taker(services, self._taken, self._stop) for rule in rules}

    def __enter__(self) -> Takers:
        for thread in self._threads.values():
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        end = time.monotonic() + _STOP_SECONDS
        for thread in self._threads.values():
            thread.join(max(0.0, end - time.monotonic()))

    def hear(self, item: Settled) -> None:
        """Have the file taken in its turn. What cannot be taken now is told again by its folder."""
        self._threads[item.rule.path].give(item)

    def taken(self) -> Iterator[Scan]:
        """The scans made since the last time."""
        while not self._taken.empty():
            yield self._taken.get()


class _Taker(threading.Thread):
    """Takes the files of one folder, one after another."""

    def __init__(self, services: Services, taken: queue.SimpleQueue[Scan], stop: threading.Event) -> None:
        super().__init__(name="warraq-taker", daemon=True)
        self._services = services
        self._taken = taken
        self._stop_asked = stop
        self._due: queue.Queue[Settled] = queue.Queue()
        self._waiting: set[str] = set()  # paths in the queue: a folder tells a file again while it lies there

    def give(self, item: Settled) -> None:
        if item.source.path not in self._waiting:
            self._waiting.add(item.source.path)
            self._due.put(item)

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                item = self._due.get(timeout=_REST_SECONDS)
            except queue.Empty:
                continue
            try:
                self._take(item)
            except Exception as error:  # a thread must not end: its folder would not be emptied any more
                note_refusal(error)
                self._stop_asked.wait(_REST_SECONDS)
            finally:
                self._waiting.discard(item.source.path)

    def _take(self, item: Settled) -> None:
        scan = take(self._services, item.source, item.rule)
        if scan is not None:
            self._taken.put(scan)
