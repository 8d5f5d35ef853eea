"""Scans: taking them in, giving them to workers, setting them aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, or_, select, update

from archive_store.ids import path_digest, scan_key, scan_name, unknown_scan
from archive_store.reading.records import number_of
from archive_store.reading.rows import to_scan
from archive_store.reading.scans import ScanReader
from archive_store.schema import document, scan, stuck
from archive_store.writing.session import Session
from domain.documents import Arrival, DocumentStatus, Scan, ScanStatus
from domain.errors import InvalidRequest
from domain.messages import Message, Reason

#: A retry farther ahead than this was planned by a clock that has been set back since; it is due now.
LONGEST_WAIT = dt.timedelta(hours=1)


class ScanWriter:
    """Changes to scans up to the moment they are read."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection

    def accession(self, arrival: Arrival) -> Scan:
        """Takes bytes that are already in the object store into custody, as a scan that waits.

        The same file met again (after a crash, by a second process, by a repeated import) is the scan it was. The same bytes
        in another file, or given with another request, are a new scan with status `duplicate`; another request makes it a
        question (reason `also-in`) whether the paper belongs into that dossier too.
        """
        known = self._same_file(arrival)
        if known is not None:
            return known
        first = self._connection.execute(
            select(scan.c.id).where(scan.c.sha256 == arrival.sha256, scan.c.duplicate_of.is_(None))
        ).scalar()
        key = self._insert(arrival, first)
        self.clear_stuck(arrival.source.path)
        detail: dict[str, Any] = {"sha256": arrival.sha256, "size": arrival.size, "centre": arrival.centre}
        if first is not None:
            detail["duplicate_of"] = scan_name(first)
        self._session.audit("duplicate" if first else "accession", scan_name(key), detail)
        return ScanReader(self._connection).scan(scan_name(key))

    def _same_file(self, arrival: Arrival) -> Scan | None:
        source = arrival.source
        query = select(scan).where(
            scan.c.path_digest == path_digest(source.path),
            scan.c.channel == source.channel,
            scan.c.sha256 == arrival.sha256,
        )
        if source.channel == "watch":  # once it has left the inbox, a file of the same name is another one
            query = query.where(  # the device does not count: a share gets another number each time it is mounted
                scan.c.left_at.is_(None),
                scan.c.inode == source.inode,
                scan.c.mtime_ns == source.mtime_ns,
            )
        wanted = arrival.given.request_no
        for row in self._connection.execute(query.order_by(scan.c.id)):
            if wanted is None or _same_request(row.given_request_no, wanted):
                return ScanReader(self._connection).scan(scan_name(row.id))
        return None

    def _why_duplicate(self, arrival: Arrival) -> Reason:
        """A question where the bytes are in but were never given with this request before."""
        wanted = arrival.given.request_no
        if wanted is None:
            return Reason.DUPLICATE
        known = self._connection.execute(select(scan.c.given_request_no).where(scan.c.sha256 == arrival.sha256)).scalars()
        return Reason.DUPLICATE if any(_same_request(each, wanted) for each in known) else Reason.ALSO_IN

    def answer_also_in(self, scan_id: str, *, accepted: bool) -> None:
        """Notes that a person has answered the question that a duplicate put. Raises InvalidRequest where it puts none."""
        row = self.expect(scan_id, ScanStatus.DUPLICATE)
        if row.reason != Reason.ALSO_IN:
            raise InvalidRequest(
                Message(
                    ar=f"لا سؤال مفتوح عن الدفعة {scan_name(row.id)}. انظر: warraq review list",
                    en=f"Nothing is asked about scan {scan_name(row.id)}. See: warraq review list",
                )
            )
        self.set(row.id, reason=Reason.DUPLICATE)
        self._session.audit("also-in", scan_name(row.id), {"accepted": accepted})

    def _insert(self, arrival: Arrival, first: int | None) -> int:
        source, given = arrival.source, arrival.given
        key = self._session.next_key(scan)
        self._connection.execute(
            insert(scan).values(
                id=key,
                path=source.path,
                path_digest=path_digest(source.path),
                channel=source.channel,
                device=source.device,
                inode=source.inode,
                source_size=source.size,
                mtime_ns=source.mtime_ns,
                folder=source.folder,
                sha256=arrival.sha256,
                size=arrival.size,
                format=arrival.format,
                centre=arrival.centre,
                given_request_no=given.request_no,
                given_type=given.type,
                given_date=given.date,
                given_box=given.box,
                register=arrival.register,
                default_service=arrival.default_service,
                part_of=scan_key(arrival.part_of) if arrival.part_of else None,
                status=ScanStatus.WAITING if first is None else ScanStatus.DUPLICATE,
                received_at=self._session.now,
                reason=None if first is None else self._why_duplicate(arrival),
                detail="",
                duplicate_of=first,
                attempts=0,
            )
        )
        return key

    def claim(self, owner: str, limit: int = 1, *, alive: Callable[[str], bool]) -> list[Scan]:
        """Gives up to `limit` scans to `owner`, oldest first: those that wait and are due, and those whose owner has died."""
        now = self._session.now
        due = or_(scan.c.not_before.is_(None), scan.c.not_before <= now, scan.c.not_before > now + LONGEST_WAIT)
        running = self._connection.execute(
            select(scan.c.id, scan.c.owner).where(scan.c.status == ScanStatus.RUNNING).order_by(scan.c.id)
        ).fetchall()
        orphaned = [row.id for row in running if not (row.owner and alive(row.owner))]
        query = select(scan.c.id).where(scan.c.status == ScanStatus.WAITING, due).order_by(scan.c.id).limit(limit)
        waiting = list(self._connection.execute(query).scalars())
        keys = sorted(orphaned + waiting)[:limit]
        if not keys:
            return []
        self._connection.execute(
            update(scan)
            .where(scan.c.id.in_(keys))
            .values(status=ScanStatus.RUNNING, owner=owner, attempts=scan.c.attempts + 1, not_before=None)
        )
        rows = self._connection.execute(select(scan).where(scan.c.id.in_(keys)).order_by(scan.c.id))
        return [to_scan(row) for row in rows]

    def put_back(self, scan_id: str, *, not_before: dt.datetime | None, detail: str = "", counted: bool = True) -> None:
        """Lets a running scan wait again, until `not_before`. `counted=False`: the attempt was not its own fault (a stop)."""
        row = self.expect(scan_id, ScanStatus.RUNNING)
        attempts = row.attempts if counted else max(0, row.attempts - 1)
        self.set(row.id, status=ScanStatus.WAITING, owner=None, not_before=not_before, detail=detail, attempts=attempts)

    def quarantine(self, scan_id: str, reason: Reason, detail: str, seconds: float | None = None) -> None:
        """Sets a scan aside as unreadable, its bytes kept. `seconds` is what was spent on it."""
        row = self.expect(scan_id, ScanStatus.WAITING, ScanStatus.RUNNING)
        self.settle(row.id, ScanStatus.QUARANTINED, reason=reason, detail=detail, seconds=seconds)
        self._session.audit("quarantine", scan_name(row.id), {"reason": reason.value})

    def hold(self, scan_id: str, reason: Reason, detail: str = "", seconds: float | None = None) -> None:
        """Lets the whole scan wait for a person (encrypted, blank …)."""
        row = self.expect(scan_id, ScanStatus.WAITING, ScanStatus.RUNNING)
        self.settle(row.id, ScanStatus.REVIEW, reason=reason, detail=detail, seconds=seconds)
        self._session.audit("hold", scan_name(row.id), {"reason": reason.value})

    def leave_unused(self, scan_id: str) -> None:
        """Settles a scan that was held as blank, its bytes kept. Raises InvalidRequest for any other."""
        row = self.expect_unread(scan_id, ScanStatus.REVIEW)
        self.settle(row.id, ScanStatus.ARCHIVED, reason=Reason.NOT_USED)
        self._session.audit("leave-unused", scan_name(row.id))

    def unpacked(self, scan_id: str, parts: Sequence[str], seconds: float) -> None:
        """Settles a scan that has no pages of its own: what was in it are the scans `parts`."""
        row = self.expect(scan_id, ScanStatus.RUNNING, ScanStatus.REVIEW)
        self.settle(row.id, ScanStatus.ARCHIVED, pages=0, seconds=seconds, reason=None, detail="")
        self._session.audit("unpack", scan_name(row.id), {"parts": list(parts)})

    def release(self, scan_id: str) -> None:
        """Lets a quarantined or held scan, or one that was left unused, be tried again from the beginning."""
        row = self.expect(scan_id)
        if row.reason != Reason.NOT_USED:
            self.expect(scan_id, ScanStatus.QUARANTINED, ScanStatus.REVIEW)
        kept = select(document.c.id).where(document.c.scan_id == row.id, document.c.status != DocumentStatus.REPLACED)
        if self._connection.execute(kept).first():
            raise InvalidRequest(
                Message(
                    ar=f"قُرئت الدفعة {scan_name(row.id)} وفُصلت إلى وثائق؛ راجع وثائقها: warraq review list",
                    en=f"Scan {scan_name(row.id)} is read and cut into documents; settle those: warraq review list",
                )
            )
        self.set(
            row.id, status=ScanStatus.WAITING, reason=None, detail="", attempts=0, owner=None, not_before=None, finished_at=None
        )
        self._session.audit("release", scan_name(row.id), {"reason": row.reason})

    def mark_left(self, scan_id: str) -> None:
        """Notes that the file has left the inbox. Noting it twice changes nothing."""
        row = self.expect(scan_id)
        if row.left_at is None:
            self.set(row.id, left_at=self._session.now)
            self._session.audit("left-inbox", scan_name(row.id))

    def note_stuck(self, path: str, size: int, reason: Reason, since: dt.datetime | None = None) -> None:
        """Shows a file that is not whole and no longer changes. `since`: when that began (default: when first noted)."""
        here = stuck.c.path_digest == path_digest(path)
        first = self._connection.execute(select(stuck.c.since).where(here)).scalar()
        self._connection.execute(stuck.delete().where(here))
        self._connection.execute(
            insert(stuck).values(
                path_digest=path_digest(path),
                path=path,
                since=since or first or self._session.now,
                size=size,
                reason=reason,
            )
        )

    def clear_stuck(self, path: str) -> None:
        """The file is whole, gone, or taken."""
        self._connection.execute(stuck.delete().where(stuck.c.path_digest == path_digest(path)))

    def expect(self, scan_id: str, *allowed: ScanStatus) -> Row[Any]:
        """The scan's row. Raises UnknownObject, and InvalidRequest when its status is none of `allowed` (none given: any)."""
        row = self._connection.execute(select(scan).where(scan.c.id == scan_key(scan_id))).first()
        if row is None:
            raise unknown_scan(scan_id)
        if allowed and row.status not in allowed:
            raise InvalidRequest(
                Message(
                    ar=f"حالة الدفعة {scan_name(row.id)} هي {row.status}، ولا يصح عليها هذا الإجراء.",
                    en=f"Scan {scan_name(row.id)} is {row.status}; this cannot be done with it now.",
                )
            )
        return row

    def expect_unread(self, scan_id: str, *allowed: ScanStatus) -> Row[Any]:
        """The row of a scan that is running or held as blank, so that it has no documents yet. Raises InvalidRequest."""
        row = self.expect(scan_id, *(allowed or (ScanStatus.RUNNING, ScanStatus.REVIEW)))
        if row.status == ScanStatus.REVIEW and row.reason != Reason.BLANK:
            raise InvalidRequest(
                Message(
                    ar=f"الدفعة {scan_name(row.id)} غير موقوفة بوصفها بيضاء. انظر: warraq review list",
                    en=f"Scan {scan_name(row.id)} is not held as blank. See: warraq review list",
                )
            )
        return row

    def settle(self, key: int, status: ScanStatus, **more: Any) -> None:
        """Ends the work on a scan."""
        self.set(key, status=status, owner=None, not_before=None, finished_at=self._session.now, **more)

    def set(self, key: int, **columns: Any) -> None:
        """Changes columns of one scan."""
        matches: ColumnElement[bool] = scan.c.id == key
        self._connection.execute(update(scan).where(matches).values(**columns))


def _same_request(one: str | None, two: str) -> bool:
    """Whether two spellings name one request."""
    return one is not None and number_of(one) == number_of(two)
