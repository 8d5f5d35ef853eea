"""How to have poppler put the lines of a page in our order.

poppler gathers words into blocks and sorts these itself (TextOutputDev.cc, `TextPage::coalesce`): a block comes before another if
it is higher up and they overlap across, or if it stands wholly to the right (on a right-to-left page) and no third block lies
between them in height and overlaps both. For this each block counts as widened as far as lower ones reach, up to its neighbours
at the same height. So cells of a table come out column by column, and two columns of a letterhead line by line in turn.

Fences, blocks of a mark that shows nowhere, keep it from that: a flat one between two bands of lines comes after all above it and
before all below; a tall one between two columns is the neighbour up to which their lines are widened. The lines are cut as an
XY-cut would cut them, at the places where our order allows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocr.pdf_font import ascent

_ALIKE = 0.052  # poppler joins lines one above the other if their font sizes differ by less than 0.05 of them
_JOINED = 1.6  # and their base lines by less than 1.5 font sizes
_FACTORS = (0.973, 1.027, 0.955, 1.045)  # of a font size: a word's box stays within 5 per cent of the line's height
_TALL = 2.6  # a fence of so many font sizes is no part of any line for poppler
_FLAT = 0.3
_HIGHER = 0.1  # points by which a tall fence stands out above its lines, and bands lie apart at least


@dataclass(frozen=True, slots=True)
class Area:
    """Where a line or fence stands, in points; `top`, `bottom` and `base` count downwards, `size` is that of the font."""

    left: float
    right: float
    top: float
    bottom: float
    base: float
    size: float


def told_apart(lines: Sequence[Area]) -> list[float]:
    """Font sizes, a little changed where need be, with which poppler joins only lines that come right after one another."""
    near = [[j for j in range(len(lines)) if abs(i - j) > 1 and _alike(lines[i], lines[j])] for i in range(len(lines))]
    sizes: list[float] = []
    for i, line in enumerate(lines):
        before = [sizes[j] for j in near[i] if j < i]
        wanted = [line.size * factor for factor in _FACTORS] if near[i] else []
        sizes.append(next((size for size in wanted if all(_unlike(size, other) for other in before)), line.size))
    return sizes


def _alike(a: Area, b: Area) -> bool:
    """Whether poppler may join two lines one above the other, or may do so once their sizes are changed."""
    close = abs(a.base - b.base) < _JOINED * max(a.size, b.size)
    return close and _overlap(a, b) and not _unlike(a.size, b.size, 3 * _ALIKE)


def _unlike(a: float, b: float, share: float = _ALIKE) -> bool:
    return abs(a - b) > share * max(a, b)


def fences(lines: Sequence[Area], leftward: bool) -> Iterator[Area]:
    """The fences that keep `lines` in this order; columns go from the right if `leftward`."""
    return _fences(lines, lines, leftward)


def _fences(lines: Sequence[Area], page: Sequence[Area], leftward: bool) -> Iterator[Area]:
    parts = _columns(lines, leftward)
    if len(parts) > 1:
        for first, second in pairwise(parts):
            if max(area.top for area in first) > min(area.top for area in second):
                yield _tall(lines, first, second, page)
    else:
        parts = _bands(lines)
        for above, below in pairwise(parts):
            if len(above) > 1 or len(below) > 1 or not _overlap(above[0], below[0]):
                yield _flat(lines, above, below, page)
    if len(parts) > 1:
        for part in parts:
            yield from _fences(part, page, leftward)


def _bands(lines: Sequence[Area]) -> list[Sequence[Area]]:
    """`lines` cut wherever all that went before stand higher than all that follow."""
    return _cut(
        lines, [max(a.top for a in lines[:i]) + 3 * _HIGHER < min(b.top for b in lines[i:]) for i in range(1, len(lines))]
    )


def _columns(lines: Sequence[Area], leftward: bool) -> list[Sequence[Area]]:
    """`lines` cut wherever all that went before stand beside all that follow."""

    def apart(i: int) -> bool:
        right, left = (lines[:i], lines[i:]) if leftward else (lines[i:], lines[:i])
        return max(area.right for area in left) < min(area.left for area in right)

    return _cut(lines, [apart(i) for i in range(1, len(lines))])


def _cut(lines: Sequence[Area], here: Sequence[bool]) -> list[Sequence[Area]]:
    at = [0, *(i for i, cut in enumerate(here, 1) if cut), len(lines)]
    return [lines[start:end] for start, end in pairwise(at)]


def _flat(lines: Sequence[Area], above: Sequence[Area], below: Sequence[Area], page: Sequence[Area]) -> Area:
    low, high = max(area.top for area in above), min(area.top for area in below)
    size = _FLAT * min(area.size for area in page)
    return _fence(min(area.left for area in lines), max(area.right for area in lines), (low + high) / 2, size)


def _tall(lines: Sequence[Area], first: Sequence[Area], second: Sequence[Area], page: Sequence[Area]) -> Area:
    gap = sorted((max(min(a.left for a in p) for p in (first, second)), min(max(a.right for a in p) for p in (first, second))))
    middle, top = sum(gap) / 2, min(area.top for area in lines) - _HIGHER
    size = max(area.bottom for area in lines) - top
    while (wanted := _TALL * max(area.size for area in page if top - size < area.top < top + 2 * size)) > size:
        size = wanted
    return _fence(middle, middle, top, size)


def _fence(left: float, right: float, top: float, size: float) -> Area:
    return Area(left, right, top, top + size, top + size * ascent(1.0), size)


def _overlap(a: Area, b: Area) -> bool:
    return a.left < b.right and b.left < a.right
