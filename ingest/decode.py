"""Stored files into page images. Runs inside a worker process and nowhere else, since its input comes from anywhere.

What the decoder reads whole is fine, trailer or not; damage in the middle that leaves a picture goes on (it will be read poorly,
and a person will see it); a file that breaks off is `incomplete`. The same bytes always give the same pixels.
"""

from __future__ import annotations

from pathlib import Path

from domain.documents import PageImage
from domain.errors import Unacceptable
from domain.messages import Reason
from ingest.formats import PICTURES
from ingest.limits import Limits
from ingest.pdf_pages import TextLayerWord, decode_pdf_page, pdf_page_count, pdf_text_layer
from ingest.pictures import decode_picture, picture_count
from ingest.second_look import decodes_whole
from ingest.wholeness import Wholeness, whole

NO_LIMITS = Limits()
_MENDED = frozenset(("pdf", "tiff", "heic", "avif"))


def page_count(path: Path, fmt: str, limits: Limits = NO_LIMITS, password: str | None = None) -> int:
    """How many pages the file has, at least 1. `fmt` is as told by `formats.sniff`.

    Raises Unacceptable: EMPTY, UNSUPPORTED, ENCRYPTED (no or a wrong `password`), TOO_LARGE, INCOMPLETE or DAMAGED.
    """
    _check_file(path, fmt, limits)
    _check_end(path, fmt, limits)
    try:
        count = pdf_page_count(path, limits, password) if fmt == "pdf" else picture_count(path, fmt, limits)
    except Unacceptable as error:
        raise _told_apart(error, path) from error
    return count


def decode_page(path: Path, fmt: str, number: int, limits: Limits = NO_LIMITS, password: str | None = None) -> PageImage:
    """Page `number` (from 1) as 8-bit grey or RGB, upright as far as the file itself tells.

    A scanned page of a PDF has exactly the pixels of its scan. Raises Unacceptable as `page_count` does.
    """
    _check_file(path, fmt, limits)
    try:
        return decode_pdf_page(path, number, limits, password) if fmt == "pdf" else decode_picture(path, fmt, number, limits)
    except Unacceptable as error:
        raise _told_apart(error, path) from error


def text_layer(path: Path, number: int, limits: Limits = NO_LIMITS, password: str | None = None) -> tuple[TextLayerWord, ...]:
    """The words that a page of a PDF itself claims to show, with boxes on its page image. Check before trusting."""
    return pdf_text_layer(path, number, limits, password)


def _check_file(path: Path, fmt: str, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Unacceptable(Reason.EMPTY, "zero bytes")
    if fmt not in PICTURES and fmt != "pdf":
        raise Unacceptable(Reason.UNSUPPORTED, f"format {fmt}")
    if size > limits.max_file_bytes:
        raise Unacceptable(Reason.TOO_LARGE, f"{size} bytes")


def _check_end(path: Path, fmt: str, limits: Limits) -> None:
    """Formats whose decoders mend a broken-off file, and so silently leave out its last pages."""
    if fmt in _MENDED and whole(path) is Wholeness.INCOMPLETE and not decodes_whole(path, fmt, limits):
        raise Unacceptable(Reason.INCOMPLETE, "breaks off")


def _told_apart(error: Unacceptable, path: Path) -> Unacceptable:
    """What cannot be decoded because it breaks off is incomplete, not damaged: the remedy is another."""
    if error.reason is Reason.DAMAGED and whole(path) is Wholeness.INCOMPLETE:
        return Unacceptable(Reason.INCOMPLETE, error.detail)
    return error
