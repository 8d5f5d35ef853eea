"""What a worker process does: read a page, take a mail apart, write a searchable PDF.

Everything foreign is opened here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from domain.documents import RecognizedPage
from ingest.codes import find_codes
from ingest.decode import decode_page, page_count
from ingest.limits import Limits, apply_limits
from ingest.mail import Part, unpack_mail
from ingest.unlock import unlock_pdf
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


def read_page(path: Path, fmt: str, number: int, limits: Limits, password: str | None) -> PageReading:
    """Decode page `number` (from 1) of the stored file, find its codes and read it. Raises Unacceptable."""
    count = page_count(path, fmt, limits, password)
    image = decode_page(path, fmt, number, limits, password)
    return PageReading(_engine[0].recognize(image, find_codes(image)), count)


def unpack(path: Path, folder: Path, limits: Limits) -> list[Part]:
    """Take a stored mail apart into files in `folder`. Raises Unacceptable."""
    folder.mkdir(parents=True, exist_ok=True)
    return unpack_mail(path, folder, limits)


def unlock(path: Path, folder: Path, password: str) -> list[Part]:
    """Write a stored PDF without its protection into `folder`. Raises Unacceptable."""
    folder.mkdir(parents=True, exist_ok=True)
    unlock_pdf(path, folder / "0", password)
    return [Part("unlocked.pdf", folder / "0")]


def write_searchable_pdf(
    path: Path, fmt: str, pages: tuple[RecognizedPage, ...], out: Path, title: str, reference: str, created: dt.datetime
) -> None:
    """Write `pages` of the stored file as one searchable PDF/A to `out`."""
    sources = [PdfPage(PageSource(path, fmt, page.number), page) for page in pages]
    with out.open("wb") as file:
        write_pdf(sources, file, title=title, document_id=reference, created=created)
