"""Finding the catalogue's wordings in poorly read text.

Both sides are reduced to skeletons (no dots, no spaces), so that a lost dot, a split or glued word costs nothing; what errors
remain are bridged by the best alignment of the wording inside the line (RapidFuzz `partial_ratio`: 100 x the normalised indel
similarity of the best window).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from rapidfuzz import fuzz

from classify.view import skeleton
from domain.catalogue import Catalogue

# Lines are padded to the longest wording, since partial_ratio slides the shorter text over the longer one.
_PAD = "."
_SHORT = 5


class Rank(Enum):
    """How much a wording says about its type."""

    TITLE = "title"
    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording of one type; `share` is 1 for a wording that no other type lists and less for shared ones."""

    type: str
    rank: Rank
    text: str
    glued: str
    share: float


@dataclass(frozen=True, slots=True)
class Match:
    """A wording found in line number `line` (of the list that was searched) with `quality` 0 to 1."""

    phrase: Phrase
    line: int
    quality: float


class PhraseTable:
    """The wordings of a catalogue, ready to be searched."""

    def __init__(self, catalogue: Catalogue) -> None:
        listed = [
            (kind.code, rank, text, skeleton(text))
            for kind in catalogue.types.values()
            for rank, texts in ((Rank.TITLE, kind.titles), (Rank.STRONG, kind.strong), (Rank.WEAK, kind.weak))
            for text in texts
        ]
        listed = list(
            {(code, glued): (code, rank, text, glued) for code, rank, text, glued in reversed(listed) if glued}.values()
        )
        holders = Counter(glued for _, _, _, glued in listed)
        self.phrases = tuple(Phrase(c, r, t, g, 1 / holders[g]) for c, r, t, g in listed)
        self._patterns = sorted({phrase.glued for phrase in self.phrases})
        self._width = max((len(pattern) for pattern in self._patterns), default=0)
        self._cutoffs = [cutoff(len(pattern)) for pattern in self._patterns]
        self._needed = np.array([_pairs_needed(p, c) for p, c in zip(self._patterns, self._cutoffs, strict=True)], dtype=np.int64)
        self._holders: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            self._holders.setdefault(phrase.glued, []).append(phrase)
        postings: dict[str, list[int]] = {}
        for number, pattern in enumerate(self._patterns):
            for pair in _pairs(pattern):
                postings.setdefault(pair, []).append(number)
        self._postings = {pair: np.array(numbers, dtype=np.int64) for pair, numbers in postings.items()}

    def find(self, lines: Sequence[str]) -> list[Match]:
        """Every wording found in `lines` (skeletons), with the quality of the match."""
        found: list[Match] = []
        for number, line in enumerate(lines):
            padded = line.ljust(self._width, _PAD)
            for place in self._likely(line):
                pattern, limit = self._patterns[place], self._cutoffs[place]
                score = fuzz.partial_ratio(pattern, padded, score_cutoff=limit)
                if score:
                    quality = 0.5 + 0.5 * (score - limit) / max(100.0 - limit, 1.0)
                    found.extend(Match(phrase, number, quality) for phrase in self._holders[pattern])
        return found

    def _likely(self, line: str) -> list[int]:
        """The wordings that share enough pairs of letters with a line to be worth aligning."""
        postings = [self._postings[pair] for pair in _pairs(line) if pair in self._postings]
        if not postings:
            return []
        shared = np.bincount(np.concatenate(postings), minlength=len(self._patterns))
        likely: list[int] = np.flatnonzero(shared >= self._needed).tolist()
        return likely


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters in a text."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _pairs_needed(pattern: str, limit: float) -> int:
    """How many of its pairs a wording must share with a line to reach its cutoff: each misread letter spoils two."""
    misread = math.ceil((1 - limit / 100) * len(pattern))
    return max(1, len(_pairs(pattern)) - 2 * misread)


def cutoff(length: int) -> float:
    """The least partial_ratio (0 to 100) at which a wording of so many skeleton letters counts as found.

    Short wordings must be read whole, longer ones may hold errors in proportion; chance alone rarely aligns three quarters
    of ten letters.
    """
    if length <= _SHORT:
        return 99.0
    return max(78.0, 99.0 - 5.0 * math.sqrt(length - _SHORT))
