"""From the reader's probabilities to a confidence that keeps its word: of the words given 0.9, nine in ten are right.

A logistic curve over a few features of a word; its coefficients are fitted by `python -m bench.ocr.calibrate` on papers and real
printed lines that the reader was not trained on, and stored in `confidence.json` with how they came about.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

COEFFICIENTS = Path(__file__).with_name("confidence.json")
LEAST = 1e-4


@dataclass(frozen=True)
class WordFeatures:
    """What is known of a word besides its text.

    Probabilities of its signs, of the line's signs, whether it is a number, and the share of its reading among those that were
    weighed by their spelling (1 where none was).
    """

    signs: tuple[float, ...]
    line_mean: float
    is_number: bool
    settled: float = 1.0


def features(word: WordFeatures) -> tuple[float, ...]:
    """The numbers that the curve weighs, the constant last."""
    chances = [min(1 - LEAST, max(LEAST, p)) for p in word.signs] or [LEAST]
    doubt = sum(-math.log(p) for p in chances)
    settled = min(1 - LEAST, max(LEAST, word.settled))
    line = min(1 - LEAST, max(LEAST, word.line_mean))
    return (
        -math.log(doubt + LEAST),
        math.log(settled / (1 - settled)),
        math.log(line / (1 - line)),
        math.log(len(chances)),
        1.0 if word.is_number else 0.0,
        1.0 if word.settled < 1 else 0.0,
        1.0,
    )


def confidence(word: WordFeatures) -> float:
    """The chance that the word is exactly right, 0 to 1."""
    total = sum(weight * value for weight, value in zip(_weights(), features(word), strict=True))
    return 1 / (1 + math.exp(-max(-20.0, min(20.0, total))))


def page_confidence(words: Sequence[tuple[str, float]]) -> float:
    """Mean confidence of a page's words, each counted by its length."""
    length = sum(len(text) for text, _ in words)
    return sum(len(text) * sure for text, sure in words) / length if length else 0.0


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    return tuple(json.loads(COEFFICIENTS.read_text(encoding="utf-8"))["weights"])
