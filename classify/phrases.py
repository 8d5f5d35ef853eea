"""Finding the catalogue's wordings in poorly read text.

Both sides are reduced to skeletons (no dots, no spaces), so that a lost dot, a split or glued word costs nothing; what errors
remain are bridged by the best alignment of the wording inside the line (RapidFuzz `partial_ratio`: 100 x the normalised indel
similarity of the best window).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from rapidfuzz import fuzz

from classify.view import skeleton
from domain.catalogue import Catalogue

# Lines are padded to the longest wording, since partial_ratio slides the shorter text over the longer one.
_PAD = "."
_SHORT = 5
# A word of a wording is there if so much of it (partial_ratio) is found where the wording was, or so many letters beside that.
_WORD_THERE, _SLACK = 60.0, 2
_NEGATIONS = frozenset(map(skeleton, ("عدم", "لعدم", "بعدم", "وعدم", "لم", "ولم", "لن", "ولن", "تعذر", "لتعذر", "يتعذر")))
_PREFIXES = frozenset(map(skeleton, ("", "ال", "و", "ب", "ل", "ف", "وال", "بال", "لل")))


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
    """A wording found in line number `line` (of the list that was searched), at `start` to `end`, with `quality` 0 to 1."""

    phrase: Phrase
    line: int
    quality: float
    start: int = 0
    end: int = 0


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
        words = {phrase.glued: [skeleton(word) for word in phrase.text.split()] for phrase in self.phrases}
        self._words = [tuple(word for word in words[pattern] if len(word) >= 3) for pattern in self._patterns]
        titles = {phrase.glued for phrase in self.phrases if phrase.rank is Rank.TITLE}
        self._negates = [not _NEGATIONS.isdisjoint(words[pattern]) for pattern in self._patterns]
        self._may_miss = [
            int(pattern not in titles and len(long) >= 3 and not negates)
            for pattern, long, negates in zip(self._patterns, self._words, self._negates, strict=True)
        ]
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

    def find(self, lines: Sequence[str], starts: Sequence[Sequence[int]] | None = None) -> list[Match]:
        """Every wording found in `lines` (skeletons), with the quality of the match.

        With `starts` (where the words of each line begin, and its length) short wordings must be words of the line, and a wording
        after a negation counts not at all. A wording inside a longer one of another type says nothing of its own.
        """
        found: list[Match] = []
        for number, line in enumerate(lines):
            here = list(self._in_line(line, number, tuple(starts[number]) if starts else None))
            found.extend(match for match in here if not any(_speaks_for(longer, match) for longer in here))
        return found

    def _in_line(self, line: str, number: int, starts: tuple[int, ...] | None) -> Iterator[Match]:
        padded = line.ljust(self._width, _PAD)
        for place in self._likely(line):
            pattern, limit = self._patterns[place], self._cutoffs[place]
            at = fuzz.partial_ratio_alignment(pattern, padded, score_cutoff=limit)
            if at is None or not self._stands(place, padded, at.dest_start, at.dest_end, starts):
                continue
            quality = 0.5 + 0.5 * (at.score - limit) / max(100.0 - limit, 1.0)
            for phrase in self._holders[pattern]:
                yield Match(phrase, number, quality, at.dest_start, at.dest_end)

    def _stands(self, place: int, line: str, start: int, end: int, starts: tuple[int, ...] | None) -> bool:
        """Whether what was found is the wording indeed: its words are there (of a title and a negation each one, of a longer
        wording all but one), it is not part of words, and not negated."""
        window = line[max(0, start - _SLACK) : end + _SLACK]
        if sum(fuzz.partial_ratio(word, window) < _WORD_THERE for word in self._words[place]) > self._may_miss[place]:
            return False
        if starts is None:
            return True
        negated = _negated(line, start, start if self._negates[place] else end, starts)
        return not negated and (end - start > _SHORT or _is_word(line, start, end, starts))

    def _likely(self, line: str) -> list[int]:
        """The wordings that share enough pairs of letters with a line to be worth aligning."""
        postings = [self._postings[pair] for pair in _pairs(line) if pair in self._postings]
        if not postings:
            return []
        shared = np.bincount(np.concatenate(postings), minlength=len(self._patterns))
        likely: list[int] = np.flatnonzero(shared >= self._needed).tolist()
        return likely


def _speaks_for(longer: Match, match: Match) -> bool:
    """Whether `match` is but a part of `longer`, a wording of another type: `الموافقة على` in `عدم الموافقة على`."""
    inside = longer.start - 1 <= match.start and match.end <= longer.end + 1
    part = match.phrase.glued != longer.phrase.glued and match.phrase.glued in longer.phrase.glued
    return inside and part and longer.phrase.type != match.phrase.type


def _negated(line: str, start: int, end: int, starts: tuple[int, ...]) -> bool:
    """Whether the word before `start` is a negation, or a further one that begins before `end`."""
    at, last = bisect_right(starts, start + 1) - 1, min(bisect_left(starts, end - 1), len(starts) - 1)
    words = range(max(at - 1, 0), max(at, last))
    return any(line[starts[word] : starts[word + 1]] in _NEGATIONS for word in words)


def _is_word(line: str, start: int, end: int, starts: tuple[int, ...]) -> bool:
    """Whether `start` to `end` are words of the line, but for a prefix such as the article."""
    begin = starts[max(bisect_right(starts, start) - 1, 0)]
    return end in starts and line[begin:start] in _PREFIXES


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
