"""The watcher: news of the folders in, scans archived out, until told to stop."""

from __future__ import annotations

import datetime as dt
import os
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import structlog

from domain.documents import Scan, ScanStatus, SourceFile
from domain.errors import Unavailable
from domain.messages import Reason
from ingest.folder import FolderRule, FolderWatch, News, NoLongerStuck, Patience, Settled, Stuck, list_folder
from pipeline.engine import engine
from pipeline.health import Pulse, health_server
from pipeline.intake import Terms, take_from_inbox
from pipeline.learning import Retraining
from pipeline.refreshing import kept_fresh
from pipeline.runner import Runner
from pipeline.services import Services

TURN_SECONDS = 0.25
NEWS_PER_TURN = 20
log = structlog.get_logger("watch")


def folder_rules(services: Services) -> list[FolderRule]:
    """The watched folders of the settings, with absolute paths and the home's centre where none is named."""
    return [
        FolderRule(
            path=services.home.root / folder.path.expanduser(),
            centre=folder.centre or services.settings.centre,
            default_service=folder.default_service,
            scanner=folder.scanner,
            recursive=folder.recursive,
        )
        for folder in services.settings.folders
    ]


def watch_folders(
    services: Services, jobs: int, stopped: Callable[[], bool], report: Callable[[Scan], None], *, once: bool = False
) -> None:
    """Archive what arrives until `stopped()`; with `once`, what lies there now, and end. `report` hears of each scan's fate."""
    with engine(services, jobs, report, stopped) as runner:
        if once:
            empty_folders(services, runner, stopped, report)
        else:
            pulse = Pulse()
            with health_server(services, pulse), kept_fresh(services, stopped):
                _keep_watching(services, _Taker(services, report), runner, stopped, pulse)


def empty_folders(services: Services, runner: Runner, stopped: Callable[[], bool], report: Callable[[Scan], None]) -> None:
    """Take everything that lies in the watched folders now and see it through."""
    taker = _Taker(services, report)
    rules = folder_rules(services)
    for rule in rules:
        for source in _listing(rule, rules):
            if stopped():
                return
            taker.hear(Settled(source, rule))
            runner.turn(0.0)
    while not stopped() and runner.turn(TURN_SECONDS) | runner.some_wait():
        pass
    runner.settle_index()


def _listing(rule: FolderRule, rules: Sequence[FolderRule]) -> list[SourceFile]:
    try:
        return list(list_folder(rule, [other.path for other in rules]))
    except OSError as error:
        log.warning("folder is away", error=type(error).__name__)
        return []


def _keep_watching(services: Services, taker: _Taker, runner: Runner, stopped: Callable[[], bool], pulse: Pulse) -> None:
    own = services.settings.watch
    patience = Patience(own.settle_seconds, own.rescan_seconds, own.stuck_seconds, own.incomplete_seconds)
    _forget_gone(services)
    with FolderWatch(folder_rules(services), patience) as watch, closing(Retraining(services)) as retraining:
        while not stopped():
            pulse.beat()
            retraining.turn()
            for item in _news(watch, NEWS_PER_TURN):
                taker.hear(item)
            if not runner.turn(TURN_SECONDS):
                taker.wait(watch)


def _forget_gone(services: Services) -> None:
    """Files noted as stuck by a watcher that died, and no longer there."""
    try:
        with services.archive.read() as reader:
            gone = [file.path for file in reader.stuck_files() if not os.path.lexists(file.path)]
        if gone:
            with services.archive.write(services.agent) as tx:
                for path in gone:
                    tx.clear_stuck(path)
    except Unavailable as error:  # they are shown a while longer, no more
        log.warning("cannot tidy now", error=error.detail)


def _news(watch: FolderWatch, most: int) -> Iterator[News]:
    for _ in range(most):
        try:
            yield watch.news.get_nowait()
        except queue.Empty:
            return


class _Taker:
    """Turns news of the folders into scans and notes."""

    def __init__(self, services: Services, report: Callable[[Scan], None]) -> None:
        self._services = services
        self._report = report

    def hear(self, item: News) -> None:
        """Act on one piece of news; a store that is away is no reason to end, the folder tells again."""
        try:
            match item:
                case Settled(source, rule):
                    self.take(source, rule)
                case Stuck(source, since):
                    self._note_stuck(source, time.monotonic() - since)
                case NoLongerStuck(path):
                    with self._services.archive.write(self._services.agent) as tx:
                        tx.clear_stuck(path)
        except Unavailable as error:
            log.warning("cannot take now", error=error.detail)
            time.sleep(TURN_SECONDS)

    def take(self, source: SourceFile, rule: FolderRule) -> None:
        """Take one file; a duplicate is decided at once and reported."""
        terms = Terms(rule.centre, default_service=rule.default_service)
        scan = take_from_inbox(self._services, source, terms)
        if scan is not None and scan.status is ScanStatus.DUPLICATE:
            self._report(scan)

    def wait(self, watch: FolderWatch) -> None:
        """Nothing to compute: sleep until the next news or a little while."""
        try:
            self.hear(watch.news.get(timeout=TURN_SECONDS))
        except queue.Empty:
            return

    def _note_stuck(self, source: SourceFile, seconds: float) -> None:
        since = self._services.clock() - dt.timedelta(seconds=seconds)
        with self._services.archive.write(self._services.agent) as tx:
            tx.note_stuck(source.path, source.size, Reason.EMPTY if source.size == 0 else Reason.INCOMPLETE, since)
        log.warning("stuck", folder=Path(source.folder).name, size=source.size)
