"""Pages of a PDF into page images, through PDFium.

A scanned page is drawn at exactly the pixels of the scan that covers it, so that boxes found on it are also boxes on the stored
scan; any other page at 300 dots per inch. Drawing (rather than taking the image out) applies masks, colour spaces, turned pages,
stamps and form fields as a reader shows them.
"""

from __future__ import annotations

import itertools
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
from ingest import jbig2
from ingest.limits import Limits

Samples = np.ndarray[Any, np.dtype[np.uint8]]

RENDER_DPI = 300.0
_MOST_DRAWN_PIXELS = 70_000_000  # A3 at 600 dpi: larger sheets that are not scans are drawn coarser
_LEAST_DPI = 20.0
_COVERS = 0.02  # of the page's width and height: a picture whose edges are so near to the page's is the page
_MOSTLY_COVERS = 0.5  # of the page's area: its resolution is the page's
_PICTURE_DPI = (100.0, 600.0)  # bounds of that resolution
_MOST_OBJECTS = 2000  # objects of a page looked at; a scan has few
_LEVEL = 0.002  # a picture turned less than this is not turned
_POINTS = 72.0
_WHITE = 255
_FREE = 0.05


@dataclass(frozen=True, slots=True)
class TextLayerWord:
    """A word of a PDF's own text, in the order of the file; `box` in pixels of the page image. Not to be trusted unchecked."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle of the page as shown (turned, origin top left), in points."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture on a page: its own pixels across and down as the page shows it, and where it lies."""

    width: int
    height: int
    area: _Area


@dataclass(frozen=True, slots=True)
class _Canvas:
    """How a page becomes pixels: `area` is stretched over width x height of them."""

    width: int
    height: int
    area: _Area

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels per point. The outermost hundredths of a pixel stay free: PDFium rounds outwards, and a scan that is to come
        out pixel for pixel must not be stretched over one row more."""
        return (self.width - 2 * _FREE) / self.area.width, (self.height - 2 * _FREE) / self.area.height

    @property
    def dpi(self) -> tuple[float, float]:
        return self.width * _POINTS / self.area.width, self.height * _POINTS / self.area.height

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page as shown comes to lie."""
        across, down = self.scale
        return _FREE + (x - self.area.left) * across, _FREE + (y - self.area.top) * down


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
        canvas = _canvas_of(page, limits)
        samples = _grey_if_colourless(_draw(document, page, canvas))
        if samples.min() == _WHITE:
            _check_pictures_decode(page)
        channels = 1 if samples.ndim == 2 else 3
        return PageImage(number, canvas.width, canvas.height, channels, canvas.dpi, samples.tobytes())


def pdf_text_layer(path: Path, number: int, limits: Limits, password: str | None) -> tuple[TextLayerWord, ...]:
    """The words of the page's own text with their boxes on the page image that `decode_pdf_page` gives. Raises Unacceptable."""
    with _opened(path, password) as document, _page(document, number) as page:
        canvas = _canvas_of(page, limits)
        text = page.get_textpage()
        try:
            return tuple(_words(page, text, canvas))
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


def _check_pictures_decode(page: Any) -> None:
    """PDFium leaves out a picture that it cannot decode, and paints JBIG2 that it cannot follow white: a scan lost in this way
    must not pass for a blank sheet."""
    for item in itertools.islice(page.get_objects(max_depth=1), _MOST_OBJECTS):
        if item.type != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        try:
            item.get_bitmap()
        except pypdfium2.PdfiumError as error:
            raise Unacceptable(Reason.DAMAGED, "a picture of the page cannot be decoded") from error
        if item.get_filters()[-1:] == ["JBIG2Decode"] and not jbig2.is_sound(bytes(item.get_data(decode_simple=True))):
            raise Unacceptable(Reason.DAMAGED, "the JBIG2 stream of a picture is out of order")


# ── size ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _canvas_of(page: Any, limits: Limits) -> _Canvas:
    """How large to draw the page: as its scan is, where it has one."""
    width, height = page.get_size()
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise Unacceptable(Reason.DAMAGED, "a page without size")
    sheet = _Area(0, 0, width, height)
    scan = max((found for found in _pictures(page)), key=lambda found: _share(found.area, sheet), default=None)
    if scan and _same_place(scan.area, sheet):
        canvas = _Canvas(scan.width, scan.height, scan.area)
    else:
        scale = _drawing_dpi(sheet, scan) / _POINTS
        canvas = _Canvas(max(1, round(width * scale)), max(1, round(height * scale)), sheet)
    if canvas.width * canvas.height > limits.max_pixels:
        raise Unacceptable(Reason.TOO_LARGE, f"a page of {canvas.width} by {canvas.height} pixels")
    return canvas


def _drawing_dpi(sheet: _Area, scan: _Placed | None) -> float:
    """300, or the resolution of the picture that covers most of the page; less where the sheet is huge."""
    dpi = RENDER_DPI
    if scan and _share(scan.area, sheet) >= _MOSTLY_COVERS:
        low, high = _PICTURE_DPI
        dpi = min(max(scan.width * _POINTS / scan.area.width, low), high)
    return max(_LEAST_DPI, min(dpi, _POINTS * math.sqrt(_MOST_DRAWN_PIXELS / (sheet.width * sheet.height))))


def _share(area: _Area, sheet: _Area) -> float:
    """How much of the sheet the area covers, 0 to 1."""
    across = min(area.left + area.width, sheet.width) - max(area.left, 0)
    down = min(area.top + area.height, sheet.height) - max(area.top, 0)
    return max(across, 0) * max(down, 0) / (sheet.width * sheet.height)


def _same_place(area: _Area, sheet: _Area) -> bool:
    apart_across = (abs(area.left), abs(area.left + area.width - sheet.width))
    apart_down = (abs(area.top), abs(area.top + area.height - sheet.height))
    return max(apart_across) <= _COVERS * sheet.width and max(apart_down) <= _COVERS * sheet.height


def _pictures(page: Any) -> Iterator[_Placed]:
    """The pictures of a page; none where it holds so much that it is no scan."""
    items = list(itertools.islice(page.get_objects(max_depth=1), _MOST_OBJECTS + 1))
    if len(items) > _MOST_OBJECTS:
        return
    for item in items:
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            placed = _placed(page, item)
            if placed:
                yield placed


def _placed(page: Any, picture: Any) -> _Placed | None:
    """Where the picture lies, if its sides are parallel to those of the page."""
    width, height = picture.get_px_size()
    matrix = picture.get_matrix()
    straight, crossed = abs(matrix.a) + abs(matrix.d), abs(matrix.b) + abs(matrix.c)
    lying = crossed > straight
    if width <= 0 or height <= 0 or min(straight, crossed) > _LEVEL * max(straight, crossed):
        return None
    left, bottom, right, top = picture.get_bounds()
    area = _as_shown(page, left, bottom, right, top)
    if area.width <= 0 or area.height <= 0:
        return None
    if lying != (page.get_rotation() in {90, 270}):
        width, height = height, width
    return _Placed(width, height, area)


def _as_shown(page: Any, left: float, bottom: float, right: float, top: float) -> _Area:
    """A rectangle of the page's own space (origin bottom left, not yet turned) on the page as shown."""
    page_left, page_bottom, page_right, page_top = page.get_bbox()
    wide, high = right - left, top - bottom
    match page.get_rotation():
        case 90:
            return _Area(bottom - page_bottom, left - page_left, high, wide)
        case 180:
            return _Area(page_right - right, bottom - page_bottom, wide, high)
        case 270:
            return _Area(page_top - top, page_right - right, high, wide)
    return _Area(left - page_left, page_top - top, wide, high)


# ── drawing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw(document: Any, page: Any, canvas: _Canvas) -> Samples:
    """The page as rows of RGB."""
    bitmap = pypdfium2.PdfBitmap.new_native(canvas.width, canvas.height, pdfium.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, canvas.width, canvas.height)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        across, down = canvas.scale
        left, top = canvas.pixel(0, 0)
        matrix = pdfium.FS_MATRIX(across, 0, 0, down, left, top)
        pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, pdfium.FS_RECTF(0, 0, canvas.width, canvas.height), flags)
        if document.formenv:
            width, height = page.get_size()
            place = (round(left), round(top), round(width * across), round(height * down))
            pdfium.FPDF_FFLDraw(document.formenv, bitmap, page, *place, 0, flags)
        rows = np.frombuffer(bitmap.buffer, np.uint8).reshape(canvas.height, bitmap.stride)
        return rows[:, : canvas.width * 3].reshape(canvas.height, canvas.width, 3).copy()
    finally:
        bitmap.close()


def _grey_if_colourless(samples: Samples) -> Samples:
    """One channel where all three agree on every pixel."""
    red = samples[:, :, 0]
    for row in range(0, samples.shape[0], 256):  # most coloured pages show it early
        band = samples[row : row + 256]
        if not (np.array_equal(band[:, :, 0], band[:, :, 1]) and np.array_equal(band[:, :, 1], band[:, :, 2])):
            return samples
    return np.ascontiguousarray(red)


# ── the page's own text ────────────────────────────────────────────────────────────────────────────────────────────


def _words(page: Any, text: Any, canvas: _Canvas) -> Iterator[TextLayerWord]:
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
        boxes.append(_box(_as_shown(page, *text.get_charbox(position)), canvas))
    if letters:
        yield TextLayerWord("".join(letters), Box.around(boxes))


def _box(area: _Area, canvas: _Canvas) -> Box:
    left, top = canvas.pixel(area.left, area.top)
    right, bottom = canvas.pixel(area.left + area.width, area.top + area.height)
    return Box(round(left), round(top), max(1, round(right) - round(left)), max(1, round(bottom) - round(top)))
