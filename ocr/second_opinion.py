"""Tesseract's opinion on the words that our reader is unsure of.

All lines with such words go to one run of Tesseract, pasted under one another. Where it reads the same, the word is surer; where
it reads something else, that is kept as another reading, and takes the first place only if we had next to no idea.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from domain.documents import Alternative, Word
from domain.errors import Unavailable
from ocr.cleanup import CleanPage
from ocr.numbers import is_number
from ocr.paper import Grey
from ocr.tesseract import Spot, check_installed, read_spots
from ocr.warraq_recognizer import ReadLine

ASK_BELOW = 0.5  # confidence of a word
LEAST_WORDS = 3  # fewer unsure words are not worth starting a program for
MOST_LINES = 25
AGREEMENT = 0.6  # of the doubt that agreement takes away, times how sure the other is
GIVE_WAY_BELOW = 0.15
OTHER_SURE = 0.85
OTHER_WORTH = 0.4  # confidence of another engine's word, times its own


class TesseractOpinion:
    """Asks Tesseract with the given models. Raises MissingPart at once where it is not installed."""

    def __init__(self, languages: str) -> None:
        check_installed(languages)
        self._languages = languages

    def reconsider(self, page: CleanPage, lines: Sequence[ReadLine]) -> list[ReadLine]:
        """The same lines, unsure words weighed against what Tesseract reads in their place."""
        unsure = [i for i, line in enumerate(lines) if any(_unsure(word) for word in line.words)][:MOST_LINES]
        if sum(_unsure(word) for i in unsure for word in lines[i].words) < LEAST_WORDS:
            return list(lines)
        result = list(lines)
        for i, spots in zip(unsure, self._read([lines[i].line.crop for i in unsure], page.dpi), strict=True):
            result[i] = _weighed(lines[i], spots)
        return result

    def _read(self, crops: Sequence[Grey], dpi: float) -> list[list[Spot]]:
        """What Tesseract reads on each crop; places are columns of the crop. Nothing where it fails: it is an opinion only."""
        room = max(20, round(dpi * 0.1))
        sheet = np.full((sum(c.shape[0] + room for c in crops) + room, max(c.shape[1] for c in crops) + 2 * room), 255, np.uint8)
        tops, at = [], room
        for crop in crops:
            sheet[at : at + crop.shape[0], room : room + crop.shape[1]] = crop
            tops.append(at)
            at += crop.shape[0] + room
        try:
            spots = read_spots(sheet, self._languages, dpi, psm=6)
        except Unavailable:
            return [[] for _ in crops]
        return [_inside(spots, top, top + crop.shape[0], room) for top, crop in zip(tops, crops, strict=True)]


def _inside(spots: Sequence[Spot], top: int, bottom: int, shift: int) -> list[Spot]:
    here = [spot for spot in spots if top <= (spot.top + spot.bottom) / 2 < bottom]
    return [replace(spot, left=spot.left - shift, right=spot.right - shift) for spot in here]


def _unsure(word: Word) -> bool:
    return word.confidence < ASK_BELOW and not is_number(word.text)


def _weighed(line: ReadLine, spots: Sequence[Spot]) -> ReadLine:
    words = []
    for word in line.words:
        left, right = word.box.left - line.line.left, word.box.right - line.line.left
        over = [spot for spot in spots if _shared(left, right, spot) > 0.6]
        words.append(_settled(word, over[0]) if _unsure(word) and len(over) == 1 else word)
    return replace(line, words=tuple(words))


def _shared(left: float, right: float, spot: Spot) -> float:
    """Share of the wider of two stretches that both have in common."""
    common = min(right, spot.right) - max(left, spot.left)
    return common / max(1.0, right - left, spot.right - spot.left)


def _settled(word: Word, other: Spot) -> Word:
    if other.text == word.text:
        return replace(word, confidence=word.confidence + (1 - word.confidence) * AGREEMENT * other.confidence)
    sure = OTHER_WORTH * other.confidence
    if word.confidence < GIVE_WAY_BELOW and other.confidence >= OTHER_SURE:
        return Word(other.text, word.box, sure, (Alternative(word.text, word.confidence), *word.alternatives))
    return replace(word, alternatives=(*word.alternatives, Alternative(other.text, min(sure, word.confidence))))
