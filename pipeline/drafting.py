"""Drafts of documents: of a scan that was read, and of what a person has cut anew, where what persons decided before stays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from archive_store.writing.drafts import linked, typed
from classify.cut import Cut
from classify.documents import Drafted, draft_cuts, draft_documents
from classify.link import around_of_fields
from domain.documents import PERSON, Document, DocumentDraft, LinkMethod, RecognizedPage, Scan
from pipeline.matching import MOST_CANDIDATES, with_rescan
from pipeline.services import Services


def draft_scan(services: Services, scan: Scan, pages: Sequence[RecognizedPage]) -> Drafted:
    """The documents of a scan, by all its pages."""
    with services.archive.read() as reader:
        return draft_documents(
            pages,
            catalogue=services.catalogue,
            classifier=services.classifier,
            given=scan.given,
            default_service=scan.default_service,
            candidates=partial(reader.candidates, cap=MOST_CANDIDATES),
            find_record=reader.record,
            separators=services.settings.separators,
        )


def draft_anew(
    services: Services,
    scan: Scan,
    olds: Sequence[Document],
    papers: Sequence[Sequence[RecognizedPage]],
    *,
    same_paper: bool,
    gone: Sequence[Document] = (),
) -> list[DocumentDraft]:
    """A draft for each of `papers`, whose pages stood in the documents `olds` of `scan` before.

    The cut is sure, for a person made it. A request that a person named for them stays, and so does a type where `same_paper`
    says that what is new is still the paper of before. `gone` are other documents that will be replaced with them.
    """
    covers = {around_of_fields(old.draft.fields).cover for old in olds}
    cover = covers.pop() if len(covers) == 1 else None
    with services.archive.read() as reader:
        drafts = draft_cuts(
            [Cut(tuple(pages), 1.0, cover) for pages in papers],
            catalogue=services.catalogue,
            classifier=services.classifier,
            given=scan.given,
            default_service=scan.default_service,
            candidates=partial(reader.candidates, cap=MOST_CANDIDATES),
            find_record=reader.record,
        )
        replaced = [old.id for old in (*olds, *gone)]
        drafts = tuple(with_rescan(reader, draft, pages, replaced) for draft, pages in zip(drafts, papers, strict=True))
    return [_as_decided(services, draft, olds, same_paper) for draft in drafts]


def _as_decided(services: Services, draft: DocumentDraft, olds: Sequence[Document], same_paper: bool) -> DocumentDraft:
    """The draft with what persons decided about the documents before it, where they did not contradict one another."""
    types = {old.draft.classification.type for old in olds if old.draft.classification.decided_by == PERSON}
    if same_paper and len(types) == 1 and (code := types.pop()) in services.catalogue.types:
        draft = typed(draft, code, services.catalogue.tab_of_type(code))
    links = {old.draft.link for old in olds if old.draft.link.method is LinkMethod.MANUAL}
    return linked(draft, links.pop()) if len({link.request_no for link in links}) == 1 else draft
