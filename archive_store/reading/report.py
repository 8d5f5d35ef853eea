"""Requests and papers per service, time limits kept and missed."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from archive_store.rules import Rules
from archive_store.schema import document, record
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
        for service, submitted, due, decided, count in self._connection.execute(_within(query, since, until).group_by(*dates)):
            limit = due or _due(submitted, days_of(service))
            tallies[service].update({"requests": count, _outcome(limit, decided, today): count})
            tallies[service]["decided"] += count if decided else 0
        papers = self._papers(since, until)
        return [_row(service, tally, papers.get(service, 0)) for service, tally in sorted(tallies.items())]

    def _papers(self, since: dt.date | None, until: dt.date | None) -> dict[str, int]:
        query = (
            select(record.c.service_code, func.count())
            .join_from(record, document, document.c.request_no == record.c.request_no)
            .where(document.c.status != DocumentStatus.REPLACED)
        )
        found = self._connection.execute(_within(query, since, until).group_by(record.c.service_code))
        return {service: count for service, count in found}


def _within(query: Select[Any], since: dt.date | None, until: dt.date | None) -> Select[Any]:
    if since is not None:
        query = query.where(record.c.submitted_on >= since)
    if until is not None:
        query = query.where(record.c.submitted_on <= until)
    return query


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
