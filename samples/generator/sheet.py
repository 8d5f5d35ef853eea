"""A blank sheet to print on: knows its resolution, draws lines of words, and remembers what it drew."""

from __future__ import annotations

from PIL import Image, ImageDraw

from samples.generator.truth import PrintedLine, PrintedPage, PrintedWord
from samples.generator.typeset import SetWord, Type, set_word, space_width, visual_order

A4_MM = (210.0, 297.0)


class Sheet:
    """One side of paper. Positions are pixels; `mm` turns millimetres into pixels."""

    def __init__(self, dpi: int, size_mm: tuple[float, float] = A4_MM) -> None:
        self.dpi = dpi
        self.image = Image.new("RGB", (self.mm(size_mm[0]), self.mm(size_mm[1])), (255, 255, 255))
        self.pen = ImageDraw.Draw(self.image)
        self.lines: list[PrintedLine] = []
        self.stamps: list[str] = []

    def mm(self, millimetres: float) -> int:
        return round(millimetres * self.dpi / 25.4)

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    def word(self, word: SetWord, left: float, baseline: float, ink: tuple[int, int, int]) -> PrintedWord:
        """Draws one word with its left end at `left`; the box is that of its ink."""
        for piece in word.pieces:
            at = (round(left + piece.offset), round(baseline))
            self.pen.text(
                at,
                piece.text,
                ink,
                font=piece.font,
                anchor="ls",
                direction=piece.direction,
                stroke_width=piece.stroke,
                stroke_fill=ink,
            )
        x0, y0, x1, y1 = word.ink_box()
        box = (round(left + x0), round(baseline + y0), max(1, round(x1 - x0)), max(1, round(y1 - y0)))
        return PrintedWord(word.text, box)

    def line(self, words: list[SetWord], right: float, baseline: float, style: Type, *, gap: float = 0.0) -> list[PrintedWord]:
        """Draws words from `right` leftwards with `gap` pixels between them (0: the face's own space), logical order kept."""
        gap = gap or space_width(style, self.dpi)
        drawn: dict[int, PrintedWord] = {}
        x = right
        for word in visual_order(words):
            x -= word.advance
            drawn[id(word)] = self.word(word, x, baseline, style.ink)
            x -= gap
        return [drawn[id(word)] for word in words]

    def print_line(
        self, words: list[SetWord], right: float, baseline: float, style: Type, *, kind: str = "text", gap: float = 0.0
    ) -> None:
        """Draws a line and writes it down as one printed line."""
        if words:
            self.lines.append(PrintedLine(kind, tuple(self.line(words, right, baseline, style, gap=gap))))

    def measure(self, text: str, style: Type) -> float:
        """Width of `text` set in one line, in pixels."""
        words = [set_word(word, style, self.dpi) for word in text.split()]
        return sum(word.advance for word in words) + space_width(style, self.dpi) * max(0, len(words) - 1)

    def page(self) -> PrintedPage:
        return PrintedPage(self.width, self.height, (self.dpi, self.dpi), tuple(self.lines), tuple(self.stamps))
