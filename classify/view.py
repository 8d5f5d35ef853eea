"""A page as a reader holds it: upright, its lines with folded text beside them, top to bottom.

Boxes of a RecognizedPage are in the stored, unturned image; reasons about headings, cells and columns need them upright. The
fields that leave this room carry the stored boxes again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from domain.arabic import fold, rasm
from domain.documents import Box, Line, RecognizedPage, Word

_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")


def turned(box: Box, width: int, height: int, rotation: int) -> Box:
    """`box` of a stored image of `width` x `height` pixels after turning it clockwise by 0, 90, 180 or 270 degrees."""
    if rotation == 90:
        return Box(height - box.bottom, box.left, box.height, box.width)
    if rotation == 180:
        return Box(width - box.right, height - box.bottom, box.width, box.height)
    if rotation == 270:
        return Box(box.top, width - box.right, box.height, box.width)
    return box


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """Letters and digits of `text` without dots, hamza, vowels, spaces and signs: what survives a poor reading best."""
    return "".join(rasm(word) for word in _LETTERS_AND_DIGITS.findall(fold(text)))


@dataclass(frozen=True, slots=True)
class LineView:
    """A line, upright: `top`, `left`, `right`, `height` are shares of the page's height or width; `glued` is its skeleton."""

    page: int
    line: Line
    box: Box
    text: str
    glued: str
    top: float
    left: float
    right: float
    height: float

    @property
    def words(self) -> tuple[Word, ...]:
        return self.line.words

    @property
    def starts(self) -> tuple[int, ...]:
        """Where in `glued` its words begin, and its length."""
        return (0, *itertools.accumulate(len(skeleton(word.text)) for word in self.words))

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class PageView:
    """A page, upright; `usual_height` is the median height of its lines as a share of the page's height."""

    page: RecognizedPage
    number: int
    width: int
    height: int
    lines: tuple[LineView, ...]
    usual_height: float

    def upright(self, box: Box) -> Box:
        """A stored box, turned with the page."""
        return turned(box, self.page.width, self.page.height, self.page.rotation)


def view_page(page: RecognizedPage) -> PageView:
    """The upright view of a page; lines without letters or digits are left out."""
    sideways = page.rotation in (90, 270)
    width, height = (page.height, page.width) if sideways else (page.width, page.height)
    width, height = max(width, 1), max(height, 1)
    lines = []
    for line in page.lines:
        text = line.text
        glued = skeleton(text)
        if not glued:
            continue
        box = turned(line.box, page.width, page.height, page.rotation)
        lines.append(
            LineView(
                page=page.number,
                line=line,
                box=box,
                text=text,
                glued=glued,
                top=box.top / height,
                left=box.left / width,
                right=box.right / width,
                height=box.height / height,
            )
        )
    usual = median(line.height for line in lines) if lines else 0.0
    return PageView(page, page.number, width, height, tuple(lines), usual)


def view_pages(pages: Sequence[RecognizedPage]) -> tuple[PageView, ...]:
    """The upright views of several pages."""
    return tuple(view_page(page) for page in pages)
