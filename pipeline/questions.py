"""What is asked about a document, with the best answers and their reasons. Terminal and web pages put the same questions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from archive_store.reader import Reader
from domain.catalogue import Catalogue
from domain.documents import Box, Document, DocumentStatus, FieldKind
from domain.messages import Message, Reason
from ocr.crop import Around
from pipeline import work
from pipeline.bringing import stored_pages
from pipeline.desk import decide, decline_rescan
from pipeline.one_worker import OneWorker
from pipeline.paging import merge, split
from pipeline.services import Services

MOST_ANSWERS = 3
CROP_SECONDS = 20.0
CROPS = "review"  # folder of the pictures that a clerk looks at, in the home's `run`
_OF_LINK = frozenset(
    (
        FieldKind.REQUEST_NO,
        FieldKind.NATIONAL_NO,
        FieldKind.PHONE,
        FieldKind.PERSON,
        FieldKind.FATHER,
        FieldKind.MOTHER,
        FieldKind.ASSOCIATION,
    )
)


class Topic(StrEnum):
    """What a question is about, in the order of asking: a cut changes the paper, of a second scan nothing more may need asking,
    the type may settle the link.
    """

    CUT = "cut"
    RESCAN = "rescan"
    TYPE = "type"
    LINK = "link"


_TOPICS = {
    Reason.CUT_UNSURE: Topic.CUT,
    Reason.TYPE_UNSURE: Topic.TYPE,
    Reason.UNREADABLE_TEXT: Topic.TYPE,
    Reason.NO_RECORD: Topic.LINK,
    Reason.LINK_UNSURE: Topic.LINK,
    Reason.CONFLICT: Topic.LINK,
    Reason.RESCAN: Topic.RESCAN,
}


@dataclass(frozen=True)
class Answer:
    """One answer: what it says, why it is likely, and what it does when it is given (see `apply`)."""

    says: Message
    confidence: float | None = None
    reasons: tuple[str, ...] = ()
    type_code: str | None = None
    request_no: str | None = None
    unlink: bool = False
    join_after: str | None = None
    split_at: tuple[int, ...] = ()
    unused: bool = False
    settles: tuple[Reason, ...] = ()

    @property
    def recuts(self) -> bool:
        """Whether the document is replaced by others, so that nothing more is asked about it."""
        return bool(self.join_after or self.split_at or self.unused)


@dataclass(frozen=True)
class Question:
    """What is asked about `document`: the reasons why, the page that shows it with the boxes that matter, the best answers."""

    document: Document
    topic: Topic
    reasons: tuple[Reason, ...]
    page: int
    marks: tuple[Box, ...]
    around: Around
    answers: tuple[Answer, ...] = field(default=())


def questions_about(reader: Reader, catalogue: Catalogue, document: Document) -> list[Question]:
    """The open questions about a document, in the order in which they are put."""
    undecided = document.draft.undecided
    topics = sorted({_TOPICS[reason] for reason in undecided if reason in _TOPICS}, key=list(Topic).index)
    return [
        _question(reader, catalogue, document, topic, tuple(reason for reason in undecided if _TOPICS.get(reason) is topic))
        for topic in topics
    ]


def _question(reader: Reader, catalogue: Catalogue, document: Document, topic: Topic, reasons: tuple[Reason, ...]) -> Question:
    first = document.draft.pages[0]
    match topic:
        case Topic.CUT:
            answers = _cut_answers(reader, document)
            return Question(document, topic, reasons, first, (), Around.TOP, answers)
        case Topic.TYPE:
            answers = tuple(_type_answers(catalogue, document))[:MOST_ANSWERS]
            return Question(document, topic, reasons, first, (), Around.TOP, answers)
        case Topic.LINK:
            page, marks = _evidence(document)
            return Question(document, topic, reasons, page, marks, Around.MARKS, tuple(_link_answers(reader, document)))
    keep = Message(ar="وثيقة مستقلة، تُحفظ كما هي", en="a document of its own, kept as it is")
    earlier = document.draft.rescan_of
    again = Message(ar=f"مسح ثانٍ للوثيقة {earlier}: لا يُستعمل", en=f"a second scan of {earlier}: leave it unused")
    answers = (Answer(keep, settles=reasons), Answer(again, unused=True))
    return Question(document, topic, reasons, first, (), Around.PAGE, answers)


def _type_answers(catalogue: Catalogue, document: Document) -> Iterator[Answer]:
    """The type that was read, then its rivals."""
    read = document.draft.classification
    for code, confidence, reasons in [(read.type, read.confidence, read.reasons), *((c, s, ()) for c, s in read.rivals)]:
        kind = catalogue.types.get(code)
        if kind is not None:
            yield Answer(Message(kind.ar, f"{kind.en} ({code})"), confidence, tuple(reasons), type_code=code)


def _link_answers(reader: Reader, document: Document) -> Iterator[Answer]:
    for proposal in document.draft.link.proposals[:MOST_ANSWERS]:
        record = reader.record(proposal.request_no)
        who = (record.applicant_name or record.organization_name) if record else ""
        says = " · ".join(text for text in (proposal.request_no, who) if text)
        yield Answer(Message(says, says), proposal.confidence, proposal.reasons, request_no=proposal.request_no)


def _cut_answers(reader: Reader, document: Document) -> tuple[Answer, ...]:
    """As it is; with the document before it; divided, where it has but one place for that."""
    pages = document.draft.pages
    answers = [
        Answer(Message(ar="الفصل صحيح، تُحفظ كما هي", en="the cut is right, keep it as it is"), settles=(Reason.CUT_UNSURE,))
    ]
    before = [
        each.id
        for each in reader.scan(document.scan_id).documents
        if each.draft.pages[-1] < pages[0] and each.status is not DocumentStatus.REPLACED
    ]
    if before:
        joined = Message(ar=f"تتمة الوثيقة {before[-1]}: ادمجها معها", en=f"goes on from {before[-1]}: merge the two")
        answers.append(Answer(joined, join_after=before[-1]))
    for number in pages[1 : 1 + MOST_ANSWERS - len(answers)]:
        parted = Message(ar=f"وثيقة أخرى تبدأ عند الصفحة {number}: افصلها", en=f"another begins at page {number}: split there")
        answers.append(Answer(parted, split_at=(number,)))
    return tuple(answers)


def _evidence(document: Document) -> tuple[int, tuple[Box, ...]]:
    """The page where numbers and names stand that tell whose a paper is, and where on it."""
    fields = [each for each in document.draft.fields if each.kind in _OF_LINK and each.box.height > 1]
    if not fields:
        return document.draft.pages[0], ()
    page = max({each.page for each in fields}, key=lambda number: (sum(each.page == number for each in fields), -number))
    return page, tuple(dict.fromkeys(each.box for each in fields if each.page == page))


def settled_by_type(catalogue: Catalogue, answer: Answer) -> bool:
    """Whether an answer names a type that belongs to no request, so that the link need not be asked for."""
    return answer.type_code is not None and not catalogue.linkable(answer.type_code)


def apply(services: Services, document: Document, answers: Sequence[Answer]) -> list[Document]:
    """Carry out the answers to the questions about one document; returns what has become of it.

    Raises InvalidRequest where they cannot be carried out.
    """
    for answer in answers:
        if answer.join_after:
            return [merge(services, [answer.join_after, document.id])]
        if answer.split_at:
            return split(services, document.id, answer.split_at)
        if answer.unused:
            return [decline_rescan(services, document.id)]
    kinds = [answer.type_code for answer in answers if answer.type_code]
    numbers = [answer.request_no for answer in answers if answer.request_no]
    unlink = any(answer.unlink or settled_by_type(services.catalogue, answer) for answer in answers)
    return [
        decide(
            services,
            document.id,
            type_code=kinds[-1] if kinds else None,
            request_no=numbers[-1] if numbers else None,
            unlink=unlink,
            settles=[reason for answer in answers for reason in answer.settles],
        )
    ]


def clear_crops(services: Services) -> None:
    """Remove the pictures of an earlier sitting: they show what stands on papers."""
    shutil.rmtree(services.home.run / CROPS, ignore_errors=True)


def crop_of(services: Services, hand: OneWorker, question: Question) -> Path:
    """Write the part of the page that matters to a question as a PNG; returns the file. Raises Unacceptable."""
    document = question.document
    with services.archive.read() as reader:
        scan, page = reader.scan(document.scan_id), reader.page(document.scan_id, question.page)
    (stored,) = stored_pages(services, scan, [page])
    folder = services.home.run / CROPS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{document.id}-{question.topic}.png"
    hand.run(work.crop_page, (stored, services.limits, question.marks, question.around, target), CROP_SECONDS)
    return target
