"""Where a pixel of the stored page image lies in the working copy, and back.

Clean-up, turning and levelling never touch the stored image; each step adds its 3 × 3 matrix here, so that a box found in the
working copy leads back to the stored one exactly, perspective included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from domain.documents import Box

Matrix = NDArray[np.float64]

IDENTITY: Matrix = np.eye(3)


@dataclass(frozen=True)
class PageTransform:
    """Homography from stored pixels (x, y, centres at .5) to working pixels; `width`, `height` are of the stored image."""

    width: int
    height: int
    matrix: Matrix = field(default_factory=IDENTITY.copy)

    def then(self, matrix: Matrix) -> PageTransform:
        """This transform followed by `matrix`, which maps the working copy so far to the next one."""
        return PageTransform(self.width, self.height, matrix @ self.matrix)

    def to_stored(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The smallest box of the stored image around a rectangle of the working copy, at least one pixel, inside the image."""
        corners = np.array([[left, top, 1.0], [right, top, 1.0], [right, bottom, 1.0], [left, bottom, 1.0]])
        mapped = corners @ np.linalg.inv(self.matrix).T
        points = mapped[:, :2] / mapped[:, 2:]
        return self._clipped(points.min(axis=0), points.max(axis=0))

    def _clipped(self, low: Sequence[float] | NDArray[np.float64], high: Sequence[float] | NDArray[np.float64]) -> Box:
        x0, y0 = min(max(0, round(low[0])), self.width - 1), min(max(0, round(low[1])), self.height - 1)
        x1, y1 = min(max(x0 + 1, round(high[0])), self.width), min(max(y0 + 1, round(high[1])), self.height)
        return Box(x0, y0, x1 - x0, y1 - y0)


def scaling(across: float, down: float) -> Matrix:
    """Scale x by `across` and y by `down`."""
    return np.diag([across, down, 1.0])


def quarter_turns(turns: int, width: int, height: int) -> Matrix:
    """Turn a picture of `width` × `height` clockwise by `turns` quarter turns, its corner back at the origin."""
    return {
        0: IDENTITY,
        1: np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
        2: np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]),
        3: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]]),
    }[turns % 4]


def for_opencv(matrix: Matrix) -> Matrix:
    """The same map between pixel *indices*, as OpenCV's warps take it: there the first pixel's centre is 0, here it is .5."""
    half = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
    return np.asarray(np.linalg.inv(half) @ matrix @ half)
