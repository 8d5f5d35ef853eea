"""Several readings of a number from the probabilities of its frames: a prefix beam search over digits and separators alone.

Prefix beam search for CTC after A. Hannun and others, "First-Pass Large Vocabulary Continuous Speech Recognition using
Bi-Directional Recurrent DNNs" (2014), without a language model: the probability of a text is the sum over all its paths.
"""

import math
from collections import defaultdict

import numpy as np
import numpy.typing as npt

from ocr.charset import CHARS, EUROPEAN, INDEX, INDIC

LogProbs = npt.NDArray[np.float32]

SEPARATORS = "-/.:,،٫٬+"
BLANK = 0
BEAM = 24
FAINTEST = -12.0  # a class less likely than this (natural log) opens no new prefix
_CLASSES = np.array([BLANK] + [INDEX[sign] for sign in EUROPEAN + INDIC + SEPARATORS])
_NEVER = -math.inf

Prefix = tuple[int, ...]


def _added(a: float, b: float) -> float:
    """log(exp(a) + exp(b))."""
    if a < b:
        a, b = b, a
    return a if b == _NEVER else a + math.log1p(math.exp(b - a))


def _one_script(text: str) -> bool:
    return not (any(sign in EUROPEAN for sign in text) and any(sign in INDIC for sign in text))


class _Ends:
    """Log-probability of all paths of a prefix so far that end in a blank, and of those that end in its last sign."""

    __slots__ = ("in_blank", "in_sign")

    def __init__(self, in_blank: float = _NEVER, in_sign: float = _NEVER) -> None:
        self.in_blank, self.in_sign = in_blank, in_sign

    @property
    def total(self) -> float:
        return _added(self.in_blank, self.in_sign)


def _step(beam: dict[Prefix, _Ends], frame: list[tuple[int, float]], blank: float) -> dict[Prefix, _Ends]:
    """The beam after one more frame; `frame` holds (class, log-probability) of the signs that are not too faint."""
    grown: defaultdict[Prefix, _Ends] = defaultdict(_Ends)
    for prefix, ends in beam.items():
        total = ends.total
        stays = grown[prefix]
        stays.in_blank = _added(stays.in_blank, total + blank)
        for sign, chance in frame:
            if prefix and prefix[-1] == sign:
                stays.in_sign = _added(stays.in_sign, ends.in_sign + chance)
                before = ends.in_blank  # the same sign again needs a blank between
            else:
                before = total
            if before > _NEVER:
                longer = grown[(*prefix, sign)]
                longer.in_sign = _added(longer.in_sign, before + chance)
    best = sorted(grown.items(), key=lambda item: item[1].total, reverse=True)[:BEAM]
    return dict(best)


def digit_beam(log_probs: LogProbs, n: int) -> list[tuple[str, float]]:
    """(frames, CLASSES) log-probabilities -> at most `n` times (text in visual order, log-probability), likeliest first.

    Only digits of one script and the separators `SEPARATORS` are read; the log-probability is that of the text among all texts
    (not only numbers), so it can be set against the reader's own reading of the same frames.
    """
    beam: dict[Prefix, _Ends] = {(): _Ends(in_blank=0.0)}
    for row in log_probs[:, _CLASSES].tolist():
        frame = [(int(_CLASSES[i]), chance) for i, chance in enumerate(row) if i and chance > FAINTEST]
        beam = _step(beam, frame, row[0])
    found = [("".join(CHARS[c - 1] for c in prefix), ends.total) for prefix, ends in beam.items()]
    numbers = [(text, chance) for text, chance in found if any(s.isdigit() for s in text) and _one_script(text)]
    return sorted(numbers, key=lambda pair: pair[1], reverse=True)[:n]
