"""Sheets that the centre prints: a cover sheet for each request and pages of labels, drawn and put into a PDF without loss.

Pages are A4, black and white at 300 dpi. All lengths are millimetres of the page until `_px` turns them into its pixels.
"""

from __future__ import annotations

import functools
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import img2pdf
import segno
from PIL import Image, ImageDraw, ImageFont

from domain.errors import MissingPart
from domain.messages import Message

FONT, FONT_PACKAGE = "DejaVuSans.ttf", "fonts-dejavu-core"
LABELS_ACROSS, LABELS_DOWN = 2, 5
_DPI = 300
_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 15.0
_QR, _QR_TOP = 80.0, 30.0
_LABEL_WIDTH, _LABEL_HEIGHT, _LABEL_PADDING, _LABEL_QR = 105.0, 57.0, 5.0, 40.0
_LEADING, _TICK, _SMALLER = 1.5, 1.0, 0.93
_QUIET_MODULES = 4
_ARABIC = re.compile("[\u0600-\u06ff]")
# A number keeps its own order inside an Arabic line: 2021-000123, never 000123-2021.
_LEFT_TO_RIGHT = re.compile(r"[0-9A-Za-z]+(?:[-/.:][0-9A-Za-z]+)+")
_ISOLATED = "\u2066\\g<0>\u2069"


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """What stands on one cover sheet: `code` goes into the QR code, `papers` become a checklist with boxes to tick."""

    title: str
    code: str
    number: str
    facts: tuple[str, ...]
    heading: str
    papers: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label to cut out: `code` goes into the QR code, `title` stands large above `lines`."""

    code: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A paragraph: its size and the space before it; `tick` puts a box before it."""

    text: str
    size: float
    space: float = 0.0
    centred: bool = False
    tick: bool = False


@dataclass(frozen=True, slots=True)
class _Area:
    left: float
    top: float
    width: float
    height: float


def cover_pdf(sheets: Sequence[CoverSheet]) -> bytes:
    """One page for each sheet. Raises MissingPart (the font is not installed)."""
    return _pdf([_cover(sheet) for sheet in sheets])


def label_pdf(labels: Sequence[Label]) -> bytes:
    """Ten labels of 105 x 57 mm on a page, from the right. Raises MissingPart (the font is not installed)."""
    room = LABELS_ACROSS * LABELS_DOWN
    return _pdf([_label_page(labels[first : first + room]) for first in range(0, len(labels), room)])


def _pdf(pages: Sequence[bytes]) -> bytes:
    return bytes(img2pdf.convert(list(pages), engine=img2pdf.Engine.internal, nodate=True))


def _cover(sheet: CoverSheet) -> bytes:
    page = Image.new("L", (_px(_WIDTH), _px(_HEIGHT)), 255)
    width = _WIDTH - 2 * _MARGIN
    _block(page, [_Row(sheet.title, 9, centred=True)], _Area(_MARGIN, 12, width, 17))
    _qr(page, sheet.code, (_WIDTH - _QR) / 2, _QR_TOP, _QR)
    top = _QR_TOP + _QR
    _block(page, [_Row(sheet.number, 14, centred=True)], _Area(_MARGIN, top, width, 21))
    rows = [_Row(fact, 6) for fact in sheet.facts]
    rows.append(_Row(sheet.heading, 6.5, space=5))
    rows += [_Row(paper, 5.5, space=2, tick=True) for paper in sheet.papers]
    top, foot = top + 24, _HEIGHT - 28
    _block(page, rows, _Area(_MARGIN, top, width, foot - top))
    _block(page, [_Row(sheet.note, 4.5, centred=True)], _Area(_MARGIN, foot + 2, width, 16))
    return _png(page)


def _label_page(labels: Sequence[Label]) -> bytes:
    page = Image.new("L", (_px(_WIDTH), _px(_HEIGHT)), 255)
    pen = ImageDraw.Draw(page)
    first_top = (_HEIGHT - LABELS_DOWN * _LABEL_HEIGHT) / 2
    for place, label in enumerate(labels):
        down, across = divmod(place, LABELS_ACROSS)
        left, top = _WIDTH - (across + 1) * _LABEL_WIDTH, first_top + down * _LABEL_HEIGHT
        pen.rectangle([_px(left), _px(top), _px(left + _LABEL_WIDTH), _px(top + _LABEL_HEIGHT)], outline=0)
        _qr(page, label.code, left + _LABEL_PADDING, top + (_LABEL_HEIGHT - _LABEL_QR) / 2, _LABEL_QR)
        rows = [_Row(label.title, 6.5), *(_Row(line, 4.5, space=1) for line in label.lines)]
        taken = _LABEL_PADDING + _LABEL_QR
        free = _Area(
            left + taken, top + _LABEL_PADDING, _LABEL_WIDTH - taken - _LABEL_PADDING, _LABEL_HEIGHT - 2 * _LABEL_PADDING
        )
        _block(page, rows, free)
    return _png(page)


def _qr(page: Image.Image, text: str, left: float, top: float, size: float) -> None:
    """The code with its quiet zone inside a square of `size`; a module is a whole number of pixels."""
    rows = [*segno.make_qr(text, error="h").matrix_iter(border=_QUIET_MODULES)]
    side = len(rows)
    modules = Image.frombytes("L", (side, side), bytes(0 if cell else 255 for cell in itertools.chain(*rows)))
    code = modules.resize((side * (_px(size) // side),) * 2, Image.Resampling.NEAREST)
    spare = (_px(size) - code.width) // 2
    page.paste(code, (_px(left) + spare, _px(top) + spare))


def _block(page: Image.Image, rows: Sequence[_Row], area: _Area) -> None:
    """Rows from the top of `area`, all smaller where they would not fit."""
    scale = 1.0
    while (lines := _laid(rows, area.width, scale)) and not _fit(lines, area, scale):
        scale *= _SMALLER
    pen = ImageDraw.Draw(page)
    down = area.top
    for row, text, first in lines:
        size = row.size * scale
        down += row.space * scale if first else 0.0
        _write(pen, row, text, area, down, size)
        if row.tick and first:
            right, top = area.left + area.width, down + 0.12 * size
            pen.rectangle([_px(right - _TICK * size), _px(top), _px(right), _px(top + _TICK * size)], outline=0, width=_px(0.4))
        down += size * _LEADING


def _write(pen: ImageDraw.ImageDraw, row: _Row, text: str, area: _Area, top: float, size: float) -> None:
    arabic = bool(_ARABIC.search(text))
    across = area.left + (area.width / 2 if row.centred else area.width - _indent(row, size))
    direction = "rtl" if arabic else "ltr"
    pen.text(
        (_px(across), _px(top)), _isolated(text), 0, font=_font(size), anchor="ma" if row.centred else "ra", direction=direction
    )


def _laid(rows: Sequence[_Row], width: float, scale: float) -> list[tuple[_Row, str, bool]]:
    """(row, line of its text, whether it is the first one) for every line."""
    lines = []
    for row in rows:
        wrapped = _wrapped(row.text, row.size * scale, width - _indent(row, row.size * scale))
        lines += [(row, text, number == 0) for number, text in enumerate(wrapped)]
    return lines


def _fit(lines: Sequence[tuple[_Row, str, bool]], area: _Area, scale: float) -> bool:
    height = sum(row.size * scale * _LEADING + (row.space * scale if first else 0.0) for row, _, first in lines)
    wide = max(_length(text, row.size * scale) + _indent(row, row.size * scale) for row, text, _ in lines)
    return height <= area.height and wide <= area.width


def _indent(row: _Row, size: float) -> float:
    return 1.7 * size * _TICK if row.tick else 0.0


def _wrapped(text: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _length(longer, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _length(text: str, size: float) -> float:
    return _font(size).getlength(_isolated(text)) * 25.4 / _DPI


def _isolated(text: str) -> str:
    return _LEFT_TO_RIGHT.sub(_ISOLATED, text)


@functools.lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(FONT, _px(size), layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise MissingPart(
            Message(
                ar=f"الخط {FONT} غير مثبت، ويلزم لرسم الأغلفة.", en=f"The font {FONT} is not installed; printed sheets need it."
            ),
            remedy=f"apt-get install {FONT_PACKAGE}",
        ) from error


def _px(length: float) -> int:
    return round(length * _DPI / 25.4)


def _png(page: Image.Image) -> bytes:
    held = io.BytesIO()
    page.convert("1", dither=Image.Dither.NONE).save(held, "PNG", dpi=(_DPI, _DPI))
    return held.getvalue()
