"""Candidate pages looked at word by word and put in order.

A page's score is the weighted share of the query that it holds: for each word of the query the best match on the page, weighted
by how telling the word is; a page that holds all of it fairly well comes before one that holds a part of it exactly. Then a bonus
for words that stand together, in their order, and some of the engine's own score, which knows exact forms and keeps the order of
clean pages.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from archive_store.search.matching import GOOD, Glued, Matrix, Span, date_span
from archive_store.search.query_values import QueryWord
from archive_store.search.sheets import Sheets

_WORTHLESS: Final = 0.45  # a similarity that any page reaches by chance
_AS_MEANT: Final = 0.90  # from here on a difference says how well the page was read, not whether it is the one
_NEAR: Final = 0.60  # the most that nearness adds
_ENGINE: Final = 0.45  # the most that the engine's score adds
_LOOKED_INTO: Final = 60  # pages whose torn words, and whose words that stand together, are looked for
_ENOUGH: Final = 0.80  # a word matched this well is not looked for among torn and joined ones
_GLUED_LEAST: Final = 0.85  # among letters without blanks chance reaches more than among words
_PHRASE_LEAST: Final = 0.60  # each word of a phrase, at least
_FAR: Final = 12  # words apart


@dataclass(frozen=True, slots=True)
class Ranked:
    """The place `index` of a candidate among those given, its score, and the share of the query it holds (0 to 1)."""

    index: int
    score: float
    share: float


def rank(
    pages: Sequence[str],
    engine: Sequence[float],
    words: Sequence[QueryWord],
    weights: Sequence[float],
    phrases: Sequence[Sequence[QueryWord]] = (),
) -> list[Ranked]:
    """The candidates (as `analysis.unpack` gives them, and the engine's scores), best first.

    Pages on which a phrase's words do not follow one another are left out.
    """
    if not pages or not words:
        return []
    sheets = Sheets(pages, words)
    share: Matrix = np.sqrt(np.asarray(weights, dtype=np.float32))  # a rare word may be a common one misread
    share = share / max(float(share.sum()), 1e-6)
    best = sheets.best()
    held = share @ worth(best)
    own = np.asarray(engine, dtype=np.float32)
    own = _ENGINE * own / max(float(own.max()), 1e-6)
    first = _completeness(held) + own
    order = np.argsort(-first, kind="stable").tolist()
    out = [] if phrases else [Ranked(index, float(first[index]), float(held[index])) for index in order[_LOOKED_INTO:]]
    for index in order[:_LOOKED_INTO]:
        matrix, column = sheets.matrix_of(index), best[:, index].copy()
        spans = _spans(sheets.words_of(index), words, matrix, column)
        if all(_holds_phrase(matrix, words, phrase) for phrase in phrases):
            found = float(share @ worth(column))
            near = _NEAR * _nearness(matrix, spans, share) ** 2
            out.append(Ranked(index, _completeness(found) + near + float(own[index]), found))
    return sorted(out, key=lambda each: -each.score)


def worth(similarity: Matrix) -> Matrix:
    """What a similarity says: nothing up to what chance gives, and no more once the word is surely the one meant."""
    lifted: Matrix = np.clip((similarity - _WORTHLESS) / (_AS_MEANT - _WORTHLESS), 0, 1)
    return lifted


def _completeness(held: Any) -> Any:
    """The worth of holding a share of a query: the last word counts for more than the first."""
    return held * (1 + held) / 2


def _spans(page: Sequence[str], words: Sequence[QueryWord], matrix: Matrix, column: Matrix) -> list[Span | None]:
    """Where each word of the query stands on a page; `column` is raised where torn or joined words match better."""
    glued: Glued | None = None
    spans: list[Span | None] = []
    for row, word in enumerate(words):
        span = _best_span(matrix[row])
        if word.iso is not None:
            span = date_span(word, page) or span
        if column[row] < _ENOUGH:
            glued = glued or Glued(page)
            span = max(span, glued.find(word, _GLUED_LEAST), key=lambda each: each.score if each else 0.0)
        if span:
            column[row] = max(float(column[row]), span.score)
        spans.append(span)
    return spans


def _best_span(row: Matrix) -> Span | None:
    if not row.size:
        return None
    at = int(row.argmax())
    return Span(at, at, float(row[at])) if row[at] >= GOOD else None


def _nearness(matrix: Matrix, spans: Sequence[Span | None], share: Matrix) -> float:
    """How close together, and in order, neighbours of the query stand anywhere on the page (0 to 1)."""
    if len(spans) < 2:
        return 0.0
    total = found = 0.0
    for one, (left, right) in enumerate(itertools.pairwise(spans)):
        weight = float(share[one] + share[one + 1])
        total += weight
        if left and right:
            torn = _closeness(left, right) * min(left.score, right.score)
            found += weight * max(torn, _closest(matrix[one], matrix[one + 1]))
    return found / total if total else 0.0


def _closest(left: Matrix, right: Matrix) -> float:
    """The best pair of places for two neighbours, in order: how well both match, less the farther they are apart."""
    firsts, seconds = np.flatnonzero(left >= GOOD), np.flatnonzero(right >= GOOD)
    if not firsts.size or not seconds.size:
        return 0.0
    apart = seconds[None, :] - firsts[:, None]
    together = np.minimum(left[firsts][:, None], right[seconds][None, :]) * (1 - (apart - 1) / _FAR)
    return float(np.where((apart >= 1) & (apart <= _FAR), together, 0).max())


def _closeness(left: Span, right: Span) -> float:
    apart = right.first - left.last
    if apart >= 1:
        return max(0.0, 1 - (apart - 1) / _FAR)
    return max(0.0, 0.8 - (left.first - right.last) / _FAR) if apart < 0 else 0.8


def _holds_phrase(matrix: Matrix, words: Sequence[QueryWord], phrase: Sequence[QueryWord]) -> bool:
    """Whether the words of a phrase follow one another on a page, each matched well enough."""
    rows = [matrix[words.index(word)] for word in phrase]
    length = rows[0].shape[0] - len(rows) + 1
    if length < 1:
        return False
    least: Any = np.min([row[place : place + length] for place, row in enumerate(rows)], axis=0)
    return bool((least >= _PHRASE_LEAST).any())
