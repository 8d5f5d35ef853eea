"""Printed rules (frames, table borders, underlines), found so that the writing beside them can be read without them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.components import Ints, components
from ocr.paper import Grey, ink_mask

LOOK_DPI = 150.0
ACROSS = 7.0  # letter heights: shorter flat strokes may be the baseline of a heavy face
DOWN = 3.2
STREAK = 6.0
SIDE = 1.2
STROKE = 2  # pixels higher than a rule is thick: more than the rule alone
FLAT, LONGEST_DASH, BETWEEN = 0.4, 3.0, 1.3  # letter heights: a dot or dash of a broken rule, and the room to the next one
LEAST_PIECES = 6  # no number has as many zeros beside one another
ALIKE = 1.6  # times as large, or as far apart, as the others
OFF_RULE = 1.0  # pixels above or below the others
CROWDED = 0.7  # of the usual distance


@dataclass(frozen=True)
class Rules:
    """0/1 masks of rules that run across and down, and of the `strokes` of writing that touch or cross those across.

    `broken` rules, of dots or dashes, are looked for apart (`broken_rules`); they are no walls of cells.
    """

    across: Grey
    down: Grey
    strokes: Grey
    broken: Grey

    def both(self) -> Grey:
        """Both, widened by the blur at their edges."""
        return self._with_down(_widened(self.across))

    def bare(self) -> Grey:
        """What can be wiped without taking dots and tails of letters along: both, without the strokes, and broken rules."""
        across = cv2.subtract(_widened(self.across), self.strokes)
        return self._with_down(np.asarray(cv2.max(across, cv2.dilate(self.broken, np.ones((3, 3), np.uint8))), np.uint8))

    def _with_down(self, across: Grey) -> Grey:
        return np.asarray(cv2.max(across, cv2.dilate(self.down, np.ones((1, 3), np.uint8))), np.uint8)


def letter_size(stats: np.ndarray) -> float:
    """Typical height in pixels of the connected pieces (rows of OpenCV's component statistics), weighted by their widths."""
    heights, widths = stats[:, 3], stats[:, 2]
    fits = (heights >= 6) & (heights <= 70) & (widths >= 4) & (widths <= 300)
    if fits.sum() < 5:
        return 18.0
    heights, widths = heights[fits], np.minimum(widths[fits], 60)
    order = np.argsort(heights)
    weight = np.cumsum(widths[order])
    return float(heights[order][np.searchsorted(weight, weight[-1] / 2)])


def find_rules(ink: Grey, size: float) -> Rules:
    """The rules in a 0/1 mask of ink whose letters are `size` pixels high. Gaps of a few pixels (worn print) are bridged."""
    across = opening(_bridged(ink, (1, 5)), int(ACROSS * size), 1)
    down = opening(_bridged(ink, (5, 1)), 1, int(DOWN * size))
    across = _thin(across, 0, size)
    down = np.asarray(cv2.max(_thin(down, 1, size), _streaks(ink, size)), np.uint8)
    down = np.asarray(cv2.max(down, _between(ink, across, size)), np.uint8)
    return Rules(across, down, _strokes(ink, across), np.zeros_like(ink))


def _widened(across: Grey) -> Grey:
    return np.asarray(cv2.dilate(across, np.ones((3, 1), np.uint8)), np.uint8)


def _strokes(ink: Grey, across: Grey) -> Grey:
    """Ink on rules across that goes on above or below them: what stands clearly higher there than the rule is thick."""
    labels, stats, _ = components(across)
    thickness = np.zeros(len(stats), np.int32)
    for i, (x, y, w, h, _) in enumerate(stats[1:], start=1):
        thickness[i] = round(float(np.percentile((labels[y : y + h, x : x + w] == i).sum(axis=0), 25)))
    strokes = np.zeros_like(ink)
    for thick in np.unique(thickness[1:]):
        high = opening(ink, 1, int(thick) + STROKE)
        on_these = _widened(np.asarray((thickness == thick)[labels] & (labels > 0), np.uint8))
        strokes |= np.asarray(cv2.min(high, on_these), np.uint8)
    return strokes


def broken_rules(labels: Ints, stats: Ints, size: float) -> Grey:
    """Rules across of dots or dashes among the connected pieces of ink: many alike, evenly set on one level, as no letters are.

    The dots of letters among them are larger, or stand off their level, or closer.
    """
    pieces = np.flatnonzero((stats[:, 3] <= FLAT * size) & (stats[:, 2] <= LONGEST_DASH * size))
    x, y, wide, high, area = stats[pieces].T
    boxes = np.zeros(labels.shape, np.uint8)
    for left, top, right, bottom in zip(x, y, x + wide, y + high, strict=True):
        boxes[top:bottom, left:right] = 1
    rows, row_stats, _ = components(_bridged(boxes, (1, int(BETWEEN * size) | 1)))
    long = (row_stats[:, 2] >= ACROSS * size) & (row_stats[:, 3] <= 1.5 * FLAT * size)
    row_of = rows[y, x]
    found = np.zeros(len(stats), np.bool_)
    for row in np.flatnonzero(long[1:]) + 1:
        mine = np.flatnonzero(row_of == row)
        level = y[mine] + high[mine] / 2
        mine = mine[(area[mine] <= ALIKE * np.median(area[mine])) & (np.abs(level - np.median(level)) <= OFF_RULE)]
        if len(mine) >= LEAST_PIECES:
            mine = mine[np.argsort(x[mine])]
            gaps = np.diff(x[mine])
            found[pieces[mine]] = _alike(wide[mine]) and _alike(gaps)
            found[pieces[mine[:-1]]] &= gaps >= CROWDED * np.median(gaps)
            found[pieces[mine[1:]]] &= gaps >= CROWDED * np.median(gaps)
    return np.asarray(found[labels], np.uint8) if found.any() else np.zeros_like(boxes)


def _alike(lengths: Ints) -> bool:
    """Whether most of some lengths in pixels are much the same."""
    low, high = np.percentile(lengths, (20, 80))
    return bool(high <= ALIKE * low + 2)


def _between(ink: Grey, across: Grey, size: float) -> Grey:
    """Short upright rules from one rule across to another: the sides of low boxes. No letter touches both."""
    if not across.any():
        return np.zeros_like(ink)
    upright = opening(ink, 1, int(SIDE * size))
    labels, stats, _ = components(upright)
    near = cv2.dilate(across, np.ones((7, 5), np.uint8))
    kept = np.zeros(len(stats), np.bool_)
    for i, (x, y, w, h, _) in enumerate(stats[1:], start=1):
        top, bottom = near[y : y + 3, x : x + w], near[max(0, y + h - 3) : y + h, x : x + w]
        kept[i] = w <= 0.5 * size and bool(top.any()) and bool(bottom.any())
    return np.asarray(kept[labels], np.uint8)


def _streaks(ink: Grey, size: float) -> Grey:
    """Long upright lines, thin and not quite straight or whole: what a dirty scanner glass draws down the page."""
    wider = cv2.dilate(_bridged(ink, (7, 1)), np.ones((1, 3), np.uint8))
    long = opening(np.asarray(wider, np.uint8), 1, int(STREAK * size))
    return _thin(np.asarray(cv2.min(long, cv2.dilate(ink, np.ones((1, 3), np.uint8))), np.uint8), 1, size)


def _bridged(ink: Grey, gap: tuple[int, int]) -> Grey:
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(gap, np.uint8)), np.uint8)


def opening(mask: Grey, wide: int, high: int) -> Grey:
    """Morphological opening of a 0/1 mask with a long flat kernel, as two box filters: constant time per pixel."""
    wide, high = wide | 1, high | 1
    edge = cv2.BORDER_CONSTANT
    whole = cv2.boxFilter(mask, cv2.CV_32F, (wide, high), normalize=False, borderType=edge) >= wide * high - 0.5
    spread = cv2.boxFilter(whole.astype(np.uint8), cv2.CV_32F, (wide, high), normalize=False, borderType=edge)
    return np.asarray(spread > 0.5, np.uint8)


def _thin(rules: Grey, axis: int, size: float) -> Grey:
    """Without bars thicker than half a letter (a black band is a picture or a shadow, not a rule)."""
    thickest = max(3, int(0.6 * size)) | 1
    kernel = np.ones((thickest, 1) if axis == 0 else (1, thickest), np.uint8)
    return np.asarray(cv2.subtract(rules, cv2.dilate(cv2.erode(rules, kernel), kernel)), np.uint8)


def without_rules(even: Grey, dpi: float) -> Grey:
    """An evened page with its rules painted white."""
    shrink = min(1.0, LOOK_DPI / dpi)
    small = cv2.resize(even, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    ink = ink_mask(np.asarray(small, np.uint8))
    mask = find_rules(ink, letter_size(components(ink).stats[1:])).bare()
    if not mask.any():
        return even
    wipe = cv2.resize(mask, (even.shape[1], even.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.where(wipe > 0, np.uint8(255), even), np.uint8)
