"""Connected pieces of a mask, with types that say what OpenCV gives back."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


class Components(NamedTuple):
    """`labels` has the size of the mask, 0 where it is empty; `stats` has rows of left, top, width, height, area, 0 the rest.

    `centres` are (x, y) of each piece.
    """

    labels: Ints
    stats: Ints
    centres: NDArray[np.float64]


def components(mask: NDArray[np.uint8], *, corners_join: bool = True) -> Components:
    """The connected pieces of a 0/1 mask; `corners_join` says whether pixels that meet at a corner are connected."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8 if corners_join else 4)
    return Components(np.asarray(labels, np.int32), np.asarray(stats, np.int32), np.asarray(centres, np.float64))
