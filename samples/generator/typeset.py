"""Sets words and lines the way a word processor does: right to left, numbers and Latin words left to right.

A word is cut into pieces of one direction and one font file, each shaped by raqm on its own. That settles three things
that leaving whole lines to the bidi algorithm does not: every word has an exact box, a sign that the face lacks comes from
a companion face, and the groups of a number such as 2021-000123 stay in their order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from PIL import ImageFont

from samples.generator.typefaces import INDIC, Typeface, sized, typeface

_PIECES = re.compile(
    r"(?P<number>\+?[0-9٠-٩]+(?:[./:,٫٬-][0-9٠-٩]+)*[%٪]?)"
    r"|(?P<latin>[A-Za-z][A-Za-z0-9._@&'/:-]*[A-Za-z0-9]|[A-Za-z])"
    r"|(?P<arabic>[\u0620-\u065f\u0670-\u06d3\u06d5-\u06ef]+)"
    r"|(?P<sign>.)"
)
_TO_INDIC = str.maketrans("0123456789", INDIC)


@dataclass(frozen=True)
class Type:
    """A way of setting words: face, size in points, weight, ink and the order of the groups in hyphenated numbers.

    `hyphens` is "kept" (2021-000123 is printed in that order) or "swapped" (as the bidi algorithm of browsers prints it
    after Arabic letters: 000123-2021).
    """

    face: Typeface
    points: float = 12.0
    bold: bool = False
    ink: tuple[int, int, int] = (25, 25, 28)
    companion: str = "DejaVu Sans"
    hyphens: str = "kept"

    def sized(self, points: float, bold: bool | None = None) -> Type:
        return replace(self, points=points, bold=self.bold if bold is None else bold)


@dataclass(frozen=True)
class Piece:
    """Letters of one direction in one font file, `offset` pixels right of the left edge of their word."""

    text: str
    font: ImageFont.FreeTypeFont
    direction: str
    offset: float
    stroke: int


@dataclass(frozen=True)
class SetWord:
    text: str
    pieces: tuple[Piece, ...]
    advance: float

    def ink_box(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the ink, relative to the left end of the baseline."""
        boxes = [
            (piece.offset, piece.font.getbbox(piece.text, direction=piece.direction, anchor="ls", stroke_width=piece.stroke))
            for piece in self.pieces
        ]
        return (
            min(at + b[0] for at, b in boxes),
            min(b[1] for _, b in boxes),
            max(at + b[2] for at, b in boxes),
            max(b[3] for _, b in boxes),
        )


def in_indic(text: str) -> str:
    """The text with Arabic-Indic digits; words with Latin letters (mail addresses, codes) keep theirs."""
    return " ".join(w if re.search("[A-Za-z]", w) else w.translate(_TO_INDIC) for w in text.split(" "))


def _font_of(text: str, style: Type, dpi: int) -> tuple[ImageFont.FreeTypeFont, int]:
    """The file to draw `text` with, and the width of the stroke that stands in for a missing bold file."""
    face = style.face
    needs_european = any(sign in "0123456789" for sign in text)
    if not face.draws(text) or (needs_european and not face.european):
        face = typeface(style.companion)
    if not face.draws(text):
        face = typeface("DejaVu Sans")
    pixels = max(6, round(style.points * dpi / 72))
    path = face.bold if style.bold and face.bold else face.regular
    return sized(path, pixels), (max(1, pixels // 34) if style.bold and not face.bold else 0)


def _number_parts(text: str, style: Type) -> list[str]:
    """The parts of a number from left to right: digits and the signs between them."""
    parts = re.findall(r"[0-9٠-٩]+|[^0-9٠-٩]", text)
    if style.hyphens == "swapped" and "-" in parts:
        return [part for part in re.split("(-)", text)[::-1] if part]
    return parts


def set_word(text: str, style: Type, dpi: int) -> SetWord:
    """Cuts one word into pieces and places them. Right-to-left pieces follow each other leftwards."""
    placed: list[tuple[str, ImageFont.FreeTypeFont, str, int, float]] = []
    for found in _PIECES.finditer(text):
        kind, part = str(found.lastgroup), found.group()
        direction = "ltr" if kind in {"number", "latin"} else "rtl"
        parts = _number_parts(part, style) if kind == "number" else [part]
        group = []
        for piece in parts:
            font, stroke = _font_of(piece, style, dpi)
            group.append((piece, font, direction, stroke, font.getlength(piece, direction=direction) + stroke))
        placed = group + placed  # this group stands to the left of what came before
    pieces, x = [], 0.0
    for piece, font, direction, stroke, width in placed:
        pieces.append(Piece(piece, font, direction, x, stroke))
        x += width
    return SetWord(text, tuple(pieces), x)


def is_left_to_right(word: str) -> bool:
    return bool(re.search("[A-Za-z]", word)) and not re.search("[\u0620-\u064a]", word)


def visual_order(words: list[SetWord]) -> list[SetWord]:
    """The words from right to left as they stand on paper: neighbouring Latin words run left to right among themselves."""
    out: list[SetWord] = []
    run: list[SetWord] = []
    for word in words:
        if is_left_to_right(word.text):
            run.insert(0, word)
            continue
        out, run = [*out, *run, word], []
    return out + run


def space_width(style: Type, dpi: int) -> float:
    """Width of a word space; some faces have a far too narrow one."""
    em = style.points * dpi / 72
    font, _ = _font_of("ا", style, dpi)
    return max(font.getlength(" "), 0.22 * em)


def wrap(text: str, style: Type, dpi: int, width: float, first_indent: float = 0.0) -> list[list[SetWord]]:
    """The words of `text` broken into lines no wider than `width` pixels (a longer word has a line to itself)."""
    gap, used = space_width(style, dpi), first_indent
    rows: list[list[SetWord]] = [[]]
    for word in text.split():
        piece = set_word(word, style, dpi)
        if rows[-1] and used + gap + piece.advance > width:
            rows.append([])
            used = 0.0
        used += piece.advance + (gap if rows[-1] else 0.0)
        rows[-1].append(piece)
    return rows if rows[-1] else []
