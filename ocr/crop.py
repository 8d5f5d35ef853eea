"""The part of a page that a person must look at, upright, with frames around what matters."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import cv2
import numpy as np

from domain.documents import Box, PageImage
from ocr.geometry import PageTransform, quarter_turns
from ocr.paper import Grey, as_array

FRAME = (200, 0, 0)  # RGB
MOST_PIXELS = 1600  # across or down: enough to read by
TOP = 0.45  # of the height: where a paper says what it is
MARGIN = 0.04  # of the longer side, around what is framed
LEAST = 0.25  # of the page, across and down: what is framed is seen in its place


class Around(StrEnum):
    """Which part is shown: where the frames are, the head of the page, or all of it."""

    MARKS = "marks"
    TOP = "top"
    PAGE = "page"


def crop_png(page: PageImage, rotation: int, marks: Sequence[Box], around: Around) -> bytes:
    """A PNG of part of `page`, turned clockwise by `rotation` degrees. `marks` are boxes of the page as stored."""
    picture = as_array(page)
    colour = cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if picture.ndim == 2 else picture.copy()
    thick = max(2, max(page.width, page.height) // 600)
    for mark in marks:
        corner = (mark.left - 2 * thick, mark.top - 2 * thick)
        cv2.rectangle(colour, corner, (mark.right + 2 * thick, mark.bottom + 2 * thick), FRAME, thick)
    upright = np.rot90(colour, -(rotation // 90))
    height, width = upright.shape[:2]
    area = _area([turned(mark, rotation, page.width, page.height) for mark in marks], around, width, height)
    part = upright[area.top : area.bottom, area.left : area.right]
    return _png(np.ascontiguousarray(part))


def turned(box: Box, rotation: int, width: int, height: int) -> Box:
    """`box` of a page of `width` x `height` pixels, on that page turned clockwise by `rotation` degrees."""
    quarters = rotation // 90
    across, down = (height, width) if quarters % 2 else (width, height)
    back = PageTransform(across, down, quarter_turns(-quarters, across, down))
    return back.to_stored(box.left, box.top, box.right, box.bottom)


def _area(marks: Sequence[Box], around: Around, width: int, height: int) -> Box:
    """What is shown of an upright page."""
    if around is Around.TOP:
        return Box(0, 0, width, max(1, round(height * TOP)))
    if around is Around.PAGE or not marks:
        return Box(0, 0, width, height)
    framed, margin = Box.around(marks), round(MARGIN * max(width, height))
    left, right = _stretched(framed.left - margin, framed.right + margin, width)
    top, bottom = _stretched(framed.top - margin, framed.bottom + margin, height)
    return Box(left, top, right - left, bottom - top)


def _stretched(low: int, high: int, length: int) -> tuple[int, int]:
    """From `low` to `high`, made long enough, within `length`."""
    lacking = max(0, round(LEAST * length) - (high - low))
    low, high = low - lacking // 2, high + lacking // 2
    return max(0, min(low, length - 1)), min(length, max(high, 1))


def _png(part: Grey) -> bytes:
    shrink = MOST_PIXELS / max(part.shape[:2])
    if shrink < 1:
        part = np.asarray(cv2.resize(part, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    done, coded = cv2.imencode(".png", cv2.cvtColor(part, cv2.COLOR_RGB2BGR))
    if not done:
        raise ValueError("the picture could not be coded")
    return coded.tobytes()
