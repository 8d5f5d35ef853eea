"""The words of all candidate pages laid out in one row, so that nearly all are passed over without being looked at one by one.

Two words can be alike only if they have most of their letters in common. Letters are counted for the whole row at once, dots
ignored; only the words that could match go through the measure of `matching`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from archive_store.search.analysis import is_number, number_forms
from archive_store.search.matching import AT_ALL_ALIKE, END_ALIKE, GLUED_FROM, Matrix, of_ends, similarities
from archive_store.search.query_values import QueryWord
from domain.arabic import rasm_of_folded

ABOUT_COST: Final = 0.95  # a word known of the document but not read on the page
_CODE: Final = "iso8859_6"  # one byte a letter; letters of other scripts all become `?`
_END: Final = ord(" ")
_RUN_ON_FROM: Final = 2  # letters more than a word of the query, and a word may be that one run together with another
_BITS: Final = 4  # of a count: no word that means something has one letter sixteen times
_MOST: Final = (1 << _BITS) - 1
_REST: Final = 15  # the place of all that is no Arabic letter or no digit

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Counts = np.ndarray[Any, np.dtype[np.uint64]]


def _places_of_letters() -> dict[str, int]:
    """The place of a letter's count: letters with one body share one. Inside a word ن and ي are teeth like ب."""
    body_of = {letter: rasm_of_folded(f"{letter}ا")[0] for letter in "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}
    bodies = list(dict.fromkeys(body_of.values()))
    return {letter: bodies.index(body) for letter, body in body_of.items()}


def _counting_table(place_of: dict[str, int]) -> Any:
    """For each byte of a text, one in the place where its letter is counted; blanks count nowhere."""
    table = np.zeros(256, dtype=np.uint64)
    table[_END + 1 :] = 1 << (_REST * _BITS)
    for letter, place in place_of.items():
        table[letter.encode(_CODE)[0]] = 1 << (place * _BITS)
    return table


_LETTERS: Final = _counting_table(_places_of_letters())
_DIGITS: Final = _counting_table({digit: int(digit) for digit in "0123456789"})


class Sheets:
    """Candidate pages and how well each of their words matches each word of the query.

    A page is the text that `analysis.pack` keeps: its words, a line break, and the words known about its document.
    """

    def __init__(self, pages: Sequence[str], words: Sequence[QueryWord]) -> None:
        self._pages = pages
        text = "\n".join(pages) + "\n"
        codes = np.frombuffer(text.encode(_CODE, errors="replace"), dtype=np.uint8)
        gaps = np.flatnonzero(codes <= _END)
        starts = np.concatenate(([0], gaps[:-1] + 1))
        held = gaps > starts
        starts, ends = starts[held], gaps[held]
        self._bounds = _bounds(pages, starts)
        self.matrix = _similarities(words, text, codes, starts, ends)

    def matrix_of(self, index: int) -> Matrix:
        """Similarities of the query's words (rows) with the words read on a page, in order."""
        rows: Matrix = self.matrix[:, self._bounds[2 * index] : self._bounds[2 * index + 1]]
        return rows

    def words_of(self, index: int) -> list[str]:
        """The words read on a page."""
        return self._pages[index].partition("\n")[0].split()

    def best(self) -> Matrix:
        """The best similarity of each word of the query (rows) on each page (columns)."""
        best: Matrix = np.zeros((self.matrix.shape[0], len(self._bounds) - 1), dtype=np.float32)
        full = np.flatnonzero(self._bounds[1:] > self._bounds[:-1])
        if full.size:
            best[:, full] = np.maximum.reduceat(self.matrix, self._bounds[full], axis=1)
        found: Matrix = np.maximum(best[:, 0::2], best[:, 1::2] * np.float32(ABOUT_COST))
        return found


def _bounds(pages: Sequence[str], starts: Numbers) -> Numbers:
    """For each page the place of its first word, then that of the first one about its document; last, the number of words."""
    lines = [(len(read), len(page) - len(read)) for page in pages for read in (page.partition("\n")[0],)]
    offsets = np.cumsum([0, *(length for read, about in lines for length in (read + 1, about))])
    places: Numbers = np.searchsorted(starts, offsets)
    return places


def _similarities(words: Sequence[QueryWord], text: str, codes: Any, starts: Numbers, ends: Numbers) -> Matrix:
    """The measure of `matching` for the words that could reach it, 0 for the others."""
    matrix: Matrix = np.zeros((len(words), len(starts)), dtype=np.float32)
    if not len(starts):
        return matrix
    letters = _LETTERS[codes]
    near = np.flatnonzero(_could_match(words, codes, letters, starts, ends - starts))
    spelt = [text[start:end] for start, end in zip(starts[near].tolist(), ends[near].tolist(), strict=True)]
    number_of = {word: number for number, word in enumerate(dict.fromkeys(spelt))}
    if number_of:
        ids = np.fromiter(map(number_of.__getitem__, spelt), np.intp, len(spelt))
        matrix[:, near] = similarities(words, list(number_of))[:, ids]
    for row, word in enumerate(words):
        size = len(word.text)
        if size >= GLUED_FROM and not is_number(word.text):
            long = np.flatnonzero(ends - starts >= size + _RUN_ON_FROM)
            for first in (starts, ends - size):
                places = long[_same_letters(word.text, letters, first[long])]
                if places.size:
                    found = of_ends(word.text, [text[start : start + size] for start in first[places].tolist()])
                    matrix[row, places] = np.maximum(matrix[row, places], found)
    return matrix


def _same_letters(word: str, letters: Counts, firsts: Numbers) -> Any:
    """Whether what begins at a place, as long as a word, has enough letters in common with it."""
    if not firsts.size:
        return np.zeros(0, dtype=bool)
    stretches = np.stack((firsts, firsts + len(word)), axis=1).ravel()
    return _in_common(_counted(word, _LETTERS), np.add.reduceat(letters, stretches)[::2]) >= END_ALIKE * len(word)


def _could_match(words: Sequence[QueryWord], codes: Any, each: Counts, starts: Numbers, lengths: Numbers) -> Any:
    """Whether a word of the row has enough letters, or digits, in common with some word of the query."""
    found = np.zeros(len(starts), dtype=bool)
    numbers = [number_forms(word.text)[0].lstrip("0") for word in words if is_number(word.text)]
    texts = [word.text for word in words if not is_number(word.text)]
    if numbers:
        digits = np.add.reduceat(_DIGITS[codes], starts)
        for number in numbers:  # it may be a part of a longer one
            found |= _in_common(_counted(number, _DIGITS), digits) >= AT_ALL_ALIKE * len(number)
    if texts:
        letters = np.add.reduceat(each, starts)
        for text in texts:
            found |= _in_common(_counted(text, _LETTERS), letters) >= AT_ALL_ALIKE * np.maximum(lengths, len(text))
    return found


def _counted(word: str, table: Any) -> Counter[int]:
    """How often each place of the table is counted in a word."""
    codes = np.frombuffer(word.encode(_CODE, errors="replace"), dtype=np.uint8)
    return Counter((int(one).bit_length() - 1) // _BITS for one in table[codes])


def _in_common(wanted: Counter[int], counts: Counts) -> Any:
    """The number of letters that each word of the row has in common with the word wanted, in whatever order."""
    common = np.zeros(len(counts), dtype=np.uint8)
    for place, times in wanted.items():
        held = (counts >> np.uint64(place * _BITS)) & np.uint64(_MOST)
        common += np.minimum(held, times).astype(np.uint8)
    return common
