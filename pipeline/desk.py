"""The clerk's desk: what waits for a decision, and the decisions. Terminal and web pages stand on the same functions."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from archive_store.reader import Reader
from archive_store.writing.decisions import Keep
from domain.arabic.folding import fold
from domain.catalogue import Catalogue
from domain.documents import PERSON, Document, DocumentStatus, LinkMethod, Scan, ScanStatus
from domain.errors import InvalidRequest, UnknownObject
from domain.messages import Message, Reason
from pipeline.bringing import MADE
from pipeline.dossiers import find_record
from pipeline.finding import follow_index
from pipeline.services import Services


@dataclass(frozen=True)
class AlsoIn:
    """A question that the same bytes put when they came again, as `scan`, with another request: file these documents there too?

    `request_no` is as the record writes it, or as it was given where there is no such record (yet).
    """

    scan: Scan
    request_no: str
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Queue:
    """What waits for a person: documents to decide, dossiers to file some in too, and whole scans held or quarantined.

    Documents of `no_record` lack nothing but their electronic record; they leave by themselves when it comes.
    """

    documents: tuple[Document, ...]
    no_record: tuple[Document, ...]
    also_in: tuple[AlsoIn, ...]
    scans: tuple[Scan, ...]


def review_queue(services: Services) -> Queue:
    """Everything that a person must decide, oldest first."""
    with services.archive.read() as reader:
        waiting = reader.review_queue()
        also_in = tuple(asked for scan in reader.also_in_questions() if (asked := _also_in(reader, scan)).documents)
        held = tuple(scan for scan in reader.scans(status=ScanStatus.REVIEW) if not scan.documents)
    return Queue(
        documents=tuple(document for document in waiting if not waits_for_record(document)),
        no_record=tuple(document for document in waiting if waits_for_record(document)),
        also_in=also_in,
        scans=held,
    )


def waits_for_record(document: Document) -> bool:
    """Whether a document lacks nothing but its electronic record."""
    return document.draft.undecided == (Reason.NO_RECORD,)


def _also_in(reader: Reader, scan: Scan) -> AlsoIn:
    """The question of a duplicate; about no documents where all of them are in that dossier by now, or none are read yet."""
    request_no = scan.given.request_no or ""
    with contextlib.suppress(UnknownObject):
        request_no = find_record(reader, request_no).request_no
    first = reader.scan(scan.duplicate_of or scan.id)
    made = [part for part in reader.parts_of(first.id) if part.source.channel == MADE]
    every = (document for each in (first, *made) for document in each.documents)
    return AlsoIn(scan, request_no, tuple(document for document in every if not _is_in(document, request_no)))


def _is_in(document: Document, request_no: str) -> bool:
    return request_no in (document.draft.link.request_no, *document.also_in)


def accept_also_in(services: Services, scan_id: str) -> list[Document]:
    """File the documents that a duplicate asks about in the dossier of its request too.

    A document without a request gets it as its own. Raises UnknownObject where the request has no record, InvalidRequest where
    nothing is asked.
    """
    with services.archive.read() as reader:
        asked = _also_in(reader, reader.scan(scan_id))
    with services.archive.write(services.agent) as tx:
        tx.answer_also_in(asked.scan.id, accepted=True)
        for document in asked.documents:
            homeless = document.status is DocumentStatus.REVIEW and document.draft.link.request_no is None
            if homeless:
                tx.decide(document.id, request_no=asked.request_no)
            else:
                tx.decide(document.id, also_in=[*document.also_in, asked.request_no])
    follow_index(services)
    with services.archive.read() as reader:
        return [reader.document(document.id) for document in asked.documents]


def decline_also_in(services: Services, scan_id: str) -> Scan:
    """Leave the documents where they are: the question is not put again. Raises InvalidRequest where none is put."""
    with services.archive.write(services.agent) as tx:
        tx.answer_also_in(scan_id, accepted=False)
    with services.archive.read() as reader:
        return reader.scan(scan_id)


def accept(services: Services, document_id: str) -> Document:
    """Confirm what the machine proposes: the type it read, and the request it linked or its best proposal.

    Of an archived document the type alone is confirmed, so that the classifier may learn from it.
    """
    document = _document(services, document_id)
    if document.status is DocumentStatus.REPLACED:
        raise replaced(document)
    if document.status is DocumentStatus.ARCHIVED:
        confirmed = document.draft.classification.decided_by == PERSON
        return document if confirmed else decide(services, document.id, type_code=document.draft.classification.type)
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
    return decide(services, document.id, type_code=kind, request_no=request_no, settles=document.draft.undecided)


def decline_rescan(services: Services, document_id: str, why: str = "") -> Document:
    """Leave a likely second scan of a paper unused: the paper keeps its pages. Raises InvalidRequest for any other."""
    document = _document(services, document_id)
    with services.archive.write(services.agent) as tx:
        tx.set_aside(document, why)
    follow_index(services)
    return _document(services, document.id)


def correct(
    services: Services,
    document_id: str,
    *,
    type_code: str | None = None,
    request_no: str | None = None,
    unlink: bool = False,
    also_in: str | None = None,
    not_in: str | None = None,
) -> Document:
    """Set type or link of a document, in review or archived; history is kept. What is not named stays as it is.

    `also_in` files it in a further dossier, `not_in` takes it out of one. Raises InvalidRequest.
    """
    document = _document(services, document_id)
    if document.status is DocumentStatus.REPLACED:
        raise replaced(document)
    return decide(
        services,
        document.id,
        type_code=type_code and type_named(services.catalogue, type_code),
        request_no=request_no and known_request(services, request_no),
        unlink=unlink,
        also_in=_elsewhere(services, document, also_in, not_in),
    )


def _elsewhere(services: Services, document: Document, also_in: str | None, not_in: str | None) -> list[str] | None:
    """The other dossiers of a document with one more and one less; None where nothing changes."""
    if also_in is None and not_in is None:
        return None
    others = list(document.also_in)
    if not_in is not None:
        gone = known_request(services, not_in)
        if gone not in others:
            raise InvalidRequest(
                Message(
                    ar=f"الوثيقة {document.id} ليست محفوظة أيضًا في إضبارة {gone}.",
                    en=f"{document.id} is not also filed in the dossier of {gone}.",
                )
            )
        others.remove(gone)
    return others if also_in is None else [*others, known_request(services, also_in)]


def type_named(catalogue: Catalogue, text: str) -> str:
    """The code of the type that is named by its code or its Arabic or English name. Raises InvalidRequest."""
    wanted = fold(text).strip()
    for kind in catalogue.types.values():
        if wanted in (fold(kind.code), fold(kind.ar), fold(kind.en)):
            return kind.code
    known, names = ", ".join(catalogue.types), "، ".join(kind.ar for kind in catalogue.types.values())
    raise InvalidRequest(Message(ar=f"نوع غير معروف: {text}. الأنواع: {names}", en=f"Unknown type: {text}. Types: {known}"))


def known_request(services: Services, text: str) -> str:
    """The request number of an existing record, however it is written. Raises UnknownObject."""
    with services.archive.read() as reader:
        return find_record(reader, text).request_no


def decide(
    services: Services,
    document_id: str,
    *,
    type_code: str | None = None,
    request_no: str | None = None,
    unlink: bool = False,
    also_in: Sequence[str] | None = None,
    settles: Collection[Reason] = (),
) -> Document:
    """A person's decision, of values that are known to be right; search is told. See `Transaction.decide`."""
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


def replaced(document: Document) -> InvalidRequest:
    """The error for a document that stays for history only."""
    return InvalidRequest(
        Message(
            ar=f"الوثيقة {document.id} استُبدلت بغيرها وتبقى للتاريخ فقط. انظر: warraq show {document.id}",
            en=f"{document.id} was replaced by others and stays for history only. See: warraq show {document.id}",
        )
    )
