"""Electronic records kept in step with a foreign source: by a command, and by the watcher from time to time.

What the source gives goes the way of `records import`. A record that the source no longer has is kept, for papers refer to it,
and marked with the day it was missed; the mark goes when it comes back.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from archive_store.foreign import ForeignRecords, RecordSource, SourceRow
from domain.documents import Record
from domain.errors import InvalidRequest, MissingPart, Unavailable, WarraqError
from domain.messages import Message
from ingest.record_files import RecordRow, row_from_values
from pipeline.records import ROWS_PER_TRANSACTION, RowResult, import_records
from pipeline.services import Services

SOURCE, GONE_SINCE = "source", "gone_since"  # columns of our own beside a record's
LOOK_SECONDS = 0.5  # how soon the watcher's refresher hears of its end
STOP_SECONDS = 1.0  # a refresher that hangs in a dead database is left behind (it is a daemon)
_FACT = "records_refresh"
log = structlog.get_logger("records")


@dataclass(frozen=True)
class Refreshed:
    """The state of the refreshing: when it last succeeded, and wholly; the newest change seen; the last failure since, if any.

    Times are ISO, UTC. `newest` is a change as `_packed` writes it, `failed` the message in both languages.
    """

    source: str = ""
    at: str | None = None
    full_at: str | None = None
    newest: str | None = None
    tried_at: str | None = None
    failed: dict[str, str] | None = None

    def age(self, now: dt.datetime) -> float | None:
        """Seconds since the last success, None without any."""
        return max(0.0, (now - dt.datetime.fromisoformat(self.at)).total_seconds()) if self.at else None


def source_of(services: Services) -> RecordSource | None:
    """The foreign source of the settings, None where none is set. Raises InvalidRequest where they are not complete."""
    own = services.settings.records
    url = own.url.get_secret_value() if own.url else None
    if not (own.table or url or own.url_file):
        return None
    if own.url_file and not url:
        url = _read_secret(services.home.root / own.url_file.expanduser())
    if not (url and own.table and "request_no" in own.columns):
        raise InvalidRequest(
            Message(
                ar="الإعدادات [records] ناقصة. يلزم url (أو url_file أو WARRAQ_RECORDS__URL) وtable وعمود request_no في columns.",
                en="The settings [records] are not complete. They need url (or url_file, or WARRAQ_RECORDS__URL), table, and "
                "in columns one for request_no.",
            )
        )
    return ForeignRecords(url, own.table, own.columns, own.database_schema, own.where, own.updated_at)


def _read_secret(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(
            Message(
                ar=f"تعذّرت قراءة ملف عنوان قاعدة السجلات {file} (url_file في [records]): {type(error).__name__}",
                en=f"The file with the URL of the records database cannot be read (url_file in [records]): {file}, "
                f"{type(error).__name__}",
            )
        ) from error


def last_refresh(services: Services) -> Refreshed:
    """What is known of the refreshing so far."""
    with services.archive.read() as reader:
        noted = reader.fact(_FACT)
    return Refreshed(**json.loads(noted)) if noted else Refreshed()


def refresh(services: Services, source: RecordSource, *, full: bool = False) -> Iterator[RowResult]:
    """Reads what changed, or all where that is not known, is due or is asked for; yields what became of each row read.

    A row's `line` is its place in this reading. Records that the source no longer has come last, with the result
    `gone`. A failure is noted and raised; what was read before it stays.
    """
    state = _begun(services, source)
    whole = full or state.newest is None or _is_due(state.full_at, services, hours=services.settings.records.full_hours)
    reading = _Reading(services, source.rows(None if whole else _unpacked(state.newest)))
    try:
        given = {*source.columns, "extra"}
        yield from import_records(services, reading.rows(source.name), given)
        if whole and reading.seen:  # a source without a row is rather one that lost its rights than one that lost its requests
            yield from _mark_gone(services, source.name, reading.seen)
    except WarraqError as error:
        _note(services, replace(state, failed={"ar": error.message.ar, "en": error.message.en}))
        raise
    now = services.clock().isoformat()
    newest = _packed(reading.newest) or state.newest
    _note(services, replace(state, at=now, full_at=now if whole else state.full_at, newest=newest, failed=None))


def _begun(services: Services, source: RecordSource) -> Refreshed:
    """The state at the beginning; where the settings name another source now, as if none had been read."""
    state = last_refresh(services)
    if state.source != source.name:
        state = Refreshed(source.name)
    state = replace(state, tried_at=services.clock().isoformat())
    _note(services, state)
    return state


def _note(services: Services, state: Refreshed) -> None:
    with services.archive.write(services.agent) as tx:
        tx.note_fact(_FACT, json.dumps(asdict(state), ensure_ascii=False))


def _is_due(last: str | None, services: Services, *, hours: float) -> bool:
    return last is None or services.clock() - dt.datetime.fromisoformat(last) >= dt.timedelta(hours=hours)


class _Reading:
    """One reading of the source: its rows cleaned, and what was seen of them."""

    def __init__(self, services: Services, rows: Iterable[SourceRow]) -> None:
        self._zone = services.zone
        self._rows = rows
        self.seen: set[str] = set()
        self.newest: Any = None

    def rows(self, source: str) -> Iterator[RecordRow]:
        """The rows as `records import` takes them, each with the name of the source; none is marked as gone any longer."""
        for line, row in enumerate(self._rows, 1):
            if row.changed is not None and (self.newest is None or row.changed > self.newest):
                self.newest = row.changed
            cleaned = row_from_values(line, {name: _cell(value, self._zone) for name, value in row.values.items()})
            if cleaned.record is None:
                yield cleaned
                continue
            self.seen.add(cleaned.record.request_no)
            yield replace(cleaned, record=replace(cleaned.record, extra=((SOURCE, source), (GONE_SINCE, ""))))


def _cell(value: Any, zone: ZoneInfo) -> Any:
    """A value of a database as a cell: whole numbers as such, times in the centre's civil time."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
    return value if value is None or isinstance(value, (str, int, float, dt.date)) else str(value)


def _mark_gone(services: Services, source: str, seen: set[str]) -> Iterator[RowResult]:
    with services.archive.read() as reader:
        kept = reader.request_nos_with(SOURCE, source)
    gone = [number for number, extra in kept.items() if number not in seen and GONE_SINCE not in extra]
    day = services.clock().astimezone(services.zone).date().isoformat()
    for start in range(0, len(gone), ROWS_PER_TRANSACTION):
        some = gone[start : start + ROWS_PER_TRANSACTION]
        with services.archive.write(services.agent) as tx:
            for number in some:
                tx.save_record(Record(number, extra=((GONE_SINCE, day),)), services.catalogue.version, {"extra"})
        yield from (RowResult(0, number, "gone", None) for number in some)


def _packed(value: Any) -> str | None:
    """A change as text that `_unpacked` reads; None for a kind of value that cannot be kept: then all is read each time."""
    for name, kind in (("time", dt.datetime), ("day", dt.date)):
        if isinstance(value, kind):
            return f"{name}:{value.isoformat()}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"number:{value}"
    return f"text:{value}" if isinstance(value, str) else None


_UNPACK: dict[str, Callable[[str], Any]] = {
    "time": dt.datetime.fromisoformat,
    "day": dt.date.fromisoformat,
    "number": int,
    "text": str,
}


def _unpacked(packed: str | None) -> Any:
    kind, _, text = (packed or "").partition(":")
    return _UNPACK[kind](text) if kind else None


# ── the watcher's part ──


@contextmanager
def kept_fresh(services: Services, stopped: Callable[[], bool]) -> Iterator[None]:
    """Refreshes beside what goes on inside the block, as often as the settings say; a failure is logged and tried again."""
    if source_of(services) is None:
        yield
        return
    ended = threading.Event()
    refresher = threading.Thread(
        target=_keep_fresh, args=(services, lambda: ended.is_set() or stopped()), name="records", daemon=True
    )
    refresher.start()
    try:
        yield
    finally:
        ended.set()
        refresher.join(STOP_SECONDS)


def _keep_fresh(services: Services, ended: Callable[[], bool]) -> None:
    minutes = services.settings.records.refresh_minutes
    pause = threading.Event()
    while not ended():
        try:
            if _is_due(last_refresh(services).tried_at, services, hours=minutes / 60):
                _refresh_quietly(services, ended)
        except (Unavailable, InvalidRequest, MissingPart) as error:
            log.warning("records not refreshed", error=error.message.en)
        except Exception as error:  # our own fault: papers are more important than records that are a while old
            log.error("records not refreshed", error=type(error).__name__)
        pause.wait(LOOK_SECONDS)


def _refresh_quietly(services: Services, ended: Callable[[], bool]) -> None:
    source = source_of(services)
    assert source is not None
    tally: Counter[str] = Counter()
    for result in refresh(services, source):
        tally[result.result] += 1
        if ended():
            log.info("refresh of records broken off")
            return
    log.info("records refreshed", **tally)
