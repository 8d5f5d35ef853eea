"""The clerk's desk: what waits for a decision, and the decisions. Terminal and web pages stand on the same functions."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_store.writing.decisions import Keep
from domain.documents import Document, DocumentStatus, LinkMethod, Scan, ScanStatus
from domain.errors import InvalidRequest, Unacceptable
from domain.messages import Message, Reason
from ingest.limits import apply_limits
from pipeline import work
from pipeline.dossiers import find_record
from pipeline.finding import follow_index
from pipeline.parts import take_parts
from pipeline.services import Services
from pipeline.workers import Outcome, ProcessWorkers, Workers

TYPE_REASONS = {Reason.TYPE_UNSURE, Reason.UNREADABLE_TEXT}


@dataclass(frozen=True)
class Queue:
    """What waits: documents to decide, and whole scans held or quarantined."""

    documents: tuple[Document, ...]
    scans: tuple[Scan, ...]


def review_queue(services: Services) -> Queue:
    """Everything that a person must decide, oldest first."""
    with services.archive.read() as reader:
        documents = tuple(reader.review_queue())
        held = tuple(scan for scan in reader.scans(status=ScanStatus.REVIEW) if not scan.documents)
    return Queue(documents, held)


def accept(services: Services, document_id: str) -> Document:
    """Confirm what the machine proposes: the type it read, and the request it linked or its best proposal."""
    document = _document(services, document_id)
    if document.status is DocumentStatus.REPLACED:
        raise _replaced(document)
    if document.status is DocumentStatus.ARCHIVED:
        return document
    link = document.draft.link
    request_no = link.request_no
    if request_no is None and link.proposals:
        request_no = link.proposals[0].request_no
    if request_no is None and services.catalogue.types[document.draft.classification.type].linkable:
        raise InvalidRequest(
            Message(
                ar=f"لا مقترح للوثيقة {document.id}. حدّد الطلب: warraq review correct {document.id} --request NO",
                en=f"There is no proposal for {document.id}. Name the request: warraq review correct {document.id} --request NO",
            )
        )
    kind = document.draft.classification.type
    return _decide(services, document.id, type_code=kind, request_no=request_no, settles=document.draft.undecided)


def correct(
    services: Services,
    document_id: str,
    *,
    type_code: str | None = None,
    request_no: str | None = None,
    unlink: bool = False,
    also_in: str | None = None,
) -> Document:
    """Set type or link of a document, in review or archived; history is kept. What is not named stays as it is."""
    document = _document(services, document_id)
    if document.status is DocumentStatus.REPLACED:
        raise _replaced(document)
    if type_code is not None and type_code not in services.catalogue.types:
        known = ", ".join(services.catalogue.types)
        raise InvalidRequest(
            Message(ar=f"نوع غير معروف: {type_code}. الأنواع: {known}", en=f"Unknown type: {type_code}. Types: {known}")
        )
    return _decide(
        services,
        document.id,
        type_code=type_code,
        request_no=request_no and known_request(services, request_no),
        unlink=unlink,
        also_in=None if also_in is None else [*document.also_in, known_request(services, also_in)],
    )


def release(services: Services, scan_id: str, password: str | None = None) -> Scan:
    """Let a quarantined or held scan be tried again, after its cause was mended. With the `password` of a protected PDF its pages
    become a scan that is part of this one. Raises InvalidRequest where the password is wrong or the scan needs none.
    """
    with services.archive.read() as reader:
        scan = reader.scan(scan_id)
    if password is None:
        with services.archive.write(services.agent) as tx:
            tx.release(scan.id)
    else:
        _unlock(services, scan, password)
    with services.archive.read() as reader:
        return reader.scan(scan.id)


def _unlock(services: Services, scan: Scan, password: str) -> None:
    if scan.reason is not Reason.ENCRYPTED:
        raise InvalidRequest(
            Message(ar=f"الدفعة {scan.id} لا تنتظر كلمة سر.", en=f"Scan {scan.id} does not wait for a password.")
        )
    services.home.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=services.home.scratch) as folder:
        workers = ProcessWorkers(1, apply_limits, (services.limits,))
        try:
            args = (services.objects.path(scan.sha256), Path(folder), password)
            workers.give(scan.id, work.unlock, args, services.limits.seconds_per_page)
            (outcome,) = _outcomes(workers)
        finally:
            workers.close()
        if isinstance(outcome.error, Unacceptable) and outcome.error.reason is Reason.ENCRYPTED:
            raise InvalidRequest(Message(ar="كلمة السر غير صحيحة.", en="The password is wrong.")) from outcome.error
        if outcome.error is not None:
            raise outcome.error
        take_parts(services, scan, outcome.value, outcome.seconds)


def _outcomes(workers: Workers) -> list[Outcome]:
    while True:
        if outcomes := workers.collect(1.0):
            return outcomes


def known_request(services: Services, text: str) -> str:
    """The request number of an existing record, however it is written. Raises UnknownObject."""
    with services.archive.read() as reader:
        return find_record(reader, text).request_no


def _decide(
    services: Services,
    document_id: str,
    *,
    type_code: str | None = None,
    request_no: str | None = None,
    unlink: bool = False,
    also_in: Sequence[str] | None = None,
    settles: Collection[Reason] = (),
) -> Document:
    tab = services.catalogue.types[type_code].tab if type_code else None
    with services.archive.write(services.agent) as tx:
        document = tx.decide(
            document_id,
            type=type_code,
            tab=tab,
            request_no=None if unlink else request_no or Keep.KEEP,
            method=LinkMethod.MANUAL,
            also_in=also_in,
            settles=settles,
        )
    follow_index(services)
    return document


def _document(services: Services, document_id: str) -> Document:
    with services.archive.read() as reader:
        return reader.document(document_id)


def _replaced(document: Document) -> InvalidRequest:
    return InvalidRequest(
        Message(
            ar=f"الوثيقة {document.id} استُبدلت بغيرها (فصل أو دمج) وتبقى للتاريخ فقط.",
            en=f"{document.id} was replaced (split or merged) and stays for history only.",
        )
    )


def questions(document: Document) -> Iterator[Reason]:
    """What is asked about a document, the type before the link."""
    yield from sorted(document.draft.undecided, key=lambda reason: reason not in TYPE_REASONS)
