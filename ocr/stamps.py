"""Round stamps: the rim is found and taken away, so that writing across it can be found and writing inside it told apart."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.paper import Grey

Points = NDArray[np.float64]
ROUNDS = 6  # of fitting, each without the points that lay far off in the last


@dataclass(frozen=True)
class Ring:
    """A stamp's rim: centre, radius and half the thickness of its line, in pixels."""

    x: float
    y: float
    radius: float
    half_thickness: float

    def holds(self, left: float, top: float, right: float, bottom: float, room: float) -> bool:
        """Whether the whole length of a line of writing lies inside, or at most `room` outside."""
        reach = np.hypot(max(abs(left - self.x), abs(right - self.x)), (top + bottom) / 2 - self.y)
        return bool(reach < self.radius + room)

    def erase(self, mask: Grey) -> None:
        """Paint the rim out of a 0/1 mask."""
        thickness = int(2 * self.half_thickness) + 1
        cv2.circle(mask, (round(self.x), round(self.y)), round(self.radius), 0, thickness)


def find_rings(labels: NDArray[np.int32], stats: NDArray[np.int32], size: float) -> list[Ring]:
    """The rims among connected pieces (label image and statistics as OpenCV gives them); letters are `size` pixels high."""
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    short, long = np.minimum(wide, high), np.maximum(wide, high)
    candidates = (short >= 5 * size) & (long <= 60 * size) & (area <= 0.15 * wide * high)
    candidates[0] = False
    rings = (_fit(labels, stats[i], int(i), size) for i in np.flatnonzero(candidates))
    return [ring for ring in rings if ring is not None]


def _fit(labels: NDArray[np.int32], stat: NDArray[np.int32], label: int, size: float) -> Ring | None:
    x, y, w, h = (int(v) for v in stat[:4])
    ys, xs = np.nonzero(labels[y : y + h, x : x + w] == label)
    circle = _circle(xs.astype(float), ys.astype(float))
    if circle is None:
        return None
    cx, cy, radius, off = circle
    half = max(1.5, float(np.percentile(off[off <= max(2.0, np.percentile(off, 70))], 98)))
    on_rim = off < half + 1
    around = len(np.unique((np.arctan2(ys - cy, xs - cx)[on_rim] * 36 / np.pi).astype(int)))
    is_ring = on_rim.mean() > 0.55 and half < 0.5 * size and around > 45 and 2.5 * size < radius < 30 * size
    return Ring(x + cx, y + cy, radius, half + 1) if is_ring else None


def _circle(xs: Points, ys: Points) -> tuple[float, float, float, Points] | None:
    """Least-squares circle (Kåsa's linear form) fitted again and again without the far points; None if too few are left.

    Gives centre, radius, and the distance of every point from the circle.
    """
    keep = np.ones(len(xs), bool)
    cx = cy = radius = 0.0
    off = np.zeros(len(xs))
    for _ in range(ROUNDS):
        if keep.sum() < 20:
            return None
        system = np.column_stack([xs[keep], ys[keep], np.ones(int(keep.sum()))])
        a, b, c = np.linalg.lstsq(system, xs[keep] ** 2 + ys[keep] ** 2, rcond=None)[0]
        cx, cy = a / 2, b / 2
        radius = float(np.sqrt(max(1.0, c + cx * cx + cy * cy)))
        off = np.abs(np.hypot(xs - cx, ys - cy) - radius)
        keep = off <= max(2.0, float(np.percentile(off, 70)))
    return float(cx), float(cy), radius, off
