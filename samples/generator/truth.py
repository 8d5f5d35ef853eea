"""What is printed on a drawn page, word by word: the values the generator writes down beside every picture.

Boxes are (left, top, width, height) in pixels of the picture, origin top left. Text is in logical order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Box = tuple[int, int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class PrintedWord:
    text: str
    box: Box


@dataclass(frozen=True)
class PrintedLine:
    """One printed line of a block, a table cell or a form field; `kind` is text, heading, field, cell, check, foot."""

    kind: str
    words: tuple[PrintedWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return around([word.box for word in self.words])


@dataclass(frozen=True)
class PrintedPage:
    """The truth about one page picture. `stamps` are texts of stamps and seals, which nobody is asked to read.

    `turned` is the quarter turn, clockwise in degrees, that the picture has against the upright page.
    """

    width: int
    height: int
    dpi: tuple[int, int]
    lines: tuple[PrintedLine, ...]
    stamps: tuple[str, ...] = ()
    turned: int = 0


def around(boxes: list[Box]) -> Box:
    """The smallest box holding all `boxes` (at least one)."""
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return left, top, right - left, bottom - top


def moved(box: Box, move: Callable[[Point], Point]) -> Box:
    """The upright box around `box` after `move` has taken its corners elsewhere."""
    left, top, width, height = box
    corners = [move((x, y)) for x in (left, left + width) for y in (top, top + height)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return round(min(xs)), round(min(ys)), max(1, round(max(xs) - min(xs))), max(1, round(max(ys) - min(ys)))


def moved_lines(lines: tuple[PrintedLine, ...], move: Callable[[Point], Point]) -> tuple[PrintedLine, ...]:
    return tuple(
        PrintedLine(line.kind, tuple(PrintedWord(word.text, moved(word.box, move)) for word in line.words)) for line in lines
    )


def page_as_json(page: PrintedPage) -> dict[str, object]:
    """`lines` as {"kind", "text", "box", "words": [[text, left, top, width, height], ...]} in reading order."""
    return {
        "width": page.width,
        "height": page.height,
        "dpi": list(page.dpi),
        "turned": page.turned,
        "stamps": list(page.stamps),
        "lines": [
            {"kind": n.kind, "text": n.text, "box": list(n.box), "words": [[w.text, *w.box] for w in n.words]} for n in page.lines
        ],
    }
