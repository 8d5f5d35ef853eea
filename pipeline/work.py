"""What a worker process does: read a page, take a mail apart, write a searchable PDF.

Everything foreign is opened here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from domain.documents import Box, RecognizedPage
from ingest.codes import find_codes
from ingest.decode import decode_page, page_count
from ingest.limits import Limits, apply_limits
from ingest.mail import Part, unpack_mail
from ingest.unlock import unlock_pdf
from ocr.crop import Around, crop_png
from ocr.pdf import PageSource, PdfPage, write_pdf
from ocr.recognizer import Recognizer, recognizer_named
from pipeline.settings import OcrSettings

_engine: list[Recognizer] = []  # one per worker process, made by prepare()


@dataclass(frozen=True)
class WorkerSetup:
    """What each new worker needs to know."""

    limits: Limits
    ocr: OcrSettings


@dataclass(frozen=True)
class StoredPage:
    """A page as it is stored: the file, what its bytes are, and what is known of the page (with its number in that file)."""

    path: Path
    format: str
    page: RecognizedPage


@dataclass(frozen=True)
class PageReading:
    """One page read, and how many pages its scan has."""

    page: RecognizedPage
    page_count: int


def prepare(setup: WorkerSetup) -> None:
    """Set the limits of this process, one thread for each engine, and load the recogniser."""
    for variable in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    apply_limits(setup.limits)
    _engine[:] = [recognizer_named(setup.ocr.recognizer, setup.ocr)]


def read_page(path: Path, fmt: str, number: int, limits: Limits, password: str | None, upright: bool = False) -> PageReading:
    """Decode page `number` (from 1) of the stored file, find its codes and read it; `upright` as a recogniser takes it.

    Raises Unacceptable.
    """
    count = page_count(path, fmt, limits, password)
    image = decode_page(path, fmt, number, limits, password)
    return PageReading(_engine[0].recognize(image, find_codes(image), upright=upright), count)


def unpack(path: Path, folder: Path, limits: Limits) -> list[Part]:
    """Take a stored mail apart into files in `folder`. Raises Unacceptable."""
    folder.mkdir(parents=True, exist_ok=True)
    return unpack_mail(path, folder, limits)


def unlock(path: Path, folder: Path, password: str) -> list[Part]:
    """Write a stored PDF without its protection into `folder`. Raises Unacceptable."""
    folder.mkdir(parents=True, exist_ok=True)
    unlock_pdf(path, folder / "0", password)
    return [Part("unlocked.pdf", folder / "0")]


def write_searchable_pdf(pages: tuple[StoredPage, ...], out: Path, title: str, reference: str, created: dt.datetime) -> None:
    """Write stored pages, of one file or several, as one searchable PDF/A to `out`."""
    sources = [PdfPage(PageSource(each.path, each.format, each.page.number), each.page) for each in pages]
    with out.open("wb") as file:
        write_pdf(sources, file, title=title, document_id=reference, created=created)


def crop_page(stored: StoredPage, limits: Limits, marks: tuple[Box, ...], around: Around, out: Path) -> None:
    """Write the part of a page that matters to `out`, as a PNG; see `ocr.crop`. Raises Unacceptable."""
    image = decode_page(stored.path, stored.format, stored.page.number, limits)
    out.write_bytes(crop_png(image, stored.page.rotation, marks, around))
