"""How a page lies: its slant, and whether its lines run across or up and down. Upside down is found by reading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.components import components
from ocr.paper import Grey

WIDEST_SKEW = 8.0  # degrees
LONGEST = 100  # pixels of a piece of writing at 75 dpi
RULE_LONG, RULE_SLIM, RULE_THICK = 30, 5, 3.2  # pixels, times as long as wide, pixels: bits of rules, a slanting stamp's too
SURE = 0.5  # of the evidence; on pages where it pointed the wrong way it was weaker
PEAK = 6.0  # times the mean row: what stands out more is a fold or a rule
SIGNS_WORTH = 0.5  # what the shape of the letters weighs against the sharpness of the rows


@dataclass(frozen=True)
class Lie:
    """`sideways`: lines run up and down. `skew`: degrees by which the lines, once across, fall to the right.

    `sure` says whether the page need not be read the other way as well to be certain of `sideways`.
    """

    sideways: bool
    skew: float
    sure: bool = True


def lie_of(ink: Grey) -> Lie:
    """How the writing lies. `ink` is a 0/1 mask at about 75 dpi."""
    writing, wide = _writing(ink)
    ys, xs = np.nonzero(writing)
    if len(ys) < 40:
        return Lie(sideways=False, skew=0.0)  # nothing to turn
    skew, level = find_skew(ys, xs)
    skew_side, level_side = find_skew(xs, writing.shape[0] - ys)
    evidence = np.log(max(level_side, 1e-3) / max(level, 1e-3)) - SIGNS_WORTH * wide
    sure = abs(evidence) >= SURE
    return Lie(True, skew_side, sure) if evidence > 0 else Lie(False, skew, sure)


def skew_of(ink: Grey) -> float:
    """Degrees by which the lines of a page that is known to lie right fall to the right."""
    ys, xs = np.nonzero(_writing(ink)[0])
    return find_skew(ys, xs)[0] if len(ys) >= 40 else 0.0


def _writing(ink: Grey) -> tuple[Grey, float]:
    """(the mask with pieces of the size of letters and words only, how wide they are).

    Frames, rules, folds, stamps and dust would outvote the writing. The width is the mean log(width / height) of the pieces:
    above 0 where Arabic writing runs across, below where up and down.
    """
    labels, stats, _ = components(ink)
    long, area = np.maximum(stats[:, 2], stats[:, 3]), stats[:, 4]
    kept = (area > 6) & (long >= 4) & (long < LONGEST) & (area > 0.1 * stats[:, 2] * stats[:, 3])
    kept &= ~((long >= RULE_LONG) & (long >= RULE_SLIM * np.minimum(stats[:, 2], stats[:, 3])) & (area <= RULE_THICK * long))
    kept[0] = False
    if not kept.any():
        return np.zeros_like(ink), 0.0
    wide = np.average(np.log(stats[kept, 2] / stats[kept, 3]), weights=area[kept])
    return kept[labels].astype(np.uint8), float(wide)


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
    steps = np.diff(np.minimum(profile, PEAK * profile.sum() / max(1, np.count_nonzero(profile))))
    return float((steps * steps).sum() / max(1, len(ys)))
