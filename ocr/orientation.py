"""How a page lies: its slant, and whether its lines run across or up and down. Upside down is found by reading."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.components import components
from ocr.paper import Grey

WIDEST_SKEW = 8.0  # degrees
SIGNS_WORTH = 1.4  # what the shape of the letters weighs against the sharpness of the rows


@dataclass(frozen=True)
class Lie:
    """`sideways`: lines run up and down. `skew`: clockwise degrees by which the lines, once across, still slope upwards."""

    sideways: bool
    skew: float


def lie_of(ink: Grey) -> Lie:
    """How the writing lies. `ink` is a 0/1 mask at about 75 dpi."""
    writing = without_rules(ink)
    ys, xs = np.nonzero(writing)
    if len(ys) < 40:
        return Lie(sideways=False, skew=0.0)
    skew, level = find_skew(ys, xs)
    skew_side, level_side = find_skew(xs, writing.shape[0] - ys)
    evidence = np.log(max(level_side, 1.0) / max(level, 1.0)) - SIGNS_WORTH * wideness(writing)
    return Lie(True, skew_side) if evidence > 0 else Lie(False, skew)


def without_rules(ink: Grey, length: int = 61) -> Grey:
    """The mask without straight strokes longer than `length` pixels: frames would outvote the writing."""
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    return np.asarray(cv2.subtract(ink, cv2.dilate(cv2.max(across, down), np.ones((3, 3), np.uint8))), np.uint8)


def find_skew(ys: NDArray[np.intp], xs: NDArray[np.intp], widest: float = WIDEST_SKEW) -> tuple[float, float]:
    """(degrees, sharpness) of the slant at which rows of ink stand apart best; positive: lines fall to the right."""
    if len(ys) > 60_000:
        ys, xs = ys[:: len(ys) // 40_000], xs[:: len(xs) // 40_000]
    best = max((_sharpness(ys, xs, a), float(a)) for a in np.arange(-widest, widest + 0.01, 0.5))
    for step in (0.25, 0.12, 0.06, 0.03):
        best = max([best] + [(_sharpness(ys, xs, best[1] + d), best[1] + d) for d in (-step, step)])
    return best[1], best[0]


def _sharpness(ys: NDArray[np.intp], xs: NDArray[np.intp], angle: float) -> float:
    """Sum of squared differences of neighbouring rows of the profile, seen along a slope of `angle` degrees."""
    rows = ys - xs * np.tan(np.radians(angle))
    profile = np.bincount((rows - rows.min()).astype(np.intp)).astype(np.float64)
    steps = np.diff(profile)
    return float((steps * steps).sum() / max(1, len(ys)))


def wideness(ink: Grey) -> float:
    """Mean log(width / height) of the connected pieces: above 0 where Arabic writing runs across, below where up and down."""
    stats = components(ink).stats
    pieces = stats[1:][(stats[1:, 4] > 6) & (stats[1:, 2] < 120) & (stats[1:, 3] < 120)]
    if not len(pieces):
        return 0.0
    return float(np.average(np.log(pieces[:, 2] / pieces[:, 3]), weights=pieces[:, 4]))
