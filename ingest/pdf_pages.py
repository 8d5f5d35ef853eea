"""Pages of a PDF into page images, through PDFium.

A scanned page is drawn at exactly the pixels of the scan that covers it, so that boxes found on it are also boxes on the stored
scan; any other page at 300 dots per inch. Drawing (rather than taking the image out) applies masks, colour spaces, turned pages,
stamps and form fields as a reader shows them.
"""

from __future__ import annotations

import ctypes
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from domain.documents import Box, PageImage
from domain.errors import Unacceptable
from domain.messages import Reason
from ingest.limits import Limits

RENDER_DPI = 300.0
_MOST_DRAWN_PIXELS = 70_000_000  # A3 at 600 dpi: larger sheets that are not scans are drawn coarser
_LEAST_DPI = 20.0
_COVERS = 0.98  # of the page's width and height: this picture is the page
_MOSTLY_COVERS = 0.5  # of the page's area: its resolution is the page's
_PICTURE_DPI = (100.0, 600.0)  # bounds of that resolution
_MOST_OBJECTS = 2000  # objects of a page looked at; a scan has few
_FORM_DEPTH = 3  # forms within forms looked into
_POINTS = 72.0


@dataclass(frozen=True, slots=True)
class TextLayerWord:
    """A word of a PDF's own text, in the order of the file; `box` in pixels of the page image. Not to be trusted unchecked."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture on a page: its own pixels, and the share of the page it covers across and down (turned as the page shows)."""

    width: int
    height: int
    across: float
    down: float


def pdf_page_count(path: Path, limits: Limits, password: str | None) -> int:
    """How many pages the file has. Raises Unacceptable."""
    with _opened(path, password) as document:
        count = len(document)
    if count > limits.max_pages:
        raise Unacceptable(Reason.TOO_LARGE, f"{count} pages")
    if count <= 0:
        raise Unacceptable(Reason.DAMAGED, "no pages")
    return count


def decode_pdf_page(path: Path, number: int, limits: Limits, password: str | None) -> PageImage:
    """Page `number` (from 1) as a reader shows it. Raises Unacceptable."""
    with _opened(path, password) as document, _page(document, number) as page:
        width, height, dpi = _pixels_of(page, limits)
        samples = _draw(document, page, width, height)
        grey = _grey_if_colourless(samples)
        channels = 1 if grey.ndim == 2 else 3
        return PageImage(number, width, height, channels, dpi, grey.tobytes())


def pdf_text_layer(path: Path, number: int, limits: Limits, password: str | None) -> tuple[TextLayerWord, ...]:
    """The words of the page's own text with their boxes on the page image that `decode_pdf_page` gives. Raises Unacceptable."""
    with _opened(path, password) as document, _page(document, number) as page:
        width, height, _ = _pixels_of(page, limits)
        text = page.get_textpage()
        try:
            return tuple(_words(page, text, width, height))
        finally:
            text.close()


# ── opening ────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _opened(path: Path, password: str | None) -> Iterator[Any]:
    """The document; PDFium's errors become Unacceptable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        document = pypdfium2.PdfDocument(f"/proc/self/fd/{descriptor}", password=password)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    finally:
        os.close(descriptor)
    try:
        yield document
    except MemoryError as error:
        raise Unacceptable(Reason.TOO_LARGE, "out of memory") from error
    except pypdfium2.PdfiumError as error:
        raise Unacceptable(Reason.DAMAGED, str(error)[:200]) from error
    finally:
        document.close()


def _refusal(error: pypdfium2.PdfiumError) -> Unacceptable:
    code = getattr(error, "err_code", None)
    if code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
        return Unacceptable(Reason.ENCRYPTED, "needs a password")
    return Unacceptable(Reason.DAMAGED, str(error)[:200])


@contextmanager
def _page(document: Any, number: int) -> Iterator[Any]:
    document.init_forms()  # before the page: so that what is written in form fields is drawn
    page = document[number - 1]
    try:
        yield page
    finally:
        page.close()


# ── size ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pixels_of(page: Any, limits: Limits) -> tuple[int, int, tuple[float, float]]:
    """Width and height to draw at, and the resolution that this is."""
    inches = [side / _POINTS for side in page.get_size()]
    if not all(math.isfinite(side) and side > 0 for side in inches):
        raise Unacceptable(Reason.DAMAGED, "a page without size")
    scan = _largest(page)
    if scan and scan.across >= _COVERS and scan.down >= _COVERS:
        width, height = scan.width, scan.height
    else:
        dpi = _drawing_dpi(inches, scan)
        width, height = (max(1, round(side * dpi)) for side in inches)
    if width * height > limits.max_pixels:
        raise Unacceptable(Reason.TOO_LARGE, f"a page of {width} by {height} pixels")
    return width, height, (width / inches[0], height / inches[1])


def _drawing_dpi(inches: list[float], scan: _Placed | None) -> float:
    """300, or the resolution of the picture that covers most of the page; less where the sheet is huge."""
    dpi = RENDER_DPI
    if scan and scan.across * scan.down >= _MOSTLY_COVERS:
        low, high = _PICTURE_DPI
        dpi = min(max(scan.width / (scan.across * inches[0]), low), high)
    return max(_LEAST_DPI, min(dpi, math.sqrt(_MOST_DRAWN_PIXELS / (inches[0] * inches[1]))))


def _largest(page: Any) -> _Placed | None:
    """The picture that covers most of the page."""
    placed = [_placed(page, picture) for picture in _pictures(page)]
    return max((found for found in placed if found), key=lambda found: found.across * found.down, default=None)


def _pictures(page: Any) -> Iterator[Any]:
    """The image objects of a page; none where it holds so much that it is no scan."""
    found = []
    for position, item in enumerate(page.get_objects(max_depth=_FORM_DEPTH)):
        if position >= _MOST_OBJECTS:
            return
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE and item.level == 0:
            found.append(item)
    yield from found


def _placed(page: Any, picture: Any) -> _Placed | None:
    """Where the picture lies, if its sides are parallel to those of the page."""
    width, height = picture.get_px_size()
    matrix = picture.get_matrix()
    left, bottom, right, top = page.get_bbox()
    if width <= 0 or height <= 0 or right <= left or top <= bottom:
        return None
    upright = abs(matrix.b) + abs(matrix.c) <= 0.002 * (abs(matrix.a) + abs(matrix.d))
    lying = abs(matrix.a) + abs(matrix.d) <= 0.002 * (abs(matrix.b) + abs(matrix.c))
    if not (upright or lying):
        return None
    x0, y0, x1, y1 = picture.get_bounds()
    across = max(0.0, min(x1, right) - max(x0, left)) / (right - left)
    down = max(0.0, min(y1, top) - max(y0, bottom)) / (top - bottom)
    overhang = max(x1 - x0 - (right - left), 0) / (right - left) + max(y1 - y0 - (top - bottom), 0) / (top - bottom)
    if overhang > 2 * (1 - _COVERS):  # the page shows a part of it only: not its own pixels, but its resolution
        width, height = round(width * (right - left) / (x1 - x0)), round(height * (top - bottom) / (y1 - y0))
    if lying:
        width, height = height, width
    if page.get_rotation() in {90, 270}:
        width, height, across, down = height, width, down, across
    return _Placed(max(width, 1), max(height, 1), across, down)


# ── drawing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw(document: Any, page: Any, width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The page stretched over exactly width x height pixels, as rows of RGB."""
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        if document.formenv:
            pdfium.FPDF_FFLDraw(document.formenv, bitmap, page, 0, 0, width, height, 0, flags)
        rows = np.frombuffer(bitmap.buffer, np.uint8).reshape(height, bitmap.stride)
        return rows[:, : width * 3].reshape(height, width, 3).copy()
    finally:
        bitmap.close()


def _grey_if_colourless(samples: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """One channel where all three agree on every pixel."""
    red = samples[:, :, 0]
    for row in range(0, samples.shape[0], 256):  # most coloured pages show it early
        band = samples[row : row + 256]
        if not (np.array_equal(band[:, :, 0], band[:, :, 1]) and np.array_equal(band[:, :, 1], band[:, :, 2])):
            return samples
    return np.ascontiguousarray(red)


# ── the page's own text ────────────────────────────────────────────────────────────────────────────────────────────


def _words(page: Any, text: Any, width: int, height: int) -> Iterator[TextLayerWord]:
    letters: list[str] = []
    boxes: list[Box] = []
    for position in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, position))
        if letter.isspace() or not letter.isprintable():
            if letters:
                yield TextLayerWord("".join(letters), Box.around(boxes))
            letters, boxes = [], []
            continue
        letters.append(letter)
        boxes.append(_box_on_image(page, text.get_charbox(position), width, height))
    if letters:
        yield TextLayerWord("".join(letters), Box.around(boxes))


def _box_on_image(page: Any, box: tuple[float, float, float, float], width: int, height: int) -> Box:
    """A box of the page (points, origin bottom left, page not yet turned) in pixels of its image."""
    left, bottom, right, top = box
    corners = [_point_on_image(page, x, y, width, height) for x, y in ((left, bottom), (right, top))]
    (x0, y0), (x1, y1) = corners
    return Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))


def _point_on_image(page: Any, x: float, y: float, width: int, height: int) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value, down.value
