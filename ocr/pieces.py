"""The connected pieces of ink on a page: which are writing, which are rules, rims, pictures or dirt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.components import Ints, components
from ocr.paper import Grey, ink_mask
from ocr.rules import Rules, find_rules, letter_size
from ocr.stamps import Ring, find_rings

RIM = 0.3  # letter heights that are taken away along a rim

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
    ink = ink_mask(small)
    size = letter_size(components(ink).stats[1:])
    rules = find_rules(ink, size)
    text = np.asarray(ink & (rules.both() == 0), np.uint8)
    labels, stats, _ = components(text)
    rings = find_rings(text, labels, stats, size)
    if rings:
        for ring in rings:
            ring.erase(text, max(3, int(RIM * size)))
        labels, stats, _ = components(text)
    x, y, w, h, area = stats.T
    usable = _usable(w, h, area, size)
    big = usable & ((h >= 0.4 * size) | ((w >= 0.6 * size) & (h >= 0.15 * size)))
    return Pieces(labels, x, y, w, h, area, size, usable, big, text, rules, rings)


def _usable(w: Ints, h: Ints, area: Ints, size: float) -> Flags:
    """Neither a speck, nor far taller than writing, nor a thin sweep (signature), nor a wide block (picture, smear)."""
    sweep = (h > 1.9 * size) & (area < 0.14 * w * h)
    block = (w > 12 * size) & (h > 3 * size)
    usable = (h <= 4.5 * size) & (area >= 3) & ~sweep & ~block
    usable[0] = False
    return np.asarray(usable, np.bool_)
