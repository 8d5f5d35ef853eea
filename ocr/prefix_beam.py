"""The likeliest texts of a stretch of frames: prefix beam search for CTC.

After A. Hannun and others, "First-Pass Large Vocabulary Continuous Speech Recognition using Bi-Directional Recurrent DNNs"
(2014), without a language model: the probability of a text is the sum over all its paths.
"""

import math
from collections import defaultdict

import numpy as np
import numpy.typing as npt

LogProbs = npt.NDArray[np.float32]
Prefix = tuple[int, ...]

BLANK = 0
_NEVER = -math.inf


def _added(a: float, b: float) -> float:
    """log(exp(a) + exp(b))."""
    if a < b:
        a, b = b, a
    return a if b == _NEVER else a + math.log1p(math.exp(b - a))


class _Ends:
    """Log-probability of all paths of a prefix so far that end in a blank, and of those that end in its last sign."""

    __slots__ = ("in_blank", "in_sign")

    def __init__(self, in_blank: float = _NEVER, in_sign: float = _NEVER) -> None:
        self.in_blank, self.in_sign = in_blank, in_sign

    @property
    def total(self) -> float:
        return _added(self.in_blank, self.in_sign)


def _step(beam: dict[Prefix, _Ends], frame: list[tuple[int, float]], blank: float, width: int) -> dict[Prefix, _Ends]:
    """The beam after one more frame; `frame` holds (class, log-probability) of the signs that are not too faint."""
    if not frame:
        return {prefix: _Ends(ends.total + blank) for prefix, ends in beam.items()}
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
    if len(grown) <= width:
        return grown
    return dict(sorted(grown.items(), key=lambda item: item[1].total, reverse=True)[:width])


def prefix_beam(
    log_probs: LogProbs, width: int, faintest: float, classes: npt.NDArray[np.int64] | None = None
) -> list[tuple[Prefix, float]]:
    """(frames, CLASSES) log-probabilities -> at most `width` times (class numbers from left to right, log-probability).

    A class less likely than `faintest` (natural logarithm) in a frame opens no new prefix there. `classes` are the only ones
    looked at, the blank among them; by default all. The log-probability is that of the text among all texts.
    """
    seen = log_probs > faintest
    if classes is not None:
        only = np.zeros(log_probs.shape[1], np.bool_)
        only[classes] = True
        seen &= only
    seen[:, BLANK] = False
    frames: list[list[tuple[int, float]]] = [[] for _ in log_probs]
    for at, sign in zip(*(found.tolist() for found in np.nonzero(seen)), strict=True):
        frames[at].append((sign, float(log_probs[at, sign])))
    beam: dict[Prefix, _Ends] = {(): _Ends(in_blank=0.0)}
    for frame, blank in zip(frames, log_probs[:, BLANK].tolist(), strict=True):
        beam = _step(beam, frame, blank, width)
    return [(prefix, ends.total) for prefix, ends in beam.items()]
