"""A second look at words that are read unsurely or are spelt like no word: several readings, weighed by how words are spelt.

The picture and the spelling are multiplied (log-linear), the spelling with less weight. Only what the picture itself makes
possible is weighed, and only words of Arabic letters alone: numbers and Latin stay as they were read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ocr.charset import ARABIC, CHARS, EUROPEAN, INDEX, to_logical, to_visual
from ocr.line_reader import LineReading, ReadSign
from ocr.prefix_beam import LogProbs, prefix_beam
from ocr.spelling import Spelling

UNSURE = 0.97  # probability of a word's least sure sign below which it is looked at again
SURE = 0.9995
UNLIKELY = -2.8  # log-probability a letter of a spelling so strange that only a sure word is left in peace
BEAM = 24
FAINTEST = -7.0
SPELLING_WEIGHT = 0.5
LETTER_BONUS = 0.9  # a letter more costs probability in any spelling: this evens it out
FAR_LIKELIER = 8.0  # log-probability by which one word must be likelier than two; below 7.2, pairs that stand apart were joined
OPEN_LETTERS = frozenset("اأإآدذرزوؤء")  # join no letter behind them: some faces leave a gap there as wide as a space

_LETTERS = "\u0621-\u063a\u0641-\u064b"
_FOREIGN = rf"[^{_LETTERS}0-9٠-٩A-Za-z ]*"
_PAGE_OF = re.compile(r"(?:(?:الصفحة|صفحة|ص) )?(?P<page>[اأ]|\d{1,3}) ?من (?P<pages>[اأ]|\d{1,3})")
_WORD = re.compile(rf"{_FOREIGN}([{_LETTERS}پچژگڤ]+){_FOREIGN}")


@dataclass(frozen=True)
class _Choice:
    """A reading of a word's frames: signs from left to right, and its share among all readings that were weighed."""

    seen: str
    share: float


def reread(reading: LineReading, spelling: Spelling) -> LineReading:
    """`reading` with its unsure and strange words as their spelling makes them likely; a word may fall into two."""
    words = list(_words(reading))
    strange = _strangeness(reading, words, spelling)
    signs: list[ReadSign] = []
    frames: list[tuple[int, int]] = []
    at = 0
    for (start, stop), per_letter in zip(words, strange, strict=True):
        least = min(sign.probability for sign in reading.signs[start:stop])
        if least >= (SURE if per_letter < UNLIKELY else UNSURE):
            continue
        new_signs, new_frames = _chosen(reading, start, stop, spelling)
        signs += [*reading.signs[at:start], *new_signs]
        frames += [*reading.frames[at:start], *new_frames]
        at = stop
    settled = replace(reading, signs=(*signs, *reading.signs[at:]), frames=(*frames, *reading.frames[at:]))
    return _counted(_mended(settled, spelling))


def _counted(reading: LineReading) -> LineReading:
    """A line that says which page of how many this is, with its ١ where an alef was read, which looks the same."""
    text = reading.text
    found = _PAGE_OF.fullmatch(text)
    if not found:
        return reading
    one = "1" if any(sign in EUROPEAN for sign in text) else "١"
    signs, frames = list(reading.signs), list(reading.frames)
    for number in ("page", "pages"):
        if found[number] in "اأ":
            signs[found.start(number)] = replace(signs[found.start(number)], char=one)
    behind = found.end("page")
    if text[behind] != " ":
        before, after = signs[behind - 1], signs[behind]
        signs.insert(behind, ReadSign(" ", before.probability, after.right, before.left))
        frames.insert(behind, (frames[behind][1], frames[behind - 1][0]))
    return replace(reading, signs=tuple(signs), frames=tuple(frames))


def _mended(reading: LineReading, spelling: Spelling) -> LineReading:
    """`reading` without the spaces inside of words: behind an open letter, where one word is far likelier than two."""
    text = reading.text
    pairs = [
        (stop, core_of(text[start:stop]), core_of(text[stop + 1 : end]))
        for (start, stop), (begin, end) in pairwise(_words(reading))
        if begin == stop + 1 and text[stop - 1] in OPEN_LETTERS and text[begin] in ARABIC
    ]
    chances = iter(spelling.log_probabilities([word for _, a, b in pairs for word in (a, b, a + b)]).tolist())
    needless = {space for space, _, _ in pairs if -next(chances) - next(chances) + next(chances) > FAR_LIKELIER}
    kept = [i for i in range(len(text)) if i not in needless]
    return replace(reading, signs=tuple(reading.signs[i] for i in kept), frames=tuple(reading.frames[i] for i in kept))


def _words(reading: LineReading) -> Iterator[tuple[int, int]]:
    """(first, last + 1) sign of every word of Arabic letters."""
    text = reading.text
    for found in re.finditer(r"[^ ]+", text):
        if _WORD.fullmatch(found.group()):
            yield found.span()


def _strangeness(reading: LineReading, words: Sequence[tuple[int, int]], spelling: Spelling) -> list[float]:
    """Log-probability a letter of each word's spelling."""
    text = reading.text
    cores = [core_of(text[start:stop]) for start, stop in words]
    return [chance / len(core) for chance, core in zip(spelling.log_probabilities(cores).tolist(), cores, strict=True)]


def core_of(word: str) -> str:
    """The letters of a word without the punctuation around them; empty where it is no word of Arabic letters alone."""
    found = _WORD.fullmatch(word)
    return found.group(1) if found else ""


def _chosen(
    reading: LineReading, start: int, stop: int, spelling: Spelling
) -> tuple[Sequence[ReadSign], Sequence[tuple[int, int]]]:
    first, last = reading.span(start, stop)
    stretch = reading.log_probs[first:last]
    choice = _best(stretch, spelling)
    old = reading.signs[start:stop]
    if choice is None:
        return old, reading.frames[start:stop]
    if choice.seen == to_visual(reading.text[start:stop]):
        return [replace(sign, settled=choice.share) for sign in old], reading.frames[start:stop]
    return _placed(choice, stretch, first, reading, (start, stop))


def _best(stretch: LogProbs, spelling: Spelling) -> _Choice | None:
    """The likeliest reading of some frames, picture and spelling together; None where none is of Arabic words alone."""
    found = prefix_beam(stretch, BEAM, FAINTEST)
    seen = ["".join(CHARS[c - 1] for c in prefix).strip() for prefix, _ in found]
    texts = [[core_of(word) for word in to_logical(signs)[0].split()] for signs in seen]
    fits = [i for i, cores in enumerate(texts) if cores and all(cores)]
    if not fits:
        return None
    cores = [core for i in fits for core in texts[i]]
    chances = iter(spelling.log_probabilities(cores).tolist())
    weights = []
    for i in fits:
        spelt = sum(next(chances) for _ in texts[i])
        letters = sum(len(core) for core in texts[i])
        weights.append(found[i][1] + SPELLING_WEIGHT * spelt + LETTER_BONUS * letters)
    best = int(np.argmax(weights))
    total = sum(math.exp(weight - weights[best]) for weight in weights)
    return _Choice(seen[fits[best]], 1 / total)


def _placed(
    choice: _Choice, stretch: LogProbs, first: int, reading: LineReading, old: tuple[int, int]
) -> tuple[list[ReadSign], list[tuple[int, int]]]:
    """The signs of a new reading, in logical order, with their frames and columns."""
    spans = aligned(stretch, [INDEX[sign] for sign in choice.seen])
    middles = [reading.column(first + (a + b) / 2) for a, b in spans]
    edges = [(a + b) / 2 for a, b in pairwise(middles)]
    was = reading.signs[old[0] : old[1]]
    lefts = [min(sign.left for sign in was), *edges]
    rights = [*edges, max(sign.right for sign in was)]
    text, order = to_logical(choice.seen)
    signs, frames = [], []
    for char, at in zip(text, order, strict=True):
        a, b = spans[at]
        chance = float(np.exp(stretch[a:b, INDEX[choice.seen[at]]].max()))
        signs.append(ReadSign(char, chance, lefts[at], rights[at], choice.share))
        frames.append((first + a, first + b))
    return signs, frames


def aligned(log_probs: LogProbs, classes: Sequence[int]) -> list[tuple[int, int]]:
    """First and last + 1 frame of each of `classes` on the likeliest path that spells them (Viterbi over CTC's states).

    ValueError where there are too few frames for them.
    """
    path = np.zeros(2 * len(classes) + 1, np.int64)
    path[1::2] = classes
    may_skip = np.zeros(len(path), np.bool_)
    may_skip[3::2] = path[3::2] != path[1:-2:2]
    chances = log_probs[:, path]
    score = np.full(len(path), -np.inf)
    score[:2] = chances[0, :2]
    steps = np.zeros(chances.shape, np.int8)
    for t in range(1, len(chances)):
        ways = np.full((3, len(path)), -np.inf)
        ways[0], ways[1, 1:] = score, score[:-1]
        ways[2, 2:] = np.where(may_skip[2:], score[:-2], -np.inf)
        steps[t] = ways.argmax(axis=0)
        score = ways.max(axis=0) + chances[t]
    state = len(path) - 1 if score[-1] >= score[-2] else len(path) - 2
    if score[state] == -np.inf:
        raise ValueError(f"{len(classes)} signs do not fit into {len(log_probs)} frames")
    states = np.zeros(len(chances), np.int64)
    for t in range(len(chances) - 1, -1, -1):
        states[t] = state
        state -= int(steps[t, state])
    spans = []
    for number in range(len(classes)):
        at = np.flatnonzero(states == 2 * number + 1)
        spans.append((int(at[0]), int(at[-1]) + 1))
    return spans
