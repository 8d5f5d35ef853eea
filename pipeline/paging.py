"""Pages in other documents, another order or turned: split, merge, arrange. Originals and old documents stay as they were.

Where pages stay in their scan, as they lie, the new documents name other pages of it. Where they come from elsewhere or are
turned, a new file is made of their pictures, without loss, and read again: boxes and text are of that file.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive_store.writing.replacing import NewDocument
from domain.documents import Arrival, Document, DocumentDraft, DocumentStatus, RecognizedPage, Scan
from domain.errors import InvalidRequest
from domain.messages import Message
from pipeline.bringing import BroughtFile, listed, make_file, no_such_page, searchable_pdf, stored_pages
from pipeline.desk import replaced
from pipeline.drafting import draft_anew
from pipeline.finding import follow_index
from pipeline.one_worker import OneWorker, one_worker
from pipeline.services import Services
from pipeline.work import StoredPage
from pipeline.workers import Workers

TURNS = (0, 90, 180, 270)


@dataclass(frozen=True)
class Pick:
    """A page of the document to be: page `number` of a document (as `show` counts them: within its scan) or of a file (from 1).

    `turn` is by how many degrees clockwise it must be turned from how it is shown now: 0, 90, 180 or 270.
    """

    source: str | Path
    number: int
    turn: int = 0


@dataclass(frozen=True)
class _Paper:
    """A document to be: its pages with what was decided about them, of a scan or of a file about to be kept."""

    pages: tuple[StoredPage, ...]
    draft: DocumentDraft
    scan: Scan
    file: Arrival | None = None


def split(services: Services, document_id: str, at: Sequence[int], workers: Workers | None = None) -> list[Document]:
    """Divide a document: each page of `at` begins a new one. Raises InvalidRequest where that leaves a part without pages."""
    old = _changeable(services, document_id)
    numbers = old.draft.pages
    starts = sorted({numbers.index(number) for number in at if number in numbers})
    if not starts or starts[0] == 0 or not set(at) <= set(numbers):
        raise InvalidRequest(
            Message(
                ar=f"حدّد الصفحات التي تبدأ عندها وثيقة جديدة، بعد الأولى. صفحات {old.id}: {listed(numbers)}",
                en=f"Name the pages where a new document begins, after the first. Pages of {old.id}: {listed(numbers)}",
            )
        )
    scan, pages = _stored(services, old)
    groups = [tuple(pages[start:end]) for start, end in itertools.pairwise((0, *starts, len(pages)))]
    drafts = draft_anew(services, scan, [old], [_read(group) for group in groups], same_paper=False)
    papers = [_Paper(group, draft, scan) for group, draft in zip(groups, drafts, strict=True)]
    with one_worker(services, workers) as hand:
        return _replace(services, hand, [old], papers, "split")


def merge(services: Services, document_ids: Sequence[str], workers: Workers | None = None) -> Document:
    """Make one document of several, pages in the order in which they are named. Raises InvalidRequest for fewer than two."""
    olds = list({old.id: old for name in document_ids if (old := _changeable(services, name))}.values())
    if len(olds) < 2:
        raise InvalidRequest(Message(ar="سمِّ وثيقتين على الأقل لدمجهما.", en="Name at least two documents to be merged into one."))
    picks = [Pick(old.id, number) for old in olds for number in old.draft.pages]
    return _arrange(services, olds, picks, workers, "merge", heirs=olds)[0]


def arrange(services: Services, document_id: str, picks: Sequence[Pick], workers: Workers | None = None) -> list[Document]:
    """Give a document the pages `picks`, in their order; what it had and is not picked is removed from it.

    Pages that are left out of its scan's documents (blank ones, sheets, removed ones) may be picked like its own, and by any
    document of their scan, also one that was replaced.

    Pages may come from other documents that wait in review, which are left with the rest, and from files, which are kept as
    they are. Returns the document, then what is left of others. Raises InvalidRequest.
    """
    old = _changeable(services, document_id)
    with services.archive.read() as reader:
        named = {pick.source: reader.document(pick.source) for pick in picks if isinstance(pick.source, str)}
        sources = {each.id: each for each in (old, *named.values())}
        left_out = {each.id: {page.number for page in reader.scan(each.scan_id).dropped} for each in sources.values()}
    picks = [replace(pick, source=named[pick.source].id) if isinstance(pick.source, str) else pick for pick in picks]
    of_documents = [(pick.source, pick.number) for pick in picks if isinstance(pick.source, str)]
    back = [(source, number) for source, number in of_documents if number in left_out[source]]
    giving = {source for source, number in of_documents if number not in left_out[source]}
    olds = [old, *(each for each in sources.values() if each.id in giving and each.id != old.id)]
    _check_giving(olds[1:])
    _check(picks, {each.id: (*each.draft.pages, *sorted(left_out[each.id])) for each in sources.values()})
    if picks == [Pick(old.id, number) for number in old.draft.pages]:
        return [old]
    return _arrange(services, olds, picks, workers, "pages", heirs=[old], lenders=sources.values(), back=back)


def _arrange(
    services: Services,
    olds: list[Document],
    picks: Sequence[Pick],
    workers: Workers | None,
    action: str,
    heirs: list[Document],
    lenders: Collection[Document] = (),
    back: Sequence[tuple[str, int]] = (),
) -> list[Document]:
    """The first of `olds` with the pages `picks`, and the others with what is left of them. Decisions on `heirs` go on in it.

    `back` are pages that were left out of all documents, named by those of the `lenders` whose scan they are of.
    """
    stored = {each.id: _stored(services, each) for each in (*olds, *lenders)}
    scan = stored[olds[0].id][0]
    one_scan = len({found.id for found, _ in stored.values()}) == 1
    in_place = one_scan and not any(pick.turn or isinstance(pick.source, Path) for pick in picks)
    with one_worker(services, workers, reads=not in_place) as hand:
        files: dict[Path, BroughtFile] = {}
        pages, file = tuple(_picked(services, hand, files, stored, pick) for pick in picks), None
        if not in_place:
            pages, file = make_file(services, hand, pages, scan, olds[0])
        (draft,) = draft_anew(services, scan, heirs, [_read(pages)], same_paper=True, gone=olds)
        papers = [_Paper(pages, draft, scan, file)]
        for old in olds[1:]:
            papers += _left_of(services, old, *stored[old.id], picks)
        brought = [each.arrival(scan) for each in files.values()]
        wanted = {(pick.source, pick.number) for pick in picks}
        removed = [(olds[0].scan_id, number) for number in olds[0].draft.pages if (olds[0].id, number) not in wanted]
        taken_up = [(stored[source][0].id, number) for source, number in back]
        return _replace(services, hand, olds, papers, action, brought, taken_up, removed)


def _picked(
    services: Services,
    hand: OneWorker,
    files: dict[Path, BroughtFile],
    stored: dict[str, tuple[Scan, list[StoredPage]]],
    pick: Pick,
) -> StoredPage:
    """The page of a pick, turned as it asks."""
    if isinstance(pick.source, Path):
        if pick.source not in files:
            files[pick.source] = BroughtFile.open(services, pick.source)
        found = files[pick.source].page(hand, pick.number)
    else:
        scan, pages = stored[pick.source]
        found = next((each for each in pages if each.page.number == pick.number), None) or _left_out_page(services, scan, pick)
    return replace(found, page=replace(found.page, rotation=(found.page.rotation + pick.turn) % 360))


def _left_out_page(services: Services, scan: Scan, pick: Pick) -> StoredPage:
    """A page of the scan that is in no document of it."""
    with services.archive.read() as reader:
        page = reader.page(scan.id, pick.number)
    return stored_pages(services, scan, [page])[0]


def _left_of(
    services: Services, old: Document, scan: Scan, pages: Sequence[StoredPage], picks: Sequence[Pick]
) -> Iterator[_Paper]:
    """What is left of a document out of which pages are moved, if anything is."""
    moved = {pick.number for pick in picks if pick.source == old.id}
    left = tuple(each for each in pages if each.page.number not in moved)
    if left:
        (draft,) = draft_anew(services, scan, [old], [_read(left)], same_paper=True)
        yield _Paper(left, draft, scan)


def _replace(
    services: Services,
    hand: OneWorker,
    olds: Sequence[Document],
    papers: Sequence[_Paper],
    action: str,
    brought: Sequence[Arrival] = (),
    taken_up: Sequence[tuple[str, int]] = (),
    removed: Sequence[tuple[str, int]] = (),
) -> list[Document]:
    """Bytes first, then one transaction: files kept, documents replaced, pages brought back and left out."""
    pdfs = [searchable_pdf(services, hand, paper.pages, paper.draft, paper.scan) for paper in papers]
    with services.archive.write(services.agent) as tx:
        for each in brought:
            tx.keep(each)
        news = []
        for paper, pdf in zip(papers, pdfs, strict=True):
            kept = paper.scan if paper.file is None else tx.keep(paper.file, _read(paper.pages))
            news.append(NewDocument(paper.draft, pdf, kept.id))
        for scan_id, number in taken_up:
            tx.take_up(scan_id, number)
        for scan_id, number in removed:
            tx.leave_out(scan_id, number)
        made = tx.replace(olds, news, action)
    follow_index(services)
    return made


def _changeable(services: Services, document_id: str) -> Document:
    with services.archive.read() as reader:
        document = reader.document(document_id)
    if document.status is DocumentStatus.REPLACED:
        raise replaced(document)
    return document


def _stored(services: Services, document: Document) -> tuple[Scan, list[StoredPage]]:
    """The scan of a document, and its pages in its order."""
    with services.archive.read() as reader:
        scan, pages = reader.scan(document.scan_id), reader.pages_of(document.id)
    return scan, stored_pages(services, scan, pages)


def _read(pages: Sequence[StoredPage]) -> list[RecognizedPage]:
    return [each.page for each in pages]


def _check_giving(others: Sequence[Document]) -> None:
    """Raises InvalidRequest for documents out of which no pages are moved."""
    for other in others:
        if other.status is DocumentStatus.REPLACED:
            raise replaced(other)
        if other.status is not DocumentStatus.REVIEW:
            raise InvalidRequest(
                Message(
                    ar=f"الوثيقة {other.id} مؤرشفة، فلا تُنقل منها صفحات. ادمجها كاملة: warraq review merge",
                    en=f"{other.id} is archived, so no pages are moved out of it. Merge it whole: warraq review merge",
                )
            )


def _check(picks: Sequence[Pick], pages: Mapping[str, Sequence[int]]) -> None:
    """Raises InvalidRequest for what no document can consist of; `pages` are those that may be picked of each document."""
    if not picks:
        raise InvalidRequest(Message(ar="لا وثيقة بلا صفحات.", en="A document cannot be left without pages."))
    if len({(pick.source, pick.number) for pick in picks}) != len(picks):
        raise InvalidRequest(Message(ar="ذُكرت صفحة مرتين.", en="A page is named twice."))
    for pick in picks:
        if isinstance(pick.source, str) and pick.number not in pages[pick.source]:
            raise no_such_page(pick.source, pick.number, pages[pick.source])
        if pick.turn % 360 not in TURNS:
            raise InvalidRequest(Message(ar="تُدار الصفحة 90 أو 180 أو 270.", en="A page is turned by 90, 180 or 270."))
