"""How well the words of a query are matched by the words of pages: the one measure behind order, marks and snippets.

A word matches by its letters and by its dotless skeleton, with and without article and ending, so that spelling, inflection and
misread dots cost little; a number matches by its digits, whole or in part. A word that the reader tore in two or ran together
with its neighbour is found in the page's letters written without blanks.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from archive_store.search.analysis import is_number, number_forms, skeletons
from archive_store.search.query_values import QueryWord
from domain.arabic import stem
from domain.dates import days_in_folded

Matrix = np.ndarray[Any, np.dtype[np.float32]]

_LETTERS_SHARE: Final = 0.5  # of the similarity; the rest is the skeleton's
_STEM_COST: Final = 0.97  # a match of stems is worth a little less than one of whole words
AT_ALL_ALIKE: Final = 0.50  # skeletons less alike are not compared further
_PART_OF_NUMBER: Final = 0.8
_GLUED_COST: Final = 0.95
GLUED_FROM: Final = 4  # letters: shorter words are found by chance in letters without blanks
END_ALIKE: Final = 0.70  # an end of a word with a skeleton less alike is no other word run together with it
GOOD: Final = 0.62  # from here on a match says something


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last` of a page (both included) that match a word of the query, and how well (0 to 1)."""

    first: int
    last: int
    score: float


def similarities(words: Sequence[QueryWord], vocabulary: Sequence[str]) -> Matrix:
    """The similarity (0 to 1) of each word of a query with each folded word of a vocabulary."""
    matrix: Matrix = np.zeros((len(words), len(vocabulary)), dtype=np.float32)
    numeric = [place for place, word in enumerate(vocabulary) if "0" <= word[0] <= "9"]
    texts = [place for place, word in enumerate(words) if not is_number(word.text)]
    if texts and vocabulary:
        matrix[texts] = _of_letters([words[place].text for place in texts], vocabulary)
        matrix[np.ix_(texts, numeric)] = 0
    for row, word in enumerate(words):
        if is_number(word.text):
            forms = number_forms(word.text)
            for place in numeric:
                matrix[row, place] = _of_numbers(forms[0], vocabulary[place])
    return matrix


def _of_letters(words: Sequence[str], vocabulary: Sequence[str]) -> Matrix:
    """Only words whose skeletons are at all alike are compared in full."""
    bodies = _alike(skeletons(words), skeletons(vocabulary))
    out = np.zeros_like(bodies)
    near = np.flatnonzero(bodies.max(axis=0) >= AT_ALL_ALIKE)
    if not near.size:
        return out
    some = [vocabulary[place] for place in near.tolist()]
    whole = _LETTERS_SHARE * _alike(words, some) + (1 - _LETTERS_SHARE) * bodies[:, near]
    stems, some_stems = [stem(word) for word in words], [stem(word) for word in some]
    bare = _LETTERS_SHARE * _alike(stems, some_stems) + (1 - _LETTERS_SHARE) * _alike(skeletons(stems), skeletons(some_stems))
    out[:, near] = np.maximum(whole, bare * _STEM_COST)
    return out


def of_ends(word: str, ends: Sequence[str]) -> Matrix:
    """The similarity of a word with the beginnings or ends, as long as itself, of words that may be two run together."""
    letters, bodies = _alike([word], ends)[0], _alike(skeletons([word]), skeletons(ends))[0]
    whole: Matrix = _GLUED_COST * (_LETTERS_SHARE * letters + (1 - _LETTERS_SHARE) * bodies)
    return np.where(bodies >= END_ALIKE, whole, 0)


def _alike(words: Sequence[str], others: Sequence[str]) -> Matrix:
    """Levenshtein similarity of each with each."""
    found: Matrix = cdist(words, others, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    return found


def _of_numbers(wanted: str, word: str) -> float:
    """How well a number of a page matches the digits wanted."""
    forms = number_forms(word)
    if wanted in forms:
        return 1.0
    whole = forms[0]
    if wanted.lstrip("0") == whole.lstrip("0"):
        return 0.97
    if any(form.lstrip("0") == wanted.lstrip("0") for form in forms):
        return 0.95
    if len(wanted) >= 3 and wanted in whole:
        return _PART_OF_NUMBER + 0.15 * len(wanted) / len(whole)
    return Levenshtein.normalized_similarity(wanted, whole) if len(wanted) >= 4 else 0.0


class Glued:
    """The letters of a page without blanks, in which torn and joined words are found."""

    def __init__(self, words: Sequence[str]) -> None:
        forms = skeletons(words)
        self._starts = [0, *itertools.accumulate(map(len, forms))]
        self._text = "".join(forms)

    def find(self, word: QueryWord, least: float) -> Span | None:
        """Where the word stands, at least as similar as `least`, or None."""
        wanted = skeletons([word.text])[0]
        if not GLUED_FROM <= len(wanted) <= len(self._text):
            return None
        found = fuzz.partial_ratio_alignment(wanted, self._text, score_cutoff=100 * least / _GLUED_COST)
        if found is None or found.dest_end <= found.dest_start:
            return None
        first = bisect.bisect_right(self._starts, found.dest_start) - 1
        last = bisect.bisect_left(self._starts, found.dest_end) - 1
        return Span(first, max(first, last), _GLUED_COST * found.score / 100)


def date_span(word: QueryWord, page_words: Sequence[str]) -> Span | None:
    """Where the day that a word of the query means is written on a page, in whatever form."""
    if word.iso is None or word.iso not in days_in_folded(" ".join(page_words)):
        return None
    for length in (1, 3, 4, 2, 5, 6):
        for first in range(len(page_words) - length + 1):
            if page_words[first][0].isdigit() and word.iso in days_in_folded(" ".join(page_words[first : first + length])):
                return Span(first, first + length - 1, 1.0)
    return None
