"""The watcher: news of the folders in, scans archived out, until told to stop."""

from __future__ import annotations

import datetime as dt
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import structlog

from domain.documents import Scan, ScanStatus, SourceFile
from domain.errors import FixityMismatch, Unavailable
from domain.messages import Reason
from ingest.folder import FolderRule, FolderWatch, News, NoLongerStuck, Patience, Settled, Stuck, list_folder
from pipeline.engine import engine
from pipeline.health import Pulse, health_server
from pipeline.learning import Retraining
from pipeline.refreshing import kept_fresh
from pipeline.runner import Runner
from pipeline.services import Services
from pipeline.takers import Takers, note_refusal, take

TURN_SECONDS = 0.25
NEWS_PER_TURN = 200
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
                _keep_watching(services, runner, stopped, report, pulse)


def empty_folders(services: Services, runner: Runner, stopped: Callable[[], bool], report: Callable[[Scan], None]) -> None:
    """Take everything that lies in the watched folders now and see it through."""
    rules = folder_rules(services)
    for rule in rules:
        for source in _listing(rule, rules):
            if stopped():
                return
            try:
                _tell_duplicate(take(services, source, rule), report)
            except (Unavailable, FixityMismatch, OSError) as error:
                note_refusal(error)
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


def _tell_duplicate(scan: Scan | None, report: Callable[[Scan], None]) -> None:
    """A duplicate is decided when it is taken; nothing more will be heard of it."""
    if scan is not None and scan.status is ScanStatus.DUPLICATE:
        report(scan)


def _keep_watching(
    services: Services, runner: Runner, stopped: Callable[[], bool], report: Callable[[Scan], None], pulse: Pulse
) -> None:
    own = services.settings.watch
    patience = Patience(own.settle_seconds, own.rescan_seconds, own.stuck_seconds, own.incomplete_seconds)
    rules = folder_rules(services)
    notes: deque[Stuck | NoLongerStuck] = deque()
    threading.Thread(target=_forget_gone, args=(services,), name="warraq-tidy", daemon=True).start()  # it asks every folder
    with (
        Takers(services, rules) as takers,
        FolderWatch(rules, patience) as watch,
        closing(Retraining(services)) as retraining,
    ):
        while not stopped():
            pulse.beat()
            retraining.turn()
            for item in _news(watch, NEWS_PER_TURN):
                if isinstance(item, Settled):
                    takers.hear(item)
                else:
                    notes.append(item)
            _note(services, notes)
            for scan in takers.taken():
                _tell_duplicate(scan, report)
            if not runner.turn(TURN_SECONDS):
                time.sleep(TURN_SECONDS)


def _note(services: Services, notes: deque[Stuck | NoLongerStuck]) -> None:
    """Write down what is stuck and what no longer is, in order; what cannot be written now stays for the next time."""
    try:
        while notes:
            match notes[0]:
                case Stuck() as item:
                    _note_stuck(services, item)
                case NoLongerStuck(path):
                    with services.archive.write(services.agent) as tx:
                        tx.clear_stuck(path)
            notes.popleft()
    except Unavailable as error:
        log.warning("cannot note now", error=error.detail)


def _note_stuck(services: Services, item: Stuck) -> None:
    source, since = item.source, services.clock() - dt.timedelta(seconds=time.monotonic() - item.since)
    reason = Reason.NO_ACCESS if not item.readable else Reason.EMPTY if source.size == 0 else Reason.INCOMPLETE
    with services.archive.write(services.agent) as tx:
        tx.note_stuck(source.path, source.size, reason, since)
    log.warning("stuck", folder=Path(source.folder).name, size=source.size, reason=reason.value)


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
