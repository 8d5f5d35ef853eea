"""Several readings of a number from the probabilities of its frames: a prefix beam search over digits and separators alone."""

import numpy as np

from ocr.charset import CHARS, EUROPEAN, INDEX, INDIC
from ocr.prefix_beam import BLANK, LogProbs, prefix_beam

SEPARATORS = "-/.:,،٫٬+"
BEAM = 24
FAINTEST = -12.0
_CLASSES = np.array([BLANK] + [INDEX[sign] for sign in EUROPEAN + INDIC + SEPARATORS])


def _one_script(text: str) -> bool:
    return not (any(sign in EUROPEAN for sign in text) and any(sign in INDIC for sign in text))


def digit_beam(log_probs: LogProbs, n: int) -> list[tuple[str, float]]:
    """(frames, CLASSES) log-probabilities -> at most `n` times (text in visual order, log-probability), likeliest first.

    Only digits of one script and the separators `SEPARATORS` are read; the log-probability is that of the text among all texts
    (not only numbers), so it can be set against the reader's own reading of the same frames.
    """
    found = [
        ("".join(CHARS[c - 1] for c in prefix), chance) for prefix, chance in prefix_beam(log_probs, BEAM, FAINTEST, _CLASSES)
    ]
    numbers = [(text, chance) for text, chance in found if any(s.isdigit() for s in text) and _one_script(text)]
    return sorted(numbers, key=lambda pair: pair[1], reverse=True)[:n]
