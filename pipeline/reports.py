"""The statistics report: one row per service of the catalogue, groups that count as one service in one row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from archive_store.reading.report import ServiceRow
from domain.catalogue import Catalogue
from pipeline.services import Services


@dataclass(frozen=True)
class ReportRow:
    """Requests of one service (or group): decided ones with their time limit kept or missed; `missed` includes open late ones."""

    code: str
    ar: str
    en: str
    requests: int = 0
    papers: int = 0
    decided: int = 0
    kept: int = 0
    missed: int = 0

    @property
    def open(self) -> int:
        """Requests without a decision."""
        return self.requests - self.decided

    def cells(self) -> tuple[str | int, ...]:
        """The row for a sheet."""
        return (self.code, self.ar, self.en, self.requests, self.papers, self.decided, self.kept, self.missed, self.open)

    def plus(self, row: ServiceRow) -> ReportRow:
        """This row with the numbers of a service added."""
        return replace(
            self,
            requests=self.requests + row.requests,
            papers=self.papers + row.papers,
            decided=self.decided + row.decided,
            kept=self.kept + row.kept,
            missed=self.missed + row.missed + row.late,
        )


def report_rows(services: Services, since: dt.date | None, until: dt.date | None) -> list[ReportRow]:
    """Rows in the order of the catalogue, then services that it does not know. For requests submitted from `since` to `until`."""
    catalogue = services.catalogue
    with services.archive.read() as reader:
        counted = reader.report(since, until, lambda code: catalogue.services[code].days if code in catalogue.services else None)
    rows = _empty_rows(catalogue)
    for counts in counted:
        key = _row_of(catalogue, counts.service)
        rows[key] = rows.get(key, ReportRow(key, key or "بلا خدمة", key or "no service")).plus(counts)
    return list(rows.values())


def _row_of(catalogue: Catalogue, service: str) -> str:
    known = catalogue.services.get(service)
    return known.group if known and catalogue.groups[known.group].one_row else service


def _empty_rows(catalogue: Catalogue) -> dict[str, ReportRow]:
    rows: dict[str, ReportRow] = {}
    for service in catalogue.services.values():
        group = catalogue.groups[service.group]
        named = group if group.one_row else service
        rows.setdefault(named.code, ReportRow(named.code, named.ar, named.en))
    return rows
