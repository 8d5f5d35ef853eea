"""Scans from `waiting` to decided: claims them, has their pages read by workers, makes documents of them, commits.

One thread, one loop. Workers compute; only this loop writes. `turn()` does what can be done now and waits a little for more.
"""

from __future__ import annotations

import datetime as dt
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import structlog

from archive_store.reading.counts import StatusCounts
from archive_store.transaction import Transaction
from classify.documents import Drafted
from domain.documents import DocumentDraft, RecognizedPage, Scan, ScanStatus
from domain.errors import MissingPart, Unavailable
from ingest.mail import Part
from pipeline import work
from pipeline.decisions import Hold, Quarantine, TryAgain, decide
from pipeline.drafting import draft_scan
from pipeline.finding import follow_index
from pipeline.matching import with_rescan
from pipeline.owners import Owner
from pipeline.parts import take_parts
from pipeline.services import Services
from pipeline.waiting import when_available
from pipeline.workers import Outcome, WorkerDied, Workers

T = TypeVar("T")
MOST_DEATHS = 2  # of workers over one step, before the scan itself is blamed
INDEX_EVERY = 1.0  # seconds between commits of the search index while work goes on
STOP_SECONDS = 5.0  # with the threads of the folders and the last look at the index this makes less than ten
PDF_SECONDS_PER_PAGE = 10.0
UNPACK_SECONDS = 60.0
log = structlog.get_logger("runner")


@dataclass(frozen=True)
class _Step:
    """One thing for a worker to do for a scan: read page `page`, write the PDF of document `document`, or else unpack it."""

    scan_id: str
    page: int = 0
    document: int = -1

    @property
    def unpacks(self) -> bool:
        return not self.page and self.document < 0


@dataclass
class _Job:
    """A scan under way. The only thing here that changes while it is used."""

    scan: Scan
    path: Path | None
    began: float
    todo: deque[_Step] = field(default_factory=deque)
    pages: dict[int, RecognizedPage] = field(default_factory=dict)
    page_count: int | None = None
    drafted: Drafted | None = None
    pdfs: dict[int, str] = field(default_factory=dict)
    under_way: int = 0
    deaths: int = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


class Runner:
    """Works off the waiting scans of one home.

    `on_done` hears of each scan when its fate is committed; `stopped` says whether the program was told to stop: then a store or
    database that is away is waited for no longer.
    """

    def __init__(
        self,
        services: Services,
        workers: Workers,
        owner: Owner,
        on_done: Callable[[Scan], None],
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._stopped = stopped
        self._services = services
        self._workers = workers
        self._owner = owner
        self._on_done = on_done
        self._jobs: dict[str, _Job] = {}
        self._indexed_at = 0.0
        self._dirty = True
        self._rebuild: threading.Thread | None = None
        self._stopping = False

    # ── the loop ──

    def turn(self, patience: float) -> bool:
        """Claim, give, collect once, waiting up to `patience` seconds for a worker. False when nothing is left to do now."""
        try:
            self._claim()
            self._give()
            for outcome in self._workers.collect(patience):
                self._take_outcome(outcome)
            self._follow_index()
        except Unavailable as error:
            if not self._stopped():
                raise
            log.warning("stopping while the store is away", error=error.detail)
        return bool(self._jobs)

    def drain(self) -> None:
        """Go on until no scan waits (scans put back for later are waited for)."""
        while self.turn(1.0) or self.some_wait():
            if not self._jobs:
                time.sleep(0.05)
        self.settle_index()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Finish what can be finished in that time, put the rest back, end the workers."""
        self._stopping = True
        try:
            self._finish_under_way(time.monotonic() + seconds)
            self._workers.close()
            for job in list(self._jobs.values()):
                self._put_back(job, None, "stopped", counted=False)
        except (
            Unavailable
        ) as error:  # what is left stays with this owner, and is taken up again once the owner is seen to be gone
            log.warning("not put back", scans=len(self._jobs), error=error.detail)
            self._jobs.clear()
        finally:
            self._workers.close()
        if self._stopped():
            self._indexed_at = 0.0
            self._follow_index()
        else:
            self.settle_index()

    def _finish_under_way(self, end: float) -> None:
        while any(job.todo or job.under_way for job in self._jobs.values()) and (left := end - time.monotonic()) > 0:
            self._give()
            for outcome in self._workers.collect(min(left, 0.5)):
                self._take_outcome(outcome)

    def settle_index(self) -> None:
        """Bring the search index up to the last commit, a rebuild included."""
        for _ in range(2):  # once more where the first began a rebuild
            self._indexed_at = 0.0
            self._follow_index()
            if self._rebuild is not None:
                self._rebuild.join()

    def some_wait(self) -> bool:
        """Whether scans of this home wait or run, here or in another process."""
        counts = self._persist(self._counts)
        return counts.waiting + counts.running > 0

    def _counts(self) -> StatusCounts:
        with self._services.archive.read() as reader:
            return reader.counts()

    # ── claiming and giving ──

    def _claim(self) -> None:
        room = self._workers.free() - sum(bool(job.todo) for job in self._jobs.values())
        if self._stopping or room <= 0:
            return
        for scan in self._write(lambda tx: tx.claim(self._owner.name, room, alive=self._owner.alive)):
            path = self._services.objects.path(scan.sha256)
            job = _Job(scan, path, time.monotonic())
            job.todo.append(_Step(scan.id, page=0 if scan.format == "eml" else 1))
            self._jobs[scan.id] = job

    def _give(self) -> None:
        for job in list(self._jobs.values()):
            while job.todo and self._workers.free():
                step = job.todo.popleft()
                job.under_way += 1
                self._give_step(job, step)

    def _give_step(self, job: _Job, step: _Step) -> None:
        scan, services = job.scan, self._services
        if step.page:
            page_args = (job.path, scan.format, step.page, services.limits, None)
            self._workers.give(step, work.read_page, page_args, services.settings.limits.page_seconds)
            return
        if step.unpacks:
            self._workers.give(step, work.unpack, (job.path, self._scratch(step), services.limits), UNPACK_SECONDS)
            return
        assert job.drafted is not None and job.path is not None  # its pages were read
        draft = job.drafted.drafts[step.document]
        pages = tuple(work.StoredPage(job.path, scan.format, job.pages[number]) for number in draft.pages)
        args = (pages, self._scratch(step), draft.subject, f"{scan.id}-{draft.pages[0]}", services.clock())
        self._workers.give(step, work.write_searchable_pdf, args, 30.0 + PDF_SECONDS_PER_PAGE * len(pages))

    def _scratch(self, step: _Step) -> Path:
        """The file or folder that a step writes."""
        return self._services.home.scratch / f"{self._owner.name}-{step.scan_id}-{step.document}"

    # ── what comes back ──

    def _take_outcome(self, outcome: Outcome) -> None:
        step = outcome.key
        assert isinstance(step, _Step)
        job = self._jobs.get(step.scan_id)
        if job is None:  # its scan was decided by an earlier step
            return
        job.under_way -= 1
        try:
            if outcome.error is not None:
                self._take_error(job, step, outcome.error)
            elif step.page:
                self._take_page(job, step, outcome.value)
            elif step.unpacks:
                self._take_parts(job, step, outcome.value)
            else:
                self._take_pdf(job, step)
        except MissingPart:
            raise
        except Exception as error:  # the one place where errors become decisions
            if step.scan_id not in self._jobs:  # decided, and the decision committed; what failed came after it
                log.warning("after the decision", scan=step.scan_id, error=type(error).__name__)
                return
            self._conclude(job, error)

    def _take_error(self, job: _Job, step: _Step, error: BaseException) -> None:
        if isinstance(error, WorkerDied) and job.deaths < MOST_DEATHS:
            job.deaths += 1
            job.todo.appendleft(step)
            return
        self._conclude(job, error)

    def _take_page(self, job: _Job, step: _Step, reading: work.PageReading) -> None:
        job.pages[step.page] = reading.page
        if job.page_count is None:
            job.page_count = reading.page_count
            job.todo.extend(_Step(job.scan.id, page=number) for number in range(2, reading.page_count + 1))
        if len(job.pages) == job.page_count:
            self._draft(job)

    def _draft(self, job: _Job) -> None:
        scan = job.scan
        job.drafted = draft_scan(self._services, scan, [job.pages[number] for number in sorted(job.pages)])
        if job.drafted.hold is not None and not job.drafted.drafts:
            self._hold(job, Hold(job.drafted.hold, ""))
            return
        job.todo.extend(_Step(scan.id, document=index) for index in range(len(job.drafted.drafts)))

    def _take_pdf(self, job: _Job, step: _Step) -> None:
        assert job.drafted is not None
        scratch = self._scratch(step)
        job.pdfs[step.document] = self._persist(lambda: self._stored(scratch))
        self._services.fs.unlink(scratch)
        if len(job.pdfs) == len(job.drafted.drafts):
            self._finish(job, job.drafted)

    def _stored(self, scratch: Path) -> str:
        """The SHA-256 of a file put into the store, from its beginning at each try."""
        with scratch.open("rb") as file:
            return self._services.objects.put(iter(lambda: file.read(1 << 20), b""))[0]

    def _take_parts(self, job: _Job, step: _Step, parts: Sequence[Part]) -> None:
        taken = self._persist(lambda: take_parts(self._services, job.scan, parts, job.seconds))
        shutil.rmtree(self._scratch(step), ignore_errors=True)
        self._close(job)
        for scan in taken:
            if scan.status is ScanStatus.DUPLICATE:  # nothing more will happen to it
                self._on_done(scan)

    # ── the ends of a job ──

    def _finish(self, job: _Job, drafted: Drafted) -> None:
        drafts = self._persist(lambda: self._drafts_of(job, drafted))
        pages = [job.pages[number] for number in sorted(job.pages)]
        pdfs = [job.pdfs[index] for index in range(len(drafts))]
        scan = self._write(lambda tx: tx.finish(job.scan.id, pages, drafts, drafted.dropped, pdfs, job.seconds))
        self._dirty = True
        self._close(job, scan)

    def _drafts_of(self, job: _Job, drafted: Drafted) -> list[DocumentDraft]:
        with self._services.archive.read() as reader:
            return [with_rescan(reader, draft, [job.pages[number] for number in draft.pages]) for draft in drafted.drafts]

    def _conclude(self, job: _Job, error: BaseException) -> None:
        decision = decide(error, job.scan)
        match decision:
            case Quarantine(reason, detail, alarm):
                (log.error if alarm else log.warning)("quarantined", scan=job.scan.id, reason=reason.value)
                self._write(lambda tx: tx.quarantine(job.scan.id, reason, detail, job.seconds))
                self._close(job)
            case Hold():
                self._hold(job, decision)
            case TryAgain(seconds, detail):
                log.warning("put back", scan=job.scan.id, attempt=job.scan.attempts, error=type(error).__name__)
                self._put_back(job, self._services.clock() + dt.timedelta(seconds=seconds), detail)

    def _hold(self, job: _Job, hold: Hold) -> None:
        self._write(lambda tx: tx.hold(job.scan.id, hold.reason, hold.detail, job.seconds))
        self._close(job)

    def _put_back(self, job: _Job, not_before: dt.datetime | None, detail: str, *, counted: bool = True) -> None:
        self._write(lambda tx: tx.put_back(job.scan.id, not_before=not_before, detail=detail, counted=counted))
        self._forget(job)

    def _close(self, job: _Job, scan: Scan | None = None) -> None:
        self._forget(job)
        self._on_done(scan or self._persist(lambda: self._scan(job.scan.id)))

    def _scan(self, scan_id: str) -> Scan:
        with self._services.archive.read() as reader:
            return reader.scan(scan_id)

    def _forget(self, job: _Job) -> None:
        self._jobs.pop(job.scan.id, None)

    # ── writing ──

    def _write(self, change: Callable[[Transaction], T]) -> T:
        """Carry out `change` in a transaction, waiting for a database that is away: what was computed is not thrown away."""

        def once() -> T:
            with self._services.archive.write(self._services.agent) as tx:
                return change(tx)

        return self._persist(once)

    def _persist(self, action: Callable[[], T]) -> T:
        return when_available(action, self._wait_for_the_store)

    def _wait_for_the_store(self, error: Unavailable, seconds: float) -> None:
        if self._told_to_end():
            raise error
        log.warning("waiting for the store", error=error.detail)
        self._sleep(seconds)

    def _told_to_end(self) -> bool:
        return self._stopping or self._stopped()

    def _sleep(self, seconds: float) -> None:
        """Sleep so long, or until told to end."""
        end = time.monotonic() + seconds
        while not self._told_to_end() and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.25))

    def _follow_index(self) -> None:
        if not self._dirty or time.monotonic() - self._indexed_at < INDEX_EVERY:
            return
        self._indexed_at = time.monotonic()
        try:
            if self._services.index.needs_rebuild:
                if not self._stopped():  # it takes its time
                    self._rebuild_index()
                return
            reached = follow_index(self._services)
            with self._services.archive.read() as reader:  # another process may have held the index meanwhile
                self._dirty = reached < reader.feed_head()
        except Exception as error:  # the index is made from the archive and catches up once its disk is well again
            log.warning("index left behind", error=type(error).__name__)

    def _rebuild_index(self) -> None:
        """Build an index of another version anew, beside the work; what changes meanwhile is followed afterwards."""
        if self._rebuild is None or not self._rebuild.is_alive():
            self._rebuild = threading.Thread(target=follow_index, args=(self._services,), name="reindex", daemon=True)
            self._rebuild.start()
