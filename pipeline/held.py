"""Whole scans that wait for a person: those held as blank, and the question that the same bytes put when they came again."""

from __future__ import annotations

import time
from dataclasses import replace

from domain.documents import Document, Scan
from domain.errors import InvalidRequest
from domain.messages import Message, Reason
from pipeline.bringing import read_scan, searchable_pdf
from pipeline.desk import accept_also_in, decline_also_in
from pipeline.drafting import draft_scan
from pipeline.finding import follow_index
from pipeline.one_worker import one_worker
from pipeline.services import Services
from pipeline.workers import Workers


def accept_scan(services: Services, scan_id: str, workers: Workers | None = None) -> list[Document]:
    """A blank scan is a paper after all: its pages become documents. A duplicate: its documents are filed in that dossier too.

    Raises InvalidRequest for scans that ask neither.
    """
    scan = _scan(services, scan_id)
    return _from_blank(services, scan, workers) if scan.reason is Reason.BLANK else accept_also_in(services, scan.id)


def decline_scan(services: Services, scan_id: str) -> Scan:
    """A blank scan is not used, and stays stored; a duplicate's documents stay where they are. Raises InvalidRequest."""
    scan = _scan(services, scan_id)
    if scan.reason is not Reason.BLANK:
        return decline_also_in(services, scan.id)
    with services.archive.write(services.agent) as tx:
        tx.leave_unused(scan.id)
    return _scan(services, scan.id)


def _from_blank(services: Services, scan: Scan, workers: Workers | None) -> list[Document]:
    """Documents of the pages that nothing was read on; sheets stay left out."""
    began = time.monotonic()
    with one_worker(services, workers, reads=True) as hand:
        stored = [replace(each, page=replace(each.page, blank=False)) for each in read_scan(services, hand, scan)]
        pages = {each.page.number: each for each in stored}
        drafted = draft_scan(services, scan, [each.page for each in stored])
        if not drafted.drafts:
            raise InvalidRequest(
                Message(ar=f"ليس في الدفعة {scan.id} إلا أوراق غلاف أو فصل.", en=f"Scan {scan.id} holds nothing but sheets.")
            )
        pdfs = [
            searchable_pdf(services, hand, [pages[number] for number in draft.pages], draft, scan) for draft in drafted.drafts
        ]
    with services.archive.write(services.agent) as tx:
        seconds = time.monotonic() - began
        tx.finish(scan.id, [each.page for each in stored], drafted.drafts, drafted.dropped, pdfs, seconds)
    follow_index(services)
    return list(_scan(services, scan.id).documents)


def _scan(services: Services, scan_id: str) -> Scan:
    with services.archive.read() as reader:
        return reader.scan(scan_id)
