"""Streaks: thin dark lines that a speck on the scanner's glass draws down the whole page, straight through the writing.

Letters keep clear of a printed rule; a streak runs through them. It is healed before the page is levelled, while it still runs
straight down.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.paper import Grey, ink_mask

LEAST_SHARE = 0.5  # of the page's height
BROADEST_MM = 0.8
RULE_MM = 8.0  # ink that goes on so far to the side is a rule, no letter
LEAST_CROSSED = 4  # strokes of writing

Flags = NDArray[np.bool_]


def without_streaks(even: Grey, dpi: float) -> Grey:
    """An evened page, not levelled yet, with its streaks filled from both sides: dark where both sides are."""
    ink = ink_mask(even) > 0
    dark = np.flatnonzero(ink.mean(axis=0) >= LEAST_SHARE)
    if not len(dark):
        return even
    result = even
    for columns in np.split(dark, np.flatnonzero(np.diff(dark) > 2) + 1):
        left, right = int(columns[0]) - 2, int(columns[-1]) + 2
        broad = (right - left - 3) / dpi * 25.4 > BROADEST_MM
        if broad or left < 0 or right >= even.shape[1] or _crossed(ink, left, right, dpi) < LEAST_CROSSED:
            continue
        result = even.copy() if result is even else result
        result[:, left + 1 : right] = np.maximum(even[:, left], even[:, right])[:, None]
    return result


def _crossed(ink: Flags, left: int, right: int, dpi: float) -> int:
    """How many strokes of writing go on from one side of a dark line to the other."""
    reach = int(RULE_MM / 25.4 * dpi)
    both = ink[:, left] & ink[:, right]
    rows = np.flatnonzero(both)
    rule = ink[rows, max(0, left - reach) : left + 1].all(axis=1) | ink[rows, right : right + reach].all(axis=1)
    rows = rows[~rule]
    return sum(b - a > 2 for a, b in pairwise(rows.tolist())) + 1 if len(rows) else 0
