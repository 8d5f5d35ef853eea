"""Pages and files while a person waits: files that are added, the new file made of pages from several places, searchable PDFs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from domain.documents import Arrival, Document, DocumentDraft, RecognizedPage, Scan, SourceFile
from domain.errors import InvalidRequest, Unacceptable, Unavailable
from domain.messages import Message, Reason, message_of
from ingest.batch import source_file
from ingest.decode import page_count
from ingest.formats import PICTURES
from pipeline.intake import CHUNK, Terms, arrival_of, format_of, store_source
from pipeline.one_worker import OneWorker, one_worker
from pipeline.runner import PDF_SECONDS_PER_PAGE
from pipeline.services import Services
from pipeline.work import PageReading, StoredPage, read_page, write_searchable_pdf
from pipeline.workers import WorkerDied, WorkTooSlow

_OF_A_FAULT = {WorkerDied: Reason.ENGINE_FAILED, WorkTooSlow: Reason.TOO_SLOW}
BROUGHT, MADE = "page", "edit"  # channels of such files


@dataclass(frozen=True)
class BroughtFile:
    """A file whose pages a person adds to a document; its bytes are in the object store."""

    services: Services
    source: SourceFile
    sha256: str
    size: int
    format: str

    @classmethod
    def open(cls, services: Services, path: Path) -> BroughtFile:
        """Store the bytes of a file. Raises InvalidRequest for what holds no pages, Unavailable where it cannot be read."""
        source = source_file(str(path.absolute()), BROUGHT)
        if source is None:
            raise InvalidRequest(Message(ar=f"لا ملف اسمه {path}.", en=f"There is no file {path}."))
        sha256, size = store_source(services, source.path)
        fmt = format_of(services, sha256)
        if fmt not in PICTURES and fmt != "pdf":
            raise InvalidRequest(
                Message(ar=f"لا صفحات في الملف {path}.", en=f"{path} is no picture and no PDF: it has no pages.")
            )
        return cls(services, source, sha256, size, fmt)

    @property
    def name(self) -> str:
        """The file's name, for people."""
        return Path(self.source.path).name

    def numbers(self, hand: OneWorker) -> range:
        """The numbers of its pages. Raises InvalidRequest where the file cannot be opened."""
        args = (_path(self.services, self.sha256), self.format, self.services.limits)
        with _told_of(self.name):
            return range(1, 1 + hand.run(page_count, args, self.services.limits.seconds_per_page))

    def page(self, hand: OneWorker, number: int) -> StoredPage:
        """Page `number` (from 1), read. Raises InvalidRequest."""
        if number not in (numbers := self.numbers(hand)):
            raise no_such_page(self.name, number, numbers)
        path = _path(self.services, self.sha256)
        with _told_of(self.name):
            return StoredPage(path, self.format, _reading(self.services, hand, path, self.format, number, upright=False))

    def arrival(self, beside: Scan) -> Arrival:
        """The file as it comes into custody, part of the scan whose document it is brought to."""
        told = replace(beside.given, request_no=None)  # else bytes that are in already would put a question
        return replace(_arrival(beside, self.source, self.sha256, self.size, self.format), given=told)


def pages_in_file(services: Services, path: Path) -> range:
    """The numbers of all pages of a file that a person brings. Raises InvalidRequest, Unavailable."""
    file = BroughtFile.open(services, path)
    with one_worker(services) as hand:
        return file.numbers(hand)


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """What is wrong with a foreign file becomes a message to the one who brought it."""
    try:
        yield
    except (Unacceptable, WorkerDied, WorkTooSlow, MemoryError) as error:
        told = error.message if isinstance(error, Unacceptable) else message_of(_OF_A_FAULT.get(type(error), Reason.TOO_LARGE))
        raise InvalidRequest(Message(ar=f"{name}: {told.ar}", en=f"{name}: {told.en}")) from error


def make_file(
    services: Services, hand: OneWorker, pages: Sequence[StoredPage], beside: Scan, document: Document
) -> tuple[tuple[StoredPage, ...], Arrival]:
    """One file of the pictures of `pages`, each set upright by its rotation; its pages as read, and how it comes into custody."""
    out = hand.folder / "made.pdf"
    bare = tuple(replace(each, page=replace(each.page, lines=(), codes=())) for each in pages)
    args = (bare, out, document.draft.subject, f"{document.id}-pages", services.clock())
    hand.run(write_searchable_pdf, args, PDF_SECONDS_PER_PAGE * len(pages))
    sha256, size = store_bytes(services, out)
    path = _path(services, sha256)
    read = [_reading(services, hand, path, "pdf", number, upright=True) for number in range(1, len(pages) + 1)]
    source = replace(beside.source, path=f"{beside.source.path}{os.sep}{document.id}.pdf", channel=MADE, size=size)
    return tuple(StoredPage(path, "pdf", page) for page in read), _arrival(beside, source, sha256, size, "pdf")


def stored_pages(services: Services, scan: Scan, pages: Sequence[RecognizedPage]) -> list[StoredPage]:
    """Pages of a scan with the file that holds them."""
    path = _path(services, scan.sha256)
    return [StoredPage(path, scan.format, page) for page in pages]


def read_scan(services: Services, hand: OneWorker, scan: Scan) -> list[StoredPage]:
    """Every page of a scan, read anew."""
    path = _path(services, scan.sha256)
    count: int = hand.run(page_count, (path, scan.format, services.limits), services.limits.seconds_per_page)
    read = [_reading(services, hand, path, scan.format, number, upright=False) for number in range(1, count + 1)]
    return [StoredPage(path, scan.format, page) for page in read]


def searchable_pdf(services: Services, hand: OneWorker, pages: Sequence[StoredPage], draft: DocumentDraft, scan: Scan) -> str:
    """The digest of a document's searchable PDF, stored."""
    out = hand.folder / "searchable.pdf"
    args = (pages, out, draft.subject, f"{scan.id}-{draft.pages[0]}", services.clock())
    hand.run(write_searchable_pdf, args, PDF_SECONDS_PER_PAGE * len(pages))
    return store_bytes(services, out)[0]


def store_bytes(services: Services, path: Path) -> tuple[str, int]:
    """Put a file that we made into the object store; its SHA-256 and size."""
    with path.open("rb") as file:
        return services.objects.put(iter(partial(file.read, CHUNK), b""))


def _reading(services: Services, hand: OneWorker, path: Path, fmt: str, number: int, *, upright: bool) -> RecognizedPage:
    args = (path, fmt, number, services.limits, None, upright)
    reading: PageReading = hand.run(read_page, args, services.settings.limits.page_seconds)
    return reading.page


def _arrival(beside: Scan, source: SourceFile, sha256: str, size: int, fmt: str) -> Arrival:
    terms = Terms(beside.centre, beside.given, beside.register, beside.default_service)
    return arrival_of(source, sha256, size, fmt, terms, beside.id)


def _path(services: Services, sha256: str) -> Path:
    path = services.objects.path(sha256)
    if path is None:
        raise Unavailable(f"object {sha256} is not in the store")
    return path


def no_such_page(source: str, number: int, pages: Sequence[int]) -> InvalidRequest:
    """The error for a page that a document or file does not have."""
    return InvalidRequest(
        Message(
            ar=f"لا صفحة {number} في {source}. صفحاتها: {listed(pages)}",
            en=f"{source} has no page {number}. Its pages: {listed(pages)}",
        )
    )


def listed(numbers: Sequence[int]) -> str:
    """Page numbers for people."""
    return ", ".join(map(str, numbers))
