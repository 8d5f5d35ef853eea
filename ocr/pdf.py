"""Searchable PDF/A-2b (ISO 19005-2) of scanned pages: the scan as it was stored, the text read on it invisibly over the ink.

The file has no encryption, no transparency, no scripts, one output intent (sRGB), its own fonts embedded, and metadata in XMP.
A page that must be turned is turned by the matrix of its picture, not by /Rotate: so all readers see upright text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String
from PIL import ImageCms

from domain.documents import PageImage, RecognizedPage
from ocr.pdf_font import TextFonts
from ocr.pdf_picture import Picture, concatenated, picture_of_file, picture_of_pixels
from ocr.pdf_source import OpenPdfs, picture_of_pdf_page
from ocr.pdf_structure import add_structure
from ocr.pdf_text import TextLayer, text_layer, upright_size

PRODUCER = "warraq"
_MAX_SIDE, _MIN_SIDE = 14_400, 3  # points (ISO 32000-1, annex C, which PDF/A makes a rule)


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where the picture of a page is: page `number` (from 1) of the stored file, or `image` where there is no file to go by.

    `format` is what the bytes are (`pdf`, or an image format).
    """

    path: Path | None
    format: str
    number: int
    image: PageImage | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page to write: its picture and what is read on it."""

    source: PageSource
    recognized: RecognizedPage


def write_pdf(pages: Sequence[PdfPage], out: BinaryIO, *, title: str, document_id: str, created: dt.datetime) -> None:
    """Write `pages` as one PDF/A-2b file. The same input gives the same bytes. Raises Unacceptable if a picture is damaged."""
    with Pdf.new() as pdf, closing(OpenPdfs()) as sources:
        fonts = TextFonts()
        layers = [_add_page(pdf, sources, page, fonts) for page in pages]
        embedded = fonts.embed(pdf)
        for added in pdf.pages:
            added.Resources.Font = embedded
        add_structure(pdf, [layer.logical for layer in layers])
        _describe(pdf, title, document_id, created)
        pdf.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True, min_version="1.7")


def _add_page(pdf: Pdf, sources: OpenPdfs, page: PdfPage, fonts: TextFonts) -> TextLayer:
    """Append one page, all but its fonts, which are known once all pages are written."""
    picture = _picture(pdf, sources, page)
    recognized = page.recognized
    across, down = _points_per_pixel(recognized, picture.aspect)
    width, height = upright_size(recognized)
    size = (width * across, height * down)
    layer = text_layer(recognized, fonts, (across, down))
    pdf.add_blank_page(page_size=(max(size[0], _MIN_SIDE), max(size[1], _MIN_SIDE)))
    added = pdf.pages[-1]
    added.Resources = Dictionary(XObject=Dictionary(Scan=picture.content))
    added.Contents = pdf.make_indirect(Stream(pdf, _paint(picture, recognized.rotation, size) + layer.content))
    return layer


def _picture(pdf: Pdf, sources: OpenPdfs, page: PdfPage) -> Picture:
    source, size = page.source, (page.recognized.width, page.recognized.height)
    if source.path is None:
        if source.image is None:
            raise ValueError("a page needs a stored file or pixels")
        return picture_of_pixels(pdf, source.image)
    if source.format == "pdf":
        return picture_of_pdf_page(pdf, sources, source.path, source.number, size, source.password)
    return picture_of_file(pdf, source.path, source.number)


def _points_per_pixel(page: RecognizedPage, aspect: float) -> tuple[float, float]:
    """Points per pixel across and down the upright page. Pixels that are not square (fax) keep their true shape."""
    across, down = 72 / page.dpi, 72 / page.dpi * aspect
    if page.rotation in {90, 270}:
        across, down = down, across
    width, height = upright_size(page)
    shrink = min(1.0, _MAX_SIDE / (width * across), _MAX_SIDE / (height * down))
    return across * shrink, down * shrink


def _paint(picture: Picture, rotation: int, size: tuple[float, float]) -> bytes:
    """Operators that paint the picture over the whole page, turned clockwise by `rotation`."""
    turn = {0: (1, 0, 0, 1, 0, 0), 90: (0, -1, 1, 0, 0, 1), 180: (-1, 0, 0, -1, 1, 1), 270: (0, 1, -1, 0, 1, 0)}[rotation]
    a, b, c, d, e, f = concatenated(picture.placement, turn)
    width, height = size
    matrix = (a * width, b * height, c * width, d * height, e * width, f * height)
    return f"q {' '.join(f'{value:.4f}' for value in matrix)} cm /Scan Do Q\n".encode("ascii")


# ── what makes it PDF/A ────────────────────────────────────────────────────────────────────────────────────────────


def _describe(pdf: Pdf, title: str, document_id: str, created: dt.datetime) -> None:
    """Catalogue entries, document information and XMP, which must agree (ISO 19005-2, 6.6.3)."""
    profile = pdf.make_indirect(Stream(pdf, _srgb_profile(), N=3))
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.Root.Lang = String("ar")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, _xmp(title, document_id, created), Type=Name.Metadata, Subtype=Name.XML))
    instant = created.astimezone(dt.UTC)
    pdf.docinfo[Name.Title] = String(_printable(title))
    pdf.docinfo[Name.Producer] = String(PRODUCER)
    pdf.docinfo[Name.CreationDate] = String(instant.strftime("D:%Y%m%d%H%M%S+00'00'"))
    pdf.docinfo[Name.ModDate] = String(instant.strftime("D:%Y%m%d%H%M%S+00'00'"))


@cache
def _srgb_profile() -> bytes:
    """An sRGB profile, made by LittleCMS, with a fixed date so that the same input gives the same file."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes([7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])  # ICC.1, 7.2.8: dateTimeNumber, 1 January 2000
    profile[84:100] = bytes(16)  # profile ID: zero means not computed
    return bytes(profile)


def _xmp(title: str, document_id: str, created: dt.datetime) -> bytes:
    """The metadata packet (ISO 16684-1) with the PDF/A identification schema."""
    instant = created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">\n'
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(_printable(title))}</rdf:li></rdf:Alt></dc:title>\n'
        f"<dc:identifier>{escape(_printable(document_id))}</dc:identifier>\n"
        "<dc:format>application/pdf</dc:format>\n"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>\n"
        f"<xmp:CreateDate>{instant}</xmp:CreateDate><xmp:ModifyDate>{instant}</xmp:ModifyDate>\n"
        f"</rdf:Description></rdf:RDF></x:xmpmeta>\n{(' ' * 99 + chr(10)) * 20}"
        '<?xpacket end="w"?>'
    ).encode()


def _printable(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return "".join(char if char.isprintable() else " " for char in text)
