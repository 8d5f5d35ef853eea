"""One spelling for every way a letter or digit may be written.

Dropped: vowel marks, tatweel, bidi and zero-width controls, and hamza in all seats (ء ؤ ئ), so that شئون = شؤون and
مسئول = مسؤول. United: أ إ آ ٱ = ا, ى = ي, ة = ه, Persian letters with their Arabic neighbours, presentation forms and
ligatures with their letters (ﻻ = لا), all decimal digits with 0-9, Latin capitals with small letters.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

HAMZA_ABOVE = "\u0654"
_LETTERS = {
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ءؤئٴٶٸ", ""),
    **dict.fromkeys("ىیېۍے", "ي"),
    **dict.fromkeys("ةۀۃەہھۂ", "ه"),
    **dict.fromkeys("کڪګگ", "ك"),
    "پ": "ب",
    "چ": "ج",
    "ژ": "ز",
    "ڤ": "ف",
    "ۆ": "و",
    "ٮ": "ب",
    "ں": "ن",
    "،": ",",
    "؛": ";",
    "؟": "?",
    "٪": "%",
    "٫": ".",
    "٬": ",",
    "ـ": "",
}
_DROPPED_CATEGORIES = {"Mn", "Cf", "Me"}
_HYPHENS = dict.fromkeys("‐‑‒–—−﹣－", "-")


def _folded(char: str) -> str:
    """What one character of any script folds to."""
    out = []
    for part in unicodedata.normalize("NFKC", char):
        digit = unicodedata.decimal(part, None)
        if digit is not None:
            out.append(str(digit))
        elif part in _LETTERS:
            out.append(_LETTERS[part])
        elif part in _HYPHENS:
            out.append("-")
        elif unicodedata.category(part) not in _DROPPED_CATEGORIES:
            out.append(part.lower())
    return "".join(out)


class _Table(dict[int, str]):
    """A translation table that works itself out character by character, each once."""

    def __missing__(self, code: int) -> str:
        value = self[code] = sys.intern(_folded(chr(code)))
        return value


_TABLE = _Table()
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code in range(0x0660, 0x06FA) if unicodedata.category(chr(code)) == "Nd"}


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `offsets[i]` is where its character `i` came from, with one entry more for the end."""

    text: str
    offsets: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text behind a span of the folded text, marks after its last letter included."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1]
        while self.offsets[end] == last and end + 1 < len(self.offsets):  # one character may fold to several: ﷺ, ¼
            end += 1
        return self.offsets[start], self.offsets[end]


def fold(text: str) -> str:
    """The folded text (idempotent)."""
    return _fold_word(text) if len(text) <= _CACHED_LENGTH else _fold(text)


_CACHED_LENGTH = 24


@lru_cache(maxsize=1 << 16)
def _fold_word(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    if HAMZA_ABOVE in text:
        text = unicodedata.normalize("NFC", text)
    return text.translate(_TABLE)


def fold_with_offsets(text: str) -> Folded:
    """The folded text and, for each of its characters, the place it came from."""
    if HAMZA_ABOVE not in text:
        pieces = [_TABLE[ord(char)] for char in text]
        places = [place for place, piece in enumerate(pieces) for _ in piece]
        return Folded("".join(pieces), (*places, len(text)))
    out: list[str] = []
    offsets: list[int] = []
    place = 0
    while place < len(text):
        width = 1 if text[place + 1 : place + 2] != HAMZA_ABOVE else 2
        folded = _fold(text[place : place + width])
        out.append(folded)
        offsets.extend([place] * len(folded))
        place += width
    offsets.append(len(text))
    return Folded("".join(out), tuple(offsets))


def digits(text: str) -> str:
    """The text with Arabic-Indic and Persian digits as 0-9, everything else as it is; the length does not change."""
    return text.translate(_DIGITS)
