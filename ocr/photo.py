"""A sheet photographed on a table: its four edges found, so that it can be squared up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.geometry import Matrix
from ocr.paper import Grey

LOOK_SIDE = 500  # pixels of the longer side of the picture in which the sheet is looked for
LEAST_SHARE, MOST_SHARE = 0.25, 0.97  # of the picture that a sheet fills
STRAIGHT = 2.2  # pixels (at LOOK_SIDE) that an edge may stray from a straight line
DARKER = 18.0  # grey levels between sheet and table at least
OFF_EDGE = 0.012  # an edge of the sheet lies this far (share of the side) inside the picture, or it is the picture's own edge
LEVELS = (0.15, 0.22, 0.3, 0.38, 0.46, 0.55, 0.65)
COLOUR_GAIN = 2.0
SCAN_RIM = 0.6  # share of the picture's rim that is paper in a scan
A4_RATIO = 1.4142
A4_TOLERANCE = 0.12

Corners = NDArray[np.float64]  # (4, 2): top left, top right, bottom right, bottom left


@dataclass(frozen=True)
class Sheet:
    """Corners of the sheet in pixels of the picture, and the size in pixels it should have when squared up."""

    corners: Corners
    width: int
    height: int

    def squaring(self) -> Matrix:
        """Homography from the picture to the squared-up sheet."""
        goal = np.array([[0, 0], [self.width, 0], [self.width, self.height], [0, self.height]], np.float32)
        return np.asarray(cv2.getPerspectiveTransform(self.corners.astype(np.float32), goal), np.float64)


def find_sheet(picture: Grey) -> Sheet | None:
    """The sheet lying on a table in `picture` (grey or RGB); None for a scan, or where the edges are not plain to see.

    Many levels of brightness are tried and the largest sheet taken: at a level too high the shadow of a hand cuts a part off.
    """
    scale = LOOK_SIDE / max(picture.shape[:2])
    small = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    best: tuple[float, Corners] | None = None
    if _paper_to_the_edge(small if small.ndim == 2 else small[..., 1]):
        return None
    for bright in _brightness(small):
        for mask in _masks(bright):
            corners = _corners(mask)
            if corners is not None and _stands_out(bright, corners):
                area = float(cv2.contourArea(corners.astype(np.float32)))
                best = max(best, (area, corners), key=lambda found: found[0]) if best else (area, corners)
    return _sized(best[1] / scale) if best else None


def _paper_to_the_edge(bright: Grey) -> bool:
    """Whether the rim of the picture is mostly paper: a scan, no photograph of a sheet on a table."""
    rim = np.concatenate([bright[:4].ravel(), bright[-4:].ravel(), bright[:, :4].ravel(), bright[:, -4:].ravel()])
    return float((rim > 0.8 * np.percentile(bright, 80)).mean()) > SCAN_RIM


def _brightness(small: Grey) -> Iterator[Grey]:
    """Pictures in which paper may be brighter than the table: grey, then the lack of colour, which no shadow changes."""
    if small.ndim == 2:
        yield small
        return
    yield np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    top, low = small.max(axis=2).astype(np.float32), small.min(axis=2)
    yield np.asarray(255 - np.minimum(255, 255 * (top - low) / np.maximum(top, 1) * COLOUR_GAIN), np.uint8)


def _masks(bright: Grey) -> Iterator[Grey]:
    """0/1 masks of what may be the sheet, writing closed over, at several levels of brightness."""
    closed = np.asarray(cv2.morphologyEx(cv2.medianBlur(bright, 5), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.uint8)
    dark, light = np.percentile(closed, (2, 90))
    for share in LEVELS:
        yield np.asarray(closed > dark + share * (light - dark), np.uint8)


def _corners(mask: Grey) -> Corners | None:
    """Corners of the largest piece of the mask if it is a quadrilateral with straight edges inside the picture."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    share = cv2.contourArea(hull) / mask.size
    if not LEAST_SHARE <= share <= MOST_SHARE:
        return None
    rough = _quadrilateral(hull)
    if rough is None:
        return None
    outline = max(contours, key=cv2.contourArea)[:, 0, :].astype(np.float64)
    return _refined(rough, outline, mask.shape)


def _quadrilateral(hull: cv2.typing.MatLike) -> Corners | None:
    length = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.045, 0.06):
        polygon = cv2.approxPolyDP(hull, share * length, True)[:, 0, :]
        if len(polygon) == 4:
            return _in_order(polygon.astype(np.float64))
    return None


def _in_order(points: Corners) -> Corners:
    """Top left first, then clockwise as seen."""
    centre = points.mean(axis=0)
    points = points[np.argsort(np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0]))]
    return np.roll(points, -int(np.argmin(points.sum(axis=1))), axis=0)


def _refined(rough: Corners, outline: NDArray[np.float64], shape: tuple[int, ...]) -> Corners | None:
    """Corners where the lines fitted to the four edges meet; None if an edge is ragged or the picture's own on two sides."""
    edges, own = [], 0
    for start, end in pairwise([*rough, rough[0]]):
        edge = _edge(outline, start, end)
        if edge is None:
            return None
        edges.append(edge)
        own += _on_frame(start, end, shape)
    if own > 1:
        return None
    corners = [_crossing(before, edge) for before, edge in zip([edges[-1], *edges[:-1]], edges, strict=True)]
    return np.array(corners)


def _edge(outline: NDArray[np.float64], start: Corners, end: Corners) -> NDArray[np.float64] | None:
    """The straight line (a, b, c with ax + by = c) through the outline between two corners; None if it is ragged."""
    along = (end - start) / max(1.0, float(np.hypot(*(end - start))))
    across = np.array([-along[1], along[0]])
    far, off = (outline - start) @ along, (outline - start) @ across
    length = float(np.hypot(*(end - start)))
    near = (far > 0.06 * length) & (far < 0.94 * length) & (np.abs(off) < 0.04 * max(length, 100))
    if near.sum() < 20:
        return None
    vx, vy, x0, y0 = cv2.fitLine(outline[near].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    normal = np.array([-vy, vx])
    stray = np.abs((outline[near] - (x0, y0)) @ normal)
    if np.percentile(stray, 85) > STRAIGHT:
        return None
    return np.array([*normal, normal @ (x0, y0)])


def _on_frame(start: Corners, end: Corners, shape: tuple[int, ...]) -> bool:
    """Whether an edge runs along the edge of the picture."""
    height, width = shape[:2]
    x, y = (start + end) / 2
    return bool(min(x, width - x) < OFF_EDGE * width or min(y, height - y) < OFF_EDGE * height)


def _crossing(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.linalg.solve(np.array([one[:2], other[:2]]), np.array([one[2], other[2]]))


def _stands_out(bright: Grey, corners: Corners) -> bool:
    """Whether a band just inside the edges is clearly brighter than one just outside, all round."""
    inside = cv2.fillConvexPoly(np.zeros(bright.shape, np.uint8), np.round(corners).astype(np.int32), 1)
    band = np.ones((11, 11), np.uint8)
    rim_in = (inside > 0) & (cv2.erode(inside, band, borderValue=0) == 0)
    rim_out = (inside == 0) & (cv2.dilate(inside, band) > 0)
    if rim_out.sum() < 200:
        return False
    return float(np.median(bright[rim_in])) - float(np.median(bright[rim_out])) > DARKER


def _sized(corners: Corners) -> Sheet:
    """The sheet with the size of its longer edges, made A4 where it nearly is."""
    top, right, bottom, left = (float(np.hypot(*(b - a))) for a, b in pairwise([*corners, corners[0]]))
    width, height = max(top, bottom), max(left, right)
    ratio = max(width, height) / min(width, height)
    if abs(ratio / A4_RATIO - 1) < A4_TOLERANCE:
        long = max(width, height)
        width, height = (long / A4_RATIO, long) if height >= width else (long, long / A4_RATIO)
    return Sheet(corners, round(width), round(height))
