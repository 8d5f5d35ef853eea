"""Lines of writing on a clean page, each with its picture cut out and everything foreign wiped from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.cleanup import CleanPage
from ocr.components import components
from ocr.lines import Gathered, gather
from ocr.paper import Grey
from ocr.pieces import Pieces, find_pieces

WORK_DPI = 150.0  # lines are looked for at this resolution
MARGIN = 0.06  # letter heights of room above and below: a tight crop means larger letters for the reader
SIDE_MARGIN = 0.4
STAMP_ROOM = 0.8  # letter heights that writing inside a stamp may reach over its rim
LEAST_INK = 0.05  # squares of a letter height: a lone digit one has more
TALLEST = 2.0  # times the usual letter of its line; a taller piece is a stroke or a rim across it
CELL_GRAIN = 3
LARGEST_CELL = 0.35  # share of the page; a larger ruled area is a frame around it


@dataclass(frozen=True)
class TextLine:
    """A line of writing: its box in pixels of the working copy, its picture, the ruled cell it stands in (0: none).

    `crop` is uint8 grey over exactly that box; `core_top`, `core_bottom` bound the body of the letters.
    """

    left: int
    top: int
    right: int
    bottom: int
    core_top: float
    core_bottom: float
    crop: Grey
    cell: int = 0
    in_stamp: bool = False

    @property
    def shape(self) -> float:
        """Width divided by height."""
        return (self.right - self.left) / max(1, self.bottom - self.top)


@dataclass(frozen=True)
class Layout:
    """`size` is the height of a letter in pixels of the working copy; lines stand in no order yet."""

    lines: tuple[TextLine, ...]
    size: float


@dataclass(frozen=True)
class _Extent:
    """A line's ink at working scale."""

    line: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top


def find_lines(page: CleanPage) -> Layout:
    """Every line of writing on an upright, level page. Memory and time grow with its pixels only."""
    scale = min(1.0, WORK_DPI / page.dpi)
    small = page.grey
    if scale < 1:
        small = np.asarray(cv2.resize(page.grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    pieces = find_pieces(small)
    gathered = gather(pieces)
    extents = _extents(pieces, gathered)
    cells = _cells(pieces)
    usual = float(np.median([e.height for e in extents])) if extents else pieces.size
    cut = _Cutter(page.grey, pieces, gathered, cells=cells, scale=scale, usual=usual)
    return Layout(tuple(cut.line(extent) for extent in extents), pieces.size / scale)


def _extents(pieces: Pieces, gathered: Gathered) -> list[_Extent]:
    """The ink of each line; specks that gathered by chance are left out, and what is far taller than its line's letters."""
    found = []
    order = np.argsort(gathered.owner, kind="stable")
    ends = np.searchsorted(gathered.owner[order], np.arange(1, len(gathered.cores) + 2))
    for line in range(len(gathered.cores)):
        mine = order[ends[line] : ends[line + 1]]
        if not len(mine) or pieces.area[mine].sum() < LEAST_INK * pieces.size**2:
            continue
        mine = mine[pieces.h[mine] <= max(1.5 * pieces.size, TALLEST * _letter_height(pieces, mine))]
        left, right = int(pieces.x[mine].min()), int((pieces.x + pieces.w)[mine].max())
        top, bottom = int(pieces.y[mine].min()), int((pieces.y + pieces.h)[mine].max())
        if bottom - top >= 0.45 * pieces.size or right - left >= 1.2 * pieces.size:
            found.append(_Extent(line, left, top, right, bottom))
    return found


def _letter_height(pieces: Pieces, mine: np.ndarray) -> float:
    """Typical height of the big pieces of one line, weighted by their widths."""
    big = mine[pieces.big[mine]]
    if not len(big):
        return pieces.size
    order = big[np.argsort(pieces.h[big])]
    weight = np.cumsum(pieces.w[order])
    return float(pieces.h[order][np.searchsorted(weight, weight[-1] / 2)])


def _cells(pieces: Pieces) -> np.ndarray:
    """Label image, CELL_GRAIN times smaller, of the areas enclosed by rules; 0 where there is none, or it is too large."""
    walls = pieces.rules.both()
    height, width = (math.ceil(side / CELL_GRAIN) for side in walls.shape)
    if not pieces.rules.down.any() or not pieces.rules.across.any():
        return np.zeros((height, width), np.int32)
    coarse = cv2.resize(walls * np.uint8(255), (width, height), interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx((coarse > 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    areas, stats, _ = components(np.asarray(closed == 0, np.uint8), corners_join=False)
    x, y, w, h, area = stats.T
    open_ended = (x == 0) | (y == 0) | (x + w == width) | (y + h == height)
    least = pieces.size / CELL_GRAIN
    fits = ~open_ended & (area <= LARGEST_CELL * height * width) & (h >= least) & (w >= least)
    fits[0] = False
    return np.asarray(np.where(fits[areas], areas, 0), np.int32)


class _Cutter:
    """Cuts lines out of the full picture, wiping rules and the ink of other lines."""

    def __init__(self, grey: Grey, pieces: Pieces, gathered: Gathered, *, cells: np.ndarray, scale: float, usual: float) -> None:
        self._grey, self._pieces, self._owner = grey, pieces, gathered.owner
        self._cores, self._cells, self._scale, self._usual = gathered.cores, cells, scale, usual
        self._walls = pieces.rules.bare()

    def line(self, extent: _Extent) -> TextLine:
        size = self._pieces.size
        lacking = max(0.0, 0.8 * min(self._usual, 2.6 * size) - extent.height) / 2  # a line of dots must not be blown up
        left, right = extent.left - SIDE_MARGIN * size, extent.right + SIDE_MARGIN * size
        top, bottom = extent.top - MARGIN * size - lacking, extent.bottom + MARGIN * size + lacking
        rows, columns = self._walls.shape
        small = (max(0, int(left)), max(0, int(top)), min(columns, int(right) + 1), min(rows, int(bottom) + 1))
        full_rows, full_columns = self._grey.shape
        x0, y0, x1, y1 = (round(v / self._scale) for v in small)
        box = (x0, y0, min(x1, full_columns), min(y1, full_rows))
        core_top, core_bottom = self._cores[extent.line]
        return TextLine(
            *box,
            core_top=float(core_top) / self._scale,
            core_bottom=float(core_bottom) / self._scale,
            crop=self._crop(extent.line, small, box),
            cell=self._cell((extent.left + extent.right) / 2, (core_top + core_bottom) / 2),
            in_stamp=any(ring.holds(*small, STAMP_ROOM * size) for ring in self._pieces.rings),
        )

    def _cell(self, x: float, y: float) -> int:
        rows, columns = self._cells.shape
        return int(self._cells[min(int(y / CELL_GRAIN), rows - 1), min(int(x / CELL_GRAIN), columns - 1)])

    def _crop(self, line: int, small: tuple[int, int, int, int], full: tuple[int, int, int, int]) -> Grey:
        here = np.s_[small[1] : small[3], small[0] : small[2]]
        crop = self._grey[full[1] : full[3], full[0] : full[2]].copy()
        owner = self._owner[self._pieces.labels[here]]
        walls = self._walls[here] > 0
        dirt = (owner == 0) & self._pieces.usable[self._pieces.labels[here]]
        foreign = ((owner != line + 1) & (owner > 0)) | dirt
        widen = np.ones((3, 3), np.uint8)
        mine = cv2.dilate((owner == line + 1).astype(np.uint8), widen) > 0
        wipe = (cv2.dilate((foreign | walls).astype(np.uint8), widen) > 0) & ~mine | walls
        if wipe.any():
            size = (crop.shape[1], crop.shape[0])
            crop[cv2.resize(wipe.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0] = 255
        return crop
