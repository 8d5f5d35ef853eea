"""Where on a page the words of a query stand, and a snippet around them. Nothing is marked that does not match."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive_store.search.hits import Mark
from archive_store.search.matching import GOOD, Glued, Span, date_span, similarities
from archive_store.search.query_values import QueryWord
from domain.arabic import tokens
from domain.documents import RecognizedPage, Word

_AS_GOOD = 0.03  # other places of a word are marked, too, if they match nearly as well as its best one
_GLUED_LEAST = 0.72
_ENOUGH = 0.80
_MOST_PLACES = 12  # of one word of the query
_SNIPPET_WORDS = 24


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of a page in reading order, and a snippet."""

    marks: tuple[Mark, ...]
    snippet: str


def mark_page(page: RecognizedPage, words: Sequence[QueryWord]) -> Marked:
    """Mark the words of a query on a page as it was read."""
    read = [word for line in page.lines for word in line.words]
    spans = match_text(page.text, words)
    ends = list(itertools.accumulate(len(word.text) + 1 for word in read))
    chosen: dict[int, float] = {}
    for start, end, score in spans:
        for place in range(bisect.bisect_right(ends, start), bisect.bisect_left(ends, end) + 1):
            if place < len(read):
                chosen[place] = max(score, chosen.get(place, 0.0))
    marks = tuple(Mark(page.number, read[place].text, read[place].box) for place in sorted(chosen))
    return Marked(marks, _snippet(read, chosen))


def match_text(text: str, words: Sequence[QueryWord]) -> list[tuple[int, int, float]]:
    """The places (start, end, how well) of a text at which words of a query stand."""
    found = [token for token in tokens(text) if not token.part]
    if not found or not words:
        return []
    page_words = [token.text for token in found]
    matrix = similarities(words, page_words)
    spans: list[Span] = []
    glued: Glued | None = None
    for row, word in enumerate(words):
        scores = matrix[row]
        best = float(scores.max())
        whole = date_span(word, page_words) if word.iso else None
        if whole:
            spans.append(whole)
            continue
        if best < _ENOUGH:
            glued = glued or Glued(page_words)
            torn = glued.find(word, max(_GLUED_LEAST, best))
            if torn:
                spans.append(torn)
                continue
        if best >= GOOD:
            places = np.flatnonzero(scores >= best - _AS_GOOD)[:_MOST_PLACES]
            spans.extend(Span(int(place), int(place), float(scores[place])) for place in places)
    return [(found[span.first].start, found[span.last].end, span.score) for span in spans]


def _snippet(read: Sequence[Word], chosen: dict[int, float]) -> str:
    """The stretch of the page with most of the marked words; its start where nothing is marked."""
    if not read:
        return ""
    starts = [max(0, place - 4) for place in chosen] or [0]

    def held(start: int) -> float:
        return sum(score for place, score in chosen.items() if start <= place < start + _SNIPPET_WORDS)

    start = max(sorted(starts), key=held)
    end = min(len(read), start + _SNIPPET_WORDS)
    text = " ".join(word.text for word in read[start:end])
    return f"{'… ' if start else ''}{text}{' …' if end < len(read) else ''}"
