"""The signs that were read on a line, as words with boxes over their ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.line_reader import ReadSign
from ocr.paper import Grey

INK_SHARE = 0.45  # a pixel is ink if it lies this far from the line's paper towards its ink


def middle(sign: ReadSign) -> float:
    """The column a sign stands about."""
    return (sign.left + sign.right) / 2


@dataclass(frozen=True)
class SeenWord:
    """A word on a line: its signs in logical order, the place of the first on the line, its box in the line's picture."""

    signs: tuple[ReadSign, ...]
    start: int
    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    @property
    def text(self) -> str:
        return "".join(sign.char for sign in self.signs)


def words_on(signs: Sequence[ReadSign], crop: Grey) -> list[SeenWord]:
    """Words in reading order. `signs` are in logical order, spaces among them; `crop` is the picture they were read on."""
    words: list[SeenWord] = []
    start = 0
    for i in range(len(signs) + 1):
        if i == len(signs) or signs[i].char == " ":
            if i > start:
                words.append(SeenWord(tuple(signs[start:i]), start))
            start = i + 1
    return _boxed(words, crop)


def _boxed(words: list[SeenWord], crop: Grey) -> list[SeenWord]:
    """`words` with boxes: cut in the widest gap of ink between neighbours, then drawn tight around the ink."""
    if not words:
        return []
    ink = ink_of(crop)
    columns = np.asarray(ink.any(axis=0), np.bool_)
    in_sight = sorted(range(len(words)), key=lambda i: _middle(words[i]))
    cuts = [0]
    for a, b in pairwise(in_sight):
        low = max(middle(sign) for sign in words[a].signs)
        high = min(middle(sign) for sign in words[b].signs)
        cuts.append(max(cuts[-1], _cut(columns, low, high)))
    cuts.append(crop.shape[1])
    result = list(words)
    for at, i in enumerate(in_sight):
        result[i] = _tight(words[i], ink, cuts[at], cuts[at + 1])
    return result


def ink_of(crop: Grey) -> NDArray[np.bool_]:
    """Where the ink of a line's picture is."""
    ink, paper = np.percentile(crop[:, ::2] if crop.shape[1] > 8 else crop, (1, 80))
    return np.asarray(crop < paper - INK_SHARE * max(24.0, paper - ink), np.bool_)


def _middle(word: SeenWord) -> float:
    return sum(middle(sign) for sign in word.signs) / len(word.signs)


def _cut(columns: NDArray[np.bool_], low: float, high: float) -> int:
    """The middle of the widest run of columns without ink between two places, or half-way where there is none."""
    low, high = sorted((low, high))
    first, last = max(0, int(low)), min(len(columns), int(high) + 1)
    best = (0, (low + high) / 2)
    start: int | None = None
    for x in range(first, last + 1):
        if x < last and not columns[x]:
            start = x if start is None else start
        elif start is not None:
            best = max(best, (x - start, (x + start) / 2))
            start = None
    return int(best[1])


def _tight(word: SeenWord, ink: NDArray[np.bool_], left: int, right: int) -> SeenWord:
    right = max(right, left + 1)
    here = ink[:, left:right]
    across, down = np.flatnonzero(here.any(axis=0)), np.flatnonzero(here.any(axis=1))
    if not len(across):
        low = min(sign.left for sign in word.signs)
        high = max(sign.right for sign in word.signs)
        return SeenWord(word.signs, word.start, int(low), 0, max(int(low) + 1, int(high)), ink.shape[0])
    x0, x1, y0, y1 = int(across[0]), int(across[-1]) + 1, int(down[0]), int(down[-1]) + 1
    return SeenWord(word.signs, word.start, left + x0, y0, left + x1, y1)
