"""From the colours of a scan to even grey: white paper, dark print; borders, punch holes and coloured ink out of the way.

Everything here takes and gives pictures as uint8 arrays (rows, columns), 0 = black.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.documents import PageImage
from ocr.components import components

Grey = NDArray[np.uint8]

COLOURED = 60  # a pixel whose channels differ by more than this is coloured ink, not black print
INK_SHARE = 0.4
PALE_SHARE = 0.25
FAINTEST = (130.0, 228.0)  # the threshold stays between these
PAPER_DPI = 50.0  # the paper's own brightness is looked at in a picture as coarse as this
PATCH_MM = 6.0
HOLE_DPI = 50.0
SPECK_AREA = 6.0  # pixels at 200 dpi; the dots of small print have nine and more
MANY_SPECKS, SPECKS_TO_OTHERS = 2000, 3


def as_array(page: PageImage) -> Grey:
    """The samples of `page`: (h, w) grey or (h, w, 3) RGB, not copied."""
    shape = (page.height, page.width) if page.channels == 1 else (page.height, page.width, 3)
    return np.frombuffer(page.pixels, np.uint8).reshape(shape)


def grey_of(page: PageImage) -> Grey:
    """Grey picture in which coloured ink (stamps, signatures, blue pens) is paler than black print."""
    picture = as_array(page)
    if picture.ndim == 2:
        return picture
    red, green, blue = cv2.split(picture)
    top, low = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    _, coloured = cv2.threshold(cv2.subtract(top, low), COLOURED, 255, cv2.THRESH_BINARY)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if cv2.countNonZero(coloured) == 0:
        return np.asarray(grey, np.uint8)
    return np.asarray(cv2.copyTo(top, coloured, grey), np.uint8)


def even_paper(grey: Grey, dpi: float) -> Grey:
    """Divide by the paper's own brightness, so that paper is about 255 everywhere and shade, folds and yellowing are gone.

    The brightness is a morphological closing with a patch wider than any stroke (PATCH_MM), on a small picture, smoothed little
    enough to follow the edge of a fold.
    """
    shrink = min(1.0, PAPER_DPI / dpi)
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    side = int(PATCH_MM / 25.4 * PAPER_DPI) | 1
    patch = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, patch), (0, 0), 1.5)
    paper = cv2.resize(np.maximum(paper, 40), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, paper, scale=255), np.uint8)


def ink_mask(even: Grey) -> Grey:
    """0/1 mask of ink on an evened page."""
    return np.asarray(even < _threshold(even, INK_SHARE), np.uint8)


def whole_ink_mask(even: Grey) -> Grey:
    """`ink_mask` with the paler ink that hangs together with it."""
    seeds = even < _threshold(even, INK_SHARE)
    labels, stats, _ = components(np.asarray(even < _threshold(even, PALE_SHARE), np.uint8))
    holds = np.bincount(labels[seeds], minlength=len(stats)) > 0
    holds[0] = False
    return np.asarray(holds[labels], np.uint8)


def _threshold(even: Grey, share: float) -> float:
    """The grey below which a pixel of an evened page is ink.

    Otsu's level parts the histogram; the threshold then lies `share` of the way from the paper to the mean of the ink, so that
    faded print is found as well as black, but clear of the paper's own grain.
    """
    histogram = cv2.calcHist([even], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    levels = np.arange(256)
    level, _ = cv2.threshold(even, 0, 255, cv2.THRESH_OTSU)
    dark, light = histogram * (levels <= level), histogram * (levels > level)
    ink = float((dark * levels).sum() / max(1.0, dark.sum()))
    paper = float((light * levels).sum() / max(1.0, light.sum())) if light.sum() else 255.0
    grain = float(np.sqrt((light * (levels - paper) ** 2).sum() / max(1.0, light.sum())))
    threshold = min(paper - share * (paper - ink), paper - 3.0 * grain)
    return max(FAINTEST[0], min(FAINTEST[1], threshold))


def without_specks(even: Grey, dpi: float) -> Grey:
    """A page full of specks (grain of the paper in a black and white scan) with the specks painted white.

    Only where they far outnumber all other pieces of ink: on a clean page so small a piece may be a full stop.
    """
    labels, stats, _ = components(ink_mask(even))
    small = stats[:, 4] <= SPECK_AREA * (dpi / 200.0) ** 2
    small[0] = False
    count = int(small.sum())
    if count < MANY_SPECKS or count < SPECKS_TO_OTHERS * (len(stats) - count):
        return even
    return np.asarray(np.where(small[labels], np.uint8(255), even), np.uint8)


def without_borders(grey: Grey) -> Grey:
    """The dark surround that scanner lids and copiers leave along the edges, painted like the paper.

    Only dark areas that touch the edge and are thicker than any printed rule count, so a frame printed near the edge stays.
    """
    small = cv2.resize(grey, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    paper = float(np.percentile(small, 75))
    dark = np.asarray(small < 0.45 * paper, np.uint8)
    dark = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    h, w = dark.shape
    labels, stats, _ = components(dark)
    x, y, wide, high, area = stats.T
    touching = (x <= 1) | (y <= 1) | (x + wide >= w - 1) | (y + high >= h - 1)
    border = touching & (area >= 0.002 * h * w) & ((wide >= 0.15 * w) | (high >= 0.15 * h))
    border[0] = False
    if not border.any():
        return grey
    mask = cv2.dilate(border[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
    mask = cv2.resize(mask, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.where(mask > 0, np.uint8(paper), grey), np.uint8)


def without_punch_holes(even: Grey, dpi: float) -> Grey:
    """Round dark holes of 5 to 8 mm within 18 mm of an edge, with nothing close by (a letter has neighbours), painted white."""
    shrink = HOLE_DPI / dpi
    small = cv2.resize(even, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    dark = np.asarray(small < 150, np.uint8)
    h, w = small.shape
    _, stats, centres = components(dark)
    result = even
    for (x, y, wide, high, area), (cx, cy) in zip(stats[1:], centres[1:], strict=True):
        size = max(wide, high)
        is_round = 10 <= size <= 16 and min(wide, high) >= 0.8 * size and area >= 0.7 * wide * high
        if not is_round or min(cx, cy, w - cx, h - cy) > 36:
            continue
        around = dark[max(0, y - 4) : y + high + 4, max(0, x - 4) : x + wide + 4]
        if int(around.sum()) > area:
            continue
        if result is even:
            result = even.copy()
        cv2.circle(result, (round((cx + 0.5) / shrink), round((cy + 0.5) / shrink)), round((size / 2 + 2) / shrink), 255, -1)
    return result
