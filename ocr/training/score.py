"""Scores of a recogniser on packs: character errors, lines and numbers exactly right. Texts are in visual order."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from ocr.charset import CHARS, to_visual
from ocr.training.packs import Pack, Pixels

LogProbs = npt.NDArray[np.float32]
Predict = Callable[[Sequence[Pixels]], list[LogProbs]]
"""Pictures of like width -> for each its log-probabilities (frames, classes)."""

_FOLD = str.maketrans(
    {**dict(zip("أإآىةؤئ", "ااايهوي", strict=True)), "ء": None, "\u064b": None} | {c: str(i) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩")}
)
_NUMBER = re.compile(r"\d[\d.,/:٫٬-]*\d|\d")


def fold(text: str) -> str:
    """What the truth of some sets does not tell apart made one: hamza seats, digit scripts, marks, signs."""
    return " ".join(re.sub(r"[^\w\s]", "", text.translate(_FOLD)).split())


def greedy(log_probs: LogProbs) -> str:
    """(frames, classes) -> visual text of the best path."""
    best = log_probs.argmax(axis=-1)
    changed = np.flatnonzero(np.diff(best, prepend=0) != 0)
    text = "".join(CHARS[c - 1] for c in best[changed] if c)
    return " ".join(text.split())


@dataclass
class Score:
    """Counts over one set of lines."""

    lines: int = 0
    lines_right: int = 0
    errors: int = 0
    signs: int = 0
    folded_errors: int = 0
    folded_signs: int = 0
    numbers: int = 0
    numbers_right: int = 0
    misses: list[tuple[float, str, str]] = field(default_factory=list)

    def add(self, read: str, truth: str) -> None:
        """Count one line; both texts in visual order."""
        distance = Levenshtein.distance(read, truth)
        self.lines += 1
        self.lines_right += distance == 0
        self.errors += distance
        self.signs += len(truth)
        folded, wanted = fold(read), fold(truth)
        self.folded_errors += Levenshtein.distance(folded, wanted)
        self.folded_signs += len(wanted)
        printed, found = Counter(_NUMBER.findall(truth)), Counter(_NUMBER.findall(read))
        self.numbers += printed.total()
        self.numbers_right += (printed & found).total()
        if distance:
            self.misses.append((distance / len(truth), truth, read))

    def summary(self) -> dict[str, float | str | int]:
        """Rates in per cent."""
        return {
            "cer": round(100 * self.errors / max(1, self.signs), 2),
            "folded": round(100 * self.folded_errors / max(1, self.folded_signs), 2),
            "lines_right": round(100 * self.lines_right / max(1, self.lines), 1),
            "numbers": f"{self.numbers_right}/{self.numbers}",
            "lines": self.lines,
        }


def score_pack(predict: Predict, pack: Pack, limit: int | None = None, batch: int = 12) -> Score:
    """Read the first `limit` lines of a pack, in batches of like width."""
    score = Score()
    order = sorted(range(len(pack))[:limit], key=pack.widths.__getitem__)
    for start in range(0, len(order), batch):
        numbers = order[start : start + batch]
        for number, log_probs in zip(numbers, predict([pack.pixels(n) for n in numbers]), strict=True):
            score.add(greedy(log_probs), to_visual(pack.texts[number]))
    return score
