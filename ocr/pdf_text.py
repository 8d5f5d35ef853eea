"""The invisible text layer of a page: words where their ink is, in an order that all readers put back right (see `pdf_order`).

Coordinates are points on the upright page, origin bottom left. Each word is one glyph as wide as its box; between the words of a
line stand glyphs for the spaces, as wide as the gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.documents import Box, Line, RecognizedPage
from ocr.pdf_font import DESCENT, SPACE, TextFonts
from ocr.pdf_order import (
    RLM,
    WordPlan,
    is_right_to_left,
    pdfium_balance,
    plan_word,
    poppler_letters,
    poppler_text,
)

_THIN = 0.06  # ems: the least width of a space, and that of the marks at the ends of a line
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class _Spot:
    """A word on the upright page: `left` to `right` in points."""

    text: str
    left: float
    right: float
    base: float

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of one line in reading order, font size in points."""

    spots: tuple[_Spot, ...]
    size: float
    leftward: bool

    def steps_left(self) -> list[bool]:
        """For each pair of neighbours whether the second stands to the left of the first."""
        return [after.left + after.right < before.left + before.right for before, after in pairwise(self.spots)]


@dataclass(frozen=True, slots=True)
class _Glyph:
    """Something to show: ToUnicode `text` from `left` over `width` points; marks: `span` for poppler, `logical` for MuPDF."""

    text: str
    left: float
    width: float
    base: float
    space: bool = False
    span: str | None = None
    logical: str | None = None


def text_layer(page: RecognizedPage, fonts: TextFonts, scale: tuple[float, float]) -> tuple[bytes, set[int]]:
    """The content stream that shows the page's words invisibly, and the indices of the fonts it uses.

    `scale` is points per pixel across and down the upright page.
    """
    rows = [row for line in page.lines if (row := _row(line, page, scale))]
    right_to_left = any(row.leftward for row in rows)
    glyphs = [(row.size, _row_glyphs(row, right_to_left)) for row in rows]
    if right_to_left:
        _outweigh_latin(glyphs)
    used: set[int] = set()
    operators = ["q BT 3 Tr"]
    for size, row_glyphs in glyphs:
        operators += [_show(glyph, size, fonts, used) for glyph in row_glyphs]
    operators.append("ET Q")
    return "\n".join(operators).encode("ascii"), used


def _row(line: Line, page: RecognizedPage, scale: tuple[float, float]) -> _Row | None:
    """Place a line; None if it has no text."""
    words = [(word.text.strip(), upright_box(word.box, page)) for word in line.words if word.text.strip()]
    if not words:
        return None
    across, down = scale
    band = Box.around(box for _, box in words)
    size = max(band.height, 1) * down
    base = (upright_size(page)[1] - band.bottom) * down - size * DESCENT / 1000
    spots = tuple(_Spot(text, box.left * across, max(box.right, box.left + 1) * across, base) for text, box in words)
    steps = _Row(spots, size, True).steps_left()
    leftward = any(steps) if steps else is_right_to_left(spots[0].text)
    return _Row(spots, size, leftward)


def upright_size(page: RecognizedPage) -> tuple[int, int]:
    """Width and height in pixels of the page once it stands upright."""
    return (page.height, page.width) if page.rotation in {90, 270} else (page.width, page.height)


def upright_box(box: Box, page: RecognizedPage) -> Box:
    """Where a box of the stored image lies once the image is turned clockwise by `page.rotation`."""
    if page.rotation == 90:
        return Box(page.height - box.bottom, box.left, box.height, box.width)
    if page.rotation == 180:
        return Box(page.width - box.right, page.height - box.bottom, box.width, box.height)
    if page.rotation == 270:
        return Box(box.top, page.width - box.right, box.height, box.width)
    return box


# ── what to show ───────────────────────────────────────────────────────────────────────────────────────────────────


def _row_glyphs(row: _Row, right_to_left_page: bool) -> list[_Glyph]:
    """All glyphs of a line in the order of the content stream."""
    glyphs = list(_words_and_spaces(row, right_to_left_page, loud=False))
    if not row.leftward:
        return glyphs
    seen = "".join(glyph.text for glyph in sorted(glyphs, key=lambda glyph: glyph.left))
    mark = SPACE
    if pdfium_balance(seen) < 0:  # more Latin words than Arabic: PDFium would read it from the left
        mark = RLM
        glyphs = list(_words_and_spaces(row, right_to_left_page, loud=True))
    return [_line_end(row, mark, at_start=True), *glyphs, _line_end(row, mark, at_start=False)]


def _line_end(row: _Row, mark: str, at_start: bool) -> _Glyph:
    """A thin glyph at the outer edge of a line, for PDFium alone.

    PDFium takes objects for one line while their heights differ by less than half the width of the line's rightmost glyph, so
    the glyphs at both ends of a line must be narrow.
    """
    edge = max(spot.right for spot in row.spots) if at_start else min(spot.left for spot in row.spots) - _THIN * row.size
    spot = row.spots[0 if at_start else -1]
    return _Glyph(mark, edge, _THIN * row.size, spot.base, space=True, span="")


def _words_and_spaces(row: _Row, right_to_left_page: bool, loud: bool) -> Iterator[_Glyph]:
    plans = [plan_word(spot.text, leftward=row.leftward) for spot in row.spots]
    steps = row.steps_left()
    for i, (spot, plan) in enumerate(zip(row.spots, plans, strict=True)):
        joined_before, joined_after = i > 0 and not steps[i - 1], i < len(steps) and not steps[i]
        span = None
        if right_to_left_page:
            span = poppler_text(spot.text, joined_before=joined_before, joined_after=joined_after)
        yield from _word_glyphs(spot, plan, span, first=i == 0)
        if i < len(steps):
            yield _space(row, i, plan, plans[i + 1], loud)


def _word_glyphs(spot: _Spot, plan: WordPlan, span: str | None, first: bool) -> Iterator[_Glyph]:
    if plan.pieces:
        yield _Glyph(RLM, spot.left, spot.width, spot.base, span=span or spot.text, logical=spot.text)
        slot = spot.width / (plan.slots + 1)
        for piece in plan.pieces:
            left = spot.left + slot * (piece.slot + 0.5)
            yield _Glyph(piece.text, left, slot, spot.base, space=True, span="")
        return
    text = plan.glyph_text
    if (plan.turned and not first) or len(text) == 1:
        text += SPACE
    logical = spot.text + SPACE if text == spot.text + SPACE else spot.text  # MuPDF compares it with the glyph's text
    yield _Glyph(text, spot.left, spot.width, spot.base, span=span, logical=None if text == logical and span is None else logical)


def _space(row: _Row, index: int, before: WordPlan, after: WordPlan, loud: bool) -> _Glyph:
    """The space between two neighbours, exactly over the gap.

    Next to a number or Latin word on the way left it carries an RLM. pdf.js shows that glyph where the next word cannot bring its
    own space, MuPDF stays on the line; all but pdf.js take the ActualText. A `loud` mark reaches PDFium, too: it does not know
    the no-break space.
    """
    a, b = row.spots[index], row.spots[index + 1]
    leftward = row.steps_left()[index]
    low, high = (b.right, a.left) if leftward else (a.right, b.left)
    thin = _THIN * row.size
    if high - low < thin:
        low, high = (low + high - thin) / 2, (low + high + thin) / 2
    text, span = SPACE, None
    if leftward and (loud or not (before.turned and after.turned)):
        text = RLM if after.turned else RLM + SPACE
        span = _NO_BREAK_SPACE if loud else SPACE
    return _Glyph(text, low, high - low, b.base, space=True, span=span)


def _outweigh_latin(rows: Sequence[tuple[float, list[_Glyph]]]) -> None:
    """Give poppler marks enough to take a page for right-to-left that has more Latin letters than Arabic ones."""
    balance = sum(poppler_letters(glyph.span) for _, glyphs in rows for glyph in glyphs if glyph.span)
    if balance > 0:
        return
    for _, glyphs in rows:
        for i, glyph in enumerate(glyphs):
            if glyph.span and not glyph.space and (glyph.span.startswith(RLM) or is_right_to_left(glyph.span)):
                logical = glyph.logical or glyph.span
                glyphs[i] = _Glyph(
                    glyph.text, glyph.left, glyph.width, glyph.base, span=RLM * (1 - balance) + glyph.span, logical=logical
                )
                return


# ── operators ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _show(glyph: _Glyph, size: float, fonts: TextFonts, used: set[int]) -> str:
    use = fonts.glyph(glyph.text, glyph.width / size, space=glyph.space)
    used.add(use.font)
    stretch = 100_000 * glyph.width / (size * use.width)
    operators = f"/F{use.font} {size:.3f} Tf {stretch:.3f} Tz 1 0 0 1 {glyph.left:.3f} {glyph.base:.3f} Tm <{use.code:02X}> Tj"
    if glyph.logical is not None:
        operators = f"/W <</ActualText {_text_string(glyph.logical)}>> BDC {operators} EMC"
    if glyph.span is not None:
        operators = f"/Span <</ActualText {_text_string(glyph.span)}>> BDC {operators} EMC"
    return operators


def _text_string(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>" if text else "()"
