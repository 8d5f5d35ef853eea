"""How likely Arabic words are spelt so: letters after letters, learnt from official texts, journals and lists of names.

Probabilities of a letter after up to five others of its word, with the mixing of orders by I. H. Witten and T. C. Bell, "The
zero-frequency problem" (1991); `ocr/training/spelling.py` makes the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from domain.errors import MissingPart
from domain.messages import Message
from ocr.charset import ARABIC

SPELLING = Path(__file__).with_name("models") / "spelling.npz"
ORDER = 6
"""A letter's probability is known after at most `ORDER - 1` signs before it."""
STEP = 1 / 16
"""Natural logarithms are kept as whole multiples of this."""
EDGE = len(ARABIC) + 1
"""What stands before and behind a word; letters are 1 .. `len(ARABIC)`."""
BITS = 6
_CODES = {letter: number for number, letter in enumerate(ARABIC, start=1)}

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]


def codes(word: str) -> list[int]:
    """Numbers of a word's letters, its edges on both sides; KeyError for what is no Arabic letter."""
    return [EDGE, *(_CODES[letter] for letter in word), EDGE]


def key(numbers: Sequence[int]) -> int:
    """At most `ORDER` numbers as one."""
    packed = 0
    for number in numbers:
        packed = packed << BITS | number
    return packed


class Spelling:
    """The table of one file. Raises MissingPart where it is not there."""

    def __init__(self, path: Path = SPELLING) -> None:
        if not path.is_file():
            raise MissingPart(
                Message(
                    ar=f"ملف الإملاء {path.name} مفقود. أعد تثبيت البرنامج: ‎./start",
                    en=f"The spelling file {path.name} is missing. Install the program again: ./start",
                ),
                remedy="./start",
            )
        with np.load(path) as file:
            self._grams, self._contexts = np.cumsum(file["grams"]), np.cumsum(file["contexts"])
            self._chances, self._rests = file["chances"] * np.float32(-STEP), file["rests"] * np.float32(-STEP)

    def log_probabilities(self, words: Sequence[str]) -> Floats:
        """Natural logarithm of each word's probability among all words; KeyError for a sign that is no Arabic letter."""
        numbers = [codes(word) for word in words]
        rows = np.zeros((sum(len(n) - 1 for n in numbers), ORDER), np.uint64)  # signs before, then the letter
        known = np.zeros(len(rows), np.int64)  # how many signs stand before
        at = 0
        for word in numbers:
            for i in range(1, len(word)):
                before = word[max(0, i - ORDER + 1) : i + 1]
                rows[at, ORDER - len(before) :] = before
                known[at] = len(before) - 1
                at += 1
        owner = np.repeat(np.arange(len(words)), [len(n) - 1 for n in numbers])
        return np.bincount(owner, self._letters(rows, known), len(words)).astype(np.float32)

    def _letters(self, rows: Keys, known: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        total = np.zeros(len(rows))
        waiting = np.ones(len(rows), np.bool_)
        for length in range(ORDER - 1, -1, -1):
            here = np.flatnonzero(waiting & (known >= length))
            if not len(here):
                continue
            packed = rows[here, ORDER - 1 - length].copy()
            for column in range(ORDER - length, ORDER):
                packed = packed << np.uint64(BITS) | rows[here, column]
            place, found = _looked_up(packed, self._grams)
            total[here[found]] += self._chances[place[found]]
            waiting[here[found]] = False
            missed = here[~found]
            place, found = _looked_up(packed[~found] >> np.uint64(BITS), self._contexts)
            total[missed[found]] += self._rests[place[found]]
        return total


def _looked_up(wanted: Keys, keys: Keys) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Places in sorted `keys`, and whether each is really there."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return place, np.asarray(keys[place] == wanted, np.bool_)
