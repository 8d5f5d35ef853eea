"""Finding the catalogue's wordings in poorly read text.

Both sides are reduced to skeletons (no dots, no spaces), so that a lost dot, a split or glued word costs nothing; what errors remain
are bridged by the best alignment of the wording inside the line (RapidFuzz `partial_ratio`: 100 x the normalised indel
similarity of the best window).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from rapidfuzz import fuzz, process

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
        self._cutoffs = np.array([cutoff(len(pattern)) for pattern in self._patterns])
        self._holders: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            self._holders.setdefault(phrase.glued, []).append(phrase)

    def find(self, lines: Sequence[str]) -> list[Match]:
        """Every wording found in `lines` (skeletons), with the quality of the match."""
        if not lines or not self._patterns:
            return []
        padded = [line.ljust(self._width, _PAD) for line in lines]
        scores = process.cdist(self._patterns, padded, scorer=fuzz.partial_ratio, score_cutoff=75, dtype=np.float32)
        found: list[Match] = []
        for pattern, line in np.argwhere(scores >= self._cutoffs[:, None]):
            limit = self._cutoffs[pattern]
            quality = 0.5 + 0.5 * (float(scores[pattern, line]) - limit) / max(100.0 - limit, 1.0)
            found.extend(Match(phrase, int(line), quality) for phrase in self._holders[self._patterns[pattern]])
        return found


def cutoff(length: int) -> float:
    """The least partial_ratio (0 to 100) at which a wording of so many skeleton letters counts as found.

    Short wordings must be read whole, longer ones may hold errors in proportion; chance alone rarely aligns three quarters
    of ten letters.
    """
    if length <= _SHORT:
        return 99.0
    return max(78.0, 99.0 - 5.0 * math.sqrt(length - _SHORT))
