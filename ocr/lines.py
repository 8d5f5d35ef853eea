"""Pieces of ink gathered into lines of writing.

Pieces that stand close together on one level make blobs; blobs on one level with no wide gap and no upright rule between
them make a line; then every piece, dots and small strokes included, goes to the line it lies in. Lines grow at their ends while
dots follow on: the Arabic-Indic zero is a dot, and a number may begin or end with a run of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.components import Ints, components
from ocr.paper import Grey
from ocr.pieces import Pieces

Boxes = NDArray[np.float64]  # rows of left, top, right, bottom

SMEAR = 1.5  # letter heights bridged inside a blob
WORD_GAP = 2.4  # letter heights between blobs of one line at most
DOT_RISE = 0.5  # letter heights above or below the body of a line for its dots
DOT_REACH = 1.3  # letter heights from the end of a line to a dot that continues it
GROWTH_ROUNDS = 8
STEEPEST = 0.06  # slope that a line may have left
CLOSE = 0.12  # letter heights of room beside an upright rule in all; words keep clear of a printed one, a fold runs through them
OFF_LEVEL = 0.8  # letter heights that a box may stand above or below its line


@dataclass(frozen=True)
class Gathered:
    """`owner[piece]` is 0 or 1 + the line the piece belongs to; `cores` are (top, bottom) of each line's body of letters."""

    owner: Ints
    cores: NDArray[np.float64]


def gather(pieces: Pieces) -> Gathered:
    """Lines of writing among the pieces, in no order yet."""
    boxes = _blobs(pieces)
    groups = [line for group in _joined(boxes, pieces) for line in _levelled(group, boxes, pieces)]
    if not groups:
        return Gathered(np.zeros(len(pieces.x), np.int32), np.zeros((0, 2)))
    spans = np.array([_around(boxes[group]) for group in groups])
    cores = np.array([_core(boxes[group]) for group in groups])
    owner = _claimed(pieces, spans, cores)
    again = _joined(np.column_stack([spans[:, 0], cores[:, 0], spans[:, 2], cores[:, 1]]), pieces)
    to = np.zeros(len(groups) + 1, np.int32)
    for line, members in enumerate(again):
        to[np.asarray(members) + 1] = line + 1
    widths = spans[:, 2] - spans[:, 0]
    merged = np.array([np.average(cores[group], axis=0, weights=np.maximum(widths[group], 1)) for group in again])
    return Gathered(to[owner], merged)


def _blobs(pieces: Pieces) -> Boxes:
    """Boxes of big pieces smeared together sideways; a blob of several rows is cut between them."""
    size = pieces.size
    body = pieces.big[pieces.labels].astype(np.uint8)
    smear = cv2.morphologyEx(body, cv2.MORPH_CLOSE, np.ones((1, max(3, int(SMEAR * size))), np.uint8))
    smear[pieces.rules.down > 0] = 0
    blobs = components(np.asarray(smear, np.uint8), corners_join=False).stats
    boxes = []
    for x, y, w, h, _ in blobs[1:]:
        if h >= 0.3 * size or w >= 0.6 * size:
            rows = _rows(body[y : y + h, x : x + w], size)
            boxes += [(x, y + top, x + w, y + bottom) for top, bottom in rows]
    return np.array(boxes, float).reshape(-1, 4)


def _rows(body: Grey, size: float) -> list[tuple[int, int]]:
    """(top, bottom) of each row of writing in a blob, cut at the gaps of its row profile."""
    height = body.shape[0]
    if height < 2.3 * size:
        return [(0, height)]
    ink = body.sum(axis=1).astype(np.float32)[:, None]
    profile = cv2.GaussianBlur(ink, (1, 2 * int(size / 4) + 1), 0)[:, 0]
    reach, least = int(0.7 * size), 0.25 * profile.max()
    peaks: list[int] = []
    for i in range(height):
        is_peak = profile[i] > least and profile[i] == profile[max(0, i - reach) : i + reach + 1].max()
        if is_peak and (not peaks or i - peaks[-1] > 0.9 * size):
            peaks.append(i)
    if len(peaks) < 2:
        return [(0, height)]
    cuts = [0] + [a + int(np.argmin(profile[a:b])) for a, b in pairwise(peaks)] + [height]
    return list(pairwise(cuts))


def _joined(boxes: Boxes, pieces: Pieces) -> list[list[int]]:
    """Indices of boxes that make one line each: on one level, no wide gap and no upright rule between them.

    A dot beside large letters joins the nearest of them only, else it would tie the line above to the one below.
    """
    groups = _Groups(len(boxes))
    letter_of: dict[int, tuple[float, int]] = {}
    order = np.argsort(boxes[:, 1], kind="stable")
    tops = boxes[order, 1]
    for at, i in enumerate(order):
        below = order[at + 1 : np.searchsorted(tops, boxes[i, 3] + 0.5 * pieces.size, "right")]
        near, dot = _relations(boxes[i], boxes[below], pieces.size)
        for j in below[near & ~dot]:
            if not _ruled_off(boxes[i], boxes[j], pieces):
                groups.join(int(i), int(j))
        for j in below[dot]:
            small, large = sorted((int(i), int(j)), key=lambda k: boxes[k, 3] - boxes[k, 1])
            away = float(max(boxes[i, 1], boxes[j, 1]) - min(boxes[i, 3], boxes[j, 3]))
            letter_of[small] = min(letter_of.get(small, (away, large)), (away, large))
    for small, (_, large) in letter_of.items():
        groups.join(small, large)
    return groups.members()


def _levelled(group: list[int], boxes: Boxes, pieces: Pieces) -> list[list[int]]:
    """A group of boxes as one line, or as several where it climbed from row to row (over the writing round a stamp, say)."""
    wide = np.array([i for i in group if boxes[i, 2] - boxes[i, 0] >= pieces.size], np.intp)
    if len(wide) < 2:
        return [group]
    x, y = boxes[wide][:, [0, 2]].mean(axis=1), boxes[wide][:, [1, 3]].mean(axis=1)
    weight = boxes[wide, 2] - boxes[wide, 0]
    x0, y0 = np.average(x, weights=weight), np.average(y, weights=weight)
    slope = np.average((x - x0) * (y - y0), weights=weight) / max(1.0, float(np.average((x - x0) ** 2, weights=weight)))
    level = y0 + np.clip(slope, -STEEPEST, STEEPEST) * (x - x0)
    heights = np.maximum(pieces.size, boxes[wide, 3] - boxes[wide, 1])
    away = set(wide[np.abs(y - level) > OFF_LEVEL * heights].tolist())
    if not away or len(away) == len(group):
        return [group]
    apart = sorted(away)
    return [[i for i in group if i not in away], *([apart[i] for i in part] for part in _joined(boxes[apart], pieces))]


class _Groups:
    """Things that are joined two by two."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def _root(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, one: int, other: int) -> None:
        self._parent[self._root(one)] = self._root(other)

    def members(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for i in range(len(self._parent)):
            found.setdefault(self._root(i), []).append(i)
        return list(found.values())


def _relations(one: NDArray[np.float64], others: Boxes, size: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of `others` lie on the level of `one` and near enough to be of the same line; which are dots of its large letters, or
    the other way round."""
    overlap = np.minimum(one[3], others[:, 3]) - np.maximum(one[1], others[:, 1])
    gap = np.maximum(one[0], others[:, 0]) - np.minimum(one[2], others[:, 2])
    height, heights = one[3] - one[1], others[:, 3] - others[:, 1]
    near = (overlap >= 0.5 * np.minimum(height, heights)) & (gap <= WORD_GAP * size)
    stacked = (overlap < 0.25 * np.maximum(height, heights)) & (gap < -0.3 * size)
    lower, higher = np.minimum(height, heights), np.maximum(height, heights)
    narrower = np.minimum(one[2] - one[0], others[:, 2] - others[:, 0])
    dot = (
        (higher > 1.3 * size)
        & (lower < 0.5 * higher)
        & (-overlap < 0.25 * higher)
        & (-gap >= 0.9 * narrower)
        & (narrower < higher)
    )
    return np.asarray(near & ~stacked, np.bool_), np.asarray(dot, np.bool_)


def _ruled_off(one: NDArray[np.float64], other: NDArray[np.float64], pieces: Pieces) -> bool:
    """Whether an upright rule stands in the gap between two boxes, with room beside it."""
    left, right = int(min(one[2], other[2])), int(max(one[0], other[0]))
    if right <= left:
        return False
    top, bottom = int(max(one[1], other[1])), int(min(one[3], other[3])) + 1
    ruled = pieces.rules.down[top:bottom, left:right].any(axis=0)
    return bool(ruled.any()) and int((~ruled).sum()) > CLOSE * pieces.size


def _claimed(pieces: Pieces, spans: Boxes, cores: NDArray[np.float64]) -> Ints:
    """Owner of every piece. `spans` are widened in place as lines grow at their ends."""
    size = pieces.size
    owner = np.zeros(len(pieces.x), np.int32)
    free = np.flatnonzero(pieces.usable)
    for _ in range(GROWTH_ROUNDS):
        cx, cy = pieces.x[free] + pieces.w[free] / 2, pieces.y[free] + pieces.h[free] / 2
        near, dx, dy = _nearest(cx, cy, spans, cores)
        fits = (dx <= DOT_REACH * size) & (dy <= np.where(pieces.big[free], 0.8, DOT_RISE) * size)
        for i in np.flatnonzero(fits & (dx > 0)):
            fits[i] = not _rule_between(cx[i], cy[i], spans[near[i]], pieces)
        owner[free[fits]] = near[fits] + 1
        before = spans.copy()
        for i in np.flatnonzero(fits & (dx > 0) & (dy == 0)):
            piece, span = free[i], spans[near[i]]
            span[0] = min(span[0], pieces.x[piece])
            span[2] = max(span[2], pieces.x[piece] + pieces.w[piece])
        free = free[~fits]
        if not len(free) or np.array_equal(before, spans):
            break
    return owner


def _nearest(
    cx: NDArray[np.float64], cy: NDArray[np.float64], spans: Boxes, cores: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """For every point the nearest line, and how far outside of it the point lies, across and up or down."""
    x, y = cx[:, None], cy[:, None]
    dx = np.maximum(0, np.maximum(spans[:, 0] - x, x - spans[:, 2]))
    dy = np.maximum(0, np.maximum(cores[:, 0] - y, y - cores[:, 1]))
    near = np.argmin(dx * 0.6 + dy * 2 + np.abs(cores.mean(axis=1) - y) * 0.05, axis=1)
    row = np.arange(len(cx))
    return near, dx[row, near], dy[row, near]


def _rule_between(x: float, y: float, span: NDArray[np.float64], pieces: Pieces) -> bool:
    edge = span[0] if x < span[0] else span[2]
    level = min(int(y), pieces.rules.down.shape[0] - 1)
    return bool(pieces.rules.down[level, int(min(x, edge)) : int(max(x, edge))].any())


def _around(boxes: Boxes) -> list[float]:
    return [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]


def _core(boxes: Boxes) -> NDArray[np.float64]:
    """Top and bottom of a line, the mean of its blobs weighted by width."""
    return np.asarray(np.average(boxes[:, [1, 3]], axis=0, weights=np.maximum(boxes[:, 2] - boxes[:, 0], 1)))
