"""Electronic records in, and the papers that waited for them linked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from archive_store.transaction import Transaction
from classify.documents import relink
from domain.catalogue import Catalogue
from domain.documents import Record
from domain.messages import Message
from domain.record_keys import record_keys
from ingest.record_files import RecordRow
from pipeline.finding import follow_index
from pipeline.matching import MOST_CANDIDATES
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


def import_records(services: Services, rows: Iterable[RecordRow], given: Collection[str] | None = None) -> Iterator[RowResult]:
    """Save the rows, some hundreds in a transaction, then link the papers that waited for these records.

    `given` names the fields that the source has, where it does not have all: the others keep their values.
    """
    coming = iter(rows)
    try:
        while some := list(islice(coming, ROWS_PER_TRANSACTION)):
            results: list[RowResult] = []
            with services.archive.write(services.agent) as tx:
                for row in some:
                    results.append(_save(tx, services.catalogue, services.settings.centre, row, given))
            yield from results
            new = {result.request_no for result in results if result.result in ("added", "updated")}
            link_waiting(services, [row.record for row in some if row.record and row.record.request_no in new])
    finally:  # also where the source breaks off
        follow_index(services)


def link_waiting(services: Services, saved: Sequence[Record]) -> int:
    """Look again at the papers that may have waited for these records; returns how many found theirs."""
    linked = 0
    with services.archive.read() as reader:
        candidates = partial(reader.candidates, cap=MOST_CANDIDATES)
        waiting = {document.id: document for record in saved for document in reader.waiting_for(record_keys(record))}
        again = partial(relink, catalogue=services.catalogue, candidates=candidates, find_record=reader.record)
        links = [
            (document, again(document, "\n".join(page.text for page in reader.pages_of(document.id))))
            for document in waiting.values()
        ]
    for document, link in links:
        if link != document.draft.link:
            with services.archive.write(services.agent) as tx:
                tx.relink(document.id, link)
            linked += link.reason is None
    return linked


def _save(tx: Transaction, catalogue: Catalogue, centre: str, row: RecordRow, given: Collection[str] | None) -> RowResult:
    if row.record is None:
        return RowResult(row.line, None, "rejected", row.problem)
    record = replace(
        row.record, service_code=service_code(catalogue, row.record.service_code), centre=row.record.centre or centre
    )
    warnings = row.warnings
    if record.service_code and record.service_code not in catalogue.services:
        unknown = Message(
            ar=f"رمز خدمة غير موجود في الفهرس: {record.service_code}؛ حُفظ كما هو",
            en=f"service code not in the catalogue: {record.service_code}; kept as it is",
        )
        warnings = (*warnings, unknown)
    result = tx.save_record(record, catalogue.version, given)
    return RowResult(row.line, record.request_no, result, None, warnings)


def service_code(catalogue: Catalogue, text: str) -> str:
    """The code of a service named by its code or its Arabic or English name; unknown text stays as it is."""
    return catalogue.service_named(text) or text
