"""A line crop brought to the height and contrast that the recogniser expects: the same function in training and in use."""

import cv2
import numpy as np
import numpy.typing as npt

HEIGHT = 64
"""Rows of the picture that the network reads."""
MARGIN = 8
"""Columns of blank paper that stand before and behind a line in a batch."""
MAX_WIDTH = 4096
_LEAST_KEPT = 0.45  # share of a crop's rows that trimming leaves at least, so that a lone dash is not blown up
_INK = 0.32  # darkness (0 paper .. 1 ink) from which a pixel counts as ink for trimming

Grey = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.float32]


def _darkness(grey: Grey) -> Rows:
    """(h, w) grey -> darkness 0 (paper, the 80th percentile) .. 1 (ink, the 1st); a crop without contrast stays pale."""
    ink, paper = np.percentile(grey[:, :: 2 if grey.shape[1] > 64 else 1], (1, 80))
    ink = min(ink, paper - 24.0)
    darkness: Rows = np.clip((paper - grey.astype(np.float32)) * np.float32(1 / (paper - ink)), 0, 1)
    return darkness


def _ink_rows(darkness: Rows) -> tuple[int, int]:
    """First and last + 1 row that hold ink, one row of paper kept on both sides, never fewer than a fixed share of all."""
    height = darkness.shape[0]
    inked = np.flatnonzero(darkness.max(axis=1) > _INK)
    if not len(inked):
        return 0, height
    top, bottom = max(0, int(inked[0]) - 1), min(height, int(inked[-1]) + 2)
    lacking = round(height * _LEAST_KEPT) - (bottom - top)
    if lacking > 0:
        top = max(0, min(top - lacking // 2, height - round(height * _LEAST_KEPT)))
        bottom = min(height, top + round(height * _LEAST_KEPT))
    return top, bottom


def line_image(grey: Grey) -> Rows:
    """One line crop -> what the network reads.

    `grey`: (h, w) uint8, dark ink on lighter paper, at least 4 x 4 pixels (ValueError else). Result: (HEIGHT, W) float32, paper
    near 0 and ink near 1; blank rows above and below the ink are cut away, the aspect is kept, and no margin is added at the
    sides, so that column x of the result lies over column x * w / W of the crop.
    """
    height, width = grey.shape
    if height < 4 or width < 4:
        raise ValueError(f"a line crop of {width} x {height} pixels is too small to read")
    darkness = _darkness(grey)
    top, bottom = _ink_rows(darkness)
    kept = darkness[top:bottom]
    columns = min(MAX_WIDTH, max(8, round(width * HEIGHT / kept.shape[0])))
    method = cv2.INTER_AREA if kept.shape[0] > HEIGHT else cv2.INTER_LINEAR
    result: Rows = cv2.resize(kept, (columns, HEIGHT), interpolation=method).astype(np.float32, copy=False)
    return result
