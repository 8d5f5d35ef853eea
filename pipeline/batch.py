"""A batch import: files in, one result each, stoppable and resumable."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from domain.documents import Scan, ScanStatus, SourceFile
from domain.errors import Unavailable
from pipeline.intake import SourceUnreadable, Terms, take_for_import
from pipeline.runner import Runner
from pipeline.services import Services

UNDER_WAY = {ScanStatus.WAITING, ScanStatus.RUNNING}
AHEAD = 4  # files taken into custody before the workers ask for them, per worker


@dataclass(frozen=True)
class Imported:
    """What became of one file of the batch. `file` is its path as the caller gave it."""

    file: str
    scan: Scan
    resumed: bool = False


@dataclass(frozen=True)
class Item:
    """A file of the batch, as given and as found, with what is known of it."""

    file: str
    source: SourceFile
    terms: Terms


class Batch:
    """Takes files in and sees them through. `runner` must report its finished scans to `scan_done`."""

    def __init__(self, services: Services, jobs: int, on_unreadable: Callable[[str], None]) -> None:
        """`on_unreadable` hears of files that went away or may not be read; they can be imported later."""
        self._services = services
        self._on_unreadable = on_unreadable
        self._room = jobs * AHEAD
        self._waited_for: dict[str, deque[tuple[str, bool]]] = {}
        self._results: deque[Imported] = deque()

    def scan_done(self, scan: Scan) -> None:
        """Hear that a scan's fate is committed."""
        for file, resumed in self._waited_for.pop(scan.id, ()):
            self._results.append(Imported(file, scan, resumed))
            self._expect_parts(scan, file, resumed)

    def run(self, items: Iterable[Item], runner: Runner, stopped: Callable[[], bool]) -> Iterator[Imported]:
        """Yield each file's result as it comes. Ends early, everything put back or finished, once `stopped()` says so."""
        coming = iter(items)
        exhausted = False
        while not stopped():
            while not exhausted and len(self._waited_for) < self._room and not stopped():
                item = next(coming, None)
                exhausted = item is None
                if item is not None:
                    self._take(item, stopped)
            runner.turn(0.2)
            self._look_at_others()
            yield from self._pending_results()
            if exhausted and not self._waited_for:
                break
        runner.stop()
        yield from self._pending_results()

    def _pending_results(self) -> Iterator[Imported]:
        while self._results:
            yield self._results.popleft()

    def _take(self, item: Item, stopped: Callable[[], bool]) -> None:
        try:
            taken = take_for_import(self._services, item.source, item.terms)
        except SourceUnreadable:
            self._on_unreadable(item.file)
            return
        except Unavailable:
            if not stopped():
                raise
            return  # taken by the next run
        if taken.scan.status in UNDER_WAY:
            self._waited_for.setdefault(taken.scan.id, deque()).append((item.file, taken.resumed))
        else:
            self._results.append(Imported(item.file, taken.scan, taken.resumed))
            self._expect_parts(taken.scan, item.file, taken.resumed)

    def _expect_parts(self, whole: Scan, file: str, resumed: bool) -> None:
        """The parts of a mail are results of their own, named by the mail's file and their own name."""
        if whole.format != "eml":
            return
        with self._services.archive.read() as reader:
            parts = reader.parts_of(whole.id)
        for part in parts:
            name = file + part.source.path.removeprefix(whole.source.path)
            if part.status in UNDER_WAY:
                self._waited_for.setdefault(part.id, deque()).append((name, resumed))
            else:
                self._results.append(Imported(name, part, resumed))
                self._expect_parts(part, name, resumed)

    def _look_at_others(self) -> None:
        """Scans that another process of this home finished for us."""
        if not self._waited_for:
            return
        with self._services.archive.read() as reader:
            ended = [scan for key in self._waited_for if (scan := reader.scan(key)).status not in UNDER_WAY]
        for scan in ended:
            self.scan_done(scan)
