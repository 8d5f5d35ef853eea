"""Our own recogniser: clean-up, lines, our line reader, words and numbers read twice, Tesseract asked where all is unsure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from domain.documents import Box, Code, Line, PageImage, RecognizedPage, Word
from ocr.cleanup import CleanPage, blank_page, clean, is_bare, on_its_side, too_small
from ocr.confidence import WordFeatures, confidence, page_confidence
from ocr.geometry import PageTransform
from ocr.layout import Layout, TextLine, find_lines
from ocr.line_reader import LineReading, digit_hypotheses
from ocr.numbers import is_number, second_look, surely_read
from ocr.paper import Grey
from ocr.reading_order import Placed, reading_order
from ocr.rereading import reread
from ocr.spelling import Spelling
from ocr.words import SeenWord, words_on

PROBES = 6  # lines read at a time to tell whether a page stands on its head
PROBED_SIGNS = 40  # letters and digits that suffice for it
MOST_PROBES = 18
PROBE_SHAPE = 7.0  # width to height of a line that tells most for what it costs
SURELY_UPRIGHT = 0.97  # mean probability of signs at which no other way is tried
CLEARLY_BETTER = 0.02
JUNK_POWER = 4
LEAST_SURE_ALONE = 0.9
LEAST_SURE = 0.6  # mean probability below which ink was no writing: signatures, emblems, smears
MANY_DASHES = 3  # and more than letters: a rule in pieces, a frame
LEAST_DENSE = 0.4  # signs on a letter height of the line; the loops of a signature are read as fewer


class ReadsLines(Protocol):
    """The part of the line reader that is used here."""

    def read(self, images: Sequence[Grey]) -> list[LineReading]: ...


@dataclass(frozen=True)
class ReadLine:
    """A line, what the reader saw on it, its words where it saw them, and as they will be stored (boxes in the working copy)."""

    line: TextLine
    reading: LineReading
    seen: tuple[SeenWord, ...]
    words: tuple[Word, ...]

    @property
    def sure(self) -> float:
        return mean_probability(self.reading)


class SecondOpinion(Protocol):
    """Somebody else who reads the lines that we are unsure of."""

    def reconsider(self, page: CleanPage, lines: Sequence[ReadLine]) -> list[ReadLine]: ...


@dataclass(frozen=True)
class PageReading:
    """A page as it was read, before the lines are put in order and the boxes led back."""

    copy: CleanPage
    size: float
    lines: list[ReadLine]


class WarraqRecognizer:
    """Reads pages with a line reader and a knowledge of spelling; `second` looks again at what stays unsure."""

    def __init__(self, reader: ReadsLines, spelling: Spelling, name: str, second: SecondOpinion | None = None) -> None:
        self._reader, self._spelling, self._second, self.name = reader, spelling, second, name

    def recognize(self, page: PageImage, codes: tuple[Code, ...] = (), *, upright: bool = False) -> RecognizedPage:
        """Clean up, find the lines, set upright, read, order."""
        if too_small(page):
            return blank_page(page, self.name, codes)
        found = self.read(page, codes, upright=upright)
        lines = tuple(_in_order(found.lines, found.copy.transform, found.size))
        words = [word for line in lines for word in line.words]
        return RecognizedPage(
            number=page.number,
            width=page.width,
            height=page.height,
            dpi=round(found.copy.stored_dpi, 1),
            rotation=found.copy.rotation,
            lines=lines,
            confidence=page_confidence([(word.text, word.confidence) for word in words]),
            engine=self.name,
            blank=not words and is_bare(found.copy),
            codes=codes,
        )

    def read(self, page: PageImage, codes: tuple[Code, ...] = (), *, upright: bool = False) -> PageReading:
        """The lines of a page with all that is known of them."""
        known: dict[int, LineReading] = {}
        copy = clean(page, upright=upright)
        copy, layout = (copy, find_lines(copy)) if upright else self._upright(copy, known)
        lines = [line for line in layout.lines if not line.in_stamp and not _on_code(line, copy.transform, codes)]
        fresh = [line for line in lines if id(line) not in known]
        known.update(zip(map(id, fresh), self._reader.read([line.crop for line in fresh]), strict=True))
        read = [_read_line(line, known[id(line)]) for line in lines]
        read = [self._reread(line) for line in read if _is_writing(line, layout.size)]
        if self._second is not None:
            read = self._second.reconsider(copy, read)
        return PageReading(copy, layout.size, read)

    def _reread(self, line: ReadLine) -> ReadLine:
        settled = reread(line.reading, self._spelling)
        return line if settled.signs == line.reading.signs else _read_line(line.line, settled)

    def _upright(self, copy: CleanPage, known: dict[int, LineReading]) -> tuple[CleanPage, Layout]:
        """The page the way its lines read best, with its lines. Other ways are tried only where this one leaves a doubt.

        `known` is given the readings of lines, by id, that need not be read again.
        """
        layout = find_lines(copy)
        sure, turned_sure = self._both_ways(layout, known)
        best = (turned_sure, copy.turned(2)) if turned_sure > sure + CLEARLY_BETTER else (sure, copy)
        if not copy.sure_of_sides and best[0] < SURELY_UPRIGHT:
            side = on_its_side(copy)
            side_sure, side_turned = self._both_ways(find_lines(side), {})
            if max(side_sure, side_turned) > best[0] + CLEARLY_BETTER:
                best = (side_sure, side) if side_sure >= side_turned else (side_turned, side.turned(2))
        return (copy, layout) if best[1] is copy else (best[1], find_lines(best[1]))

    def _both_ways(self, layout: Layout, known: dict[int, LineReading]) -> tuple[float, float]:
        """Mean probability of the signs on a few lines as they stand, and on their heads (0 if they are sure as they stand)."""
        probes = [line for line in layout.lines if not line.in_stamp] or list(layout.lines)
        probes = sorted(probes, key=lambda line: abs(np.log(line.shape / PROBE_SHAPE)))[:MOST_PROBES]
        readings: list[LineReading] = []
        while len(readings) < len(probes) and sum(map(_written, readings)) < PROBED_SIGNS:
            more = probes[len(readings) : len(readings) + PROBES]
            readings += self._reader.read([line.crop for line in more])
        probes = probes[: len(readings)]
        known.update(zip(map(id, probes), readings, strict=True))
        up = _average(readings)
        if not probes or up >= SURELY_UPRIGHT:
            return up, 0.0
        turned = self._reader.read([np.ascontiguousarray(line.crop[::-1, ::-1]) for line in probes])
        return up, _average(turned)


def _average(readings: Sequence[LineReading]) -> float:
    """Mean probability of the signs. Lines that read badly count for little: scrawls, frames and stamps read badly either way."""
    sure = np.array([mean_probability(reading) for reading in readings])
    weights = np.array([_written(reading) for reading in readings]) * sure**JUNK_POWER
    return float(np.average(sure, weights=weights)) if weights.sum() else 0.0


def _written(reading: LineReading) -> int:
    """How many letters and digits were read."""
    return sum(sign.char.isalnum() for sign in reading.signs)


def _is_writing(line: ReadLine, size: float) -> bool:
    """Whether what was read is writing, not a rule, a scrawl or an emblem. Letters are `size` pixels high.

    A sign or two alone must be sure, but for a cell's, and a page's number between dashes.
    """
    written = _written(line.reading)
    signs = [sign.char for sign in line.reading.signs if sign.char != " "]
    if signs.count("-") >= max(MANY_DASHES, written + 1) or len(signs) * size < LEAST_DENSE * (line.line.right - line.line.left):
        return False
    several = written > 2 or signs[:1] == signs[-1:] == ["-"]
    least = LEAST_SURE if several or line.line.cell else LEAST_SURE_ALONE
    return written > 0 and bool(line.words) and line.sure >= least


def mean_probability(reading: LineReading) -> float:
    """Mean probability of the signs of a line; 0 where nothing was read."""
    chances = [sign.probability for sign in reading.signs if sign.char != " "]
    return sum(chances) / len(chances) if chances else 0.0


def features_of(seen: SeenWord, line_mean: float) -> WordFeatures:
    """What the confidence of a word is made from."""
    return WordFeatures(
        tuple(sign.probability for sign in seen.signs), line_mean, is_number(seen.text), min(sign.settled for sign in seen.signs)
    )


def _read_line(line: TextLine, reading: LineReading) -> ReadLine:
    seen = words_on(reading.signs, line.crop)
    sure = mean_probability(reading)
    return ReadLine(line, reading, tuple(seen), tuple(_word(word, line, reading, sure) for word in seen))


def _word(seen: SeenWord, line: TextLine, reading: LineReading, sure: float) -> Word:
    """A word with its box in the working copy; a number with its other readings."""
    box = Box(line.left + seen.left, line.top + seen.top, seen.right - seen.left, seen.bottom - seen.top)
    word = Word(seen.text, box, confidence(features_of(seen, sure)))
    if not is_number(seen.text):
        return word
    others = [] if surely_read(seen) else digit_hypotheses(reading, seen.start, seen.start + len(seen.signs))
    return second_look(word, seen, line.crop, others)


def _in_order(lines: Sequence[ReadLine], transform: PageTransform, size: float) -> Iterable[Line]:
    """Lines in reading order, boxes in the stored image."""
    placed = [
        Placed(
            read.line.left,
            read.line.core_top,
            read.line.right,
            read.line.core_bottom,
            read.line.cell,
            " ".join(word.text for word in read.words),
        )
        for read in lines
    ]
    for ordered in reading_order(placed, size):
        words = tuple(stored(word, transform) for word in lines[ordered.line].words)
        yield Line(words, Box.around(word.box for word in words), ordered.block)


def stored(word: Word, transform: PageTransform) -> Word:
    """`word` with its box led back from the working copy to the stored image."""
    box = word.box
    return replace(word, box=transform.to_stored(box.left, box.top, box.right, box.bottom))


def _on_code(line: TextLine, transform: PageTransform, codes: Iterable[Code]) -> bool:
    """Whether a line is (part of) a code: most of it lies on one."""
    box = transform.to_stored(line.left, line.top, line.right, line.bottom)
    for code in codes:
        wide = min(box.right, code.box.right) - max(box.left, code.box.left)
        high = min(box.bottom, code.box.bottom) - max(box.top, code.box.top)
        if wide > 0 and high > 0 and wide * high > 0.5 * box.width * box.height:
            return True
    return False
