"""Watched folders: each has a thread of its own, so that a share that hangs holds up nobody else.

Events only wake the thread early; what lies in a folder is learnt by listing it, again and again, since shares send no events.
Nothing here takes or touches a file: it is told in `news`, and told again for as long as it lies there.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from domain.documents import SourceFile
from ingest.batch import source_file
from ingest.folder_state import FolderState, Halted, Moved, Patience, Ready
from ingest.formats import is_ignored, is_temporary
from ingest.limits import Limits
from ingest.second_look import decodes_whole_apart
from ingest.wholeness import Wholeness, whole

__all__ = ["FolderRule", "FolderWatch", "News", "NoLongerStuck", "Patience", "Settled", "Stuck", "list_folder", "take_lock"]

_MOST_NEWS = 2000  # told and not yet heard; then the threads wait
_CALM_SECONDS = 0.2  # after an event, so that a thousand files make few listings
_STOP_SECONDS = 1.0  # a thread that hangs in a dead share is left behind (it is a daemon)
_LOCK_TRIES = 5
_SECOND_LOOK_SECONDS = 30.0
log = structlog.get_logger("folder")


@dataclass(frozen=True, slots=True)
class FolderRule:
    """A folder to watch and what holds for everything that arrives there."""

    path: Path
    centre: str
    default_service: str | None = None
    scanner: str = ""
    recursive: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """A file to take: whole; or, with `given_up`, incomplete for so long that nobody will finish it."""

    source: SourceFile
    rule: FolderRule
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Stuck:
    """A file that is not whole, or not `readable`, and no longer changes. `since` is of time.monotonic()."""

    source: SourceFile
    since: float
    readable: bool = True


@dataclass(frozen=True, slots=True)
class NoLongerStuck:
    """A stuck file changed, went, or was given up."""

    path: str


News = Settled | Stuck | NoLongerStuck


def list_folder(rule: FolderRule, others: Iterable[Path] = ()) -> Iterator[SourceFile]:
    """The regular files that lie in the folder now, whole or not, sorted by name; ignored and temporary names are left out.

    Folders of `others` below it are theirs. Links, pipes and devices are never followed. Raises OSError if the folder itself
    cannot be listed; what vanishes meanwhile is left out.
    """
    root = os.fsdecode(rule.path)
    apart = {os.path.normpath(os.fsdecode(other)) for other in others} - {os.path.normpath(root)}
    waiting = [_names(root)]
    while waiting:
        below = []
        for entry in waiting.pop():
            if entry.is_dir(follow_symlinks=False):
                if rule.recursive and os.path.normpath(entry.path) not in apart:
                    below.append(entry.path)
            elif not is_temporary(entry.name):
                source = source_file(entry.path, "watch", root, follow_last=False)
                if source is not None:
                    yield source
        for path in reversed(below):
            with contextlib.suppress(OSError):
                waiting.append(_names(path))


def _names(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as listing:
        return sorted((entry for entry in listing if not is_ignored(entry.name)), key=lambda entry: os.fsencode(entry.name))


class FolderWatch:
    """Watches folders while open (a context manager) and puts what it learns into `news`.

    `events` false withholds the events of the operating system, as a share does.
    """

    def __init__(self, rules: Sequence[FolderRule], patience: Patience, *, events: bool = True) -> None:
        self.news: queue.Queue[News] = queue.Queue(_MOST_NEWS)
        self._stop = threading.Event()
        paths = [rule.path for rule in rules]
        self._second_looks = _SecondLooks(self._stop)
        self._threads = [
            _FolderThread(rule, FolderState(patience, self._second_looks.ask), paths, self.news, stop=self._stop, events=events)
            for rule in rules
        ]

    def __enter__(self) -> FolderWatch:
        self._second_looks.start()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.wake.set()
        end = time.monotonic() + _STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))


class _FolderThread(threading.Thread):
    """Lists one folder, decides, tells."""

    def __init__(
        self,
        rule: FolderRule,
        state: FolderState,
        every_path: Sequence[Path],
        news: queue.Queue[News],
        *,
        stop: threading.Event,
        events: bool,
    ) -> None:
        super().__init__(name="warraq-folder", daemon=True)
        self.wake = threading.Event()
        self._rule = rule
        self._others = [path for path in every_path if path != rule.path]
        self._news = news
        self._stop_asked = stop
        self._state = state
        self._events = _Events(rule, self.wake) if events else None
        self._reachable = True

    def run(self) -> None:
        while not self._stop_asked.is_set():
            pause = self._state.patience.rescan_seconds
            try:
                self._look()
                pause = min(pause, max(self._state.next_look(time.monotonic()), 0.05))
            except OSError as error:
                self._note(reachable=False, error=type(error).__name__)
            except Exception:  # a thread must not end: its folder would lie unwatched in silence
                log.exception("folder", scanner=self._rule.scanner)
            if self.wake.wait(pause):
                self._stop_asked.wait(_CALM_SECONDS)
                self.wake.clear()
        if self._events:
            self._events.stop()

    def _look(self) -> None:
        if self._events:
            self._events.follow()
        listing = list(list_folder(self._rule, self._others))
        self._note(reachable=True)
        for decision in self._state.look(time.monotonic(), listing, _judge):
            match decision:
                case Ready(source, given_up):
                    self._tell(Settled(source, self._rule, given_up))
                case Halted(source, since, readable):
                    self._tell(Stuck(source, since, readable))
                case Moved(path):
                    self._tell(NoLongerStuck(path))

    def _tell(self, item: News) -> None:
        while not self._stop_asked.is_set():
            try:
                self._news.put(item, timeout=0.5)
                return
            except queue.Full:
                continue

    def _note(self, *, reachable: bool, **details: str) -> None:
        """Log when the folder goes and when it comes back, not each time it is missed."""
        if reachable != self._reachable:
            self._reachable = reachable
            (log.info if reachable else log.warning)("folder is back" if reachable else "folder is away", **details)


def _judge(source: SourceFile) -> Wholeness | None:
    try:
        return whole(source.path)
    except OSError:  # locked by its writer, or gone
        return None


class _SecondLooks(threading.Thread):
    """Asks the decoders, one file after another, while the folders' threads go on. An answer is given once, then forgotten."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="warraq-second-look", daemon=True)
        self._stop_asked = stop
        self._asked: queue.Queue[SourceFile] = queue.Queue()
        self._answers: dict[SourceFile, bool | None] = {}

    def ask(self, source: SourceFile) -> bool | None:
        """Whether the file decodes to its end; None while that is not known."""
        if source not in self._answers:
            self._answers[source] = None
            self._asked.put(source)
            return None
        answer = self._answers[source]
        if answer is not None:
            del self._answers[source]
        return answer

    def run(self) -> None:
        while not self._stop_asked.is_set():
            with contextlib.suppress(queue.Empty):
                source = self._asked.get(timeout=0.5)
                self._answers[source] = decodes_whole_apart(source.path, Limits(), _SECOND_LOOK_SECONDS)


class _Events(FileSystemEventHandler):
    """The operating system's events of one folder, for as long as it is the same folder. We can do without them."""

    def __init__(self, rule: FolderRule, wake: threading.Event) -> None:
        self._rule = rule
        self._wake = wake
        self._observer: Any = None
        self._identity: tuple[int, int] | None = None

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in {"opened", "closed_no_write"}:
            self._wake.set()

    def follow(self) -> None:
        """Begin anew where the folder was replaced. Raises OSError where it is away."""
        status = self._rule.path.stat()
        identity = (status.st_dev, status.st_ino)
        if identity == self._identity and self._observer is not None and self._observer.is_alive():
            return
        known = identity == self._identity
        self.stop()
        self._identity = identity
        try:
            observer = Observer()
            observer.schedule(self, os.fsdecode(self._rule.path), recursive=self._rule.recursive)
            observer.daemon = True
            observer.start()
            self._observer = observer
        except OSError as error:  # no more watches, or no more who watch, to be had: tried again at each listing, told once
            if not known:
                log.warning("no events, listing only", error=type(error).__name__)

    def stop(self) -> None:
        if self._observer is not None:
            with contextlib.suppress(RuntimeError):
                self._observer.stop()
            self._observer = None


# ── one taker at a time ────────────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def take_lock(lock_dir: Path, path: str) -> Iterator[bool]:
    """Whether this process alone may take the file at `path` while the context lasts; the kernel frees it if the process dies.

    The lock is a file in `lock_dir` named by a digest of the path, removed by whoever held it.
    """
    lock_dir.mkdir(parents=True, exist_ok=True)
    name = lock_dir / hashlib.sha256(os.fsencode(path)).hexdigest()[:40]
    descriptor = _locked(name)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            with contextlib.suppress(FileNotFoundError):
                name.unlink()  # while it is held: whoever opened it meanwhile sees that it is no longer the file of that name
            os.close(descriptor)


def _locked(name: Path) -> int | None:
    """A descriptor that holds the lock, or None where another holds it."""
    for _ in range(_LOCK_TRIES):
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if _is_still(name, descriptor):
            return descriptor
        os.close(descriptor)
    return None


def _is_still(name: Path, descriptor: int) -> bool:
    """False where the file that we locked was removed, or replaced, between opening and locking."""
    try:
        return os.path.samestat(name.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
