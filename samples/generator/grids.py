"""Tables and cards: text in cells, with or without rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.generator import marks
from samples.generator.blocks import Card, Table
from samples.generator.typeset import SetWord, Type, wrap

if TYPE_CHECKING:
    from samples.generator.press import Press

Cells = list[list[list[SetWord]]]


def print_table(press: Press, table: Table) -> None:
    """Row by row, cell by cell from the right; the header is repeated on a new sheet."""
    style = press.look.text.sized(press.look.text.points * table.scale, False)
    shares = table.widths or tuple(1.0 for _ in (table.header or table.rows[0]))
    total = press.right - press.left
    widths = [share / sum(shares) * total for share in shares]
    rows = ([table.header] if table.header else []) + list(table.rows)
    for n, row in enumerate(rows):
        heading = n == 0 and bool(table.header)
        kind = style.sized(style.points, True) if heading else style
        cells = _wrapped(press, row, kind, widths)
        height = _height(press, cells, kind)
        if press.y + height > press.bottom:
            press.new_sheet()
            if table.header and not heading:
                bold = style.sized(style.points, True)
                head = _wrapped(press, table.header, bold, widths)
                _print_row(press, head, bold, widths, height=_height(press, head, bold), heading=True)
        _print_row(press, cells, kind, widths, height=height, heading=heading)
    press.y += press.sheet.mm(3)


def _wrapped(press: Press, row: tuple[str, ...], style: Type, widths: list[float]) -> Cells:
    pad = press.sheet.mm(1.6)
    return [wrap(press.digits(text), style, press.dpi, wide - 2 * pad) for text, wide in zip(row, widths, strict=True)]


def _height(press: Press, cells: Cells, style: Type) -> float:
    return max(1, *(len(cell) for cell in cells)) * press.pixels(style, 1.45) + press.sheet.mm(2.2)


def _print_row(press: Press, cells: Cells, style: Type, widths: list[float], *, height: float, heading: bool) -> None:
    top, right, sheet = press.y, float(press.right), press.sheet
    for cell, wide in zip(cells, widths, strict=True):
        marks.cell_frame(sheet, (right - wide, top, right, top + height), press.look, heading)
        line = press.pixels(style, 1.45)
        y = top + (height - line * len(cell)) / 2
        for words in cell:
            middle = right - wide / 2
            gap = marks.word_gap(style, press.dpi)
            span = sum(word.advance for word in words) + gap * (len(words) - 1)
            short = span < wide * 0.6 or heading
            start = middle + span / 2 if short else right - sheet.mm(1.6)
            sheet.print_line(words, start, y + line * 0.7, style, kind="cell")
            y += line
        right -= wide
    press.y = top + height


def print_card(press: Press, card: Card) -> None:
    """A framed card of the given width in the middle; the photograph stands at its left."""
    sheet, outer = press.sheet, (press.left, press.right)
    rows = len(card.rows) + len(card.heading)
    height = rows * press.pixels(press.look.text) * 1.12 + sheet.mm(8)
    press.room(height)
    middle = (press.left + press.right) / 2
    press.left, press.right = round(middle - sheet.mm(card.width_mm) / 2), round(middle + sheet.mm(card.width_mm) / 2)
    top = press.y
    press.y += sheet.mm(2)
    for text in card.heading:
        style = press.look.heading
        words = wrap(press.digits(text, "head"), style, press.dpi, press.right - press.left)[0]
        press.row(words, style, "centre", press.left, press.right, kind="heading")
        press.y += press.pixels(style, 1.4)
    photo = sheet.mm(26) if card.photo else sheet.mm(2)
    for pairs in card.rows:
        width = (press.right - press.left - photo - sheet.mm(4)) / len(pairs)
        for i, (label, value) in enumerate(pairs):
            right = press.right - sheet.mm(3) - i * width
            marks.form_field(press, label, value, right - width + sheet.mm(1), right, leader="none")
        press.y += press.pixels(press.look.text) * 1.1
    marks.card_frame(sheet, (press.left, top, press.right, press.y + sheet.mm(4)))
    if card.photo:
        side = (press.left + sheet.mm(3), top + sheet.mm(12), press.left + sheet.mm(25), top + sheet.mm(40))
        marks.portrait(sheet, side, press.chance)
        press.y = max(press.y, top + sheet.mm(42))
    press.y += sheet.mm(8)
    press.left, press.right = outer
