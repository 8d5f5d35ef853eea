"""From the read pages of a scan to documents: cut, type, fields, link, and what a person must settle. Pure, no I/O."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from classify.cut import Cut, cut
from classify.fields import read_fields
from classify.link import Around, Candidates, FindRecord, around_of_fields, link, told_field
from classify.types import Classifier
from domain.catalogue import OTHER, Catalogue
from domain.documents import (
    Classification,
    Document,
    DocumentDraft,
    DroppedPage,
    FieldKind,
    FieldValue,
    Given,
    Link,
    LinkMethod,
    RecognizedPage,
)
from domain.messages import Reason

DEFAULT_SEPARATORS = ("PATCHT",)
# Below this mean confidence of the letters, text is too poor to decide anything by; found on the recogniser's bad papers.
READABLE = 0.45
_TRUSTED = frozenset(
    (LinkMethod.QR, LinkMethod.REQUEST_NO, LinkMethod.NATIONAL_NO, LinkMethod.GIVEN, LinkMethod.PHONE, LinkMethod.NAMES)
)
_MOST_SUBJECT_CHARACTERS = 160
_SAME_BUSINESS_YEARS = 5


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of a scan's pages. `hold` is set where the scan as a whole waits for a person and has no documents."""

    drafts: tuple[DocumentDraft, ...]
    dropped: tuple[DroppedPage, ...]
    hold: Reason | None


def draft_documents(
    pages: Sequence[RecognizedPage],
    *,
    catalogue: Catalogue,
    classifier: Classifier,
    given: Given,
    default_service: str | None,
    candidates: Candidates,
    find_record: FindRecord,
    separators: Sequence[str] = DEFAULT_SEPARATORS,
) -> Drafted:
    """Cuts a scan into documents and decides for each what it is and where it belongs.

    `candidates` gives records that share blocking keys with a paper, `find_record` one by its number.
    """
    division = cut(pages, separators, classifier.classify, lambda page: read_fields([page], catalogue))
    if not division.cuts:
        return Drafted((), division.dropped, Reason.BLANK)
    drafts = draft_cuts(
        division.cuts,
        catalogue=catalogue,
        classifier=classifier,
        given=given,
        default_service=default_service,
        candidates=candidates,
        find_record=find_record,
    )
    return Drafted(drafts, division.dropped, None)


def draft_cuts(
    cuts: Sequence[Cut],
    *,
    catalogue: Catalogue,
    classifier: Classifier,
    given: Given,
    default_service: str | None,
    candidates: Candidates,
    find_record: FindRecord,
) -> tuple[DocumentDraft, ...]:
    """As `draft_documents`, for a stack that is divided already: one draft for each of `cuts`."""
    desk = _Desk(catalogue, classifier, given, default_service, candidates, find_record)
    papers = desk.support_one_another([desk.read(one) for one in cuts])
    return tuple(desk.draft(paper) for paper in papers)


def relink(document: Document, text: str, *, catalogue: Catalogue, candidates: Candidates, find_record: FindRecord) -> Link:
    """Looks again for the record of a document that waits, by its stored fields, its text and what was given with its file."""
    draft = document.draft
    return link(
        draft.fields,
        type_code=draft.classification.type,
        around=around_of_fields(draft.fields),
        candidates=candidates,
        find_record=find_record,
        catalogue=catalogue,
        text=text,
    )


@dataclass(frozen=True, slots=True)
class _Paper:
    """A document under way."""

    cut: Cut
    text: str
    ocr_confidence: float
    classification: Classification
    fields: tuple[FieldValue, ...]
    link: Link


class _Desk:
    """Where the papers of one scan are looked at together."""

    def __init__(
        self,
        catalogue: Catalogue,
        classifier: Classifier,
        given: Given,
        default_service: str | None,
        candidates: Candidates,
        find_record: FindRecord,
    ) -> None:
        self._catalogue = catalogue
        self._classifier = classifier
        self._given = given
        self._default_service = default_service
        self._candidates = candidates
        self._find_record = find_record

    def read(self, one: Cut) -> _Paper:
        """Type, fields and link of one document by itself."""
        text = "\n".join(page.text for page in one.pages)
        classification = self._classify(one)
        fields = read_fields(one.pages, self._catalogue)
        if one.cover:
            fields = (told_field(one.cover, LinkMethod.QR, one.pages[0].number), *fields)
        elif self._given.request_no:
            fields = (told_field(self._given.request_no, LinkMethod.GIVEN, one.pages[0].number), *fields)
        paper = _Paper(one, text, _confidence(one.pages), classification, fields, Link())
        return replace(paper, link=self._link(paper, None))

    def _classify(self, one: Cut) -> Classification:
        told = self._given.type
        if told and told in self._catalogue.types:
            return Classification(told, self._catalogue.tab_of_type(told), 1.0, True, ("given",), (), "given")
        return self._classifier.classify(one.pages)

    def _link(self, paper: _Paper, stack: str | None) -> Link:
        return link(
            paper.fields,
            type_code=paper.classification.type,
            around=Around(self._given, paper.cut.cover, stack, self._default_service),
            candidates=self._candidates,
            find_record=self._find_record,
            catalogue=self._catalogue,
            text=paper.text,
        )

    def support_one_another(self, papers: list[_Paper]) -> list[_Paper]:
        """An unsure paper is looked at again in the light of the sure ones around it, where these are of one request.

        They are of one request where all of the stack are, or else those next before and behind it.
        """
        sure = [p.link.request_no if p.link.method in _TRUSTED else None for p in papers]
        waiting = (Reason.LINK_UNSURE, Reason.NO_RECORD)
        supported = [_around(sure, place) if p.link.reason in waiting else None for place, p in enumerate(papers)]
        return [replace(p, link=self._in_stack(p, stack)) if stack else p for p, stack in zip(papers, supported, strict=True)]

    def _in_stack(self, paper: _Paper, stack: str) -> Link:
        again = self._link(paper, stack)
        return again if again.request_no in (None, stack) else paper.link

    def draft(self, paper: _Paper) -> DocumentDraft:
        """The document with everything a person must settle."""
        paper = self._in_its_service(paper)
        registers = [f for f in paper.fields if f.kind is FieldKind.REGISTER_NO]
        return DocumentDraft(
            pages=tuple(page.number for page in paper.cut.pages),
            classification=paper.classification,
            fields=paper.fields,
            link=paper.link,
            subject=self._subject(paper),
            date=self._given.date or _paper_date(paper.fields),
            ocr_confidence=paper.ocr_confidence,
            printed_register_no=registers[0].value if registers else None,
            undecided=_undecided(paper),
        )

    def _in_its_service(self, paper: _Paper) -> _Paper:
        """Where the type is unsure, the types that come up in the request's service are likelier than others."""
        record = self._find_record(paper.link.request_no) if paper.link.request_no else None
        service = self._catalogue.services.get((record.service_code if record else self._default_service) or "")
        if paper.classification.sure or service is None:
            return paper
        again = self._classifier.classify(paper.cut.pages, (*service.required, *service.usual))
        return replace(paper, classification=again)

    def _subject(self, paper: _Paper) -> str:
        """The line for the register book: the printed subject, else the name of the type."""
        subject = next((f.value for f in paper.fields if f.kind is FieldKind.SUBJECT), None)
        kind = self._catalogue.types.get(paper.classification.type) or self._catalogue.types[OTHER]
        return (subject or kind.ar)[:_MOST_SUBJECT_CHARACTERS]


def _around(sure: Sequence[str | None], place: int) -> str | None:
    """The one request of all sure papers of a stack; else the one of those next before and behind `place`; else None."""
    all_of_them = {request for request in sure if request}
    if len(all_of_them) == 1:
        return all_of_them.pop()
    before = next((request for request in reversed(sure[:place]) if request), None)
    behind = next((request for request in sure[place + 1 :] if request), None)
    return before if before == behind else None


def _confidence(pages: Sequence[RecognizedPage]) -> float:
    """The mean confidence of the pages, each weighed by how much is written on it."""
    weights = [max(sum(len(line.words) for line in page.lines), 1) for page in pages]
    return round(sum(page.confidence * weight for page, weight in zip(pages, weights, strict=True)) / sum(weights), 4)


def _paper_date(fields: Sequence[FieldValue]) -> dt.date | None:
    """The date that the paper gives as its own: labelled dates are surer than others; births lie long before."""
    dates = [f for f in fields if f.kind is FieldKind.DATE]
    newest = max((f.value[:4] for f in dates), default="")
    recent = [f for f in dates if int(newest) - int(f.value[:4]) <= _SAME_BUSINESS_YEARS]
    best = max(recent, key=lambda f: f.confidence, default=None)
    return dt.date.fromisoformat(best.value) if best else None


def _undecided(paper: _Paper) -> tuple[Reason, ...]:
    reasons = []
    told = paper.classification.decided_by == "given"
    if paper.ocr_confidence < READABLE and not told:
        reasons.append(Reason.UNREADABLE_TEXT)
    if not paper.cut.sure:
        reasons.append(Reason.CUT_UNSURE)
    if not paper.classification.sure:
        reasons.append(Reason.TYPE_UNSURE)
    if paper.link.reason is not None:
        reasons.append(paper.link.reason)
    return tuple(reasons)
