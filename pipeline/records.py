"""Electronic records in, and the papers that waited for them linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from classify.documents import relink
from domain.catalogue import Catalogue
from domain.documents import Record
from domain.messages import Message
from ingest.record_files import RecordRow
from pipeline.runner import follow_index
from pipeline.services import Services

ROWS_PER_TRANSACTION = 500


@dataclass(frozen=True)
class RowResult:
    """What became of one row: `added`, `updated`, `unchanged` or `rejected`, and why."""

    line: int
    request_no: str | None
    result: str
    reason: Message | None
    warnings: tuple[Message, ...] = ()


def import_records(services: Services, rows: Iterable[RecordRow]) -> Iterator[RowResult]:
    """Save the rows, some hundreds in a transaction, then link the papers that waited for these records."""
    coming = iter(rows)
    while some := list(islice(coming, ROWS_PER_TRANSACTION)):
        results: list[RowResult] = []
        with services.archive.write(services.agent) as tx:
            for row in some:
                results.append(_save(tx, services.catalogue, services.settings.centre, row))
        yield from results
    link_waiting(services)


def link_waiting(services: Services) -> int:
    """Look again at every paper that waits for a record; returns how many found theirs."""
    linked = 0
    with services.archive.read() as reader:
        waiting = list(reader.waiting_for_records())
        links = [
            (document, relink(document, catalogue=services.catalogue, candidates=reader.candidates, find_record=reader.record))
            for document in waiting
        ]
    for document, link in links:
        if link != document.draft.link:
            with services.archive.write(services.agent) as tx:
                tx.relink(document.id, link)
            linked += link.reason is None
    follow_index(services)
    return linked


def _save(tx: object, catalogue: Catalogue, centre: str, row: RecordRow) -> RowResult:
    if row.record is None:
        return RowResult(row.line, None, "rejected", row.problem)
    record = replace(row.record, service_code=service_code(catalogue, row.record.service_code), centre=row.record.centre or centre)
    warnings = row.warnings
    if record.service_code and record.service_code not in catalogue.services:
        unknown = Message(
            ar=f"رمز خدمة غير موجود في الفهرس: {record.service_code}؛ حُفظ كما هو",
            en=f"service code not in the catalogue: {record.service_code}; kept as it is",
        )
        warnings = (*warnings, unknown)
    result = tx.save_record(record, services_version(catalogue))
    return RowResult(row.line, record.request_no, result, None, warnings)


def services_version(catalogue: Catalogue) -> str:
    """The version of the catalogue under which a new record begins."""
    return catalogue.version


def service_code(catalogue: Catalogue, text: str) -> str:
    """The code of a service named by its code or its Arabic or English name; unknown text stays as it is."""
    return catalogue.service_named(text) or text
