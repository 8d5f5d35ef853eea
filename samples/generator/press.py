"""The printing press: lays the blocks of a description down a sheet, taking a new sheet when one is full."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from samples.generator import grids, marks
from samples.generator.blocks import (
    Block,
    Card,
    Checks,
    Columns,
    Description,
    Fields,
    Gap,
    Heads,
    Items,
    Look,
    PageBreak,
    Para,
    Rule,
    Signatures,
    Stamp,
    Table,
    Title,
)
from samples.generator.sheet import Sheet
from samples.generator.typeset import SetWord, Type, in_indic, set_word, space_width, wrap


def print_paper(paper: Description, dpi: int, chance: random.Random, across: bool = False) -> list[Sheet]:
    """All pages of the paper at `dpi`, page numbers included; stamps keep off the words unless they may go `across`."""
    press = Press(paper.look, dpi, chance)
    for block in paper.blocks:
        press.set(block)
    press.number_pages()
    for stamp in paper.stamps:
        press.set_stamp(stamp, across)
    return press.sheets


class Press:
    """Sheets printed so far and the place where the next block goes: `y` is the top of what is still free."""

    def __init__(self, look: Look, dpi: int, chance: random.Random) -> None:
        self.look, self.dpi, self.chance = look, dpi, chance
        self.sheets: list[Sheet] = []
        self._frames: list[tuple[int, int]] = []  # (left, right) of the columns, while text runs in columns
        self._waiting: list[tuple[int, int]] = []  # those of this sheet not yet begun
        self._column_top = 0.0
        self.new_sheet()
        self.signing_y = self.sheet.height * 0.8
        self._ways: dict[type, Callable[..., None]] = {
            Heads: self._heads, Title: self._title, Para: self._para, Items: self._items, Fields: self._fields,
            Table: self._table, Checks: self._checks, Signatures: self._signatures, Card: self._card, Rule: self._rule,
            Gap: self._gap, Columns: self._columns, PageBreak: lambda _: self.new_sheet(),
        }  # fmt: skip

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def new_sheet(self) -> None:
        self.sheets.append(Sheet(self.dpi))
        top, right, bottom, left = self.look.margins
        self.y: float = self.sheet.mm(top)
        self.left, self.right = self.sheet.mm(left), self.sheet.width - self.sheet.mm(right)
        self.bottom = self.sheet.height - self.sheet.mm(bottom)
        if self.look.frame:
            marks.page_frame(self.sheet)
        self._begin_columns()

    def _begin_columns(self) -> None:
        if self._frames:
            (self.left, self.right), *self._waiting = self._frames
            self._column_top = self.y

    def set(self, block: Block) -> None:
        self._ways[type(block)](block)

    def digits(self, text: str, part: str = "body") -> str:
        wanted = self.look.body_digits if part == "body" else self.look.head_digits
        return in_indic(text) if wanted == "indic" else text

    def pixels(self, style: Type, leading: float | None = None) -> float:
        """Height of one line of this type."""
        return style.points * self.dpi / 72 * (leading or self.look.leading)

    def room(self, height: float) -> None:
        """Makes sure that `height` pixels are free, in the next column or on a new sheet if need be."""
        if self.y + height <= self.bottom:
            return
        if self._waiting:
            self.left, self.right = self._waiting.pop(0)
            self.y = self._column_top
        else:
            self.new_sheet()

    def row(
        self, words: list[SetWord], style: Type, align: str, left: float, right: float, *, kind: str = "text", last: bool = True
    ) -> None:
        """One line of words between `left` and `right` on the current line; the baseline lies at 3/4 of its height."""
        baseline = self.y + self.pixels(style) * 0.7
        gap = space_width(style, self.dpi)
        wide = sum(word.advance for word in words) + gap * (len(words) - 1)
        start = {"centre": (left + right + wide) / 2, "left": left + wide}.get(align, right)
        if align == "justify" and not last and len(words) > 2:
            gap += min(gap * 1.2, max(0.0, (right - left - wide) / (len(words) - 1)))
        self.sheet.print_line(words, start, baseline, style, kind=kind, gap=gap)

    def set_stamp(self, stamp: Stamp, across: bool) -> None:
        """Sets the stamp where it was wanted, or at the nearest of a few places free of words; leaves it out if all are taken."""
        x, y = stamp.place
        y = self.signing_y / self.sheet.height if y < 0 else y
        for place in [(x, y), *((c, y) for c in (0.46, 0.54, 0.38, 0.62, 0.3, 0.7)), *((c, 0.88) for c in (0.76, 0.24, 0.5))]:
            placed = replace(stamp, place=place)
            if across or not marks.covers_words(self.sheet, placed):
                marks.stamp(self.sheet, placed, self.look.text.face, self.chance)
                return

    # --- blocks
    def _heads(self, block: Heads) -> None:
        style, count = self.look.heading, len(block.columns)
        width = (self.right - self.left) / count
        top, lowest = self.y, self.y
        for i, column in enumerate(block.columns):
            self.y = top
            right = self.right - i * width
            align = "centre" if count == 1 or (0 < i < count - 1) else ("centre" if i == 0 else "left")
            for text in column:
                for words in wrap(self.digits(text, "head"), style, self.dpi, width - self.sheet.mm(3)):
                    self.row(words, style, align, right - width + self.sheet.mm(3), right, kind="heading")
                    self.y += self.pixels(style, 1.5)
            lowest = max(lowest, self.y)
        if block.emblem:
            lowest = max(lowest, marks.emblem(self.sheet, (self.left + self.right) / 2, top))
        self.y = lowest + self.sheet.mm(3)

    def _title(self, block: Title) -> None:
        style = replace(self.look.heading, points=self.look.text.points * block.scale, bold=True)
        for words in wrap(self.digits(block.text, "head"), style, self.dpi, (self.right - self.left) * 0.85):
            self.room(self.pixels(style) * 2)
            before = len(self.sheet.lines)
            if block.style in {"boxed", "shaded"}:
                middle, high = (self.left + self.right) / 2, self.pixels(style)
                marks.title_box(self.sheet, words, style, middle, self.y, height=high, look=block.style)
            self.row(words, style, block.align, self.left, self.right, kind="heading")
            if block.style == "underlined":
                marks.underline(self.sheet, self.sheet.lines[before].box)
            self.y += self.pixels(style)
        self.y += self.pixels(self.look.text) * 0.3

    def _para(self, block: Para) -> None:
        style = self.look.text.sized(self.look.text.points * block.scale, block.bold)
        indent = self.sheet.mm(10) if block.indent else 0
        rows = wrap(self.digits(block.text), style, self.dpi, self.right - self.left, indent)
        for i, words in enumerate(rows):
            self.room(self.pixels(style))
            right = self.right - (indent if i == 0 else 0)
            self.row(words, style, block.align, self.left, right, kind=block.kind, last=i == len(rows) - 1)
            self.y += self.pixels(style)

    def _items(self, block: Items) -> None:
        style = self.look.text
        for i, text in enumerate(block.texts, block.first):
            marker = {"number": f"{i}-", "dash": "-", "bracket": f"{i})", "article": ""}[block.marker]
            head = self.digits(f"المادة {i}:") if block.marker == "article" else self.digits(marker)
            inset = self.sheet.measure(head, style) + space_width(style, self.dpi) * 1.4
            rows = wrap(self.digits(text), style, self.dpi, self.right - self.left - inset)
            rows[0] = [*[set_word(w, style, self.dpi) for w in head.split()], *rows[0]]
            for n, words in enumerate(rows):
                self.room(self.pixels(style))
                right = self.right if n == 0 else self.right - inset
                self.row(words, style, "right", self.left, right)
                self.y += self.pixels(style)

    def _fields(self, block: Fields) -> None:
        for pairs in block.rows:
            self.room(self.pixels(self.look.text) * 1.2)
            width = (self.right - self.left) / len(pairs)
            for i, (label, value) in enumerate(pairs):
                right = self.right - i * width
                marks.form_field(self, label, value, right - width + self.sheet.mm(3 if i < len(pairs) - 1 else 0), right)
            self.y += self.pixels(self.look.text) * 1.12

    def _table(self, block: Table) -> None:
        grids.print_table(self, block)

    def _card(self, block: Card) -> None:
        grids.print_card(self, block)

    def _checks(self, block: Checks) -> None:
        style, gap = self.look.text, space_width(self.look.text, self.dpi)
        self.room(self.pixels(style))
        baseline, x = self.y + self.pixels(style) * 0.7, float(self.right)
        em = style.points * self.dpi / 72
        if block.label:
            words = [set_word(w, style, self.dpi) for w in self.digits(block.label).split()]
            self.sheet.print_line(words, x, baseline, style, kind="check")
            x -= self.sheet.measure(self.digits(block.label), style) + gap * 2.5
        for text, ticked in block.options:
            wide = self.sheet.measure(self.digits(text), style) + em * 1.3
            if x - wide < self.left:
                self.y += self.pixels(style)
                self.room(self.pixels(style))
                baseline, x = self.y + self.pixels(style) * 0.7, self.right - em
            marks.check_box(self.sheet, x - em * 0.8, baseline, em * 0.75, ticked)
            words = [set_word(w, style, self.dpi) for w in self.digits(text).split()]
            self.sheet.print_line(words, x - em * 1.15, baseline, style, kind="check")
            x -= wide + gap * 3
        self.y += self.pixels(style)

    def _signatures(self, block: Signatures) -> None:
        style, count = self.look.text.sized(self.look.text.points, True), len(block.pairs)
        place = self.sheet.mm(17 if block.signed else 8)
        self.y += self.sheet.mm(3)
        self.room(self.pixels(style, 1.5) * 3 + place)
        span = (self.right - self.left) if count > 1 else (self.right - self.left) * 0.42
        width, top, lowest = span / count, self.y, self.y
        for i, (office, name) in enumerate(block.pairs):
            right = self.left + span - i * width
            self.y = top
            self._centred(office, style, right - width, right)
            if block.signed:
                marks.signature(self.sheet, right - width / 2, self.y + place * 0.55, self.sheet.mm(28), self.chance)
            self.signing_y = self.y + place * 0.6
            self.y += place
            self._centred(name, style, right - width, right)
            lowest = max(lowest, self.y)
        self.y = lowest

    def _centred(self, text: str, style: Type, left: float, right: float) -> None:
        for words in wrap(self.digits(text), style, self.dpi, right - left):
            self.row(words, style, "centre", left, right)
            self.y += self.pixels(style, 1.5)

    def _rule(self, block: Rule) -> None:
        self.y += self.sheet.mm(1)
        marks.rule(self.sheet, self.left, self.right, self.y, block.style)
        self.y += self.sheet.mm(2.5)

    def _columns(self, block: Columns) -> None:
        whole, half = (self.left, self.right), round((self.right - self.left - self.sheet.mm(9)) / 2)
        self._frames = [(self.right - half, self.right), (self.left, self.left + half)]
        sheet, foot, step = self.sheet, self.bottom, self.pixels(self.look.text)
        self.bottom = min(self.bottom, round(self.y + self._height_of(block.blocks, half) / 2 + step))
        self._begin_columns()
        for inner in block.blocks:
            self.set(inner)
        self._frames, self._waiting = [], []
        self.left, self.right = whole
        if self.sheet is sheet:  # both columns ended on the sheet they began on
            self.y, self.bottom = float(self.bottom), foot

    def _height_of(self, blocks: tuple[Block, ...], width: int) -> float:
        """How high the blocks come out in a column of `width` pixels, found by printing them on paper of no end."""
        trial = Press(replace(self.look, frame=False), self.dpi, random.Random(1))
        trial.left, trial.right, trial.bottom, start = 0, width, 10**9, trial.y
        for block in blocks:
            trial.set(block)
        return trial.y - start

    def _gap(self, block: Gap) -> None:
        self.y += self.sheet.mm(block.mm)

    def number_pages(self) -> None:
        """Prints foot line and page numbers, now that the number of pages is known."""
        style, total = self.look.text.sized(self.look.text.points * 0.8, False), len(self.sheets)
        for i, sheet in enumerate(self.sheets, 1):
            text = {"of": f"الصفحة {i} من {total}", "short": f"{i} من {total}", "plain": f"- {i} -"}.get(self.look.numbers, "")
            y = sheet.height - sheet.mm(self.look.margins[2]) + sheet.mm(6)
            for part in (text, self.look.foot):
                words = [set_word(w, style, self.dpi) for w in self.digits(part).split()]
                if words:
                    sheet.print_line(words, (sheet.width + sheet.measure(self.digits(part), style)) / 2, y, style, kind="foot")
                    y += sheet.mm(5)
