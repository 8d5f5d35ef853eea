"""What waits, runs, is stuck or done, in numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from archive_store.reading.scans import UNDER_WAY
from archive_store.schema import scan, stuck
from domain.documents import ScanStatus
from domain.messages import Reason


@dataclass(frozen=True)
class StatusCounts:
    """Scans by status. `oldest_waiting_s` is the age in seconds of the oldest that is under way or stuck, None without any."""

    waiting: int
    running: int
    stuck: int
    review: int
    quarantined: int
    archived: int
    duplicate: int
    oldest_waiting_s: float | None


@dataclass(frozen=True)
class StuckFile:
    """A file in a watched folder that is not whole and no longer changes."""

    path: str
    since: dt.datetime
    size: int
    reason: Reason


class CountReader:
    """Questions answered in numbers."""

    def __init__(self, connection: Connection, clock: Callable[[], dt.datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def counts(self) -> StatusCounts:
        """How many scans there are of each status, and how long the oldest has been waiting."""
        query = select(scan.c.status, func.count()).group_by(scan.c.status)
        found: dict[str, int] = {status: count for status, count in self._connection.execute(query)}
        files = self.stuck_files()
        oldest = self._connection.execute(select(func.min(scan.c.received_at)).where(scan.c.status.in_(UNDER_WAY))).scalar()
        since = min((time for time in [oldest, *(file.since for file in files)] if time), default=None)
        return StatusCounts(
            waiting=found.get(ScanStatus.WAITING, 0),
            running=found.get(ScanStatus.RUNNING, 0),
            stuck=len(files),
            review=found.get(ScanStatus.REVIEW, 0),
            quarantined=found.get(ScanStatus.QUARANTINED, 0),
            archived=found.get(ScanStatus.ARCHIVED, 0),
            duplicate=found.get(ScanStatus.DUPLICATE, 0),
            oldest_waiting_s=max(0.0, (self._clock() - since).total_seconds()) if since else None,
        )

    def stuck_files(self) -> list[StuckFile]:
        """Files that are stuck, the oldest first."""
        rows = self._connection.execute(select(stuck).order_by(stuck.c.since, stuck.c.path_digest))
        return [StuckFile(row.path, row.since, row.size, Reason(row.reason)) for row in rows]
