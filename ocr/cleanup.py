"""A working copy of a page, fit to be read: even white paper, level lines, square pixels. The stored image is never altered.

    stored image ─ photo squared ─ square pixels ─ borders off ─ evened ─ specks, holes, streaks off ─ lines across
    ─ levelled ─► CleanPage

Every step that moves pixels is noted in the page's transform, so that what is found here has its box in the stored image.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from domain.documents import Code, PageImage, RecognizedPage
from ocr.geometry import IDENTITY, Matrix, PageTransform, for_opencv, quarter_turns, scaling
from ocr.orientation import lie_of, skew_of
from ocr.paper import Grey, as_array, even_paper, grey_of, ink_mask, without_borders, without_punch_holes, without_specks
from ocr.photo import find_sheet
from ocr.streaks import without_streaks

A4_LONG_SIDE = 11.69  # inches
LIKELY_SIDE = (3.0, 24.0)  # inches: a page whose stated resolution makes it smaller or larger has it wrong
FAX_WIDTHS = (1728, 1734, 2048, 2432)  # pixels across a fax page (ITU-T T.4)
FINEST = 330.0  # dpi: more costs time and tells the reader nothing
LOOK_DPI = 75.0  # the lie of a page is found at this resolution
COARSEST = 50.0  # dpi: a smaller picture is a small piece of paper
LEAST_SIDE = 24  # pixels: no line of writing fits into less
LEVEL_ENOUGH = 0.05  # degrees
BARE = 0.025  # of the page dark: blank sheets, worn, copied or photographed, stay below 0.015


@dataclass(frozen=True)
class CleanPage:
    """The working copy.

    `grey` is evened (paper 255) and level; `transform` leads from the stored image to it; `dpi` is its effective resolution and
    `stored_dpi` that of the stored image (the finer of its two directions); `rotation` is how far clockwise (quarter turns, in
    degrees) the stored image was turned; `sure_of_sides` is False where lines across and lines up and down were hard to tell.
    """

    grey: Grey
    transform: PageTransform
    dpi: float
    stored_dpi: float
    rotation: int = 0
    sure_of_sides: bool = True

    def turned(self, quarters: int) -> CleanPage:
        """The same page turned clockwise by so many quarter turns."""
        if quarters % 4 == 0:
            return self
        height, width = self.grey.shape
        return replace(
            self,
            grey=np.ascontiguousarray(np.rot90(self.grey, -quarters)),
            transform=self.transform.then(quarter_turns(quarters, width, height)),
            rotation=(self.rotation + 90 * quarters) % 360,
        )


def clean(page: PageImage, *, upright: bool = False) -> CleanPage:
    """Clean up one page: everything but telling upside down, which needs a reader. `upright`: its lines surely run across."""
    sheet = find_sheet(as_array(page))
    if sheet is not None:
        across = down = max(sheet.width, sheet.height) / A4_LONG_SIDE
        matrix, width, height = sheet.squaring(), sheet.width, sheet.height
    else:
        across, down = effective_dpi(page)
        matrix, width, height = IDENTITY, page.width, page.height
    target = min(max(across, down), FINEST)
    scale = (target / across, target / down)
    matrix = scaling(*scale) @ matrix
    size = (max(1, round(width * scale[0])), max(1, round(height * scale[1])))
    grey = _moved(grey_of(page), matrix, size)
    even = without_specks(even_paper(without_borders(grey), target), target)
    even = without_streaks(without_punch_holes(even, target), target)
    copy = CleanPage(even, PageTransform(page.width, page.height, matrix), target, max(across, down))
    return _straightened(copy, skew_of(_look(copy))) if upright else _levelled(copy)


def _moved(grey: Grey, matrix: Matrix, size: tuple[int, int]) -> Grey:
    """`grey` brought to `size` (width, height) by `matrix`; what lies outside takes the shade of the nearest edge."""
    if np.allclose(matrix, IDENTITY) and size == grey.shape[::-1]:
        return grey
    if np.allclose(matrix, np.diag(np.diag(matrix))):
        shrinking = size[0] < grey.shape[1] or size[1] < grey.shape[0]
        return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR), np.uint8)
    move = for_opencv(matrix)
    return np.asarray(cv2.warpPerspective(grey, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def too_small(page: PageImage) -> bool:
    """Whether a picture is too small to hold any writing."""
    return min(page.width, page.height) < LEAST_SIDE


def is_bare(copy: CleanPage) -> bool:
    """Whether so little stands on the page that, without a word on it, it is a blank sheet and not a picture."""
    return float((copy.grey < 128).mean()) < BARE


def blank_page(page: PageImage, engine: str, codes: tuple[Code, ...]) -> RecognizedPage:
    """What is to be said of a page without writing that was not even looked at."""
    return RecognizedPage(page.number, page.width, page.height, effective_dpi(page)[0], 0, (), 0.0, engine, True, codes)


def effective_dpi(page: PageImage) -> tuple[float, float]:
    """Resolution across and down: as stated where that makes a page of likely size, else as if the sheet were A4."""
    if page.dpi is not None and all(1 < d < 5000 for d in page.dpi):
        across, down = page.dpi
        sides = sorted((page.width / across, page.height / down))
        if LIKELY_SIDE[0] <= sides[1] <= LIKELY_SIDE[1] and sides[1] <= 8 * sides[0]:
            return across, down
    if page.width in FAX_WIDTHS and page.height < page.width:
        return page.width / 8.46, page.width / 8.46 * 98 / 204
    estimate = max(COARSEST, max(page.width, page.height) / A4_LONG_SIDE)
    return estimate, estimate


def _levelled(page: CleanPage) -> CleanPage:
    """`page` with its lines across and level."""
    lie = lie_of(_look(page))
    page = replace(page, sure_of_sides=lie.sure)
    return _straightened(page.turned(1) if lie.sideways else page, lie.skew)


def on_its_side(page: CleanPage) -> CleanPage:
    """`page` turned by a quarter against what was first believed, and levelled anew."""
    return _straightened(turned := page.turned(1), skew_of(_look(turned)))


def _look(page: CleanPage) -> Grey:
    """The page's ink, small."""
    shrink = LOOK_DPI / page.dpi
    small = cv2.resize(page.grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return ink_mask(np.asarray(small, np.uint8))


def _straightened(page: CleanPage, skew: float) -> CleanPage:
    if abs(skew) <= LEVEL_ENOUGH:
        return page
    height, width = page.grey.shape
    return _turned_by(page, _turning(skew, width, height))


def _turned_by(page: CleanPage, matrix: Matrix) -> CleanPage:
    """`page` moved by an affine `matrix` within its frame, white where nothing was."""
    height, width = page.grey.shape
    grey = cv2.warpAffine(page.grey, for_opencv(matrix)[:2], (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    return replace(page, grey=np.asarray(grey, np.uint8), transform=page.transform.then(matrix))


def _turning(degrees: float, width: int, height: int) -> Matrix:
    """Turn counter-clockwise about the centre, as a y-down picture needs it to level lines that fall to the right."""
    rotation = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.vstack([rotation, [0.0, 0.0, 1.0]])
