"""Round stamps: the rims are found and taken away, so that writing across them can be found and writing inside told apart.

A rim seldom stands alone: writing and signatures run into it. So circles are voted for (Hough) by tall pieces of ink only, and
then proved: ink all round at one radius, and little just inside and outside of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.components import Ints, components
from ocr.paper import Grey

SHRINK = 2.5  # circles are looked for in a picture this many times smaller
TALL = 1.8  # letter heights: lower pieces are writing
SMALLEST, LARGEST = 20, 64  # radius in pixels of that picture: 8 to 27 mm at 150 dpi
PROVEN = 0.55  # share of a circle with ink on it
CLEAR = 0.35  # by which that share exceeds the one just beside it
BESIDE = (-5, -4, 4, 5)
ANGLES = np.linspace(0, 2 * np.pi, 120, endpoint=False)
MOST_TRIED = 12
RIM = 0.3  # letter heights that are taken away along a rim
BOW = 0.45  # letter heights from a rim within which a piece longer than LONG_BOW lies that is part of it
LONG_BOW = 0.6


@dataclass(frozen=True)
class Ring:
    """A stamp: its centre, outer radius and the radii of its rims, in pixels of the mask it was found in."""

    x: float
    y: float
    radius: float
    rims: tuple[float, ...]

    def holds(self, left: float, top: float, right: float, bottom: float, room: float) -> bool:
        """Whether the whole length of a line of writing lies inside, or at most `room` outside."""
        reach = np.hypot(max(abs(left - self.x), abs(right - self.x)), (top + bottom) / 2 - self.y)
        return bool(reach < self.radius + room)

    def erase(self, mask: Grey, size: float) -> None:
        """Paint the rims, and the bows that are left where they are not quite round, out of a 0/1 mask.

        Letters are `size` pixels high.
        """
        for rim in self.rims:
            cv2.circle(mask, (round(self.x), round(self.y)), round(rim), 0, max(3, int(RIM * size)))
        reach = int(self.radius + size)
        left, top = max(0, round(self.x) - reach), max(0, round(self.y) - reach)
        here = mask[top : round(self.y) + reach + 1, left : round(self.x) + reach + 1]
        labels, stats, _ = components(here)
        rows, columns = np.ogrid[: here.shape[0], : here.shape[1]]
        away = np.hypot(columns + left - self.x, rows + top - self.y)
        from_rim = np.min([np.abs(away - rim) for rim in self.rims], axis=0)
        off = np.bincount(labels[from_rim > BOW * size], minlength=len(stats)) > 0
        bows = ~off & (stats[:, 2:4].max(axis=1) > LONG_BOW * size)
        bows[0] = False
        here[bows[labels]] = 0


def find_rings(ink: Grey, labels: Ints, stats: Ints, size: float) -> list[Ring]:
    """Stamps in a 0/1 mask of ink with its connected pieces; letters are `size` pixels high."""
    tall = stats[:, 3] >= TALL * size
    tall[0] = False
    if not tall.any():
        return []
    votes = _shrunk(tall[labels].astype(np.uint8))
    circles = cv2.HoughCircles(votes, cv2.HOUGH_GRADIENT, 1.0, 15, param1=120, param2=20, minRadius=SMALLEST, maxRadius=LARGEST)
    if circles is None:
        return []
    whole = _shrunk(ink)
    rings: list[Ring] = []
    for x, y, radius in np.asarray(circles, np.float64).reshape(-1, 3)[:MOST_TRIED]:
        ring = _proven(whole, x, y, radius)
        if ring is not None and not any(np.hypot(ring.x - r.x, ring.y - r.y) < r.radius for r in rings):
            rings.append(ring)
    return rings


def _shrunk(mask: Grey) -> Grey:
    small = cv2.resize(mask * np.uint8(255), None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 1.0), np.uint8)


def _proven(ink: Grey, x: float, y: float, radius: float) -> Ring | None:
    """The stamp at a circle that was voted for, moved to where it fits best; None if there is none."""
    shifts = [(dx, dy, dr) for dx in (-1, 0, 1) for dy in (-1, 0, 1) for dr in (-2, -1, 0, 1, 2)]
    share, cx, cy, best = max((_share(ink, x + dx, y + dy, radius + dr), x + dx, y + dy, radius + dr) for dx, dy, dr in shifts)
    if share < PROVEN or share - float(np.mean([_share(ink, cx, cy, best + d) for d in BESIDE])) < CLEAR:
        return None
    rims = _rims(ink, cx, cy, best)
    return Ring(cx * SHRINK, cy * SHRINK, max(rims) * SHRINK, tuple(rim * SHRINK for rim in rims))


def _rims(ink: Grey, x: float, y: float, radius: float) -> list[float]:
    """Radii of all rims about a centre, the given one among them: the share of ink is highest there, and low close by."""
    radii: NDArray[np.float64] = np.arange(0.4 * radius, min(LARGEST, 1.8 * radius), 1.0)
    shares = [_share(ink, x, y, r) for r in radii]
    found = [
        float(r)
        for i, r in enumerate(radii)
        if shares[i] >= PROVEN
        and shares[i] == max(shares[max(0, i - 3) : i + 4])
        and shares[i] - min(_around(shares, i)) >= CLEAR
    ]
    return found if any(abs(r - radius) <= 3 for r in found) else [*found, radius]


def _around(shares: Sequence[float], i: int) -> Sequence[float]:
    return shares[max(0, i - 5) : i + 6]


def _share(ink: Grey, x: float, y: float, radius: float) -> float:
    """Share of a circle's points that lie on ink."""
    height, width = ink.shape
    xs = np.clip(np.rint(x + radius * np.cos(ANGLES)).astype(np.intp), 0, width - 1)
    ys = np.clip(np.rint(y + radius * np.sin(ANGLES)).astype(np.intp), 0, height - 1)
    return float((ink[ys, xs] > 70).mean())
