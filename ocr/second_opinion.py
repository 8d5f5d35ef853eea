"""Tesseract's opinion on the words that our reader is unsure of.

All lines with such words go to one run of Tesseract, pasted under one another. Where it reads the same, the word is surer. Where
it reads something else, its reading comes first only if it is both surer and spelt much more like an Arabic word, and ours stands
behind it; else theirs stands behind ours. Numbers stay ours: Tesseract's `ara` knows two of the ten Arabic-Indic digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from domain.documents import Alternative, Box, Word
from domain.errors import Unavailable
from ocr.cleanup import CleanPage
from ocr.layout import TextLine
from ocr.numbers import is_number
from ocr.paper import Grey
from ocr.rereading import core_of
from ocr.spelling import Spelling
from ocr.tesseract import Spot, check_installed, read_spots
from ocr.warraq_recognizer import ReadLine

ASK_BELOW = 0.5  # confidence of a word
LEAST_WORDS = 3  # fewer unsure words are not worth starting a program for
MOST_LINES = 60
MUCH_SURER = 0.1
BETTER_SPELT = 0.5  # log-probability a letter
AGREEMENT = 0.6  # of the doubt that agreement takes away, times how sure the other is
DISAGREEMENT = 0.9
SAME_PLACE = 0.6  # of the wider word's width


class TesseractOpinion:
    """Asks Tesseract with the given models. Raises MissingPart at once where it is not installed."""

    def __init__(self, languages: str, spelling: Spelling) -> None:
        check_installed(languages)
        self._languages, self._spelling = languages, spelling

    def reconsider(self, page: CleanPage, lines: Sequence[ReadLine]) -> list[ReadLine]:
        """The same lines, unsure words weighed against what Tesseract reads in their place."""
        unsure = [i for i, line in enumerate(lines) if any(_unsure(word) for word in line.words)][:MOST_LINES]
        if sum(_unsure(word) for i in unsure for word in lines[i].words) < LEAST_WORDS:
            return list(lines)
        result = list(lines)
        for i, spots in zip(unsure, self._read([lines[i].line.crop for i in unsure], page.dpi), strict=True):
            theirs = [Word(spot.text, _box(spot, lines[i].line), spot.confidence) for spot in spots]
            words = tuple(self._settled(word, theirs) if _unsure(word) else word for word in lines[i].words)
            result[i] = replace(lines[i], words=words)
        return result

    def _settled(self, word: Word, theirs: Sequence[Word]) -> Word:
        """One of our words, weighed against theirs in the same place."""
        over = [other for other in theirs if _shared(word.box, other.box) > SAME_PLACE]
        if len(over) != 1:
            return word
        better = over[0].confidence > word.confidence + MUCH_SURER and self._better_spelt(over[0].text, word.text)
        first, second = (over[0], word) if better else (word, over[0])
        return replace(_agreed(first, second), box=word.box)

    def _better_spelt(self, theirs: str, ours: str) -> bool:
        """Whether their word is much more like a word than ours; never where either is no word of Arabic letters."""
        cores = [core_of(theirs), core_of(ours)]
        if not all(cores):
            return False
        them, us = self._spelling.log_probabilities(cores).tolist()
        return bool(them / len(cores[0]) > us / len(cores[1]) + BETTER_SPELT)

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
    return [
        replace(spot, left=spot.left - shift, right=spot.right - shift, top=spot.top - top, bottom=spot.bottom - top)
        for spot in here
    ]


def _unsure(word: Word) -> bool:
    return word.confidence < ASK_BELOW and not is_number(word.text)


def _box(spot: Spot, line: TextLine) -> Box:
    top, bottom = max(0, spot.top), min(line.bottom - line.top, spot.bottom)
    return Box(line.left + max(0, spot.left), line.top + top, max(1, spot.right - spot.left), max(1, bottom - top))


def _agreed(word: Word, other: Word) -> Word:
    """`word` surer where the other says the same, else with the other as another reading."""
    if other.text == word.text:
        return replace(word, confidence=word.confidence + (1 - word.confidence) * AGREEMENT * other.confidence)
    behind = Alternative(other.text, min(word.confidence, other.confidence) * DISAGREEMENT)
    return replace(word, confidence=word.confidence * DISAGREEMENT, alternatives=(*word.alternatives, behind))


def _shared(one: Box, other: Box) -> float:
    """Share of the wider of two stretches that both have in common."""
    common = min(one.right, other.right) - max(one.left, other.left)
    return common / max(1, one.width, other.width)
