"""Draws docs/demo.png: what `warraq demo` prints, as a terminal shows it.

    warraq demo --fresh --lang ar > demo.txt; python docs/picture.py demo.txt docs/demo.png [FIRST-LAST …]

Needs the font DejaVu Sans Mono (Debian: fonts-dejavu-core). FIRST-LAST are ranges of lines to show, all by default.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE, LEADING, MARGIN = 17, 25, 22
PAPER, INK, DIM = "#1d2330", "#e6e6e6", "#8b93a7"
COLOURS = {
    "مؤرشف": "#8fd18f",
    "archived": "#8fd18f",
    "مراجعة": "#f0c674",
    "review": "#f0c674",
    "محجور": "#e88",
    "quarantined": "#e88",
}


def main() -> None:
    """Command line: see the module's docstring."""
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    ranges = [tuple(map(int, words.split("-"))) for words in sys.argv[3:]] or [(1, len(lines))]
    lines = [line for first, last in ranges for line in [*lines[first - 1 : last], "  …"]][:-1]
    font = ImageFont.truetype("DejaVuSansMono.ttf", SIZE, layout_engine=ImageFont.Layout.RAQM)
    cell = font.getlength("x")
    columns = max(len(line.rstrip()) for line in lines)
    picture = Image.new("RGB", (round(columns * cell) + 2 * MARGIN, len(lines) * LEADING + 2 * MARGIN), PAPER)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        draw_line(pen, line, row * LEADING + MARGIN, cell, font)
    picture.quantize(64).save(sys.argv[2], optimize=True)


def draw_line(pen: ImageDraw.ImageDraw, line: str, top: int, cell: float, font: ImageFont.FreeTypeFont) -> None:
    """Cells stand in their columns; two blanks part them. Arabic cells end where their column ends."""
    at = 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        end = line.find("  ", at)
        end = len(line) if end < 0 else end
        text = line[at:end]
        right_to_left = any("\u0600" <= sign <= "\u06ff" for sign in text) and not text.startswith("$")
        colour = COLOURS.get(text.strip(), DIM if set(text) <= {"─", "━", "…"} or text.startswith("$") else INK)
        place = (MARGIN + (end if right_to_left else at) * cell, top)
        pen.text(
            place, text, colour, font=font, anchor="ra" if right_to_left else "la", direction="rtl" if right_to_left else "ltr"
        )
        at = end


if __name__ == "__main__":
    main()
