"""Pages of stored PDFs, as pictures of the PDF we write.

A page that shows nothing but one picture over all of it (a scan) keeps that picture's own compressed bytes. Any other page is
drawn, at the resolution at which it was read, and kept without loss: its fonts, colours and transparencies would have to be
rebuilt to become PDF/A, and the stored original keeps them anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Name, Object, Pdf
from PIL import Image

from domain.errors import Unacceptable
from domain.messages import Reason
from ocr.pdf_picture import Matrix, Picture, concatenated, lossless_image

_COVERS = 0.98  # of the page's width and height: less is no scan but a picture on a page
_KEPT_KEYS = {"/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms", "/Decode"}
_KEPT_KEYS |= {"/ImageMask"}
_HARMLESS = {
    "q",
    "Q",
    "cm",
    "gs",
    "w",
    "J",
    "j",
    "M",
    "d",
    "i",
    "ri",
    "W",
    "W*",
    "n",
    "re",
    "m",
    "l",
    "h",
    "BMC",
    "BDC",
    "EMC",
    "MP",
}
_HARMLESS |= {"DP", "BT", "ET", "Tf", "Tr", "Tm", "Td", "TD", "T*", "Tz", "Tc", "Tw", "TL", "Ts"}
_SHOW_TEXT = {"Tj", "TJ", "'", '"'}
_INVISIBLE = 3
_TURNS: dict[int, Matrix] = {0: (1, 0, 0, 1, 0, 0), 90: (0, -1, 1, 0, 0, 1), 180: (-1, 0, 0, -1, 1, 1), 270: (0, 1, -1, 0, 1, 0)}


class OpenPdfs:
    """The stored PDFs that pages are taken from: each is opened once and stays open until the new file is written."""

    def __init__(self) -> None:
        self._open: dict[Path, Pdf] = {}

    def page(self, path: Path, number: int, password: str | None) -> pikepdf.Page:
        """Page `number` (from 1). Raises PdfError."""
        if path not in self._open:
            self._open[path] = Pdf.open(path, password=password or "")
        return self._open[path].pages[number - 1]

    def close(self) -> None:
        """Close all of them."""
        for document in self._open.values():
            document.close()
        self._open.clear()


def picture_of_pdf_page(
    pdf: Pdf, sources: OpenPdfs, path: Path, number: int, size: tuple[int, int], password: str | None = None
) -> Picture:
    """Page `number` (from 1) of a stored PDF as a picture of `pdf`; drawn at `size` pixels if it is not just a scan."""
    try:
        scan = _scan_of(pdf, sources.page(path, number, password))
    except (pikepdf.PdfError, pikepdf.PasswordError, IndexError, ValueError, TypeError, AttributeError, RuntimeError):
        scan = None  # PDFium, which drew the page for reading, is more forgiving
    return scan or Picture(lossless_image(pdf, _drawn(path, number, size, password)))


# ── a scan ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Walk:
    """Where a content stream stands: the matrix, its stack, text render mode, and the pictures painted so far."""

    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    stack: list[tuple[Matrix, int]] = field(default_factory=list)
    render_mode: int = 0
    painted: list[tuple[Object, Matrix]] = field(default_factory=list)


def _scan_of(pdf: Pdf, page: pikepdf.Page) -> Picture | None:
    """The one picture that the page consists of, where PDF/A can hold it; else None."""
    if len(page.obj.get("/Annots", [])) or not _is_plain(page.resources.get("/ExtGState", {})):
        return None
    walk = _Walk()
    for instruction in pikepdf.parse_content_stream(page):
        if not _step(walk, page, instruction.operands, str(instruction.operator)):
            return None
    if len(walk.painted) != 1:
        return None
    image, matrix = walk.painted[0]
    placement = _placement(page, matrix)
    if placement is None or not _is_clean(image):
        return None
    return Picture(_copied(pdf, image), placement)


def _step(walk: _Walk, page: pikepdf.Page, operands: Any, operator: str) -> bool:
    """Follow one operator; False if it may show something that is not a picture."""
    if operator == "q":
        walk.stack.append((walk.matrix, walk.render_mode))
    elif operator == "Q":
        walk.matrix, walk.render_mode = walk.stack.pop()
    elif operator == "cm":
        walk.matrix = concatenated([float(value) for value in operands], walk.matrix)
    elif operator == "Tr":
        walk.render_mode = int(operands[0])
    elif operator == "Do":
        shown = page.resources.XObject[operands[0]]
        walk.painted.append((shown, walk.matrix))
        return bool(shown.Subtype == Name.Image)
    elif operator in _SHOW_TEXT:
        return walk.render_mode == _INVISIBLE
    return operator in _HARMLESS or operator == "Do"


def _is_plain(states: Any) -> bool:
    """Whether no graphics state of the page makes anything transparent."""
    for state in states.values():
        opaque = all(float(state.get(key, 1)) == 1 for key in ("/ca", "/CA"))
        if not opaque or state.get("/SMask", Name.None_) != Name("/None") or state.get("/BM", Name.Normal) != Name.Normal:
            return False
    return True


def _placement(page: pikepdf.Page, matrix: Matrix) -> Matrix | None:
    """From the image's unit square to that of the page as it is shown; None if the picture does not cover the page."""
    left, bottom, right, top = (float(value) for value in page.cropbox)
    width, height = right - left, top - bottom
    on_page = concatenated(matrix, (1 / width, 0, 0, 1 / height, -left / width, -bottom / height))
    a, b, c, d, e, f = on_page
    xs, ys = sorted((e, e + a + c)), sorted((f, f + b + d))
    straight = min(abs(b) + abs(c), abs(a) + abs(d)) < 0.01
    slack = 1 - _COVERS
    covers = xs[0] < slack and ys[0] < slack and xs[1] > _COVERS and ys[1] > _COVERS
    overhangs = xs[0] < -slack or ys[0] < -slack or xs[1] > 1 + slack or ys[1] > 1 + slack
    if not straight or not covers or overhangs:
        return None
    return concatenated(on_page, _TURNS[int(page.obj.get("/Rotate", 0)) % 360])


def _is_clean(image: Object) -> bool:
    """Whether PDF/A-2 allows the image beside an sRGB output intent (ISO 19005-2, 6.2.4, 6.2.8)."""
    if "/SMask" in image or "/Mask" in image or int(image.get("/SMaskInData", 0)):
        return False
    filters: Any = image.get("/Filter", [])
    names = {str(name) for name in filters} if isinstance(filters, pikepdf.Array) else {str(filters)}
    if names & {"/LZWDecode", "/Crypt"}:
        return False
    return bool(image.get("/ImageMask", False)) or _is_rgb_or_grey(image.get("/ColorSpace"))


def _is_rgb_or_grey(space: Any) -> bool:
    if isinstance(space, pikepdf.Array):
        family = str(space[0])
        if family == "/Indexed":
            return _is_rgb_or_grey(space[1])
        return family in {"/CalGray", "/CalRGB"} or (family == "/ICCBased" and int(space[1].N) in {1, 3})
    return str(space) in {"/DeviceGray", "/DeviceRGB"}


def _copied(pdf: Pdf, image: Object) -> Object:
    """The image in `pdf`, its bytes untouched, without the entries that PDF/A forbids."""
    copied = pdf.copy_foreign(image)
    for key in list(copied.keys()):
        if key not in _KEPT_KEYS and key != "/Length":
            del copied[key]
    return copied


# ── anything else ──────────────────────────────────────────────────────────────────────────────────────────────────


def _drawn(path: Path, number: int, size: tuple[int, int], password: str | None) -> Image.Image:
    """The page as PDFium draws it, stretched over `size` pixels; grey if it has no colour."""
    with _pdfium_page(path, number, password) as (document, page):
        bitmap = pypdfium2.PdfBitmap.new_native(*size, pdfium.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, flags)
        if document.formenv:
            pdfium.FPDF_FFLDraw(document.formenv, bitmap, page, 0, 0, *size, 0, flags)
        rows = np.frombuffer(bitmap.buffer, np.uint8).reshape(size[1], bitmap.stride)
        samples = rows[:, : size[0] * 3].reshape(size[1], size[0], 3).copy()
        bitmap.close()
    colourless = bool((samples[:, :, 0] == samples[:, :, 1]).all() and (samples[:, :, 1] == samples[:, :, 2]).all())
    return Image.fromarray(np.ascontiguousarray(samples[:, :, 0]) if colourless else samples)


@contextmanager
def _pdfium_page(path: Path, number: int, password: str | None) -> Iterator[tuple[Any, Any]]:
    try:
        document = pypdfium2.PdfDocument(path, password=password)
        try:
            document.init_forms()
            page = document[number - 1]
            yield document, page
            page.close()
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unacceptable(Reason.DAMAGED, f"page {number} of the PDF cannot be drawn") from error
