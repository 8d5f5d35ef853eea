"""Requests and papers per service, time limits kept and missed."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from archive_store.rules import Rules
from archive_store.schema import also_in, document, record
from domain.documents import DocumentStatus


@dataclass(frozen=True)
class ServiceRow:
    """What became of the requests for one service. `kept` and `missed` count decided requests that have a time limit; `late`
    counts those whose limit has passed without a decision."""

    service: str
    requests: int
    papers: int
    decided: int
    kept: int
    missed: int
    late: int


def _no_limit(_service: str) -> int | None:
    return None


class ReportReader:
    """Statistics."""

    def __init__(self, connection: Connection, rules: Rules) -> None:
        self._connection = connection
        self._rules = rules

    def report(
        self,
        since: dt.date | None = None,
        until: dt.date | None = None,
        days_of: Callable[[str], int | None] = _no_limit,
    ) -> list[ServiceRow]:
        """One row per service code, in order of code, for requests submitted from `since` to `until`, both included.

        `days_of` gives the time limit of a service in days, for records that carry no due date of their own. Late is judged by
        the civil date at the centre.
        """
        today = self._rules.clock().astimezone(self._rules.timezone).date()
        query = select(record.c.service_code, record.c.submitted_on, record.c.due_on, record.c.decided_on, func.count())
        dates = (record.c.service_code, record.c.submitted_on, record.c.due_on, record.c.decided_on)
        tallies: dict[str, Counter[str]] = defaultdict(Counter)
        within = query.where(*_within(record, since, until)).group_by(*dates)
        for service, submitted, due, decided, count in self._connection.execute(within):
            limit = due or _due(submitted, days_of(service))
            tallies[service].update({"requests": count, _outcome(limit, decided, today): count})
            tallies[service]["decided"] += count if decided else 0
        papers = self._papers(since, until)
        return [_row(service, tally, papers[service]) for service, tally in sorted(tallies.items())]

    def _papers(self, since: dt.date | None, until: dt.date | None) -> Counter[str]:
        """A paper filed in dossiers of several services counts for each; one in several dossiers of a service, once."""
        standing = document.c.status != DocumentStatus.REPLACED
        own = (
            select(record.c.service_code, func.count())
            .join_from(record, document, document.c.request_no == record.c.request_no)
            .where(standing)
        )
        home = record.alias()
        counted = select(home.c.id).where(
            home.c.request_no == document.c.request_no, home.c.service_code == record.c.service_code, *_within(home, since, until)
        )
        elsewhere = (
            select(record.c.service_code, func.count(document.c.id.distinct()))
            .join_from(also_in, document, document.c.id == also_in.c.document_id)
            .join(record, record.c.request_no == also_in.c.request_no)
            .where(standing, ~counted.correlate(document, record).exists())
        )
        papers: Counter[str] = Counter()
        for query in (own, elsewhere):
            grouped = query.where(*_within(record, since, until)).group_by(record.c.service_code)
            papers.update({service: count for service, count in self._connection.execute(grouped)})
        return papers


def _within(records: FromClause, since: dt.date | None, until: dt.date | None) -> list[ColumnElement[bool]]:
    """Conditions on the day a request was submitted."""
    submitted = records.c.submitted_on
    return [*([submitted >= since] if since else []), *([submitted <= until] if until else [])]


def _due(submitted: dt.date | None, days: int | None) -> dt.date | None:
    return submitted + dt.timedelta(days=days) if submitted and days is not None else None


def _outcome(due: dt.date | None, decided: dt.date | None, today: dt.date) -> str:
    if due is None:
        return "unlimited"
    if decided is None:
        return "late" if due < today else "open"
    return "kept" if decided <= due else "missed"


def _row(service: str, tally: Counter[str], papers: int) -> ServiceRow:
    return ServiceRow(service, tally["requests"], papers, tally["decided"], tally["kept"], tally["missed"], tally["late"])
