"""Does a confidence keep its word? Read words are laid beside the printed ones by place, and counted by what they promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.ocr.scoring import fold
from bench.ocr.sets import TruePage
from domain.documents import Box, RecognizedPage, Word

EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def judged(page: TruePage, read: RecognizedPage) -> Iterator[tuple[Word, bool]]:
    """Every word read over print, and whether it is right; what stands where nothing is printed (stamps) is not counted."""
    words = [word for line in read.lines for word in line.words if fold(word.text)]
    if page.words:
        yield from _by_word(page.words, words)
    else:
        yield from _by_line(page.lines, page.line_boxes, words)


def _by_word(printed: Sequence[tuple[str, int, int, int, int]], words: Iterable[Word]) -> Iterator[tuple[Word, bool]]:
    for word in words:
        over = [text for text, *box in printed if _overlap(word.box, box) > 0.3]
        if over:
            yield word, fold(word.text) in {fold(text) for text in over}


def _by_line(
    lines: Sequence[str], boxes: Sequence[tuple[int, int, int, int]], words: Iterable[Word]
) -> Iterator[tuple[Word, bool]]:
    left = [Counter(fold(line).split()) for line in lines]
    for word in words:
        shares = [_overlap(word.box, box) for box in boxes]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        if best is None or shares[best] < 0.5:
            continue
        text = fold(word.text)
        yield word, left[best][text] > 0
        left[best][text] -= 1


def _overlap(box: Box, other: Sequence[int]) -> float:
    """Share of the smaller of two boxes that lies on the other."""
    left, top, width, height = other
    wide = min(box.right, left + width) - max(box.left, left)
    high = min(box.bottom, top + height) - max(box.top, top)
    least = min(box.width * box.height, width * height)
    return wide * high / least if wide > 0 and high > 0 and least else 0.0


@dataclass
class Reliability:
    """Words by the confidence they were given: how many, how many right, what was promised on the whole."""

    words: Counter[int] = field(default_factory=Counter)
    right: Counter[int] = field(default_factory=Counter)
    promised: dict[int, float] = field(default_factory=dict)

    def add(self, confidence: float, is_right: bool) -> None:
        bin_no = max(i for i, edge in enumerate(EDGES[:-1]) if confidence >= edge)
        self.words[bin_no] += 1
        self.right[bin_no] += is_right
        self.promised[bin_no] = self.promised.get(bin_no, 0.0) + confidence

    def __add__(self, other: Reliability) -> Reliability:
        promised = {i: self.promised.get(i, 0.0) + other.promised.get(i, 0.0) for i in {*self.promised, *other.promised}}
        return Reliability(self.words + other.words, self.right + other.right, promised)

    def rows(self) -> Iterator[tuple[str, int, float, float]]:
        """(range, words, mean confidence given, share right) of every range that holds words."""
        for i in sorted(self.words):
            count = self.words[i]
            yield f"{EDGES[i]:.2f}-{EDGES[i + 1]:.2f}", count, self.promised[i] / count, self.right[i] / count

    @property
    def error(self) -> float:
        """Expected calibration error: mean distance of promise and truth, each word counted once."""
        total = sum(self.words.values())
        return sum(count * abs(given - true) for _, count, given, true in self.rows()) / total if total else 0.0
