"""Tesseract's opinion on the words that our reader is unsure of.

All lines with such words go to one run of Tesseract, pasted under one another. Where it reads the same, the word is surer; where
it reads something else, the surer reading comes first and the other behind. Numbers stay ours: Tesseract's `ara` knows two of
the ten Arabic-Indic digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from domain.documents import Alternative, Box, Word
from domain.errors import Unavailable
from ocr.cleanup import CleanPage
from ocr.confidence import page_confidence
from ocr.layout import TextLine
from ocr.numbers import is_number
from ocr.paper import Grey
from ocr.tesseract import Spot, check_installed, read_spots
from ocr.warraq_recognizer import ReadLine

ASK_BELOW = 0.5  # confidence of a word
LEAST_WORDS = 3  # fewer unsure words are not worth starting a program for
MOST_LINES = 60
MUCH_SURER = 0.1
AGREEMENT = 0.6  # of the doubt that agreement takes away, times how sure the other is
DISAGREEMENT = 0.9
SAME_PLACE = 0.6  # of the wider word's width


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
    return [
        replace(spot, left=spot.left - shift, right=spot.right - shift, top=spot.top - top, bottom=spot.bottom - top)
        for spot in here
    ]


def _unsure(word: Word) -> bool:
    return word.confidence < ASK_BELOW and not is_number(word.text)


def _weighed(line: ReadLine, spots: Sequence[Spot]) -> ReadLine:
    """The line with the surer of both readings: taken whole where theirs is much surer, else word by word."""
    if not spots:
        return line
    theirs = [Word(spot.text, _box(spot, line.line), spot.confidence) for spot in spots]
    if _mean(theirs) > _mean(line.words) + MUCH_SURER:
        return replace(line, words=tuple(_theirs_with_our_numbers(line.words, theirs)))
    return replace(line, words=tuple(_settled(word, theirs) if _unsure(word) else word for word in line.words))


def _box(spot: Spot, line: TextLine) -> Box:
    top, bottom = max(0, spot.top), min(line.bottom - line.top, spot.bottom)
    return Box(line.left + max(0, spot.left), line.top + top, max(1, spot.right - spot.left), max(1, bottom - top))


def _mean(words: Sequence[Word]) -> float:
    """Mean confidence of the words that are no numbers, each counted by its length."""
    return page_confidence([(word.text, word.confidence) for word in words if not is_number(word.text)])


def _theirs_with_our_numbers(ours: Sequence[Word], theirs: Sequence[Word]) -> Iterator[Word]:
    """Their words; but numbers as we read them where we are as sure, and our other reading of each word behind theirs."""
    for word in theirs:
        same = [own for own in ours if _shared(own.box, word.box) > SAME_PLACE]
        number = next((own for own in same if is_number(own.text)), None)
        if number is not None and (number.confidence >= word.confidence or not is_number(word.text)):
            yield number
        elif len(same) == 1:
            yield _agreed(word, same[0])
        else:
            yield word


def _settled(word: Word, theirs: Sequence[Word]) -> Word:
    """One of our words, weighed against theirs in the same place."""
    over = [other for other in theirs if _shared(word.box, other.box) > SAME_PLACE]
    if len(over) != 1:
        return word
    surer, other = (over[0], word) if over[0].confidence > word.confidence + MUCH_SURER else (word, over[0])
    return replace(_agreed(surer, other), box=word.box)


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
