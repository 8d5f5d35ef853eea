"""The invisible text layer of a page: words where their ink is, in an order that all readers put back right (see `pdf_order`).

Coordinates are points on the upright page, origin bottom left. Each word is one glyph as wide as its box; between the words of a
line stand glyphs for the spaces, as wide as the gaps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from domain.documents import Box, Line, RecognizedPage
from ocr.pdf_blocks import Area, fences, told_apart
from ocr.pdf_font import HEIGHTS, TextFonts, ascent
from ocr.pdf_order import (
    LRM,
    RLM,
    SPACE,
    Piece,
    WordPlan,
    edges_cling,
    has_vowel_marks,
    is_left_to_right,
    is_right_to_left,
    logical_text,
    pdfium_balance,
    plan_in_pieces,
    plan_word,
    poppler_balance,
    poppler_text,
)

_THIN = 0.06  # ems: the least width of a space, and that of the marks at the ends of a line
_DROP = 1.1  # points: from one line to the next, for PDFium
_NOTHING = 0.001  # points: PDFium skips what is narrower than 0.01
_ASIDE = 0.02  # points from a word to a mark beside it
_WIDEST_GAP = 0.6  # ems between the words of a line, for poppler
_SURE_BALANCE = 1  # runs of Arabic more than of Latin
_LONGEST_TEXT = 100  # characters of one glyph

_UNPRINTABLE = "\u0080"  # an object with such an ActualText PDFium leaves out; pdf.js leaves out a glyph that reads RLM
_SPAN, _OTHER = "Span", "W"  # tags of marked content: poppler heeds the ActualText of a Span only


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's content stream for its text, and the ActualTexts of its marked contents, in the order of their MCIDs."""

    content: bytes
    logical: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A word on the upright page: `left` to `right` in points."""

    text: str
    left: float
    right: float
    base: float


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of one line in reading order, font size in points; `leftward`: on the whole they go from right to left.

    Its band is `height` ems high: 1, or more where the line slants.
    """

    spots: tuple[_Spot, ...]
    size: float
    height: float
    leftward: bool


@dataclass(frozen=True, slots=True)
class _Start:
    """The mark at the right edge of a line: its width in points, and whether it must part the line from one beside it."""

    width: float
    parting: bool


@dataclass(frozen=True, slots=True)
class _Glyph:
    """Something to show: ToUnicode `text` from `left` over `width` points.

    `marks` are inline ActualTexts (tag, text), outermost first; `logical` is an ActualText by way of the structure tree, which
    MuPDF alone reads.
    """

    text: str
    left: float
    width: float
    base: float
    marks: tuple[tuple[str, str], ...] = ()
    logical: str | None = None


def text_layer(page: RecognizedPage, fonts: TextFonts, scale: tuple[float, float]) -> TextLayer:
    """Show the page's words invisibly in `fonts`; `scale` is points per pixel across and down the upright page."""
    arabic = any(is_right_to_left(line.text) for line in page.lines)
    rows = [row for line in page.lines if (row := _row(line, page, scale, arabic))]
    rows = [replace(row, size=size) for row, size in zip(rows, told_apart([_area(row) for row in rows]), strict=True)]
    leftward = any(row.leftward for row in rows)
    glyphs = [
        ((row.size, row.height), glyph)
        for row, start in zip(rows, _starts(rows), strict=True)
        for glyph in _row_glyphs(row, leftward, start)
    ]
    if leftward:
        glyphs += _outweigh_latin(rows, [glyph for _, glyph in glyphs])
    glyphs += [_fence(area) for area in fences([_area(row) for row in rows], leftward)]
    logical: list[str] = []
    operators = [_show(glyph, *set_in, fonts, logical) for set_in, glyph in glyphs]
    return TextLayer("\n".join(["q BT 3 Tr", *operators, "ET Q"]).encode("ascii"), tuple(logical))


# ── where ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def _row(line: Line, page: RecognizedPage, scale: tuple[float, float], arabic: bool) -> _Row | None:
    """Place a line; None if it has no text. A word that stands alone goes with the page unless it has Latin letters."""
    words = [(word.text.strip(), upright_box(word.box, page)) for word in line.words if word.text.strip()]
    if not words:
        return None
    across, down = scale
    band = Box.around(box for _, box in words)
    height = _height(band, [box for _, box in words])
    size = max(band.height, 1) * down / height
    base = (upright_size(page)[1] - band.top) * down - size * ascent(height)
    placed = [_Spot(text, box.left * across, max(box.right, box.left + 1) * across, base) for text, box in words]
    spots = _set_apart(placed, _THIN * size)
    steps = _steps_left(spots)
    alone_leftward = is_right_to_left(spots[0].text) or (arabic and not is_left_to_right(spots[0].text))
    return _Row(spots, size, height, any(steps) if steps else alone_leftward)


def _height(band: Box, boxes: Sequence[Box]) -> float:
    """How many times as high as its letters the band of a line is, one of HEIGHTS: the line slants."""
    letters = median(box.height for box in boxes)
    return max((height for height in HEIGHTS if height * letters <= band.height), default=1.0)


def _set_apart(spots: Sequence[_Spot], least: float) -> tuple[_Spot, ...]:
    """`spots` cut back where neighbours touch, until `least` points lie between them: poppler would make one word of them."""
    apart = list(spots)
    for i, leftward in enumerate(_steps_left(spots)):
        left, right = (i + 1, i) if leftward else (i, i + 1)
        middle = (apart[left].right + apart[right].left) / 2
        end, start = min(apart[left].right, middle - least / 2), max(apart[right].left, middle + least / 2)
        if end > apart[left].left and start < apart[right].right:
            apart[left], apart[right] = replace(apart[left], right=end), replace(apart[right], left=start)
    return tuple(apart)


def _steps_left(spots: Sequence[_Spot]) -> list[bool]:
    """For each pair of neighbours whether the second stands to the left of the first."""
    return [after.left + after.right < before.left + before.right for before, after in pairwise(spots)]


def _starts(rows: Sequence[_Row]) -> list[_Start]:
    """How each line starts.

    PDFium takes objects for one line while their heights differ by less than half the width of the line's rightmost glyph, which
    is the mark where it starts. Lines beside one another that do not become one in this way, nor lie a point apart, which makes
    two of them, would come in wrong order.
    """
    starts: list[_Start] = []
    first = 0
    for i, row in enumerate(rows):
        beside = i > 0 and _side_by_side(rows[i - 1], row)
        starts.append(_Start(_THIN * row.size, beside))
        if not beside or abs(_base(rows[i - 1]) - _base(row)) > _DROP:
            first = i
        starts[first] = replace(starts[first], width=max(starts[first].width, 2.2 * abs(_base(rows[first]) - _base(row))))
    return starts


def _side_by_side(before: _Row, row: _Row) -> bool:
    """Whether a line is about as high up as the one before, as cells of a table are: pdf.js sees no line end there."""
    return abs(_base(before) - _base(row)) < 1.1 * max(before.size, row.size)


def _base(row: _Row) -> float:
    return row.spots[0].base


# ── what ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _row_glyphs(row: _Row, leftward_page: bool, start: _Start) -> list[_Glyph]:
    """All glyphs of a line in the order of the content stream."""
    plans = _plans(row)
    glyphs = list(_words_and_spaces(row, plans, leftward_page, start.parting))
    if not row.leftward:
        return [_line_start(row, plans[0], start), *glyphs] if start.parting else glyphs
    return [_line_start(row, plans[0], start), *glyphs, _line_end(row, glyphs)]


def _line_start(row: _Row, first: WordPlan, start: _Start) -> _Glyph:
    """A space at the right edge of a line, for PDFium, and for all where nothing else parts the line from another."""
    edge, base = max(spot.right for spot in row.spots), _base(row)
    if not start.parting:
        return _Glyph(SPACE, edge, start.width, base, marks=((_SPAN, ""),))
    return _Glyph(RLM if first.turned else RLM + SPACE, edge, start.width, base, marks=((_SPAN, SPACE),))


def _line_end(row: _Row, glyphs: Sequence[_Glyph]) -> _Glyph:
    """The same at the left edge, with as many runs of Arabic as PDFium lacks to take the line for right-to-left."""
    thin = _THIN * row.size
    seen = "".join(_pdfium_text(glyph) for glyph in sorted(glyphs, key=lambda glyph: glyph.left))
    missing = min(max(0, _SURE_BALANCE - pdfium_balance(seen)), _LONGEST_TEXT // 2)
    text = (RLM + SPACE) * missing + RLM if missing else SPACE
    return _Glyph(text, min(spot.left for spot in row.spots) - thin, thin, row.spots[-1].base, marks=((_SPAN, ""),))


def _pdfium_text(glyph: _Glyph) -> str:
    """What PDFium takes a glyph for before it puts the line in order."""
    if glyph.width <= _NOTHING or (_OTHER, _UNPRINTABLE) in glyph.marks:
        return ""
    return (glyph.marks[-1][1] if glyph.marks else "") or glyph.text


def _words_and_spaces(row: _Row, plans: Sequence[WordPlan], leftward_page: bool, beside: bool) -> Iterator[_Glyph]:
    steps = _steps_left(row.spots)
    for i, (spot, plan) in enumerate(zip(row.spots, plans, strict=True)):
        visual = spot.text
        if leftward_page:
            joined_before, joined_after = i > 0 and not steps[i - 1], i < len(steps) and not steps[i]
            visual = poppler_text(spot.text, joined_before=joined_before, joined_after=joined_after)
        yield from _word(spot, plan, visual, brings_space=plan.turned and (i > 0 or beside))
        if i < len(steps):
            yield _space(row, i, steps[i], (plan, plans[i + 1]))
            yield from _bridge(row, i, steps[i])


def _plans(row: _Row) -> list[WordPlan]:
    """Plans for all words. A word in pieces has marked spaces beside it, which may bring its neighbours into pieces, too."""
    texts = [spot.text for spot in row.spots]
    plans = [plan_word(text, leftward=row.leftward) for text in texts]
    clinging = True
    while clinging and row.leftward:
        clinging = False
        for i, (text, plan) in enumerate(zip(texts, plans, strict=True)):
            opens, closes = edges_cling(text)
            before, after = i > 0 and not plans[i - 1].turned, i + 1 < len(plans) and not plans[i + 1].turned
            if not plan.pieces and ((opens and before) or (closes and after)):
                plans[i], clinging = plan_in_pieces(text, leftward=True), True
    return plans


def _word(spot: _Spot, plan: WordPlan, visual: str, brings_space: bool) -> Iterator[_Glyph]:
    """One glyph, with marks for poppler beside it, if that can suit all readers; else pieces, and poppler gets its own text."""
    width = spot.right - spot.left
    logical = logical_text(spot.text, plan.glyph_text)
    if plan.turned and (has_vowel_marks(spot.text) or (logical or "").startswith(SPACE)):
        brings_space = True
    text = plan.glyph_text + (SPACE if brings_space else "")
    if plan.pieces or visual.strip(LRM + RLM) != plan.glyph_text:
        marks = ((_SPAN, visual), (_OTHER, _UNPRINTABLE))
        yield _Glyph(RLM * len(spot.text), spot.left, width, spot.base, marks, spot.text)
        yield from _pieces(spot, plan.pieces or (Piece(text, 0),))
        return
    if visual.startswith(RLM):  # from left to right, or poppler would not take them for one word
        yield _poppler_mark(RLM, spot.left - _ASIDE, spot.base)
    yield _Glyph(text, spot.left, width, spot.base, logical=logical)
    if visual.endswith((LRM, RLM)):  # twice, or poppler would take the next word's mark for its shadow
        yield _poppler_mark(2 * visual[-1], spot.right + _ASIDE, spot.base)


def _poppler_mark(mark: str, left: float, base: float) -> _Glyph:
    return _Glyph(mark, left, _NOTHING, base, marks=((_OTHER, ""),))


def _pieces(spot: _Spot, pieces: Sequence[Piece]) -> Iterator[_Glyph]:
    """The parts of a word in their slots, which poppler and MuPDF do not see."""
    slot = (spot.right - spot.left) / len(pieces)
    for piece in pieces:
        yield _Glyph(piece.text, spot.left + slot * piece.slot, slot, spot.base, marks=((_SPAN, ""),))


def _space(row: _Row, index: int, leftward: bool, plans: tuple[WordPlan, WordPlan]) -> _Glyph:
    """The space between two neighbours, exactly over the gap.

    Next to a number or Latin word on the way left it carries an RLM. pdf.js shows that glyph where the next word cannot bring its
    own space, MuPDF stays on the line; all but pdf.js take the ActualText.
    """
    b = row.spots[index + 1]
    low, high = _gap(row.spots, index, leftward)
    thin = _THIN * row.size
    if high - low < thin:
        low, high = (low + high - thin) / 2, (low + high + thin) / 2
    if not leftward or (plans[0].turned and plans[1].turned):
        return _Glyph(SPACE, low, high - low, b.base)
    text = RLM if plans[1].turned else RLM + SPACE
    return _Glyph(text, low, high - low, b.base, marks=((_SPAN, SPACE),))


def _gap(spots: Sequence[_Spot], index: int, leftward: bool) -> tuple[float, float]:
    """The room between two neighbours in reading order.

    Where the step passes over words of a phrase that runs the other way, it is that before the phrase, or behind it.
    """
    a, b = spots[index], spots[index + 1]
    if not leftward:
        return a.right, b.left
    between = [spot for spot in spots if b.right <= spot.left and spot.right <= a.left]
    if not between:
        return b.right, a.left
    enters = index + 2 < len(spots) and spots[index + 2].left > b.left
    return (max(spot.right for spot in between), a.left) if enters else (b.right, min(spot.left for spot in between))


def _bridge(row: _Row, index: int, leftward: bool) -> Iterator[_Glyph]:
    """Marks in a wide gap, so that poppler does not take it for one between two columns."""
    b = row.spots[index + 1]
    low, high = _gap(row.spots, index, leftward)
    steps = math.ceil((high - low) / (_WIDEST_GAP * row.size))
    for step in range(1, steps):
        yield _poppler_mark(RLM if leftward else LRM, low + (high - low) * step / steps, b.base)


def _outweigh_latin(rows: Sequence[_Row], glyphs: Sequence[_Glyph]) -> list[tuple[tuple[float, float], _Glyph]]:
    """Marks enough at the left end of a line to have poppler take the page for right-to-left despite more Latin letters."""
    row = next(row for row in rows if row.leftward)
    missing = 2 - sum(poppler_balance(_poppler_sees(glyph)) for glyph in glyphs)
    left = min(spot.left for spot in row.spots) - _ASIDE
    return [
        ((row.size, row.height), _poppler_mark(RLM * min(_LONGEST_TEXT, missing - done), left - _ASIDE, row.spots[-1].base))
        for done in range(0, missing, _LONGEST_TEXT)
    ]


def _area(row: _Row) -> Area:
    """Where poppler sees a line: its words and the marks beside them."""
    left, right = min(spot.left for spot in row.spots), max(spot.right for spot in row.spots)
    top = -_base(row) - row.size * ascent(row.height)
    return Area(left - 2 * _ASIDE, right + 2 * _ASIDE, top, top + row.size * row.height, -_base(row), row.size)


def _fence(area: Area) -> tuple[tuple[float, float], _Glyph]:
    width = max(area.right - area.left, _NOTHING)
    return (area.size, 1.0), _Glyph(RLM, area.left, width, -area.base, marks=((_SPAN, RLM), (_OTHER, _UNPRINTABLE)), logical="")


def _poppler_sees(glyph: _Glyph) -> str:
    return next((text for tag, text in glyph.marks if tag == _SPAN), glyph.text)


# ── operators ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _show(glyph: _Glyph, size: float, height: float, fonts: TextFonts, logical: list[str]) -> str:
    font, code, width = fonts.glyph(glyph.text, glyph.width / size, height)
    stretch = 100_000 * glyph.width / (size * width)
    operators = f"/{font} {size:.3f} Tf {stretch:.5g} Tz 1 0 0 1 {glyph.left:.3f} {glyph.base:.3f} Tm <{code:04X}> Tj"
    if glyph.logical is not None:
        operators = f"/Span <</MCID {len(logical)}>> BDC {operators} EMC"
        logical.append(glyph.logical)
    for tag, text in reversed(glyph.marks):
        operators = f"/{tag} <</ActualText {_text_string(text)}>> BDC {operators} EMC"
    return operators


def _text_string(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>" if text else "()"
