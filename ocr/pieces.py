"""The connected pieces of ink on a page: which are writing, which are rules, rims, pictures or dirt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.components import Ints, components
from ocr.paper import Grey, ink_mask, whole_ink_mask
from ocr.rules import LOOK_DPI, Rules, broken_rules, find_rules, letter_size
from ocr.stamps import Ring, find_rings

BROADEST_MM = 2.6  # no stroke of printed writing is broader
LEAST_CONTRAST = 18
FALLEN_APART = 1.2  # letters so much higher with the paler ink than without were in pieces
STRUCK_WIDE, STRUCK_HIGH = 8.0, 1.7  # letter heights of a piece that a pen stroke ties together

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pieces:
    """Connected pieces of a small picture of the page, rules and rims already out. Index 0 is the paper.

    `size` is the typical height of a letter. `usable` pieces may belong to writing; `big` ones are surely no dots or dirt.
    """

    labels: Ints
    x: Ints
    y: Ints
    w: Ints
    h: Ints
    area: Ints
    size: float
    usable: Flags
    big: Flags
    text: Grey
    rules: Rules
    rings: list[Ring]


def find_pieces(small: Grey) -> Pieces:
    """The pieces of an evened, level page at about 150 dpi."""
    ink, size = _ink_of(small)
    rules = find_rules(ink, size)
    text = np.asarray(ink & (rules.bare() == 0), np.uint8)
    labels, stats, _ = components(text)
    rules = replace(rules, broken=broken_rules(labels, stats, size))
    text = np.asarray(cv2.subtract(text, rules.broken), np.uint8)
    rings = find_rings(text, labels, stats, size)
    for ring in rings:
        ring.erase(text, size)
    struck = _erase_strokes(text, labels, stats, size)
    if rings or struck or rules.broken.any():
        labels, stats, _ = components(text)
    x, y, w, h, area = stats.T
    usable = _usable(w, h, area, size)
    big = usable & ((h >= 0.4 * size) | ((w >= 0.6 * size) & (h >= 0.15 * size)))
    return Pieces(labels, x, y, w, h, area, size, usable, big, text, rules, rings)


def _ink_of(small: Grey) -> tuple[Grey, float]:
    """The ink and the height of its letters; with the paler ink beside it where thin, faint letters would fall apart."""
    out = _standing_out(small)
    ink, whole = (np.asarray(cv2.min(mask(small), out), np.uint8) for mask in (ink_mask, whole_ink_mask))
    size, whole_size = (letter_size(components(mask).stats[1:]) for mask in (ink, whole))
    return (whole, whole_size) if whole_size > FALLEN_APART * size else (ink, size)


def _standing_out(small: Grey) -> Grey:
    """0/1 mask of what is darker than what is close by: the shade beside a fold is dark, but broad."""
    side = int(BROADEST_MM / 25.4 * LOOK_DPI) | 1
    hat = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((side, side), np.uint8))
    return np.asarray(hat > LEAST_CONTRAST, np.uint8)


def _erase_strokes(text: Grey, labels: Ints, stats: Ints, size: float) -> bool:
    """Take long pen strokes out of `text`, so that the words they run through come apart; True if there were any.

    A stroke ties words into one piece far too wide and slanting for a word. Of such a piece only what stands higher than the
    stroke is thick is kept: enough of the words to find them by.
    """
    struck = (stats[:, 2] > STRUCK_WIDE * size) & (stats[:, 3] > STRUCK_HIGH * size)
    struck[0] = False
    for i in np.flatnonzero(struck):
        x, y, w, h, area = (int(v) for v in stats[i])
        here = np.s_[y : y + h, x : x + w]
        piece = np.asarray(labels[here] == i, np.uint8)
        thickness = max(2, round(2.0 * area / max(1, cv2.countNonZero(cv2.morphologyEx(piece, cv2.MORPH_GRADIENT, np.ones(3))))))
        upright = cv2.morphologyEx(piece, cv2.MORPH_OPEN, np.ones((2 * thickness + 1, 1), np.uint8))
        text[here][(piece > 0) & (cv2.dilate(upright, np.ones((1, 3), np.uint8)) == 0)] = 0
    return bool(struck.any())


def _usable(w: Ints, h: Ints, area: Ints, size: float) -> Flags:
    """Neither a speck, nor far taller than writing, nor a thin sweep (signature), nor a wide block (picture, smear)."""
    sweep = (h > 1.9 * size) & (area < 0.14 * w * h)
    block = (w > 12 * size) & (h > 3 * size)
    usable = (h <= 4.5 * size) & (area >= 3) & ~sweep & ~block
    usable[0] = False
    return np.asarray(usable, np.bool_)
